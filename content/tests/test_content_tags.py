"""The way from a page to its editor."""

import pytest
from django.urls import reverse

from content.enums import Visibility
from content.templatetags.content_tags import edit_address
from content.tests.factories import PortalPageFactory


@pytest.fixture
def page(cast):
    return PortalPageFactory(department=cast.own, visibility=Visibility.EVERYONE, owner=cast.editor)


def test_edit_address_given_to_those_who_may_edit_only(cast, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    given = {part for part, person in cast.people().items() if edit_address(person, page) == address}
    assert given == {"trainer", "editor", "administrator"}


def test_edit_address_empty_for_what_is_no_page(cast):
    assert edit_address(cast.administrator, None) == ""
