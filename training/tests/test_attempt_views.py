import datetime
import json

import bs4
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.enums import Visibility
from training.models import CourseCompletion, QuizAttempt
from training.services.attempts import save_answer, start_attempt, submit_attempt
from training.tests.factories import CourseFactory, QuizFactory
from training.tests.test_attempts import held, keys, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(cast, client):
    """An open attempt of the learner, who is signed in and reads English."""
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    return start_attempt(user=cast.learner, quiz=QuizFactory(questions=3))


@pytest.fixture
def timed(cast, client):
    """The same with twenty minutes."""
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    return start_attempt(user=cast.learner, quiz=QuizFactory(questions=3, time_limit=20))


def address(attempt, name="attempt", *args) -> str:
    return reverse(f"training:{name}", args=[attempt.pk, *args])


def send(client, attempt, body, position=1):
    """One change as the browser sends it."""
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(address(attempt, "save_answer", position), data, content_type="application/json")


def whole_form(attempt, **more) -> dict:
    """The form as the page would post it with every question answered rightly."""
    form = {}
    for answer in attempt.answers.all():
        form[f"answer-{answer.position}"] = keys(answer)
        form[f"sequence-{answer.position}"] = str(answer.sequence)
    return {**form, **more}


def move_deadline(attempt, **ago) -> None:
    QuizAttempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - datetime.timedelta(**ago))


def test_start_leads_to_the_attempt(client, cast):
    quiz = QuizFactory()
    client.force_login(cast.learner)
    response = client.post(reverse("training:start_attempt", args=[quiz.pk]))
    attempt = QuizAttempt.objects.get()
    assert (response.url, attempt.user, attempt.quiz) == (address(attempt), cast.learner, quiz)
    assert client.post(reverse("training:start_attempt", args=[quiz.pk])).url == address(attempt)


@pytest.mark.parametrize(("who", "status"), [("visitor", 403), ("outsider", 404), ("reviewer", 404), ("junior", 302)])
@pytest.mark.parametrize("mode", ["test", "practice"])
def test_start_is_refused_to_who_may_not_take_it(client, cast, who, status, mode):
    course = CourseFactory(visibility=Visibility.SUBTREE, department=cast.own)
    quiz = QuizFactory(parent=course, practice=True)
    client.force_login(getattr(cast, who))
    response = client.post(reverse("training:start_attempt", args=[quiz.pk]), {"mode": mode})
    assert response.status_code == status
    assert list(QuizAttempt.objects.values_list("mode", flat=True)) == ([mode] if status == 302 else [])


def test_practice_is_refused_where_the_quiz_has_none(client, cast):
    client.force_login(cast.learner)
    response = client.post(reverse("training:start_attempt", args=[QuizFactory().pk]), {"mode": "practice"})
    assert response.status_code == 403
    assert not QuizAttempt.objects.exists()


@pytest.mark.parametrize("closed", ["course", "quiz"])
def test_start_of_a_quiz_that_is_withdrawn_is_refused(client, cast, closed):
    course = CourseFactory(quiz=True)
    quiz = course.units()[0]
    {"course": course, "quiz": quiz}[closed].unpublish()
    client.force_login(cast.learner)
    assert client.post(reverse("training:start_attempt", args=[quiz.pk])).status_code == 404


def test_start_by_get_starts_nothing(client, cast):
    quiz = QuizFactory()
    client.force_login(cast.learner)
    assert client.get(reverse("training:start_attempt", args=[quiz.pk])).status_code == 405
    assert not QuizAttempt.objects.exists()


def test_start_that_the_limits_refuse_leads_back_with_the_reason(client, cast):
    quiz = QuizFactory(attempts_allowed=1)
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    response = client.post(reverse("training:start_attempt", args=[quiz.pk]), follow=True)
    assert response.redirect_chain[-1][0] == quiz.get_url()
    assert "All attempts are used up." in response.content.decode()
    assert QuizAttempt.objects.count() == 1


def test_attempt_page_shows_what_was_saved(client, attempt):
    answer = attempt.answers.first()
    save_answer(attempt=attempt, position=1, values=wrong(answer)[:1], sequence=7)
    text = client.get(address(attempt)).content.decode()
    assert text.count(" checked") == 1
    assert f'name="answer-1" value="{wrong(answer)[0]}" checked' in text
    assert 'name="sequence-1" value="7"' in text


@pytest.mark.parametrize("who", ["junior", "trainer", "overseer", "chief", "administrator", "visitor"])
def test_attempt_of_another_person_is_not_there(client, cast, attempt, who):
    client.force_login(getattr(cast, who))
    assert client.get(address(attempt)).status_code == 404
    assert client.get(address(attempt, "time_left")).status_code == 404
    assert client.get(address(attempt, "submit_attempt")).status_code == 404
    assert send(client, attempt, {"values": ["0"], "sequence": 1}).status_code == 404
    assert client.post(address(attempt, "submit_attempt"), whole_form(attempt)).status_code == 404
    submit_attempt(attempt=attempt)
    assert client.get(address(attempt)).status_code == 404
    assert held(attempt) == ([], 0)


def test_save_answers_what_it_did(client, attempt):
    response = send(client, attempt, {"values": ["2"], "sequence": 3})
    assert (response.status_code, response.json()) == (200, {"status": "saved", "sequence": 3})
    assert held(attempt) == (["2"], 3)


def test_save_tells_the_time_that_is_left(client, timed):
    reply = send(client, timed, {"values": ["2"], "sequence": 1}).json()
    assert reply.keys() == {"status", "sequence", "seconds_left"}
    assert 1190 < reply["seconds_left"] <= 1200


def test_save_of_an_older_change_is_a_conflict(client, attempt):
    send(client, attempt, {"values": ["2"], "sequence": 3})
    response = send(client, attempt, {"values": ["1"], "sequence": 3})
    assert (response.status_code, response.json()) == (409, {"status": "stale"})
    assert held(attempt) == (["2"], 3)


def test_save_after_submission_is_a_conflict(client, attempt):
    submit_attempt(attempt=attempt)
    response = send(client, attempt, {"values": ["2"], "sequence": 3})
    assert (response.status_code, response.json()) == (409, {"status": "closed"})


def test_save_within_the_grace_is_kept(client, timed):
    move_deadline(timed, seconds=20)
    assert send(client, timed, {"values": ["2"], "sequence": 1}).json()["seconds_left"] == 0
    assert held(timed) == (["2"], 1)
    assert QuizAttempt.objects.get().is_open


def test_save_after_the_grace_is_a_conflict_and_submits(client, timed):
    send(client, timed, {"values": ["2"], "sequence": 1})
    move_deadline(timed, seconds=31)
    response = send(client, timed, {"values": ["1"], "sequence": 2})
    assert (response.status_code, response.json()) == (409, {"status": "closed"})
    timed.refresh_from_db()
    assert (timed.is_timed_out, timed.submitted_at) == (True, timed.deadline_at)
    assert held(timed) == (["2"], 1)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        b"\xff\xfe",
        "[" * 100_000,
        "[]",
        "7",
        {"values": ["4"], "sequence": 1},
        {"values": ["-1"], "sequence": 1},
        {"values": ["0", "0"], "sequence": 1},
        {"values": ["0", "1"], "sequence": 1},
        {"values": [True], "sequence": 1},
        {"values": [0], "sequence": 1},
        {"values": "0", "sequence": 1},
        {"values": ["0"] * 61, "sequence": 1},
        {"values": ["0"]},
        {"values": ["0"], "sequence": "1"},
        {"values": ["0"], "sequence": True},
        {"values": ["0"], "sequence": 0},
        {"values": ["0"], "sequence": 10**40},
        {"sequence": 1},
    ],
)
def test_save_of_nonsense_is_refused_and_changes_nothing(client, attempt, body):
    response = send(client, attempt, body)
    assert response.status_code == 400
    assert set(response.json()) == {"status"}
    assert held(attempt) == ([], 0)


@pytest.mark.parametrize("position", [0, 9, 2**15, 10**30])
def test_save_of_a_question_that_was_not_asked_is_refused(client, attempt, position):
    response = send(client, attempt, {"values": ["0"], "sequence": 1}, position=position)
    assert (response.status_code, response.json()) == (400, {"status": "unknown_question"})


def test_save_takes_nothing_but_values_and_number(client, attempt):
    extra = {"mark": "1", "user": 1, "passed": True, "submitted_at": "now", "revealed_at": "now"}
    send(client, attempt, {"values": ["0"], "sequence": 1, **extra})
    attempt.refresh_from_db()
    answer = attempt.answers.first()
    assert (attempt.is_open, attempt.passed, attempt.points) == (True, None, None)
    assert (answer.mark, answer.revealed_at) == (None, None)


def test_save_by_a_signed_out_person_leads_to_the_sign_in(client, attempt):
    client.logout()
    response = send(client, attempt, {"values": ["0"], "sequence": 1})
    assert response.status_code == 302
    assert held(attempt) == ([], 0)


def test_save_without_the_token_of_the_page_is_refused(attempt, cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.learner)
    assert send(strict, attempt, {"values": ["0"], "sequence": 1}).status_code == 403
    page = strict.get(address(attempt)).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    response = strict.post(
        address(attempt, "save_answer", 1),
        {"values": ["0"], "sequence": 1},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert response.json() == {"status": "saved", "sequence": 1}


def test_save_more_often_than_by_hand_is_refused_for_a_minute(client, attempt, settings):
    settings.ATTEMPT_LIMITS = {"save": 2, "submit": 1}
    cache.clear()
    replies = [send(client, attempt, {"values": ["0"], "sequence": number}) for number in (1, 2, 3)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert (replies[2].json(), replies[2]["Retry-After"]) == ({"status": "too_often"}, "60")
    assert held(attempt) == (["0"], 2)


@pytest.mark.parametrize("action", ["start", "submit"])
def test_start_and_submit_more_often_than_by_hand_are_refused_in_words(client, attempt, settings, action):
    settings.ATTEMPT_LIMITS = {"save": 1, "submit": 1}
    cache.clear()
    start = reverse("training:start_attempt", args=[attempt.quiz_id])
    where = {"start": start, "submit": address(attempt, "submit_attempt")}[action]
    assert client.post(where, {"action": "save"}).status_code == 302
    refused = client.post(where, {"action": "submit_incomplete"})
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "Too many requests" in refused.content.decode()
    assert QuizAttempt.objects.get().is_open


def test_limits_of_one_person_do_not_hold_for_another(client, attempt, cast, settings):
    settings.ATTEMPT_LIMITS = {"save": 1, "submit": 1}
    cache.clear()
    other = start_attempt(user=cast.junior, quiz=attempt.quiz)
    assert send(client, attempt, {"values": ["0"], "sequence": 1}).status_code == 200
    client.force_login(cast.junior)
    assert send(client, other, {"values": ["0"], "sequence": 1}).status_code == 200


def test_time_left_tells_seconds_and_the_end(client, timed):
    reply = client.get(address(timed, "time_left")).json()
    assert reply == {"status": "open", "seconds_left": reply["seconds_left"]}
    assert 1190 < reply["seconds_left"] <= 1200
    move_deadline(timed, seconds=31)
    assert client.get(address(timed, "time_left")).json() == {"status": "closed"}
    assert not QuizAttempt.objects.get().is_open


def test_time_left_without_a_limit_is_unknown(client, attempt):
    assert client.get(address(attempt, "time_left")).json() == {"status": "open", "seconds_left": None}


def test_attempt_page_tells_the_time_only_where_there_is_a_limit(client, timed, cast):
    page = bs4.BeautifulSoup(client.get(address(timed)).content, "html.parser")
    assert 1190 < int(page.select_one("[data-clock]")["data-clock"]) <= 1200
    other = start_attempt(user=cast.learner, quiz=QuizFactory())
    assert not bs4.BeautifulSoup(client.get(address(other)).content, "html.parser").select("[data-clock]")


def test_attempt_page_after_the_time_shows_the_result(client, timed):
    move_deadline(timed, seconds=31)
    text = client.get(address(timed)).content.decode()
    assert "The time was up" in text
    assert QuizAttempt.objects.get().receipt in text


def test_submit_with_the_whole_form_needs_no_scripting(client, attempt):
    response = client.post(address(attempt, "submit_attempt"), whole_form(attempt, action="submit"))
    assert response.url == address(attempt)
    attempt.refresh_from_db()
    assert (attempt.points, attempt.passed) == (3, True)
    assert CourseCompletion.objects.count() == 1


def test_submit_by_a_link_leads_to_the_attempt(client, attempt):
    """So it comes from the sign-in when the session had lapsed before the button was pressed."""
    assert client.get(address(attempt, "submit_attempt")).url == address(attempt)
    assert QuizAttempt.objects.get().is_open


def test_submit_twice_shows_the_first_result(client, attempt):
    client.post(address(attempt, "submit_attempt"), whole_form(attempt))
    first = client.get(address(attempt)).content
    second = client.post(address(attempt, "submit_attempt"), {"answer-1": "0", "sequence-1": "50"}, follow=True)
    facts = [page.split(b'<dl class="facts"')[1] for page in (first, second.content)]
    assert facts[0] == facts[1]


def test_submit_by_the_enter_key_keeps_the_attempt_open(client, attempt):
    form = {"action": "keep", "sequence-1": "0", "answer-1": "2", "sequence-2": "0"}
    response = client.post(address(attempt, "submit_attempt"), form, follow=True)
    assert "Your answers are saved" in response.content.decode()
    assert QuizAttempt.objects.get().is_open
    assert held(attempt) == (["2"], 1)
    assert held(attempt, 2) == ([], 0)


def test_submit_asks_once_about_questions_without_an_answer(client, attempt):
    form = whole_form(attempt, action="submit")
    del form["answer-2"]
    response = client.post(address(attempt, "submit_attempt"), form, follow=True)
    summary = bs4.BeautifulSoup(response.content, "html.parser").select_one("[data-error-summary]")
    assert "these questions have no answer" in summary.text
    assert [link["href"] for link in summary.select("a")] == ["#question-2"]
    choices = bs4.BeautifulSoup(response.content, "html.parser").select("#submit > *")
    assert [(one.text, one.get("href") or one["value"]) for one in choices] == [
        ("Answer question 2", "#question-2"),
        ("Submit all the same", "submit_incomplete"),
        ("Save and go on later", "save"),
    ]
    assert QuizAttempt.objects.get().is_open
    client.post(address(attempt, "submit_attempt"), {"action": "submit_incomplete"})
    attempt.refresh_from_db()
    assert attempt.points == 2


def test_enter_key_presses_a_button_that_does_not_submit(client, attempt):
    form = bs4.BeautifulSoup(client.get(address(attempt)).content, "html.parser").select_one("form.attempt")
    first = form.select_one("button[type=submit]")
    assert (first["name"], first["value"]) == ("action", "keep")


def test_submit_from_an_older_window_does_not_overwrite(client, attempt):
    old = whole_form(attempt, action="submit")
    answer = attempt.answers.first()
    save_answer(attempt=attempt, position=1, values=wrong(answer)[:1], sequence=3)
    response = client.post(address(attempt, "submit_attempt"), old, follow=True)
    assert "changed in another window" in response.content.decode()
    assert held(attempt) == (wrong(answer)[:1], 3)
    assert QuizAttempt.objects.get().is_open


@pytest.mark.parametrize("value", ["4", "-1", "x", "9" * 30, ""])
def test_submit_of_nonsense_changes_nothing(client, attempt, value):
    form = {"answer-1": value, "sequence-1": "0", "action": "submit_incomplete"}
    response = client.post(address(attempt, "submit_attempt"), form, follow=True)
    assert "This choice does not belong to the question." in response.content.decode()
    assert QuizAttempt.objects.get().is_open


def test_submit_takes_no_result_from_the_form(client, attempt):
    form = {"points": "99", "passed": "on", "receipt": "X", "user": "1", "pass_mark": "1", "mark": "1"}
    client.post(address(attempt, "submit_attempt"), form)
    attempt.refresh_from_db()
    assert (attempt.points, attempt.passed, attempt.pass_mark) == (0, False, 60)
