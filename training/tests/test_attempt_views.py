import json

import bs4
import pytest
from django.urls import reverse

from content.enums import Visibility
from training.models import CourseCompletion, QuizAttempt
from training.services.attempts import save_answer, start_attempt, submit_attempt
from training.tests.factories import (
    CourseFactory,
    LessonFactory,
    ProgrammeFactory,
    QuestionFactory,
    QuizFactory,
    skill,
)
from training.tests.test_attempts import answer_all, held, keys, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(cast, client):
    """An open attempt of the learner, who is signed in and reads English."""
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    return start_attempt(user=cast.learner, quiz=QuizFactory(questions=3))


def address(attempt, name="attempt", *args) -> str:
    return reverse(f"training:{name}", args=[attempt.pk, *args])


def send(client, attempt, body, position=1):
    """One change as the browser sends it."""
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(address(attempt, "save_answer", position), data, content_type="application/json")


def place_of(answer, choice_id) -> int:
    return answer.option_order.index(choice_id)


def whole_form(attempt, **more) -> dict:
    """The form as the page would post it with every question answered rightly."""
    form = {}
    for answer in attempt.answers.all():
        form[f"answer-{answer.position}"] = [str(place_of(answer, key)) for key in keys(answer)]
        form[f"sequence-{answer.position}"] = str(answer.sequence)
    return {**form, **more}


def test_start_leads_to_the_attempt(client, cast):
    quiz = QuizFactory()
    client.force_login(cast.learner)
    response = client.post(reverse("training:start_attempt", args=[quiz.pk]))
    attempt = QuizAttempt.objects.get()
    assert (response.url, attempt.user, attempt.quiz) == (address(attempt), cast.learner, quiz)
    assert client.post(reverse("training:start_attempt", args=[quiz.pk])).url == address(attempt)


@pytest.mark.parametrize(("who", "status"), [("visitor", 403), ("outsider", 404), ("reviewer", 404), ("junior", 302)])
def test_start_is_refused_to_who_may_not_take_it(client, cast, who, status):
    quiz = CourseFactory(quiz=True, visibility=Visibility.SUBTREE, department=cast.own).units()[0]
    client.force_login(getattr(cast, who))
    assert client.post(reverse("training:start_attempt", args=[quiz.pk])).status_code == status
    assert QuizAttempt.objects.exists() == (status == 302)


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


def test_attempt_page_offers_places_and_no_ids(client, attempt):
    text = client.get(address(attempt)).content.decode()
    assert text.count('type="radio"') == 12
    assert {text.count(f'value="{place}"') >= 3 for place in range(4)} == {True}
    for answer in attempt.answers.all():
        shown = [text.index(answer.version.choices.get(pk=pk).text) for pk in answer.option_order]
        assert shown == sorted(shown)


def test_attempt_page_shows_what_was_saved(client, attempt):
    answer = attempt.answers.first()
    save_answer(attempt=attempt, position=1, chosen=wrong(answer)[:1], sequence=7)
    text = client.get(address(attempt)).content.decode()
    assert text.count(" checked") == 1
    assert f'name="answer-1" value="{place_of(answer, wrong(answer)[0])}" checked' in text
    assert 'name="sequence-1" value="7"' in text


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false"])
def test_nothing_of_keys_and_reasons_leaves_the_server_before_submission(client, cast, kind):
    texts = {"single": 4, "multiple": 4, "true_false": 2}[kind]
    marked = QuestionFactory(
        kind=kind,
        reason="金丝雀理由",
        choices=[(f"选项{place}", place < (2 if kind == "multiple" else 1)) for place in range(texts)],
    )
    quiz = QuizFactory(questions=[marked, QuestionFactory(reason="金丝雀理由")])
    client.force_login(cast.learner)
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    answer = attempt.answers.first()
    answers = [{"chosen": [place], "sequence": place + 1} for place in range(texts)]
    responses = [
        client.get(quiz.get_url()),
        client.get(quiz.course.get_url()),
        client.get(address(attempt)),
        *[send(client, attempt, body) for body in answers],
        send(client, attempt, {"chosen": [99], "sequence": 50}),
        client.post(address(attempt, "submit_attempt"), {"action": "save"}, follow=True),
        client.post(address(attempt, "submit_attempt"), {"action": "submit"}, follow=True),
    ]
    assert QuizAttempt.objects.get().is_open
    ids = [f'value="{choice.pk}"' for choice in answer.version.choices.filter(pk__gt=10)]
    for response in responses:
        text = response.content.decode() + str(response.headers)
        assert "金丝雀" not in text
        assert "is_key" not in text
        assert "option--key" not in text
        assert not [value for value in ids if value in text]
    told = {(response.status_code, response.content) for response in responses[3 : 3 + texts]}
    assert told == {(200, json.dumps({"status": "saved", "sequence": n + 1}).encode()) for n in range(texts)}


@pytest.mark.parametrize("who", ["junior", "trainer", "overseer", "chief", "administrator", "visitor"])
def test_attempt_of_another_person_is_not_there(client, cast, attempt, who):
    client.force_login(getattr(cast, who))
    assert client.get(address(attempt)).status_code == 404
    assert send(client, attempt, {"chosen": [0], "sequence": 1}).status_code == 404
    assert client.post(address(attempt, "submit_attempt"), whole_form(attempt)).status_code == 404
    submit_attempt(attempt=attempt)
    assert client.get(address(attempt)).status_code == 404
    assert held(attempt) == ([], 0)


def test_save_answers_what_it_did(client, attempt):
    response = send(client, attempt, {"chosen": [2], "sequence": 3})
    assert (response.status_code, response.json()) == (200, {"status": "saved", "sequence": 3})
    assert held(attempt) == ([attempt.answers.first().option_order[2]], 3)


def test_save_of_an_older_change_is_a_conflict(client, attempt):
    send(client, attempt, {"chosen": [2], "sequence": 3})
    response = send(client, attempt, {"chosen": [1], "sequence": 3})
    assert (response.status_code, response.json()) == (409, {"status": "stale"})
    assert held(attempt) == ([attempt.answers.first().option_order[2]], 3)


def test_save_after_submission_is_a_conflict(client, attempt):
    submit_attempt(attempt=attempt)
    response = send(client, attempt, {"chosen": [2], "sequence": 3})
    assert (response.status_code, response.json()) == (409, {"status": "closed"})


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        b"\xff\xfe",
        "[" * 100_000,
        "[]",
        "7",
        {"chosen": [4], "sequence": 1},
        {"chosen": [-1], "sequence": 1},
        {"chosen": [0, 0], "sequence": 1},
        {"chosen": [0, 1], "sequence": 1},
        {"chosen": [True], "sequence": 1},
        {"chosen": ["0"], "sequence": 1},
        {"chosen": 0, "sequence": 1},
        {"chosen": [0]},
        {"chosen": [0], "sequence": "1"},
        {"chosen": [0], "sequence": True},
        {"chosen": [0], "sequence": 0},
        {"chosen": [0], "sequence": 10**40},
        {"sequence": 1},
    ],
)
def test_save_of_nonsense_is_refused_and_changes_nothing(client, attempt, body):
    response = send(client, attempt, body)
    assert response.status_code == 400
    assert set(response.json()) == {"status"}
    assert held(attempt) == ([], 0)


def test_save_of_a_question_that_was_not_asked_is_not_there(client, attempt):
    assert send(client, attempt, {"chosen": [0], "sequence": 1}, position=9).status_code == 404


def test_save_takes_nothing_but_choices_and_number(client, attempt):
    send(client, attempt, {"chosen": [0], "sequence": 1, "mark": "1", "user": 1, "passed": True, "submitted_at": "now"})
    attempt.refresh_from_db()
    answer = attempt.answers.first()
    assert (attempt.is_open, attempt.passed, attempt.points, answer.mark) == (True, None, None, None)


def test_save_by_a_signed_out_person_leads_to_the_sign_in(client, attempt):
    client.logout()
    response = send(client, attempt, {"chosen": [0], "sequence": 1})
    assert response.status_code == 302
    assert held(attempt) == ([], 0)


def test_save_without_the_token_of_the_page_is_refused(attempt, cast):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.learner)
    assert send(strict, attempt, {"chosen": [0], "sequence": 1}).status_code == 403
    page = strict.get(address(attempt)).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    response = strict.post(
        address(attempt, "save_answer", 1),
        {"chosen": [0], "sequence": 1},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert response.json() == {"status": "saved", "sequence": 1}


def test_submit_with_the_whole_form_needs_no_scripting(client, attempt):
    response = client.post(address(attempt, "submit_attempt"), whole_form(attempt, action="submit"))
    assert response.url == address(attempt)
    attempt.refresh_from_db()
    assert (attempt.points, attempt.passed) == (3, True)
    assert CourseCompletion.objects.count() == 1


def test_submit_twice_shows_the_first_result(client, attempt):
    client.post(address(attempt, "submit_attempt"), whole_form(attempt))
    first = client.get(address(attempt)).content
    second = client.post(address(attempt, "submit_attempt"), {"answer-1": "0", "sequence-1": "50"}, follow=True)
    strip = lambda page: page.split(b'<dl class="facts"')[1]  # noqa: E731
    assert strip(second.content) == strip(first)


def test_submit_with_save_keeps_the_attempt_open(client, attempt):
    form = {"action": "save", "sequence-1": "0", "answer-1": "2", "sequence-2": "0"}
    response = client.post(address(attempt, "submit_attempt"), form, follow=True)
    assert "Your answers are saved" in response.content.decode()
    assert QuizAttempt.objects.get().is_open
    assert held(attempt) == ([attempt.answers.first().option_order[2]], 1)
    assert held(attempt, 2) == ([], 0)


def test_submit_asks_once_about_questions_without_an_answer(client, attempt):
    form = whole_form(attempt, action="submit")
    del form["answer-2"]
    response = client.post(address(attempt, "submit_attempt"), form, follow=True)
    summary = bs4.BeautifulSoup(response.content, "html.parser").select_one("[data-error-summary]")
    assert "these questions have no answer" in summary.text
    assert [link["href"] for link in summary.select("a")] == ["#question-2"]
    assert QuizAttempt.objects.get().is_open
    client.post(address(attempt, "submit_attempt"), {"action": "submit_incomplete"})
    attempt.refresh_from_db()
    assert attempt.points == 2


def test_submit_from_an_older_window_does_not_overwrite(client, attempt):
    old = whole_form(attempt, action="submit")
    answer = attempt.answers.first()
    save_answer(attempt=attempt, position=1, chosen=wrong(answer)[:1], sequence=3)
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


def test_result_shows_score_receipt_reasons_and_lessons_by_skill(client, cast):
    course = CourseFactory()
    LessonFactory(parent=course, title="再读这一课", skills=["timing"])
    LessonFactory(parent=course, title="不必再读", skills=["art"])
    first, second = QuestionFactory(skill=skill("timing")), QuestionFactory(skill=skill("art"))
    quiz = QuizFactory(parent=course, questions=[first, second])
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    save_answer(attempt=attempt, position=2, chosen=keys(attempt.answers.get(position=2)), sequence=1)
    submitted = submit_attempt(attempt=attempt)
    text = client.get(address(attempt)).content.decode()
    for expected in ["50 percent (pass mark 60)", submitted.receipt, first.reason, second.reason, "再读这一课"]:
        assert expected in text
    assert "不必再读" not in text
    assert (text.count("Right choice"), text.count("Your answer")) == (2, 1)
    assert text.index("skill-timing") < text.index("skill-art")


def test_result_outlives_a_quiz_that_is_withdrawn(client, cast, attempt):
    answer_all(attempt)
    submit_attempt(attempt=attempt)
    attempt.quiz.unpublish()
    assert client.get(address(attempt)).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("state", ["open", "submitted"])
def test_attempt_asks_the_database_equally_often(client, cast, django_assert_num_queries, count, state):
    queries = {"open": 8, "submitted": 18}[state]
    course = CourseFactory(lessons=count)
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(parent=course, questions=count))
    if state == "submitted":
        submit_attempt(attempt=attempt)
    client.force_login(cast.learner)
    client.get(address(attempt))
    with django_assert_num_queries(queries):
        client.get(address(attempt))


def test_result_after_a_finished_course_leads_on_to_what_is_due_next(client, cast):
    done, following = CourseFactory(quiz=True, title="先学"), CourseFactory(title="后学")
    LessonFactory(parent=following)
    ProgrammeFactory(courses=[done, following], departments=[cast.own])
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    attempt = start_attempt(user=cast.learner, quiz=done.units()[0])
    answer_all(attempt)
    submit_attempt(attempt=attempt)
    soup = bs4.BeautifulSoup(client.get(address(attempt)).content, "html.parser")
    assert [button.get_text(strip=True) for button in soup.select("main .actions .button:not(.button--quiet)")] == [
        "Next: “后学”"
    ]
