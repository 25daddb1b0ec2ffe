"""Each kind of page has a sign of its own wherever the Wagtail admin lists pages."""

import re

import pytest
from django.urls import reverse
from wagtail.admin.icons import get_icons
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

from content.models import PortalPage
from content.templatetags.page_icons import page_icon
from content.tests.factories import PortalPageFactory

pytestmark = pytest.mark.django_db
KINDS = [model for model in get_page_models() if model is not PortalPage]


def known_icons() -> set[str]:
    return set(re.findall(r'id="icon-([\w-]+)"', get_icons()))


def test_every_kind_of_page_has_an_icon_that_is_there():
    assert {model.icon for model in KINDS} <= known_icons()
    assert PortalPage.icon not in {model.icon for model in KINDS}


def test_every_snippet_has_an_icon_that_is_there():
    assert {model.snippet_viewset.icon for model in get_snippet_models()} <= known_icons()


def test_kinds_that_authors_write_have_different_icons():
    icons = [model.icon for model in KINDS if not model.is_fixed]
    assert len(icons) == len(set(icons))


def test_plain_page_has_the_icon_of_its_kind(site_tree, django_assert_num_queries):
    page = PortalPage.objects.get(pk=site_tree.pk)
    assert page_icon(page) == "home"
    with django_assert_num_queries(0):
        page_icon(page)


def test_page_of_no_kind_has_the_plain_icon(site_tree):
    assert page_icon(PortalPageFactory()) == "doc-empty"


@pytest.mark.parametrize("name", ["wagtailadmin_explore", "wagtailadmin_choose_page_child"])
def test_lists_of_pages_show_the_icons(client, cast, site_tree, name):
    client.force_login(cast.trainer)
    assert "icon-folder-open-inverse page-kind__icon" in client.get(reverse(name, args=[site_tree.pk])).content.decode()
