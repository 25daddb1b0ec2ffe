"""What learners see of regrades and markings when they look back."""

import datetime
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from cadres.enums import Role
from cadres.models import User
from cadres.tests.factories import UserFactory
from training.enums import QuestionKind, RegradeMode, ReviewDepth
from training.models import PassDecision
from training.paper import review_by_skill
from training.regrade_notes import notes_on
from training.services.regrade_plans import Proposal
from training.services.regrading import decide_pass
from training.services.rubric_marking import decide_marking, mark_answer
from training.standing import quiz_standing
from training.tests.factories import QuestionFactory, QuizFactory, choices
from training.tests.marking_steps import RIGHT, result, sign, swapped, take_test, with_key

MORNING = datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)
NOON = datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC)


def told(attempt, user):
    with translation.override("en"):
        standing = quiz_standing(user=user, quiz=attempt.quiz)
        text = render_to_string("training/attempt_regrades.html", {"attempt": attempt, "standing": standing})
    return " ".join(text.split())


@pytest.fixture
def shown(db):
    return QuestionFactory(parts=choices("甲", "乙", "丙")).current_version()


def quiz_of(shown, **fields):
    return QuizFactory(questions=[shown.question, QuestionFactory()], **fields)


def test_note_tells_what_changed_and_why(cast, shown):
    attempt = take_test(cast.learner, quiz_of(shown), [1], RIGHT, at=MORNING)
    assert told(attempt, cast.learner) == ""
    corrected = with_key(shown.question, swapped(shown))
    sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected), cast.trainer, reason="印反了。", at=NOON)
    note = notes_on(attempt, depth=ReviewDepth.REASONS)[0]
    assert (note.position, note.before, note.after, note.signed_at, note.reason) == (
        1, Decimal(0), Decimal(1), NOON, "印反了。",
    )  # fmt: skip
    text = told(attempt, cast.learner)
    assert "Question 1 has earned 1 instead of 0 points" in text
    assert "印反了。" in text


@pytest.mark.parametrize("fields", [{"review_depth": "marks"}, {"review_time": "never"}])
def test_reason_is_not_told_while_keys_are_not(cast, shown, fields):
    attempt = take_test(cast.learner, quiz_of(shown, **fields), [1], RIGHT)
    sign(Proposal(shown, RegradeMode.FULL_CREDIT), cast.trainer, reason="第二项才对。")
    text = told(attempt, cast.learner)
    assert "Question 1 has earned 1 instead of 0 points" in text
    assert "第二项才对。" not in text


def test_question_that_was_left_out_is_told(cast, shown):
    attempt = take_test(cast.learner, quiz_of(shown), [1], RIGHT)
    sign(Proposal(shown, RegradeMode.DROPPED), cast.trainer)
    assert "Question 1 has not counted since" in told(attempt, cast.learner)


def test_change_that_waits_for_a_decision_is_not_told(cast, shown):
    attempt = take_test(cast.learner, quiz_of(shown, pass_mark=100), RIGHT, RIGHT)
    corrected = with_key(shown.question, swapped(shown))
    signed = sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected, only_raise=False), cast.trainer)
    assert notes_on(attempt, depth=ReviewDepth.REASONS) == []
    change = signed.regrade.changes.get()
    outcome = PassDecision.Outcome.WITHDRAWN
    decide_pass(change=change, outcome=outcome, reason="看过了。", decided_by=cast.trainer)
    assert [(note.before, note.after) for note in notes_on(attempt, depth=None)] == [(Decimal(1), Decimal(0))]


def reviewed(attempt, position=1, **fields):
    return next(
        question
        for skill in review_by_skill(attempt, **fields)
        for question in skill.questions
        if question.position == position
    )


def test_review_shows_the_corrected_key_to_all_who_were_asked(cast, shown):
    right, wrong = (
        take_test(user, quiz_of(shown), response, RIGHT) for user, response in [(cast.learner, [1]), (cast.junior, [0])]
    )
    moved = [shown.parts[2], {**shown.parts[1], "is_key": True}, {**shown.parts[0], "is_key": False}]
    corrected = with_key(shown.question, moved)
    sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected), cast.trainer)
    for attempt, chosen in [(right, "乙"), (wrong, "甲")]:
        question = reviewed(attempt)
        assert [item.text for item in question.items if item.is_key] == ["乙"]
        assert [item.text for item in question.items if item.is_chosen] == [chosen]
    answer = right.answers.get(position=1)
    assert [item.text for item in reviewed(right).items] == [
        shown.parts[index]["text"] for index in answer.option_order
    ]
    assert not any(item.is_key for item in reviewed(right, depth=ReviewDepth.MARKS).items)


@pytest.mark.parametrize("mode", [RegradeMode.BOTH_KEYS, RegradeMode.FULL_CREDIT])
def test_review_keeps_the_key_that_counts_as_well(cast, shown, mode):
    attempt = take_test(cast.learner, quiz_of(shown), [1], RIGHT)
    corrected = with_key(shown.question, swapped(shown)) if mode == RegradeMode.BOTH_KEYS else None
    sign(Proposal(shown, mode, corrected), cast.trainer)
    assert [item.text for item in reviewed(attempt).items if item.is_key] == ["甲"]


def test_points_of_one_marker_are_not_told_before_the_second_has_marked(cast):
    user = UserFactory(name="何某", department=cast.own, roles=[Role.TRAINER])
    second = User.objects.get(pk=user.pk)
    question = QuestionFactory(kind=QuestionKind.SHORT_ANSWER)
    attempt = take_test(cast.learner, QuizFactory(questions=[question], second_marker=True), ["先听。"])
    answer = attempt.answers.get()
    mark_answer(answer=answer, marker=cast.trainer, points=[2, 0], comment="还差一步。")
    waiting = reviewed(attempt)
    assert ([one.given for one in waiting.criteria], waiting.comments) == ([None, None], [])
    mark_answer(answer=answer, marker=second, points=[1, 1], comment="可以。")
    attempt.refresh_from_db()
    told_now = reviewed(attempt)
    assert [one.given for one in told_now.criteria] == [Decimal("1.5"), Decimal("0.5")]
    assert told_now.comments == ["还差一步。", "可以。"]


def test_points_that_do_not_count_are_not_told(cast):
    trainers = [cast.trainer, cast.administrator]
    trainers.append(User.objects.get(pk=UserFactory(department=cast.own, roles=[Role.TRAINER]).pk))
    question = QuestionFactory(kind=QuestionKind.SHORT_ANSWER)
    attempt = take_test(cast.learner, QuizFactory(questions=[question], second_marker=True), ["先听。"])
    answer = attempt.answers.get()
    mark_answer(answer=answer, marker=trainers[0], points=[0, 0], comment="没有。")
    mark_answer(answer=answer, marker=trainers[1], points=[2, 3])
    decide_marking(answer=answer, decided_by=trainers[0], wants_third=True)
    mark_answer(answer=answer, marker=trainers[2], points=[2, 1])
    assert result(attempt)[0] == Decimal("0.800")
    assert ([one.given for one in reviewed(attempt).criteria], reviewed(attempt).comments) == ([2, 2], [])
