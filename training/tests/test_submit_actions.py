"""What each button of the form of an attempt does, and what happens to a form that comes too late."""

import pytest

from training.models import QuizAttempt
from training.services.attempts import start_attempt, submit_attempt
from training.tests.factories import QuizFactory
from training.tests.test_attempt_views import address, move_deadline, send, whole_form
from training.tests.test_attempts import held, keys
from training.views import attempts as attempt_views

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client, cast):
    """The learner, who reads English."""
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    return client


@pytest.mark.parametrize("action", ["submit", "submit_incomplete", ""])
def test_action_that_hands_in_submits(learner, cast, action):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    learner.post(address(attempt, "submit_attempt"), whole_form(attempt, action=action))
    attempt.refresh_from_db()
    assert (attempt.is_open, attempt.points) == (False, 2)


@pytest.mark.parametrize("action", ["save", "reveal-1", "reveal-", "submitt", "SUBMIT", "x" * 5000, "\x00"])
def test_any_other_action_saves_and_keeps_the_attempt_open(learner, cast, action):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    response = learner.post(address(attempt, "submit_attempt"), whole_form(attempt, action=action))
    assert response.url == address(attempt)
    attempt.refresh_from_db()
    assert (attempt.is_open, held(attempt)) == (True, (keys(attempt.answers.first()), 1))


@pytest.mark.parametrize("action", ["save", "submit", ""])
def test_form_that_comes_after_the_time_is_not_kept_and_the_attempt_submitted(learner, cast, action):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(time_limit=20))
    send(learner, attempt, {"values": ["2"], "sequence": 1})
    move_deadline(attempt, seconds=31)
    form = {"answer-1": "1", "sequence-1": "1", "action": action}
    learner.post(address(attempt, "submit_attempt"), form)
    attempt.refresh_from_db()
    assert (attempt.is_timed_out, held(attempt)) == (True, (["2"], 1))
    text = learner.get(address(attempt)).content.decode()
    assert "The time for this attempt is up." in text
    assert "You can go on later" not in text


def test_reason_asked_for_while_another_window_submits_leads_to_the_result(learner, cast, monkeypatch):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(practice=True), mode="practice")
    # Right after the form of this window was saved.
    monkeypatch.setattr(attempt_views, "_keep_form", lambda _request, found: submit_attempt(attempt=found) and None)
    response = learner.post(address(attempt, "submit_attempt"), {"action": "reveal-1"}, follow=True)
    assert response.status_code == 200
    assert QuizAttempt.objects.get().receipt in response.content.decode()
