"""The Wagtail admin carries the portal's name and offers each role what it uses, and no more."""

from pathlib import Path

import pytest
import wagtail.admin
from django.conf import settings
from django.test import RequestFactory
from wagtail.admin.menu import admin_menu, help_menu, reports_menu, settings_menu

pytestmark = pytest.mark.django_db


def names(menu, user) -> list[str]:
    request = RequestFactory().get("/admin/")
    request.user = user
    return [item.name for item in sorted(menu.menu_items_for_request(request), key=lambda item: item.order)]


@pytest.mark.parametrize(
    ("part", "offered"),
    [
        (
            "trainer",
            ["explorer", "questions", "programmes", "audiences", "workshops", "images", "documents", "help", "portal"],
        ),
        ("editor", ["explorer", "images", "documents", "help", "portal"]),
        (
            "administrator",
            [
                "explorer",
                "questions",
                "programmes",
                "audiences",
                "workshops",
                "hours",
                "images",
                "documents",
                "topics",
                "reports",
                "settings",
                "help",
                "portal",
            ],
        ),
    ],
)
def test_menu_offers_a_role_what_it_uses(cast, part, offered):
    assert names(admin_menu, cast.people()[part]) == offered


def test_settings_and_reports_are_for_administrators(cast):
    assert names(settings_menu, cast.administrator) == ["users", "rosters", "site-settings"]
    assert names(reports_menu, cast.administrator) == [
        "locked-pages",
        "workflows",
        "workflow-tasks",
        "site-history",
        "aging-pages",
        "page-types-usage",
    ]
    for part in ["trainer", "editor"]:
        assert names(settings_menu, cast.people()[part]) == []


@pytest.mark.parametrize("part", ["trainer", "editor", "administrator"])
def test_every_entry_of_the_menu_opens(client, cast, part):
    user = cast.people()[part]
    client.force_login(user)
    request = RequestFactory().get("/admin/")
    request.user = user
    menus = [admin_menu, settings_menu] + ([reports_menu] if part == "administrator" else [])
    items = [item for menu in menus for item in menu.menu_items_for_request(request)]
    urls = [item.url for item in items if not item.url.startswith("#")]
    answers = {url: client.get(url, follow=True) for url in urls}
    assert {url: answer.status_code for url, answer in answers.items()} == dict.fromkeys(urls, 200)
    # A refusal leads to the home screen.
    assert [url for url, answer in answers.items() if ("/admin/", 302) in answer.redirect_chain] == []


def test_names_in_the_menu_do_not_depend_on_the_language_of_the_first_visitor(cast):
    assert all(name.isascii() and not name.startswith("u") for name in names(admin_menu, cast.administrator))


def test_help_leads_nowhere_outside(cast):
    assert names(help_menu, cast.administrator) == ["style-guide", "keyboard-shortcuts-trigger"]


def test_admin_home_carries_the_portal_and_leads_nowhere_outside(client, cast):
    client.force_login(cast.trainer)
    page = client.get("/admin/").content.decode()
    assert "css/admin.css" in page
    assert "img/mark.svg" in page
    assert "<title>编写与发布 · 谈心</title>" in page
    assert '<span class="portal-name" aria-hidden="true">谈心</span>' in page
    assert "wagtail.org" not in page
    assert "https://" not in page


def test_frame_of_the_admin_is_wagtails_own_but_for_title_and_hint():
    """The frame has no block for either, so it was copied: a new version of Wagtail may bring something new."""
    theirs = Path(wagtail.admin.__file__).parent / "templates/wagtailadmin/skeleton.html"
    ours = settings.BASE_DIR / "templates/wagtailadmin/skeleton.html"

    def without(text: str, *marks: str) -> list[str]:
        return [line for line in text.splitlines() if not any(mark in line for mark in marks)]

    changed = ["<title>", "skiplink", "JavaScript", "blocktrans", "{# Wagtail's own", "Writing needs"]
    assert without(ours.read_text(), *changed) == without(theirs.read_text(), *changed)
