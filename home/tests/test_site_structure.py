"""Migration 0002: the tree that a new portal starts with, there and back."""

import importlib

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse
from wagtail.models import Site

from content.models import PortalPage
from guides.models import GuideIndexPage
from guides.tests.factories import GuideFactory
from home.models import HomePage
from training.models import CourseIndexPage

pytestmark = pytest.mark.django_db

migration = importlib.import_module("home.migrations.0002_create_site_structure")


@pytest.fixture
def historical():
    """The models as they are when the migration runs."""
    return MigrationLoader(connection).project_state([("home", "0002_create_site_structure")]).apps


def tree() -> list[tuple]:
    return [
        (
            type(page.specific),
            page.path,
            page.title,
            page.draft_title,
            page.slug,
            page.url_path,
            page.numchild,
            page.live,
        )
        for page in PortalPage.objects.filter(depth__gt=1)
    ]


STRUCTURE = [
    (HomePage, "00010001", "谈心", "谈心", "home", "/home/", 2, True),
    (GuideIndexPage, "000100010001", "指南", "指南", "guides", "/home/guides/", 0, True),
    (CourseIndexPage, "000100010002", "培训", "培训", "courses", "/home/courses/", 0, True),
]


def test_new_portal_has_its_pages_and_site():
    assert tree() == STRUCTURE
    assert {page.visibility for page in PortalPage.objects.filter(depth__gt=1)} == {"everyone"}
    site = Site.objects.get()
    assert (site.hostname, site.site_name, site.is_default_site) == ("localhost", "谈心", True)
    assert site.root_page.specific == HomePage.objects.get()
    assert GuideIndexPage.objects.get().url == "/guides/"
    assert CourseIndexPage.objects.get().url == "/courses/"


def test_tree_is_sound():
    assert not any(PortalPage.find_problems())


def test_structure_goes_away_and_comes_back(historical):
    migration.remove_structure(historical, None)

    assert tree() == [(PortalPage, "00010001", migration.WELCOME_TITLE, "", "home", "/home/", 0, True)]
    assert not any(PortalPage.find_problems())
    assert Site.objects.get().root_page.title == migration.WELCOME_TITLE

    migration.create_structure(historical, None)

    assert tree() == STRUCTURE
    assert not any(PortalPage.find_problems())


def test_structure_is_not_undone_while_there_are_guides(historical):
    GuideFactory()

    with pytest.raises(RuntimeError, match="guides or courses"):
        migration.remove_structure(historical, None)


def test_pages_of_the_structure_can_be_edited_further():
    index = GuideIndexPage.objects.get()
    index.introduction = "今晚就用。"
    index.save_revision().publish()

    assert GuideIndexPage.objects.get().introduction == "今晚就用。"
    call_command("fixtree", interactive=False, verbosity=0)
    assert [row[1] for row in tree()] == [row[1] for row in STRUCTURE]


FIXED = [HomePage, GuideIndexPage, CourseIndexPage]


@pytest.mark.parametrize("kind", FIXED)
def test_editor_of_a_page_of_the_navigation_offers_neither_address_nor_readers(client, cast, kind):
    client.force_login(cast.administrator)
    content = client.get(reverse("wagtailadmin_pages:edit", args=[kind.objects.get().pk])).content.decode()
    assert 'name="introduction"' in content
    assert not {name for name in ["slug", "visibility", "department", "expire_at"] if f'name="{name}"' in content}


@pytest.mark.parametrize("part", ["trainer", "administrator"])
@pytest.mark.parametrize("kind", FIXED)
def test_page_of_the_navigation_is_never_withdrawn_moved_or_deleted(client, cast, kind, part):
    page = kind.objects.get()
    client.force_login(getattr(cast, part))
    for name in ["unpublish", "delete"]:
        client.post(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
        client.post(f"/admin/bulk/content/portalpage/{name}/?id={page.pk}", {"confirm": "on"})
    assert kind.objects.get().live
    rights = page.permissions_for_user(getattr(cast, part))
    assert (rights.can_edit(), rights.can_publish()) == (True, True)
    withdrawn = [rights.can_move(), rights.can_delete(), rights.can_unpublish(), rights.can_set_view_restrictions()]
    assert withdrawn == [False, False, False, False]
