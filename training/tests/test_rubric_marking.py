import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from cadres.enums import Role
from cadres.models import User
from cadres.tests.factories import UserFactory
from content.enums import Visibility
from training.enums import AttemptMode, QuestionKind
from training.errors import MarkingRefused
from training.models import CourseCompletion, MarkingDecision, RubricMark
from training.permissions import user_can_mark_answer
from training.rubric import agreed_share, are_far_apart, counted_places
from training.services.attempts import start_attempt, submit_attempt
from training.services.rubric_marking import (
    answers_far_apart,
    answers_markable_by,
    answers_to_mark,
    decide_marking,
    mark_answer,
    next_to_mark,
)
from training.tests.factories import CourseFactory, QuestionFactory, QuizFactory
from training.tests.marking_steps import RIGHT, refused, result, take_test

MORNING = datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)
NOON = datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC)
EVENING = datetime.datetime(2026, 3, 2, 10, tzinfo=datetime.UTC)
TEXT = ["先听他说完，再问一句为什么。"]


def essay(**fields):
    """A short answer of 5 points: 2 and 3."""
    return QuestionFactory(kind=QuestionKind.SHORT_ANSWER, **fields)


def essay_quiz(*, before=0, **fields):
    """A quiz whose last question is a short answer."""
    return QuizFactory(questions=[*(QuestionFactory() for _ in range(before)), essay()], **fields)


def written(user, quiz, at=MORNING):
    """The short answer of a submitted test in which everything else is right."""
    attempt = take_test(user, quiz, *[RIGHT] * (quiz.question_count - 1), TEXT, at=at)
    return attempt.answers.get(version__kind=QuestionKind.SHORT_ANSWER)


@pytest.fixture
def second_trainer(cast):
    user = UserFactory(name="何某", department=cast.own, roles=[Role.TRAINER])
    return User.objects.get(pk=user.pk)


@pytest.fixture
def third_trainer(cast):
    user = UserFactory(name="吕某", department=cast.other, roles=[Role.TRAINER])
    return User.objects.get(pk=user.pk)


# --- how markings become a mark ------------------------------------------------------------

SHARES = st.integers(0, 30).map(lambda points: Fraction(points, 30))


def test_two_markings_are_far_apart_beyond_a_third():
    assert not are_far_apart([Fraction(1, 3), Fraction(2, 3)])
    assert are_far_apart([Fraction(1, 3), Fraction(7, 10)])


@pytest.mark.parametrize(
    ("shares", "markers", "wants_third", "agreed"),
    [
        ([], 1, None, None),
        (["2/5"], 1, None, "2/5"),
        (["2/5"], 2, None, None),
        (["2/5", "3/5"], 2, None, "1/2"),
        (["0", "1"], 2, None, None),
        (["0", "1"], 2, False, "1/2"),
        (["0", "1"], 2, True, None),
        (["0", "1"], 1, None, "1/2"),
        (["0", "1", "4/5"], 2, True, "9/10"),
        (["0", "1", "1/2"], 2, True, "3/4"),
    ],
)
def test_mark_of_several_markings(shares, markers, wants_third, agreed):
    found = agreed_share([Fraction(share) for share in shares], markers=markers, wants_third=wants_third)
    assert found == (None if agreed is None else Fraction(agreed))


@given(shares=st.lists(SHARES, min_size=3, max_size=3))
def test_of_three_markings_the_two_nearest_count(shares):
    first, second = (shares[place] for place in counted_places(shares))
    distances = sorted(abs(one - other) for one, other in [shares[:2], shares[1:], shares[::2]])
    assert abs(first - second) == distances[0]
    assert min(shares) <= agreed_share(shares, markers=2, wants_third=True) <= max(shares)


# --- who marks what ------------------------------------------------------------------------


def test_queue_holds_submitted_tests_with_something_to_mark_the_oldest_first(cast):
    quiz = essay_quiz(practice=True)
    late, early = written(cast.learner, quiz, at=NOON), written(cast.outsider, quiz, at=MORNING)
    take_test(cast.junior, quiz, TEXT, submit=False)
    take_test(cast.editor, quiz, [])  # nothing written: no points, nothing to mark
    practice = start_attempt(user=cast.overseer, quiz=quiz, mode=AttemptMode.PRACTICE)
    submit_attempt(attempt=practice)
    assert list(answers_to_mark(cast.trainer)) == [early, late]


def test_nobody_marks_an_own_answer(cast, second_trainer):
    answer = written(cast.trainer, essay_quiz())
    assert list(answers_to_mark(cast.trainer)) == []
    assert list(answers_to_mark(second_trainer)) == [answer]
    with refused(MarkingRefused, "not_yours"):
        mark_answer(answer=answer, marker=cast.trainer, points=[2, 3])
    assert not RubricMark.objects.exists()


def test_those_who_keep_the_bank_may_mark_and_others_may_not(cast):
    answer = written(cast.learner, essay_quiz())
    may = {name for name, user in cast.people().items() if user_can_mark_answer(user, answer)}
    listed = {name for name, user in cast.people().items() if answer in answers_markable_by(user)}
    assert may == listed == {"trainer", "administrator"}


@pytest.mark.parametrize("part", ["learner", "editor", "overseer", "reviewer", "auditor", "visitor"])
def test_marking_is_refused_to_others(cast, part):
    answer = written(cast.junior, essay_quiz())
    with refused(MarkingRefused, "not_yours"):
        mark_answer(answer=answer, marker=cast.people()[part], points=[2, 3])


def test_quiz_that_the_trainer_may_not_read_is_not_theirs_to_mark(cast, third_trainer):
    course = CourseFactory(department=cast.own, visibility=Visibility.SUBTREE)
    quiz = essay_quiz(parent=course)
    answer = written(cast.learner, quiz)
    assert (list(answers_to_mark(cast.trainer)), list(answers_to_mark(third_trainer))) == ([answer], [])
    assert not user_can_mark_answer(third_trainer, answer)


def test_next_goes_through_the_queue_and_begins_anew(cast):
    quiz, other = essay_quiz(), essay_quiz()
    first, second = written(cast.learner, quiz, MORNING), written(cast.junior, quiz, NOON)
    third = written(cast.learner, other, NOON)
    steps = {"marker": cast.trainer}
    assert next_to_mark(**steps) == first
    assert [next_to_mark(**steps, after=one) for one in (first, second, third)] == [second, third, first]
    assert [next_to_mark(**steps, after=one, quiz=quiz) for one in (first, second)] == [second, first]
    assert next_to_mark(**steps, after=third, quiz=other) is None


# --- giving points -------------------------------------------------------------------------


def test_last_marking_gives_the_result_and_the_course_at_the_time_of_submission(cast):
    quiz = essay_quiz(before=1)
    answer = written(cast.learner, quiz, at=MORNING)
    attempt = answer.attempt
    assert (result(attempt), attempt.is_marked) == ((None, 2, None), False)
    mark_answer(answer=answer, marker=cast.trainer, points=[1, 2], comment="说得清楚。", at=EVENING)
    assert result(attempt) == (Decimal("1.600"), 2, True)
    assert (attempt.marked_at, attempt.submitted_at) == (EVENING, MORNING)
    assert CourseCompletion.objects.get().earned_at == MORNING
    marking = RubricMark.objects.get()
    assert (marking.points, marking.comment, marking.marker, marking.marked_at) == (
        [1, 2], "说得清楚。", cast.trainer, EVENING,
    )  # fmt: skip


def test_result_waits_for_the_last_of_several_short_answers(cast):
    quiz = QuizFactory(questions=[essay(), essay()])
    attempt = take_test(cast.learner, quiz, TEXT, TEXT)
    first, second = attempt.answers.all()
    mark_answer(answer=first, marker=cast.trainer, points=[2, 3])
    assert result(attempt) == (None, 2, None)
    mark_answer(answer=second, marker=cast.trainer, points=[0, 0])
    assert result(attempt) == (Decimal(1), 2, False)


def test_thirds_of_a_rubric_make_a_whole(cast):
    thirds = [{"criterion": "听完", "points": 3}]
    quiz = QuizFactory(questions=[essay(parts=thirds) for _ in range(3)], pass_mark=67, skill_minimum=66)
    attempt = take_test(cast.learner, quiz, TEXT, TEXT, TEXT)
    for answer, points in zip(attempt.answers.all(), [2, 2, 2], strict=True):
        mark_answer(answer=answer, marker=cast.trainer, points=[points])
    assert result(attempt) == (Decimal("2.000"), 3, False)


def test_second_call_of_the_same_marker_answers_the_first(cast):
    answer = written(cast.learner, essay_quiz())
    first = mark_answer(answer=answer, marker=cast.trainer, points=[2, 3])
    again = mark_answer(answer=answer, marker=cast.trainer, points=[0, 0])
    assert (again, again.points) == (first, [2, 3])
    assert result(answer.attempt) == (Decimal(1), 1, True)


def test_points_come_too_late_when_another_has_marked(cast):
    answer = written(cast.learner, essay_quiz())
    mark_answer(answer=answer, marker=cast.administrator, points=[2, 3])
    with refused(MarkingRefused, "marked_already"):
        mark_answer(answer=answer, marker=cast.trainer, points=[0, 0])
    assert result(answer.attempt) == (Decimal(1), 1, True)


@pytest.mark.parametrize("points", [[], [1], [1, 2, 3], [3, 0], [-1, 0], [2, 4]])
def test_points_that_do_not_fit_the_rubric_are_refused(cast, points):
    answer = written(cast.learner, essay_quiz())
    with refused(MarkingRefused, "bad_points"):
        mark_answer(answer=answer, marker=cast.trainer, points=points)
    assert not RubricMark.objects.exists()


def test_database_keeps_one_marking_of_each_marker(cast):
    answer = written(cast.learner, essay_quiz())
    mark_answer(answer=answer, marker=cast.trainer, points=[2, 3])
    with pytest.raises(IntegrityError), transaction.atomic():
        RubricMark.objects.create(answer=answer, marker=cast.trainer, points=[0, 0])


# --- two markers ---------------------------------------------------------------------------


def test_two_markers_give_their_mean(cast, second_trainer):
    answer = written(cast.learner, essay_quiz(second_marker=True))
    mark_answer(answer=answer, marker=cast.trainer, points=[2, 1])
    assert (list(answers_to_mark(cast.trainer)), list(answers_to_mark(second_trainer))) == ([], [answer])
    assert result(answer.attempt) == (None, 1, None)
    mark_answer(answer=answer, marker=second_trainer, points=[1, 3])
    answer.refresh_from_db()
    assert (answer.mark, result(answer.attempt)) == (Decimal("0.700"), (Decimal("0.700"), 1, True))
    assert list(answers_to_mark(cast.administrator)) == []


@pytest.fixture
def apart(cast, second_trainer):
    """An answer that got nothing from one trainer and everything from another."""
    answer = written(cast.learner, essay_quiz(second_marker=True))
    mark_answer(answer=answer, marker=cast.trainer, points=[0, 0])
    mark_answer(answer=answer, marker=second_trainer, points=[2, 3])
    return answer


def test_markings_far_apart_wait_for_a_decision(cast, apart, second_trainer, third_trainer):
    assert result(apart.attempt) == (None, 1, None)
    assert list(answers_to_mark(third_trainer)) == []
    assert [list(answers_far_apart(user)) for user in (cast.trainer, second_trainer, cast.administrator)] == [
        [apart], [apart], [apart],
    ]  # fmt: skip
    assert list(answers_far_apart(third_trainer)) == []


def test_decision_for_the_mean_gives_the_result(cast, apart):
    decision = decide_marking(answer=apart, decided_by=cast.trainer, wants_third=False, at=EVENING)
    assert result(apart.attempt) == (Decimal("0.500"), 1, False)
    assert (decision.decided_by, decision.decided_at, decision.wants_third) == (cast.trainer, EVENING, False)
    assert list(answers_far_apart(cast.trainer)) == []


def test_third_marking_counts_with_the_nearest(cast, apart, third_trainer):
    decide_marking(answer=apart, decided_by=cast.administrator, wants_third=True)
    assert list(answers_to_mark(third_trainer)) == [apart]
    assert list(answers_to_mark(cast.administrator)) == []  # who has seen the points is not the third
    mark_answer(answer=apart, marker=third_trainer, points=[2, 2])
    assert result(apart.attempt) == (Decimal("0.900"), 1, True)


def test_first_decision_holds(cast, apart, second_trainer):
    first = decide_marking(answer=apart, decided_by=cast.trainer, wants_third=True)
    assert decide_marking(answer=apart, decided_by=second_trainer, wants_third=False) == first
    assert MarkingDecision.objects.get().wants_third


@pytest.mark.parametrize("part", ["learner", "editor", "overseer", "auditor"])
def test_decision_is_refused_to_others(cast, apart, part):
    with refused(MarkingRefused, "nothing_to_decide"):
        decide_marking(answer=apart, decided_by=cast.people()[part], wants_third=False)


def test_decision_is_refused_where_markings_agree(cast, second_trainer):
    answer = written(cast.learner, essay_quiz(second_marker=True))
    mark_answer(answer=answer, marker=cast.trainer, points=[2, 2])
    with refused(MarkingRefused, "nothing_to_decide"):
        decide_marking(answer=answer, decided_by=cast.trainer, wants_third=False)


def test_quiz_that_no_longer_wants_two_markers_settles_what_one_has_marked(cast):
    quiz = essay_quiz(second_marker=True)
    marked, unmarked = written(cast.learner, quiz), written(cast.junior, quiz)
    mark_answer(answer=marked, marker=cast.trainer, points=[2, 3])
    quiz.second_marker = False
    quiz.save_revision().publish()
    assert (result(marked.attempt), result(unmarked.attempt)) == ((Decimal(1), 1, True), (None, 1, None))


def test_queue_is_read_with_one_query(cast, django_assert_num_queries):
    quiz = essay_quiz()
    written(cast.learner, quiz)
    user = User.objects.get(pk=cast.trainer.pk)
    user.has_perm("training.change_question"), user.is_administrator, user.current_departments
    with django_assert_num_queries(1):
        assert len(answers_to_mark(user)) == 1
    written(cast.junior, quiz)
    written(cast.outsider, quiz)
    with django_assert_num_queries(1):
        assert len(answers_to_mark(user)) == 3
