"""The Wagtail admin carries the portal's name and offers authors what they use."""

import pytest
from django.test import RequestFactory
from wagtail.admin.menu import admin_menu, help_menu

pytestmark = pytest.mark.django_db


def names(menu, user) -> set[str]:
    request = RequestFactory().get("/admin/")
    request.user = user
    return {item.name for item in menu.menu_items_for_request(request)}


def test_only_administrators_see_reports(cast):
    assert "reports" in names(admin_menu, cast.administrator)
    assert "reports" not in names(admin_menu, cast.trainer) | names(admin_menu, cast.editor)


def test_authors_see_the_pages(cast):
    for person in [cast.trainer, cast.editor, cast.administrator]:
        assert {"explorer", "help"} <= names(admin_menu, person)


def test_help_leads_nowhere_outside(cast):
    assert names(help_menu, cast.administrator) == {"keyboard-shortcuts-trigger"}


def test_admin_home_carries_the_portal_and_leads_nowhere_outside(client, cast):
    client.force_login(cast.trainer)
    page = client.get("/admin/").content.decode()
    assert "css/admin.css" in page
    assert "img/mark.svg" in page
    assert " - 谈心</title>" in page
    assert "wagtail.org" not in page
