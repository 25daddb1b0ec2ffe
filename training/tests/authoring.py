"""Forms of the Wagtail admin as tests fill them in."""

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cadres.models import User
from content.enums import Facet
from content.models import Topic
from training.kinds import KINDS
from training.models import Question
from training.tests.factories import skill


def sign_in(person: User, language: str = "en") -> Client:
    """A client that is signed in and reads `language`."""
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(person)
    return client


def preview(client: Client, url: str, form: dict, **query: str) -> str:
    """What the preview beside the form shows once the form was sent to it."""
    answer = client.post(url, form)
    assert answer.json() == {"is_valid": True, "is_available": True}
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def list_block(*items: object) -> dict:
    """A list block as its form sends it."""
    numbered = {str(n): {"value": item, "deleted": "", "order": str(n), "id": ""} for n, item in enumerate(items)}
    return {**numbered, "count": str(len(items))}


#: An entry of each block as its form sends it when nothing was typed.
BLANK = {
    "choice": {"text": ""},
    "reaction": {"text": "", "grade": ""},
    "gap": {"accepted": [""]},
    "step": {"text": ""},
    "pair": {"left": "", "right": ""},
    "turn": {"speaker": "", "text": "", "note": ""},
    "criterion": {"criterion": "", "points": ""},
}


def blank_entries(kind: str) -> list[dict]:
    """Two entries of this kind in which nothing was typed."""
    return [BLANK[KINDS[kind].block]] * 2


def part_form(part: dict) -> dict:
    """One part of a question as its form sends it: what is not ticked is not sent."""
    return {
        name: list_block(*value) if isinstance(value, list) else "on" if value is True else value
        for name, value in part.items()
        if value is not False
    }


def question_form(of_kind: str, parts: list[dict], **changes: object) -> dict:
    """The form of a ready question, as a trainer would send it."""
    fields = {
        "stem": "先____，再____。" if of_kind == "fill_in" else "第一步做什么？",
        "parts": streamfield([(KINDS[of_kind].block, part_form(part)) for part in parts]),
        "reason": "目的具体才知道问什么。",
        "skill": str(skill("focus").pk),
        "difficulty": "3",
        "status": "ready",
        "guide": "",
    }
    return nested_form_data(fields | changes)


def bank_address(route: str, *args: object) -> str:
    """Where the question bank has a view of its own, by the name of the route."""
    return reverse(Question.snippet_viewset.get_url_name(route), args=args)


def topic() -> Topic:
    """Something that questions may be about, besides their skill."""
    return Topic.objects.exclude(facet=Facet.SKILL).order_by("pk").first()


def told(response: HttpResponse) -> list[str]:
    """The messages without the buttons below them."""
    return [str(message).strip().split("\n")[0] for message in get_messages(response.wsgi_request)]
