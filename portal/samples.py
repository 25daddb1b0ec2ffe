"""The parameters of sample components: plain values as portal/styleguide.toml holds them, objects built from others."""

import copy
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from content.charts import BarPart, Ring, bar
from training.models import QuestionVersion
from training.paper import AskedQuestion, ReviewedQuestion, ask_version, review_version
from training.tally import YearHours, tally_years

SAMPLES = Path(__file__).with_name("styleguide.toml")
PAGE_LENGTH = 20
Plain = dict[str, Any]

FIELD_KINDS: Mapping[str, Callable[..., forms.Field]] = {
    "text": forms.CharField,
    "long": partial(forms.CharField, widget=forms.Textarea(attrs={"rows": 3})),
    "date": partial(forms.DateField, widget=forms.DateInput(attrs={"inputmode": "numeric"})),
    "select": forms.ChoiceField,
    "one": partial(forms.ChoiceField, widget=forms.RadioSelect),
    "several": partial(forms.MultipleChoiceField, widget=forms.CheckboxSelectMultiple),
    "check": forms.BooleanField,
    "file": partial(forms.FileField, widget=forms.FileInput),
}


@cache
def read_samples() -> dict[str, list[Plain]]:
    """The tables of portal/styleguide.toml: each `component` with its states, each `field` that a form is made of."""
    return tomllib.loads(SAMPLES.read_text(encoding="utf-8"))


def build_context(state: Plain, request: HttpRequest) -> Plain:
    """What a component is given in `state`; a name under `build` that nobody builds is a KeyError."""
    built = {name: BUILDERS[name](value, request) for name, value in state.get("build", {}).items()}
    return {**state.get("context", {}), **built}


def _field(kind: str, choices: tuple[str, ...] = (), help: str = "", **options: Any) -> forms.Field:  # noqa: A002
    if choices:
        options["choices"] = [(choice, choice) for choice in choices]
    options.pop("name")
    return FIELD_KINDS[kind](help_text=help, **options)


def _form(plain: Plain) -> forms.Form:
    """A form with ids of its own; bound, and so checked, where the sample has data."""
    wanted = plain.get("fields")
    fields = {
        field["name"]: _field(**field) for field in read_samples()["field"] if wanted is None or field["name"] in wanted
    }
    return type("SampleForm", (forms.Form,), fields)(plain.get("data"), auto_id=f"{plain['prefix']}-%s")


def _build_form(plain: Plain, request: HttpRequest) -> forms.Form:
    return _form(plain)


def _build_field(plain: Plain, request: HttpRequest) -> forms.BoundField:
    return _form({**plain, "fields": [plain["name"]]})[plain["name"]]


def _build_page(plain: Plain, request: HttpRequest) -> Page:
    return Paginator(range(plain["items"]), PAGE_LENGTH).page(plain["page"])


def _build_ring(plain: Plain, request: HttpRequest) -> Ring:
    return Ring(**plain)


def _build_bar(plain: Plain, request: HttpRequest) -> list[BarPart]:
    return bar(plain.items())


def _build_years(plain: list[tuple[int, str]], request: HttpRequest) -> list[YearHours]:
    return tally_years((year, Decimal(hours)) for year, hours in plain)


def _build_messages(plain: list[Plain], request: HttpRequest) -> list[Message]:
    return [Message(getattr(constants, message["level"].upper()), message["text"]) for message in plain]


def _build_request(cookies: dict[str, str], request: HttpRequest) -> HttpRequest:
    """The same request from a browser that keeps these cookies."""
    other = copy.copy(request)
    other.COOKIES = cookies
    return other


def _build_user(plain: str, request: HttpRequest) -> AnonymousUser:
    return AnonymousUser()


def _build_marked(plain: str, request: HttpRequest) -> SafeString:
    """Text that carries <mark>; it stands in a file of ours."""
    return mark_safe(plain)  # noqa: S308


def _build_question(plain: Plain, request: HttpRequest | None = None) -> AskedQuestion | ReviewedQuestion:
    """A question as it is asked, or with a mark as it is reviewed; an empty mark still has to be given."""
    about = {name: plain[name] for name in ("position", "response") if name in plain}
    version = QuestionVersion(
        kind=plain["kind"], stem=plain["stem"], parts=plain["parts"], reason=plain.get("reason", "")
    )
    if "mark" not in plain:
        return ask_version(version, **about)
    return review_version(version, mark=Decimal(plain["mark"]) if plain["mark"] else None, **about)


def _build_questions(plain: list[Plain], request: HttpRequest) -> list[AskedQuestion | ReviewedQuestion]:
    return [_build_question(question, request) for question in plain]


#: Who builds a parameter, by its name.
BUILDERS: Mapping[str, Callable[[Any, HttpRequest], Any]] = {
    "field": _build_field,
    "form": _build_form,
    "messages": _build_messages,
    "page_obj": _build_page,
    "parts": _build_bar,
    "question": _build_question,
    "questions": _build_questions,
    "request": _build_request,
    "ring": _build_ring,
    "summary": _build_marked,
    "title": _build_marked,
    "user": _build_user,
    "years": _build_years,
}
