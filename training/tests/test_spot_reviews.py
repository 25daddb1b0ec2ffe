"""Taking a spot check: it is no evidence, opens a review at most, and takes nothing that was earned."""

import datetime

import pytest
from django.utils import timezone

from training.enums import AttemptMode, QuestionKind, ReviewCause, ReviewOutcome
from training.errors import AttemptClosed
from training.models import (
    CourseCompletion,
    Question,
    QuizAttempt,
    SpotCheckDecision,
    SpotCheckReview,
    SpotCheckStatement,
)
from training.services.attempts import save_answer, start_attempt, submit_attempt
from training.services.rubric_marking import answers_to_mark, mark_answer
from training.services.spot_reviews import answer_review, decide_review, open_review, start_spot_check
from training.standing import quiz_standing
from training.tests.factories import CourseFactory, QuestionFactory, QuizFactory
from training.tests.spot_steps import drawn_all, refused, take
from training.tests.test_spot_checks import frozen

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(cast):
    return drawn_all(cast)


def seat(check, person):
    return check.members.get(user=person)


def test_result_at_the_line_opens_nothing(check, cast):
    attempt = take(seat(check, cast.learner), is_right=True)
    assert (attempt.mode, attempt.passed, attempt.score) == (AttemptMode.SPOT_CHECK, True, 100)
    assert not SpotCheckReview.objects.exists()


def test_result_below_the_line_opens_a_review_and_nothing_else(check, cast):
    completions = cast.learner.programme_completions.values_list("pk", "earned_at")
    before = list(completions)
    take(seat(check, cast.learner), is_right=False)
    review = SpotCheckReview.objects.get()
    assert (review.member.user, review.cause, review.score, review.pass_mark, review.opened_by) == (
        cast.learner,
        ReviewCause.BELOW_LINE,
        0,
        60,
        None,
    )
    assert list(completions) == before


def test_spot_check_is_no_evidence_and_uses_up_no_attempt(cast):
    course = CourseFactory()
    quiz = QuizFactory(parent=course, attempts_allowed=1)
    check = drawn_all(cast, quiz=quiz)
    take(seat(check, cast.learner), is_right=True)
    standing = quiz_standing(user=cast.learner, quiz=quiz)
    assert (standing.attempts, standing.attempts_left, standing.refusal, standing.is_met) == ([], 1, None, False)
    assert not QuizAttempt.objects.tests().exists()
    assert not CourseCompletion.objects.exists()


def test_spot_check_takes_place_when_the_attempts_are_used_up_and_the_quiz_has_closed(cast):
    quiz = QuizFactory(attempts_allowed=1)
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    quiz.closes_at = timezone.now() - datetime.timedelta(days=1)
    quiz.save()
    check = drawn_all(cast, quiz=quiz)
    attempt = start_spot_check(member=seat(check, cast.learner), user=cast.learner)
    assert (attempt.number, attempt.deadline_at) == (1, check.ends_at)


def test_time_limit_of_the_quiz_holds(cast):
    check = drawn_all(cast, quiz=QuizFactory(time_limit=20))
    attempt = start_spot_check(member=seat(check, cast.learner), user=cast.learner)
    assert attempt.deadline_at == attempt.started_at + datetime.timedelta(minutes=20)


def test_questions_that_the_person_has_not_seen_come_first(cast):
    questions = [QuestionFactory() for _number in range(6)]
    quiz = QuizFactory(questions=0, draws=[{"count": 3}])
    seen = {answer.version.question for answer in start_attempt(user=cast.learner, quiz=quiz).answers.all()}
    check = drawn_all(cast, quiz=quiz)
    attempt = start_spot_check(member=seat(check, cast.learner), user=cast.learner)
    asked = {answer.version.question for answer in attempt.answers.all()}
    assert asked == set(questions) - seen


def test_key_of_an_open_spot_check_is_withheld_from_practice(check, cast):
    attempt = start_spot_check(member=seat(check, cast.learner), user=cast.learner)
    asked = set(attempt.answers.values_list("version__question", flat=True))
    assert set(Question.objects.withheld_from(cast.learner).values_list("pk", flat=True)) == asked
    submit_attempt(attempt=attempt)
    assert not Question.objects.withheld_from(cast.learner).exists()


def test_questions_are_shown_again_after_the_last_day(check, cast):
    attempt = take(seat(check, cast.learner), is_right=True)
    depths = [
        quiz_standing(user=cast.learner, quiz=check.quiz, at=at).depth_of(attempt)
        for at in (check.ends_at - datetime.timedelta(seconds=1), check.ends_at)
    ]
    assert depths == [None, "reasons"]


def test_second_start_gives_the_same_attempt(check, cast):
    member = seat(check, cast.learner)
    first = start_spot_check(member=member, user=cast.learner)
    assert start_spot_check(member=member, user=cast.learner) == first


def test_start_is_refused_to_others_and_after_the_last_day(check, cast):
    member = seat(check, cast.learner)
    with refused("not_yours"):
        start_spot_check(member=member, user=cast.trainer)
    with refused("due_passed"):
        start_spot_check(member=member, user=cast.learner, at=check.ends_at)


def test_attempt_of_one_check_is_not_taken_for_another(cast):
    quiz = QuizFactory()
    first, second = drawn_all(cast, quiz=quiz), drawn_all(cast, quiz=quiz)
    start_spot_check(member=seat(first, cast.learner), user=cast.learner)
    with refused("other_open"):
        start_spot_check(member=seat(second, cast.learner), user=cast.learner)


def test_nothing_is_saved_after_the_last_day(check, cast):
    attempt = start_spot_check(member=seat(check, cast.learner), user=cast.learner)
    late = check.ends_at + datetime.timedelta(minutes=1)
    with pytest.raises(AttemptClosed):
        save_answer(attempt=attempt, position=1, values=["0"], sequence=1, at=late)


def test_short_answer_is_marked_by_a_trainer_before_a_review_opens(cast):
    quiz = QuizFactory(questions=[QuestionFactory(kind=QuestionKind.SHORT_ANSWER)])
    check = drawn_all(cast, quiz=quiz)
    attempt = start_spot_check(member=seat(check, cast.learner), user=cast.learner)
    save_answer(attempt=attempt, position=1, values=["先听。"], sequence=1)
    submit_attempt(attempt=attempt)
    assert not SpotCheckReview.objects.exists()
    [answer] = answers_to_mark(cast.trainer)
    mark_answer(answer=answer, marker=cast.trainer, points=[0, 1])
    assert SpotCheckReview.objects.get().score == 20


def test_review_runs_from_finding_to_decision(check, cast):
    take(seat(check, cast.learner), is_right=False)
    review = SpotCheckReview.objects.get()
    answer_review(review=review, text="那天刚出差回来。", said_by=cast.learner)
    answer_review(review=review, text="那天刚出差回来。", said_by=cast.learner)
    assert review.statements.count() == 1
    decide_review(review=review, outcome=ReviewOutcome.TALK, reason="约一次辅导。", decided_by=cast.trainer)
    with refused("decided"):
        decide_review(review=review, outcome=ReviewOutcome.NOTHING, reason="不必。", decided_by=cast.administrator)
    with refused("decided"):
        answer_review(review=review, text="再说一句。", said_by=cast.learner)
    assert cast.learner.programme_completions.exists()
    for model in (SpotCheckReview, SpotCheckStatement, SpotCheckDecision):
        assert frozen(model.objects.all())
        with pytest.raises(TypeError):
            model.objects.get().save()


def test_review_by_hand_says_what_was_found(check, cast):
    member = seat(check, cast.learner)
    review = open_review(member=member, found="未参加，也没有请假。", opened_by=cast.trainer)
    assert (review.cause, review.opened_by) == (ReviewCause.OTHER, cast.trainer)
    assert open_review(member=member, found="另一句", opened_by=cast.trainer) == review


def test_nobody_reviews_or_decides_about_themselves(check, cast):
    own = seat(check, cast.trainer)
    with refused("not_yours"):
        open_review(member=own, found="自己看自己", opened_by=cast.trainer)
    take(own, is_right=False)
    with refused("not_yours"):
        decide_review(review=own.review, outcome=ReviewOutcome.NOTHING, reason="x", decided_by=cast.trainer)
    with refused("not_about_you"):
        answer_review(review=own.review, text="x", said_by=cast.learner)
