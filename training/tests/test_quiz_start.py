"""What the page of a quiz says at its buttons: what a start sets going, and what practice holds back meanwhile."""

import datetime

import pytest
from django.utils import timezone

from training.services.attempts import start_attempt, submit_attempt
from training.tests.factories import QuestionFactory, QuizFactory
from training.tests.test_attempt_views import address
from training.tests.test_result_pages import CLOSING, see, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"time_limit": 20, "attempts_allowed": 3},
            "A test starts the clock: 20 minutes. A test uses one of your 3 attempts left.",
        ),
        ({"attempts_allowed": 1}, "A test uses your last attempt."),
        ({"time_limit": 20, "closes_at": CLOSING}, "A test starts the clock: 20 minutes."),
        ({}, None),
    ],
)
def test_button_that_starts_a_test_says_what_begins(learner, cast, settings, said):
    page = see(learner, QuizFactory(**settings).get_url())
    told = page.select_one("#start-terms")
    assert (words(told) if told else None) == said
    assert page.select_one('form[action$="/start/"] button').get("aria-describedby") == (
        "start-terms" if said else None
    )


def test_button_that_starts_a_test_says_when_the_quiz_closes_before_the_time_is_over(learner, cast):
    quiz = QuizFactory(time_limit=20, closes_at=timezone.now() + datetime.timedelta(minutes=10))
    told = words(see(learner, quiz.get_url()).select_one("#start-terms"))
    assert told.startswith("A test starts the clock, which runs until the quiz closes,")


def test_button_that_goes_on_with_a_test_says_nothing_of_a_start(learner, cast):
    quiz = QuizFactory(time_limit=20, attempts_allowed=2, practice=True)
    start_attempt(user=cast.learner, quiz=quiz)
    page = see(learner, quiz.get_url())
    assert page.select("#start-terms, [aria-describedby=start-terms]") == []
    assert "A test is under way: practice asks none of its questions." in words(page)
    assert "reasons at once" not in words(page)


def test_practice_beside_an_open_test_promises_no_reason_that_it_withholds(learner, cast):
    shared, other = QuestionFactory(), QuestionFactory()
    quiz = QuizFactory(questions=[shared, other], practice=True)
    practice = start_attempt(user=cast.learner, quiz=quiz, mode="practice")
    assert "each reason is shown when you ask for it" in words(see(learner, address(practice)))
    test = start_attempt(user=cast.learner, quiz=QuizFactory(questions=[shared]))
    page = see(learner, address(practice))
    assert "each reason is shown" not in words(page)
    assert "what it asks too is answered here when it is submitted" in words(page)
    assert [button["value"] for button in page.select("fieldset button[name=action]")] == ["check-2"]
    assert "Can be checked when the test is submitted." in words(page.select_one("#question-1"))
    submit_attempt(attempt=practice)
    later = start_attempt(user=cast.learner, quiz=quiz, mode="practice")
    assert "practice asks none of its questions" in words(see(learner, address(later)))
    submit_attempt(attempt=test)
    assert "A test is under way" not in words(see(learner, address(later)))
