"""What each button of the form of an attempt does, and what happens to a form that comes too late."""

import bs4
import pytest

from training.enums import QuestionKind
from training.services.attempts import start_attempt, submit_attempt
from training.tests.factories import QuestionFactory, QuizFactory
from training.tests.test_attempt_views import address, move_deadline, send, whole_form
from training.tests.test_attempts import held, keys
from training.views import attempts as attempt_views

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ["submit", "submit_incomplete", ""])
def test_action_that_hands_in_submits(learner, cast, action):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    learner.post(address(attempt, "submit_attempt"), whole_form(attempt, action=action))
    attempt.refresh_from_db()
    assert (attempt.is_open, attempt.points) == (False, 2)


@pytest.mark.parametrize("action", ["keep", "check-1", "reveal-1", "reveal-", "submitt", "SUBMIT", "x" * 5000, "\x00"])
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
    assert 'id="verdict"' in response.content.decode()


def test_saving_for_later_leads_to_the_quiz_and_keeps_the_attempt_open(learner, cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    response = learner.post(address(attempt, "submit_attempt"), whole_form(attempt, action="save"), follow=True)
    assert response.redirect_chain == [(attempt.quiz.get_url(), 302)]
    assert "Your answers are saved and the attempt stays open." in response.content.decode()
    attempt.refresh_from_db()
    assert (attempt.is_open, held(attempt)) == (True, (keys(attempt.answers.first()), 1))


def test_saving_for_later_tells_until_when_it_is_not_submitted(learner, cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(time_limit=20))
    response = learner.post(address(attempt, "submit_attempt"), {"action": "save"}, follow=True)
    assert "is then submitted by itself" in response.content.decode()


def test_saving_for_later_stays_here_when_the_quiz_is_withdrawn(learner, cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    attempt.quiz.unpublish()
    assert learner.post(address(attempt, "submit_attempt"), {"action": "save"}).url == address(attempt)


def test_check_of_nothing_asks_first_and_then_tells_what_was_not_answered(learner, cast):
    ordering = QuestionFactory(kind=QuestionKind.ORDERING)
    quiz = QuizFactory(questions=[ordering, QuestionFactory()], practice=True)
    attempt = start_attempt(user=cast.learner, quiz=quiz, mode="practice")
    response = learner.post(address(attempt, "submit_attempt"), {"action": "check-1"}, follow=True)
    assert response.redirect_chain == [(f"{address(attempt)}?blank=1#question-1", 302)]
    page = bs4.BeautifulSoup(response.content, "html.parser")
    assert [note.find_parent("fieldset")["id"] for note in page.select("[data-blank]:not([hidden])")] == ["question-1"]
    assert page.select_one("#question-1 button[name=action]")["value"] == "reveal-1"
    assert not attempt.answers.filter(revealed_at__isnull=False).exists()

    page = learner.post(address(attempt, "submit_attempt"), {"action": "reveal-1"}, follow=True).content
    review = bs4.BeautifulSoup(page, "html.parser").select_one("article#question-1")
    assert review.select_one(".status").text.strip() == "Not answered"
    assert review.select(".given--wrong, .given__mark") == []


def test_check_of_an_answer_shows_its_reason_at_once(learner, cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(practice=True), mode="practice")
    learner.post(address(attempt, "submit_attempt"), whole_form(attempt, action="check-2"))
    assert [answer.position for answer in attempt.answers.filter(revealed_at__isnull=False)] == [2]
