"""Attempts with a limit: when they end, who ends them, and what is kept."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.translation import override

from training.errors import AnswerRevealed, AttemptClosed, StartRefused, TimeIsUp
from training.models import CourseCompletion, QuizAttempt, QuizOverride
from training.services import attempts
from training.services.attempts import (
    close_attempts_out_of_time,
    lengthen_open_attempts,
    reveal_answer,
    save_answer,
    start_attempt,
    submit_attempt,
)
from training.tests.factories import QuestionFactory, QuizFactory
from training.tests.test_attempts import answer_all, held

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)


def after(**delta) -> datetime.datetime:
    return START + datetime.timedelta(**delta)


@pytest.fixture
def quiz(site_tree):
    return QuizFactory(time_limit=20)


def test_save_within_the_grace_is_kept_and_later_refused(cast, quiz):
    attempt = start_attempt(user=cast.learner, quiz=quiz, at=START)
    assert attempt.deadline_at == after(minutes=20)
    save_answer(attempt=attempt, position=1, values=["0"], sequence=1, at=after(minutes=20, seconds=30))
    with pytest.raises(TimeIsUp):
        save_answer(attempt=attempt, position=1, values=["1"], sequence=2, at=after(minutes=20, seconds=31))
    assert held(attempt) == (["0"], 1)


@pytest.mark.parametrize(
    ("at", "submitted", "by_clock"),
    [
        (after(minutes=5), after(minutes=5), False),
        (after(minutes=20, seconds=10), after(minutes=20), False),
        (after(hours=9), after(minutes=20), True),
    ],
)
def test_submission_after_the_deadline_counts_at_the_deadline(cast, quiz, at, submitted, by_clock):
    attempt = start_attempt(user=cast.learner, quiz=quiz, at=START)
    answer_all_at(attempt, after(minutes=1))
    done = submit_attempt(attempt=attempt, at=at)
    assert (done.submitted_at, done.marked_at, done.is_timed_out, done.passed) == (submitted, submitted, by_clock, True)
    assert CourseCompletion.objects.get().earned_at == submitted


def answer_all_at(attempt, at):
    for answer in attempt.answers.all():
        place = str(answer.option_order.index(0))
        save_answer(attempt=attempt, position=answer.position, values=[place], sequence=1, at=at)


def test_close_attempts_submits_what_was_saved_and_leaves_the_others(cast, quiz):
    late = start_attempt(user=cast.learner, quiz=quiz, at=START)
    answer_all_at(late, after(minutes=1))
    running = start_attempt(user=cast.junior, quiz=quiz, at=after(minutes=10))
    without_limit = start_attempt(user=cast.learner, quiz=QuizFactory(), at=START)
    assert close_attempts_out_of_time(at=after(minutes=20, seconds=31)) == 1
    assert close_attempts_out_of_time(at=after(minutes=20, seconds=31)) == 0
    found = {attempt.pk: attempt for attempt in QuizAttempt.objects.all()}
    assert (found[late.pk].is_timed_out, found[late.pk].points) == (True, 2)
    assert found[running.pk].is_open
    assert found[without_limit.pk].is_open


def test_close_attempts_that_fails_at_one_closes_the_others(cast, quiz, monkeypatch):
    broken = start_attempt(user=cast.learner, quiz=quiz, at=START)
    later = start_attempt(user=cast.junior, quiz=quiz, at=after(seconds=1))
    mark_by_key = attempts._mark_by_key
    monkeypatch.setattr(attempts, "_mark_by_key", lambda one: 1 / 0 if one == broken else mark_by_key(one))
    with pytest.raises(ExceptionGroup) as raised:
        close_attempts_out_of_time(at=after(hours=1))
    assert [type(error) for error in raised.value.exceptions] == [ZeroDivisionError]
    assert list(QuizAttempt.objects.open()) == [broken]
    assert not QuizAttempt.objects.get(pk=later.pk).is_open


def test_close_attempts_command_says_how_many(cast, quiz):
    start_attempt(user=cast.learner, quiz=quiz, at=START)
    out = StringIO()
    with override("en"):
        call_command("close_attempts", stdout=out)
        call_command("close_attempts", stdout=out)
    assert out.getvalue() == "1 attempt submitted.\n0 attempts submitted.\n"


def test_wait_counts_from_the_deadline_of_an_attempt_that_nobody_ended(cast):
    quiz = QuizFactory(time_limit=20, wait_hours=2)
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz, at=START), at=after(days=1))
    with pytest.raises(StartRefused) as refusal:
        start_attempt(user=cast.learner, quiz=quiz, at=after(hours=2, minutes=19))
    assert refusal.value.code == "wait"
    assert start_attempt(user=cast.learner, quiz=quiz, at=after(hours=2, minutes=20)).number == 2


def test_attempts_are_counted_in_their_cycle_and_practice_is_not(cast):
    quiz = QuizFactory(attempts_allowed=1, practice=True)
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz, mode="practice"))
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    with pytest.raises(StartRefused) as refusal:
        start_attempt(user=cast.learner, quiz=quiz)
    assert refusal.value.code == "used_up"
    assert start_attempt(user=cast.junior, quiz=quiz).number == 1
    assert start_attempt(user=cast.learner, quiz=quiz, mode="practice").number == 2


def test_extra_time_lengthens_a_running_attempt_and_never_shortens_it(cast, quiz):
    attempt = start_attempt(user=cast.learner, quiz=quiz, at=START)
    other = start_attempt(user=cast.outsider, quiz=quiz, at=START)
    grant = {"quiz": quiz, "reason": "网络中断", "granted_by": cast.trainer}
    more = QuizOverride.objects.create(department=cast.own, time_percent=150, **grant)
    lengthen_open_attempts(quiz=quiz, users=[cast.learner, cast.outsider])
    attempt.refresh_from_db()
    other.refresh_from_db()
    assert (attempt.deadline_at, other.deadline_at) == (after(minutes=30), after(minutes=20))
    more.is_withdrawn = True
    more.save()
    lengthen_open_attempts(quiz=quiz, users=[cast.learner])
    attempt.refresh_from_db()
    assert attempt.deadline_at == after(minutes=30)


@pytest.mark.parametrize(
    ("before", "change", "deadline"),
    [
        ({"time_limit": 20, "closes_at": after(minutes=30)}, {"time_limit": 45}, after(minutes=30)),
        ({"time_limit": 20}, {"time_limit": 5}, after(minutes=20)),
        ({"closes_at": after(minutes=30)}, {"closes_at": after(minutes=40)}, after(minutes=40)),
        ({"closes_at": after(minutes=30)}, {"closes_at": after(minutes=10)}, after(minutes=30)),
        ({"time_limit": 20}, {"time_limit": None}, None),
    ],
)
def test_published_change_lengthens_a_running_attempt_and_never_shortens_it(cast, before, change, deadline):
    quiz = QuizFactory(**before)
    attempt = start_attempt(user=cast.learner, quiz=quiz, at=START)
    for field, value in change.items():
        setattr(quiz, field, value)
    quiz.save_revision().publish()
    attempt.refresh_from_db()
    assert attempt.deadline_at == deadline


def test_practice_has_no_clock_and_is_no_evidence(cast):
    quiz = QuizFactory(time_limit=20, practice=True)
    attempt = start_attempt(user=cast.learner, quiz=quiz, mode="practice", at=START)
    answer_all(attempt)
    done = submit_attempt(attempt=attempt)
    assert (done.deadline_at, done.points, done.passed) == (None, 2, False)
    assert not CourseCompletion.objects.exists()


def test_answer_in_practice_is_fixed_once_its_reason_was_shown(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(practice=True), mode="practice")
    save_answer(attempt=attempt, position=1, values=["1"], sequence=1)
    assert reveal_answer(attempt=attempt, position=1, at=START).revealed_at == START
    with pytest.raises(AnswerRevealed):
        save_answer(attempt=attempt, position=1, values=["0"], sequence=2)
    assert held(attempt) == (["1"], 1)


def test_reason_is_not_revealed_in_a_test(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    with pytest.raises(AttemptClosed):
        reveal_answer(attempt=attempt, position=1)
    assert attempt.answers.get(position=1).revealed_at is None


def test_attempt_with_a_short_answer_waits_for_its_marking(cast):
    quiz = QuizFactory(questions=[QuestionFactory(), QuestionFactory(kind="short_answer")])
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    save_answer(attempt=attempt, position=2, values=["先听他说完。"], sequence=1)
    done = submit_attempt(attempt=attempt, at=START)
    assert (done.is_open, done.is_marked, done.points, done.passed) == (False, False, None, None)
    assert [answer.mark for answer in done.answers.all()] == [0, None]
    assert list(QuizAttempt.objects.to_be_marked()) == [done]


def test_short_answer_left_empty_needs_no_marking(cast):
    quiz = QuizFactory(questions=[QuestionFactory(kind="short_answer")])
    done = submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    assert (done.is_marked, done.points, done.passed) == (True, 0, False)
