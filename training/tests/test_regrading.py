import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from training.enums import AttemptMode, QuestionKind, RegradeMode
from training.errors import RegradeRefused
from training.models import CourseCompletion, MarkChange, PassDecision, QuizAttempt, Regrade
from training.permissions import user_can_decide_pass
from training.services.attempts import submit_attempt
from training.services.regrade_plans import Proposal, dry_run
from training.services.regrading import decide_pass, is_signature_of, passes_to_decide
from training.services.rubric_marking import answers_to_mark, mark_answer
from training.tests.factories import CourseFactory, QuestionFactory, QuizFactory, choices
from training.tests.marking_steps import RIGHT, marks, refused, result, sign, swapped, take_test, with_key

MORNING = datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)
NOON = datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC)
FIRST, SECOND, THIRD = [0], [1], [2]
KEYED = [mode for mode in RegradeMode if mode in ("corrected_key", "both_keys")]


def planned(run):
    return {one.attempt.pk: one.change for one in run.affected}


@pytest.fixture
def faulty(db):
    """A question whose key should have been the second choice."""
    return QuestionFactory(parts=choices("甲", "乙", "丙"))


@pytest.fixture
def shown(faulty):
    return faulty.current_version()


@pytest.fixture
def quiz(faulty):
    """The faulty question and another one; both have to be right."""
    return QuizFactory(questions=[faulty, QuestionFactory()], pass_mark=100)


# --- the dry run and the signature ---------------------------------------------------------


def test_dry_run_tells_whom_it_touches_and_changes_nothing(cast, quiz, shown):
    as_first = take_test(cast.learner, quiz, FIRST, RIGHT)
    as_second = take_test(cast.junior, quiz, SECOND, RIGHT)
    take_test(cast.outsider, quiz, THIRD, RIGHT)
    take_test(cast.editor, quiz, FIRST, RIGHT, submit=False)
    corrected = with_key(shown.question, swapped(shown))
    run = dry_run(proposal=Proposal(shown, RegradeMode.CORRECTED_KEY, corrected, only_raise=False))
    assert (run.seen, run.running, run.unchanged) == (3, 1, 1)
    assert [one.attempt for one in run.newly_passed] == [one.attempt for one in run.raised] == [as_second]
    assert [one.attempt for one in run.to_be_decided] == [one.attempt for one in run.lowered] == [as_first]
    change = planned(run)[as_second.pk]
    assert (change.before, change.after) == (Decimal(0), Decimal(1))
    assert (result(as_first), result(as_second)) == ((Decimal(2), 2, True), (Decimal(1), 2, False))
    assert not Regrade.objects.exists()


def test_signed_regrade_marks_anew_and_keeps_all_that_was_decided(cast, quiz, shown):
    as_first, as_second = (
        take_test(user, quiz, choice, RIGHT, at=MORNING)
        for user, choice in [(cast.learner, FIRST), (cast.junior, SECOND)]
    )
    corrected = with_key(shown.question, swapped(shown))
    proposal = Proposal(shown, RegradeMode.CORRECTED_KEY, corrected)
    signed = sign(proposal, cast.trainer, signature=" 吴 某", reason="印反了。", at=NOON)
    assert (result(as_first), result(as_second)) == ((Decimal(2), 2, True), (Decimal(2), 2, True))
    assert (as_second.marked_at, as_second.submitted_at) == (MORNING, MORNING)
    regrade = Regrade.objects.get()
    assert (signed.regrade, signed.added) == (regrade, 0)
    assert (regrade.question, regrade.shown, regrade.corrected, regrade.mode, regrade.only_raise) == (
        shown.question, shown, corrected, RegradeMode.CORRECTED_KEY, True,
    )  # fmt: skip
    assert (regrade.signed_by, regrade.signature, regrade.reason, regrade.signed_at) == (
        cast.trainer, " 吴 某", "印反了。", NOON,
    )  # fmt: skip
    change = MarkChange.objects.get()
    assert (change.answer.attempt, change.before, change.after) == (as_second, Decimal(0), Decimal(1))
    assert (change.points_before, change.maximum_before, change.passed_before) == (Decimal(1), 2, False)
    assert (change.points_after, change.maximum_after, change.passed_after) == (Decimal(2), 2, True)
    assert not change.needs_decision


def test_newly_passed_test_finishes_the_course_on_the_day_it_was_submitted(cast, faulty, shown):
    course = CourseFactory()
    quiz = QuizFactory(parent=course, questions=[faulty])
    take_test(cast.learner, quiz, SECOND, at=MORNING)
    assert not CourseCompletion.objects.exists()
    sign(Proposal(shown, RegradeMode.FULL_CREDIT), cast.trainer, at=NOON)
    completion = CourseCompletion.objects.get()
    assert (completion.user, completion.course, completion.earned_at) == (cast.learner, course, MORNING)


@pytest.mark.parametrize(
    ("mode", "found"),
    [
        (RegradeMode.CORRECTED_KEY, [[0, 1], [1, 1], [0, 1]]),
        (RegradeMode.BOTH_KEYS, [[1, 1], [1, 1], [0, 1]]),
        (RegradeMode.FULL_CREDIT, [[1, 1], [1, 1], [1, 1]]),
        (RegradeMode.DROPPED, [[None, 1], [None, 1], [None, 1]]),
    ],
)
def test_marks_by_each_mode(cast, faulty, shown, mode, found):
    quiz = QuizFactory(questions=[faulty, QuestionFactory()], pass_mark=10)
    attempts = [
        take_test(user, quiz, choice, RIGHT)
        for user, choice in [(cast.learner, FIRST), (cast.junior, SECOND), (cast.outsider, THIRD)]
    ]
    corrected = with_key(faulty, swapped(shown)) if mode in KEYED else None
    sign(Proposal(shown, mode, corrected, only_raise=False), cast.trainer)
    assert [marks(attempt) for attempt in attempts] == found
    assert [result(attempt)[:2] for attempt in attempts] == [
        (sum(one for one in of_attempt if one is not None), sum(one is not None for one in of_attempt))
        for of_attempt in found
    ]


def test_practice_and_other_versions_are_left_alone(cast, faulty, shown):
    quiz = QuizFactory(questions=[faulty], practice=True)
    practice = QuizAttempt.objects.get(pk=_practice(cast.learner, quiz).pk)
    with_key(faulty, swapped(shown))
    later = take_test(cast.junior, quiz, FIRST)
    assert dry_run(proposal=Proposal(shown, RegradeMode.FULL_CREDIT)).seen == 0
    sign(Proposal(shown, RegradeMode.FULL_CREDIT), cast.trainer)
    assert (result(practice)[0], result(later)[0]) == (Decimal(0), Decimal(0))


def _practice(user, quiz):
    from training.services.attempts import start_attempt

    return submit_attempt(attempt=start_attempt(user=user, quiz=quiz, mode=AttemptMode.PRACTICE))


def test_order_that_was_corrected_marks_the_steps_that_were_moved(cast):
    texts = ["倾听", "提问", "约定"]
    question = QuestionFactory(kind=QuestionKind.ORDERING, parts=[{"text": text} for text in texts])
    shown = question.current_version()
    attempt = take_test(cast.learner, QuizFactory(questions=[question]), [2, 1, 3])  # 提问, 倾听, 约定
    assert result(attempt)[0] == Decimal("0.666")
    corrected = with_key(question, [{"text": text} for text in ["提问", "倾听", "约定"]])
    sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected), cast.trainer)
    assert result(attempt) == (Decimal(1), 1, True)


def test_thirds_by_a_corrected_key_make_a_whole(cast):
    """Three shares of 2/3 are 2 also when another key gave them."""
    questions = [
        QuestionFactory(kind=QuestionKind.ORDERING, parts=[{"text": f"{number}-{step}"} for step in "甲乙丙"])
        for number in range(3)
    ]
    attempt = take_test(cast.learner, QuizFactory(questions=questions), *[[1, 2, 3]] * 3)
    for question in questions:
        shown = question.current_version()
        first, second, third = shown.parts
        corrected = with_key(question, [second, first, third])
        sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected, only_raise=False), cast.trainer)
    assert marks(attempt) == [Decimal("0.666")] * 3
    assert result(attempt) == (Decimal(2), 3, True)


def test_second_regrade_sets_out_from_the_first(cast, quiz, shown):
    attempt = take_test(cast.learner, quiz, SECOND, RIGHT)
    corrected = with_key(shown.question, swapped(shown))
    sign(Proposal(shown, RegradeMode.DROPPED, only_raise=False), cast.trainer)
    assert (marks(attempt), result(attempt)[:2]) == ([None, 1], (Decimal(1), 1))
    sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected, only_raise=False), cast.trainer)
    assert (marks(attempt), result(attempt)[:2]) == ([1, 1], (Decimal(2), 2))


def test_short_answer_that_nobody_has_marked_is_given_the_full_mark(cast):
    question = QuestionFactory(kind=QuestionKind.SHORT_ANSWER)
    attempt = take_test(cast.learner, QuizFactory(questions=[question]), ["先听。"], at=MORNING)
    sign(Proposal(question.current_version(), RegradeMode.FULL_CREDIT), cast.trainer, at=NOON)
    assert (result(attempt), attempt.marked_at) == ((Decimal(1), 1, True), NOON)
    change = MarkChange.objects.get()
    assert (change.before, change.points_before, change.passed_before) == (None, None, None)
    assert not answers_to_mark(cast.administrator).exists()


def test_attempt_that_waits_for_a_trainer_gets_its_mark_and_no_result(cast, faulty, shown):
    essay = QuestionFactory(kind=QuestionKind.SHORT_ANSWER)
    attempt = take_test(cast.learner, QuizFactory(questions=[faulty, essay]), SECOND, ["先听。"])
    corrected = with_key(faulty, swapped(shown))
    sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected), cast.trainer)
    assert (marks(attempt), result(attempt)) == ([1, None], (None, 2, None))
    assert MarkChange.objects.get().passed_after is None
    mark_answer(answer=attempt.answers.get(position=2), marker=cast.trainer, points=[2, 3])
    assert result(attempt) == (Decimal(2), 2, True)


# --- what came in between ------------------------------------------------------------------


def test_test_submitted_after_the_dry_run_is_marked_too_and_counted(cast, quiz, shown):
    take_test(cast.learner, quiz, SECOND, RIGHT)
    proposal = Proposal(shown, RegradeMode.FULL_CREDIT)
    run = dry_run(proposal=proposal)
    late = take_test(cast.junior, quiz, SECOND, RIGHT)
    signed = sign(proposal, cast.trainer, run=run)
    assert (signed.added, result(late)) == (1, (Decimal(2), 2, True))
    assert signed.regrade.changes.count() == 2


def test_mark_that_changed_after_the_dry_run_asks_for_a_new_one(cast, quiz, shown):
    attempt = take_test(cast.learner, quiz, SECOND, RIGHT)
    proposal = Proposal(shown, RegradeMode.FULL_CREDIT)
    run = dry_run(proposal=proposal)
    sign(Proposal(shown, RegradeMode.DROPPED), cast.administrator)
    with refused(RegradeRefused, "changed"):
        sign(proposal, cast.trainer, run=run)
    assert (Regrade.objects.count(), marks(attempt)) == (1, [None, 1])


def test_token_of_another_proposal_is_refused(cast, quiz, shown):
    take_test(cast.learner, quiz, SECOND, RIGHT)
    run = dry_run(proposal=Proposal(shown, RegradeMode.FULL_CREDIT))
    with refused(RegradeRefused, "changed"):
        sign(Proposal(shown, RegradeMode.DROPPED), cast.trainer, run=run)
    assert not Regrade.objects.exists()


def test_form_that_is_sent_twice_makes_one_regrade(cast, quiz, shown):
    take_test(cast.learner, quiz, SECOND, RIGHT)
    proposal = Proposal(shown, RegradeMode.FULL_CREDIT)
    run = dry_run(proposal=proposal)
    first, second = (sign(proposal, cast.trainer, run=run) for _time in range(2))
    assert (first.regrade, Regrade.objects.count(), MarkChange.objects.count()) == (second.regrade, 1, 1)


@pytest.mark.parametrize(("mode", "mark"), [(RegradeMode.FULL_CREDIT, 1), (RegradeMode.DROPPED, None)])
def test_test_that_was_running_is_marked_by_the_regrade_when_it_is_submitted(cast, quiz, shown, mode, mark):
    running = take_test(cast.learner, quiz, SECOND, RIGHT, submit=False)
    sign(Proposal(shown, mode), cast.trainer)
    later = take_test(cast.junior, quiz, SECOND, RIGHT)
    submit_attempt(attempt=running)
    assert (marks(running), result(running)[2]) == ([mark, 1], True)
    assert (marks(later), result(later)[2]) == ([0, 1], False)


# --- passes that would be lost -------------------------------------------------------------


@pytest.fixture
def lost(cast, quiz, shown):
    """The filed change of somebody who passed by the wrong key."""
    take_test(cast.learner, quiz, FIRST, RIGHT, at=MORNING)
    corrected = with_key(shown.question, swapped(shown))
    sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected, only_raise=False), cast.administrator)
    return MarkChange.objects.get()


def test_pass_is_filed_and_not_taken(cast, lost):
    attempt = lost.answer.attempt
    assert (lost.needs_decision, lost.passed_before, lost.passed_after) == (True, True, False)
    assert (result(attempt), marks(attempt)) == ((Decimal(2), 2, True), [1, 1])
    assert list(passes_to_decide(cast.trainer)) == [lost]


@pytest.mark.parametrize(
    ("outcome", "found"),
    [
        (PassDecision.Outcome.KEPT, ((Decimal(2), 2, True), [1, 1])),
        (PassDecision.Outcome.WITHDRAWN, ((Decimal(1), 2, False), [0, 1])),
    ],
)
def test_decision_about_a_pass_is_kept_and_done(cast, lost, outcome, found):
    decision = decide_pass(change=lost, outcome=outcome, reason="看过了。", decided_by=cast.trainer, at=NOON)
    attempt = lost.answer.attempt
    assert (result(attempt), marks(attempt)) == found
    assert (decision.decided_by, decision.decided_at, decision.reason) == (cast.trainer, NOON, "看过了。")
    assert not passes_to_decide(cast.trainer).exists()
    again = decide_pass(change=lost, outcome=PassDecision.Outcome.KEPT, reason="改主意", decided_by=cast.administrator)
    assert again == decision
    assert CourseCompletion.objects.filter(user=cast.learner).exists()


def test_those_who_keep_the_bank_and_see_the_person_decide(cast, lost):
    may = {name for name, user in cast.people().items() if user_can_decide_pass(user, lost)}
    listed = {name for name, user in cast.people().items() if lost in passes_to_decide(user)}
    assert may == listed == {"trainer", "administrator"}
    for part in ["overseer", "learner", "auditor"]:
        with refused(RegradeRefused, "nothing_to_decide"):
            decide_pass(change=lost, outcome="kept", reason="", decided_by=cast.people()[part])
    assert not PassDecision.objects.exists()


def test_nobody_decides_about_an_own_pass(cast, quiz, shown):
    take_test(cast.trainer, quiz, FIRST, RIGHT)
    corrected = with_key(shown.question, swapped(shown))
    sign(Proposal(shown, RegradeMode.CORRECTED_KEY, corrected, only_raise=False), cast.trainer)
    assert not passes_to_decide(cast.trainer).exists()
    assert passes_to_decide(cast.administrator).count() == 1


def test_later_regrade_of_the_same_answer_overtakes_the_decision(cast, lost):
    regrade = lost.regrade
    sign(Proposal(regrade.shown, RegradeMode.CORRECTED_KEY, regrade.corrected, only_raise=False), cast.trainer)
    newer = MarkChange.objects.order_by("pk").last()
    assert (newer.needs_decision, list(passes_to_decide(cast.trainer))) == (True, [newer])
    with refused(RegradeRefused, "nothing_to_decide"):
        decide_pass(change=lost, outcome="withdrawn", reason="晚了", decided_by=cast.trainer)


# --- refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["learner", "editor", "overseer", "chief", "reviewer", "auditor", "visitor"])
def test_regrade_is_refused_to_those_who_do_not_keep_the_bank(cast, quiz, shown, part):
    take_test(cast.junior, quiz, SECOND, RIGHT)
    with refused(RegradeRefused, "not_yours"):
        sign(Proposal(shown, RegradeMode.FULL_CREDIT), cast.people()[part])
    assert not Regrade.objects.exists()


def test_signature_must_be_the_name_of_the_account(cast, quiz, shown):
    with refused(RegradeRefused, "other_signature"):
        sign(Proposal(shown, RegradeMode.FULL_CREDIT), cast.trainer, signature=cast.learner.name)
    assert is_signature_of(cast.trainer, "吴　某 ")
    assert not is_signature_of(cast.trainer, "")


def test_key_comes_from_a_version_with_the_same_parts_and_another_key(cast, faulty, shown):
    other = with_key(faulty, choices("甲", "乙"))
    same = with_key(faulty, shown.parts)
    for corrected, code in [(None, "needs_corrected"), (other, "other_parts"), (same, "same_key")]:
        with refused(RegradeRefused, code):
            dry_run(proposal=Proposal(shown, RegradeMode.CORRECTED_KEY, corrected))
    essay = QuestionFactory(kind=QuestionKind.SHORT_ANSWER).current_version()
    with refused(RegradeRefused, "by_rubric"):
        dry_run(proposal=Proposal(essay, RegradeMode.BOTH_KEYS, essay))


@pytest.mark.parametrize("model", [Regrade, MarkChange, PassDecision])
def test_ledger_never_changes(cast, lost, model):
    decide_pass(change=lost, outcome="kept", reason="看过了。", decided_by=cast.trainer)
    with pytest.raises(TypeError):
        model.objects.get().save()


def test_dry_run_asks_as_often_for_three_tests_as_for_one(cast, quiz, shown, django_assert_num_queries):
    proposal = Proposal(shown, RegradeMode.FULL_CREDIT)
    take_test(cast.learner, quiz, SECOND, RIGHT)
    with django_assert_num_queries(10):
        assert dry_run(proposal=proposal).seen == 1
    take_test(cast.junior, quiz, SECOND, RIGHT)
    take_test(cast.outsider, quiz, SECOND, RIGHT)
    with django_assert_num_queries(10):
        assert dry_run(proposal=proposal, at=timezone.now()).seen == 3
