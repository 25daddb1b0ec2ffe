"""The question bank in the Wagtail admin: its list, the window for choosing, several at once, who may do what."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cadres.tests.factories import UserFactory
from training.bank_views import SHOWN_OF_STEM, short_stem
from training.enums import QuestionStatus
from training.models import Question
from training.tests.authoring import bank_address as address
from training.tests.authoring import question_form, sign_in, told, topic
from training.tests.factories import QuestionFactory, default_parts, skill

pytestmark = pytest.mark.django_db
OTHERS = ["editor", "learner", "overseer", "reviewer", "auditor", "visitor"]


@pytest.fixture
def trainer(cast) -> Client:
    return sign_in(cast.trainer)


# --- The list -------------------------------------------------------------------------------


@pytest.fixture
def bank(cast) -> dict[str, Question]:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    return {
        "重点": QuestionFactory(
            stem="重点", skill=skill("focus"), difficulty=2, reason="藏在理由里", owner=cast.trainer
        ),
        "艺术": QuestionFactory(stem="艺术", skill=skill("art"), kind="multiple", topics=[topic()], test_only=True),
        "草稿": QuestionFactory(stem="草稿", status="draft", difficulty=4, review_by=yesterday),
        "退役": QuestionFactory(stem="退役", status="retired", review_by=yesterday, owner=cast.administrator),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"重点", "艺术", "草稿", "退役"}),
        ({"kind": "multiple"}, {"艺术"}),
        ({"skill": "focus"}, {"重点", "草稿", "退役"}),
        ({"topic": "any"}, {"艺术"}),
        ({"status": "retired"}, {"退役"}),
        ({"difficulty": ["2", "4"]}, {"重点", "草稿"}),
        ({"review": "overdue"}, {"草稿"}),
        ({"review": "fine"}, {"重点", "艺术", "退役"}),
        ({"use": "True"}, {"艺术"}),
        ({"use": "False"}, {"重点", "草稿", "退役"}),
        ({"owner": "trainer"}, {"重点"}),
        ({"q": "艺"}, {"艺术"}),
        ({"q": "在理由"}, {"重点"}),
        ({"q": "没有"}, set()),
    ],
)
def test_bank_is_filtered_and_searched(cast, trainer, bank, query, found):
    meant = {"focus": skill("focus").pk, "any": topic().pk, "trainer": cast.trainer.pk}
    query = {name: meant.get(value, value) if isinstance(value, str) else value for name, value in query.items()}
    listed = trainer.get(address("list"), query).context["object_list"]
    assert {question.stem for question in listed} == found


def test_list_tells_what_a_trainer_needs_to_know(cast, trainer):
    last_week = timezone.localdate() - datetime.timedelta(days=7)
    QuestionFactory(owner=cast.administrator, review_by=last_week, difficulty=5)
    text = trainer.get(address("list")).content.decode()
    for told_of in ["Single choice", "确定重点", "Ready", cast.administrator.name, "Review is overdue"]:
        assert told_of in text


def test_list_leads_to_what_brings_whole_files_in_and_out(trainer):
    text = trainer.get(address("list")).content.decode()
    for name in ["question_imports", "export_questions"]:
        assert f'href="{reverse(f"training:{name}")}"' in text


def test_list_shows_the_beginning_of_a_long_stem_in_one_line():
    shown = short_stem(Question(stem="两行\n题干" + "长" * 60))
    assert shown.startswith("两行 题干长长")
    assert len(shown) == SHOWN_OF_STEM


@pytest.mark.parametrize("count", [1, 3])
def test_bank_asks_the_database_equally_often(trainer, django_assert_num_queries, count):
    for number in range(count):
        QuestionFactory(owner=UserFactory(name=f"负责人{number}"))
    trainer.get(address("list"))
    with django_assert_num_queries(16):
        trainer.get(address("list"))


# --- Choosing for a quiz --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"重点", "艺术"}),
        ({"q": "重"}, {"重点"}),
        ({"kind": "multiple"}, {"艺术"}),
        ({"skill": "focus"}, {"重点"}),
        ({"topic": "any"}, {"艺术"}),
        ({"difficulty": "2"}, {"重点"}),
    ],
)
def test_ready_questions_are_chosen_from_the_bank(trainer, bank, query, found):
    meant = {"focus": skill("focus").pk, "any": topic().pk}
    query = {name: meant.get(value, value) for name, value in query.items()}
    viewset = Question.snippet_viewset.chooser_viewset
    modal = trainer.get(reverse(viewset.get_url_name("choose")), query).json()["html"]
    results = trainer.get(reverse(viewset.get_url_name("choose_results")), query)
    assert {question.stem for question in results.context["results"]} == found
    rows = modal.split("<tbody>")[1]
    assert {stem for stem in bank if stem in rows} == found


# --- Several at once ------------------------------------------------------------------------


def bulk(client: Client, action: str, *questions: Question):
    url = reverse("wagtail_bulk_action", args=["training", "question", action])
    ids = "&".join(f"id={question.pk}" for question in questions)
    assert client.get(f"{url}?{ids}").status_code in {200, 302}
    return client.post(f"{url}?{ids}")


def statuses(*questions: Question) -> list[str]:
    return [Question.objects.get(pk=question.pk).status for question in questions]


def test_complete_drafts_are_made_ready_and_others_stay(trainer):
    whole, half = QuestionFactory(status="draft"), QuestionFactory(status="draft", parts=[])
    response = bulk(trainer, "make_ready", whole, half)
    assert statuses(whole, half) == [QuestionStatus.READY, QuestionStatus.DRAFT]
    assert whole.current_version().number == 1
    assert told(response)[-1] == "1 question is ready."
    assert "1 question stays as it was: it is not complete." in told(response)[0]


def test_questions_are_retired_complete_or_not(trainer):
    ready, half = QuestionFactory(), QuestionFactory(status="draft", parts=[])
    assert told(bulk(trainer, "retire", ready, half)) == ["2 questions are retired."]
    assert statuses(ready, half) == [QuestionStatus.RETIRED] * 2
    assert ready.versions.count() == 1


@pytest.mark.parametrize(
    ("query", "retired"),
    [
        ("kind=multiple", {"艺术", "退役"}),
        ("q=在理由", {"重点", "退役"}),
        ("review=overdue&q=草", {"草稿", "退役"}),
        ("", {"重点", "艺术", "草稿", "退役"}),
    ],
)
def test_all_in_the_list_are_those_it_was_narrowed_to(trainer, bank, query, retired):
    trainer.post(f"{reverse('wagtail_bulk_action', args=['training', 'question', 'retire'])}?{query}&id=all")
    assert {question.stem for question in Question.objects.filter(status="retired")} == retired


@pytest.mark.parametrize("who", OTHERS)
def test_others_change_nothing_of_several_questions(cast, who):
    draft = QuestionFactory(status="draft")
    for action in ["make_ready", "retire", "delete"]:
        bulk(sign_in(getattr(cast, who)), action, draft)
    assert statuses(draft) == [QuestionStatus.DRAFT]


# --- Refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["trainer", "administrator"])
def test_question_is_never_deleted(cast, who):
    question = QuestionFactory()
    person = getattr(cast, who)
    person.is_superuser = who == "administrator"
    person.save()
    client = sign_in(person)
    client.post(address("delete", question.pk))
    bulk(client, "delete", question)
    assert Question.objects.filter(pk=question.pk).exists()


@pytest.mark.parametrize("who", OTHERS)
def test_question_bank_is_closed_to_others(cast, who):
    question, client = QuestionFactory(reason="金丝雀理由"), sign_in(getattr(cast, who))
    routes = [
        *((route, []) for route in ["list", "list_results", "add"]),
        *((route, ["single"]) for route in ["add_kind", "preview_on_add"]),
        *((route, [question.pk]) for route in ["edit", "copy", "preview_on_edit", "history", "usage"]),
    ]
    for route, args in routes:
        response = client.get(address(route, *args))
        assert response.status_code in {302, 403}, route
        text = response.content.decode()
        assert question.stem not in text, route
        assert question.reason not in text, route


@pytest.mark.parametrize("who", OTHERS)
def test_others_write_no_question(cast, who):
    question, client = QuestionFactory(), sign_in(getattr(cast, who))
    form = question_form("single", default_parts("single"), stem="别人写的")
    client.post(address("add_kind", "single"), form)
    client.post(address("edit", question.pk), form)
    assert [found.stem for found in Question.objects.all()] == [question.stem]
