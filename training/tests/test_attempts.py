import datetime
import re
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.enums import MultipleMarking, QuestionKind
from training.errors import AttemptClosed, InvalidAnswer, QuizHasNoQuestions
from training.kinds import KINDS
from training.models import Answer, CourseCompletion, QuizAttempt
from training.services.attempts import Change, SaveResult, save_answer, save_answers, start_attempt, submit_attempt
from training.tests.factories import CourseFactory, QuestionFactory, QuizFactory, choices

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)
NOON = datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC)


def keys(answer: Answer) -> list[str]:
    """The values with which a form would answer rightly."""
    rules, version = KINDS[answer.version.kind], answer.version
    return rules.write(version.parts, answer.option_order, rules.solution(version.parts))


def wrong(answer: Answer) -> list[str]:
    """The values of all wrong choices."""
    right = keys(answer)
    return [str(place) for place in range(len(answer.option_order)) if str(place) not in right]


def answer_all(attempt, *, right=None, sequence=1):
    """Answers the first `right` questions rightly and the others wrongly."""
    for answer in attempt.answers.all():
        is_right = right is None or answer.position <= right
        save_answer(
            attempt=attempt,
            position=answer.position,
            values=keys(answer) if is_right else wrong(answer)[:1],
            sequence=sequence,
        )


def held(attempt, position=1) -> tuple[list[str], int]:
    """What is kept, as the values of the form, and its number."""
    answer = attempt.answers.get(position=position)
    rules, version = KINDS[answer.version.kind], answer.version
    return rules.write(version.parts, answer.option_order, answer.response), answer.sequence


def test_start_keeps_what_the_quiz_was_then(cast):
    quiz = QuizFactory(pass_mark=70, multiple_marking=MultipleMarking.EXACT, questions=3)
    attempt = start_attempt(user=cast.learner, quiz=quiz, at=MORNING)
    quiz.pass_mark, quiz.title = 10, "改了"
    quiz.save_revision().publish()
    attempt.refresh_from_db()
    quiz.refresh_from_db()
    assert (attempt.number, attempt.pass_mark, attempt.multiple_marking) == (1, 70, MultipleMarking.EXACT)
    assert (attempt.maximum, attempt.started_at, attempt.is_open) == (3, MORNING, True)
    assert attempt.quiz_title != "改了"
    assert attempt.content_version is not None
    assert attempt.content_version != quiz.live_revision_id


def test_start_stores_version_and_order_of_choices(cast):
    quiz = QuizFactory(questions=[QuestionFactory(), QuestionFactory(kind=QuestionKind.TRUE_FALSE)])
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    first, second = attempt.answers.all()
    assert (sorted(first.option_order), second.option_order) == ([0, 1, 2, 3], [0, 1])
    assert (first.response, first.sequence, first.saved_at, first.mark) == ([], 0, None, None)


def test_start_twice_gives_the_open_attempt(cast):
    quiz = QuizFactory()
    assert start_attempt(user=cast.learner, quiz=quiz) == start_attempt(user=cast.learner, quiz=quiz)
    assert QuizAttempt.objects.count() == 1


def test_start_after_submission_counts_on(cast):
    quiz = QuizFactory()
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    again = start_attempt(user=cast.learner, quiz=quiz)
    other = start_attempt(user=cast.junior, quiz=quiz)
    assert (again.number, other.number) == (2, 1)


def test_start_of_a_quiz_without_questions_is_refused(cast):
    with pytest.raises(QuizHasNoQuestions):
        start_attempt(user=cast.learner, quiz=QuizFactory(questions=0))
    assert not QuizAttempt.objects.exists()


def test_save_keeps_the_answer_as_given(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    answer = attempt.answers.first()
    given = wrong(answer)[:1]
    assert save_answer(attempt=attempt, position=1, values=given, sequence=4, at=NOON) is SaveResult.SAVED
    answer.refresh_from_db()
    assert (held(attempt), answer.saved_at, answer.mark) == ((given, 4), NOON, None)
    assert answer.response == [answer.option_order[int(given[0])]]


@pytest.mark.parametrize("late", [3, 4])
def test_save_with_a_number_that_does_not_rise_is_stale(cast, late):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    answer = attempt.answers.first()
    save_answer(attempt=attempt, position=1, values=keys(answer), sequence=4)
    assert save_answer(attempt=attempt, position=1, values=[], sequence=late) is SaveResult.STALE
    assert held(attempt) == (keys(answer), 4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(1, 9)))
def test_save_in_any_order_ends_with_the_highest_number(cast, order):
    quiz = QuizAttempt.objects.first().quiz if QuizAttempt.objects.exists() else QuizFactory(questions=1)
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    for sequence in order:
        save_answer(attempt=attempt, position=1, values=[str(sequence % 4)], sequence=sequence)
    assert held(attempt) == (["0"], 8)
    submit_attempt(attempt=attempt)


@pytest.mark.parametrize(
    ("values", "position", "sequence", "code"),
    [
        (["4"], 1, 1, "unknown_choice"),
        (["-1"], 1, 1, "unknown_choice"),
        (["x"], 1, 1, "unknown_choice"),
        (["0", "0"], 1, 1, "unknown_choice"),
        (["0", "1"], 1, 1, "too_many"),
        (["0"], 9, 1, "unknown_question"),
        (["0"], 1, 0, "bad_sequence"),
        (["0"], 1, -3, "bad_sequence"),
        (["0"], 1, 2**53, "bad_sequence"),
    ],
)
def test_save_of_what_was_not_offered_is_refused(cast, values, position, sequence, code):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    with pytest.raises(InvalidAnswer) as refusal:
        save_answer(attempt=attempt, position=position, values=values, sequence=sequence)
    assert refusal.value.code == code
    assert held(attempt) == ([], 0)


def test_save_after_submission_is_refused(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    submit_attempt(attempt=attempt)
    with pytest.raises(AttemptClosed):
        save_answer(attempt=attempt, position=1, values=[], sequence=1)


def test_save_of_a_form_tells_what_another_window_changed(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=3))
    save_answer(attempt=attempt, position=1, values=["0"], sequence=5)
    save_answer(attempt=attempt, position=2, values=["0"], sequence=5)
    changes = {1: Change(["1"], 5), 2: Change(["0"], 2), 3: Change(["0"], 1)}
    assert save_answers(attempt=attempt, changes=changes) == [1]
    assert [held(attempt, place) for place in (1, 2, 3)] == [(["0"], 5), (["0"], 5), (["0"], 1)]


def test_submit_marks_every_answer_and_passes_at_the_pass_mark(cast):
    quiz = QuizFactory(questions=5, pass_mark=60)
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    answer_all(attempt, right=3)
    submitted = submit_attempt(attempt=attempt, at=NOON)
    assert (submitted.points, submitted.score, submitted.passed, submitted.submitted_at) == (3, 60, True, NOON)
    assert [answer.mark for answer in submitted.answers.all()] == [1, 1, 1, 0, 0]


def test_submit_below_the_pass_mark_fails(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=5, pass_mark=61))
    answer_all(attempt, right=3)
    submitted = submit_attempt(attempt=attempt)
    assert (submitted.points, submitted.passed) == (3, False)


@pytest.mark.parametrize(("rule", "points"), [(MultipleMarking.PARTIAL, "0.500"), (MultipleMarking.EXACT, "0")])
def test_submit_marks_multiple_choice_by_the_rule_of_the_quiz(cast, rule, points):
    quiz = QuizFactory(questions=[QuestionFactory(kind=QuestionKind.MULTIPLE)], multiple_marking=rule)
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    save_answer(attempt=attempt, position=1, values=keys(attempt.answers.get())[:1], sequence=1)
    submitted = submit_attempt(attempt=attempt)
    assert (submitted.points, submitted.answers.get().mark) == (Decimal(points), Decimal(points))


def test_submit_of_nothing_earns_nothing(cast):
    submitted = submit_attempt(attempt=start_attempt(user=cast.learner, quiz=QuizFactory()))
    assert (submitted.points, submitted.passed) == (0, False)


def test_submit_gives_a_code_that_can_be_read_aloud(cast):
    submitted = submit_attempt(attempt=start_attempt(user=cast.learner, quiz=QuizFactory()))
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{10}", submitted.receipt)


def test_submit_twice_gives_the_first_result(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    answer_all(attempt)
    first = submit_attempt(attempt=attempt, at=MORNING)
    second = submit_attempt(attempt=attempt, at=NOON)
    assert (first.receipt, first.points, first.submitted_at) == (second.receipt, second.points, second.submitted_at)
    assert second.submitted_at == MORNING


def test_submit_marks_the_version_that_was_asked(cast):
    question = QuestionFactory(parts=choices("甲", "乙"))
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=[question]))
    answer_all(attempt)
    question.parts = [("choice", part) for part in choices("甲", "乙", keys=0)]
    question.save()
    assert question.current_version().number == 2
    assert submit_attempt(attempt=attempt).points == 1


def test_submit_of_a_passed_attempt_finishes_the_course(cast):
    course = CourseFactory(quiz=True)
    attempt = start_attempt(user=cast.learner, quiz=course.units()[0], at=MORNING)
    answer_all(attempt)
    submit_attempt(attempt=attempt, at=NOON)
    completion = CourseCompletion.objects.get()
    assert (completion.user, completion.course, completion.earned_at) == (cast.learner, course, NOON)


def test_submit_of_a_failed_attempt_leaves_the_course_open(cast):
    course = CourseFactory(quiz=True)
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=course.units()[0]))
    assert not CourseCompletion.objects.exists()


def test_attempt_that_was_started_now_has_the_moment_of_the_clock(cast):
    before = timezone.now()
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    submitted = submit_attempt(attempt=attempt)
    assert before <= submitted.started_at <= submitted.submitted_at <= timezone.now()
