"""Type size and colours: remembered by cookie, for everyone, without scripting."""

import pytest
from django.test import Client


@pytest.fixture
def visitor(db) -> Client:
    return Client()


@pytest.mark.parametrize(
    ("name", "value"),
    [("text_size", "large"), ("text_size", "normal"), ("theme", "light"), ("theme", "dark"), ("theme", "auto")],
)
def test_display_choice_is_remembered_and_leads_back(visitor, name, value):
    answer = visitor.post("/display/", {name: value, "next": "/privacy/?a=1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/privacy/?a=1")
    assert {key: morsel.value for key, morsel in answer.cookies.items()} == {name: value}
    assert answer.cookies[name]["samesite"] == "Lax"


@pytest.mark.parametrize("sent", [{"theme": "pink"}, {"text_size": "huge"}, {"colour": "dark"}, {}])
def test_display_choice_unknown_changes_nothing(visitor, sent):
    answer = visitor.post("/display/", {**sent, "next": "/privacy/"})
    assert (answer.status_code, dict(answer.cookies)) == (302, {})


@pytest.mark.parametrize("there", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_display_choice_never_leads_elsewhere(visitor, there):
    assert visitor.post("/display/", {"theme": "dark", "next": there}).headers["Location"] == "/"


def test_display_choice_by_address_alone_is_refused(visitor):
    assert visitor.get("/display/?theme=dark").status_code == 405


@pytest.mark.parametrize(
    ("theme", "media"),
    [
        ("", "screen and (prefers-color-scheme: dark)"),
        ("light", "not all"),
        ("dark", "screen"),
        ("pink", "screen and (prefers-color-scheme: dark)"),
    ],
)
def test_page_links_dark_set_as_chosen(visitor, theme, media):
    visitor.cookies["theme"] = theme
    assert f'media="{media}"' in visitor.get("/privacy/").content.decode()
