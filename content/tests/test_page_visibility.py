"""Visibility where pages leave the server: serving, documents, copies, moves, and the Wagtail admin."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.urls import reverse
from wagtail import hooks
from wagtail.documents.models import Document
from wagtail.models import Collection, Site

from cadres.models import User
from cadres.tests.factories import UserFactory
from content.enums import Visibility
from content.models import PortalPage
from content.permissions import user_can_view_page
from content.tests.factories import PortalPageFactory
from tests.addresses import every_address

CANARY = "丹顶鹤"
OWN_SUBTREE = {"learner", "junior", "visitor", "trainer", "editor", "overseer", "chief", "administrator"}


@pytest.fixture
def plain(monkeypatch):
    """Pages answer with their title: what is tested is whether they are served at all."""
    monkeypatch.setattr(PortalPage, "serve", lambda page, request, *args, **kwargs: HttpResponse(page.title))


def readers(client, cast, page):
    """Who of the cast is served `page`; everybody else is told that there is no such page."""
    found = set()
    for part, user in cast.people().items():
        client.force_login(user)
        response = client.get(page.get_url())
        assert response.status_code in {200, 404}
        assert (page.title in response.text) == (response.status_code == 200)
        if response.status_code == 200:
            found.add(part)
    return found


# --- Serving ---------------------------------------------------------------------------------


def test_page_is_served_to_its_readers_only(client, cast, plain):
    page = PortalPageFactory(title=CANARY, department=cast.own, visibility=Visibility.SUBTREE)
    assert readers(client, cast, page) == OWN_SUBTREE


def test_page_for_everyone_is_served_to_all_who_sign_in(client, cast, plain):
    page = PortalPageFactory(title=CANARY, visibility=Visibility.EVERYONE)
    assert readers(client, cast, page) == set(cast.people())


def test_page_for_participants_is_served_to_them(client, cast, plain):
    page = PortalPageFactory(title=CANARY, owner=cast.junior, participants=[cast.auditor])
    assert readers(client, cast, page) == {"junior", "auditor", "administrator"}


@pytest.mark.parametrize("visibility", Visibility)
def test_page_asks_for_a_sign_in_first(client, cast, plain, visibility):
    page = PortalPageFactory(title=CANARY, visibility=visibility)
    response = client.get(page.get_url())
    assert (response.status_code, response.url) == (302, f"/sign-in/?next={page.get_url()}")


def test_draft_is_served_to_nobody(client, cast, plain):
    page = PortalPageFactory(title=CANARY, visibility=Visibility.EVERYONE, live=False)
    assert readers(client, cast, page) == set()


def test_page_below_a_hidden_page_has_its_own_readers(client, cast, plain):
    hidden = PortalPageFactory(department=cast.other, visibility=Visibility.SUBTREE)
    shown = PortalPageFactory(title=CANARY, parent=hidden, department=cast.own, visibility=Visibility.SUBTREE)
    assert readers(client, cast, shown) == OWN_SUBTREE


def serve_through_hooks(page, user, rf):
    """The answer of Wagtail's chain of hooks without the site-wide wall before it."""
    chain = lambda page, request, args, kwargs: HttpResponse("served")  # noqa: E731
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        chain = hook(chain)
    request = rf.get("/")
    request.user = user
    return chain(page, request, [], {})


def test_only_the_front_page_is_public(cast, rf):
    from django.apps import apps
    from django.http import Http404

    public = [model for model in apps.get_models() if issubclass(model, PortalPage) and model.is_public]
    assert [model.__name__ for model in public] == ["HomePage"]
    front = Site.objects.get(is_default_site=True).root_page.specific
    assert serve_through_hooks(front, AnonymousUser(), rf).content == b"served"
    with pytest.raises(Http404):
        serve_through_hooks(PortalPageFactory(visibility=Visibility.EVERYONE), AnonymousUser(), rf)


def test_bare_page_is_no_kind_of_page_that_can_be_made():
    assert not PortalPage.is_creatable
    assert all(model.is_creatable for model in PortalPage.__subclasses__())


# --- Documents -------------------------------------------------------------------------------


@pytest.fixture
def document(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Document.objects.create(title=CANARY, file=ContentFile(b"text", name="a.txt"))


def test_document_is_for_people_signed_in(client, document, cast):
    assert client.get(document.url).url == f"/sign-in/?next={document.url}"
    client.force_login(cast.visitor)
    response = client.get(document.url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "no-store, private"


def test_document_hook_holds_without_the_wall(document, rf):
    request = rf.get(document.url)
    request.user = AnonymousUser()
    answers = [hook(document, request) for hook in hooks.get_hooks("before_serve_document")]
    assert [answer.url for answer in answers if answer] == [f"/sign-in/?next={document.url}"]


def test_document_is_not_served_as_a_plain_file(client, document, cast):
    client.force_login(cast.administrator)
    assert client.get(f"/media/{document.file.name}").status_code == 404


def test_collections_offer_no_shared_password(client, cast):
    client.force_login(User.objects.create_superuser("root", "尤某"))
    child = Collection.get_first_root_node().add_child(name="资料")
    form = client.get(reverse("wagtailadmin_collections:set_privacy", args=[child.pk]))
    assert form.status_code == 200
    assert "shared password" not in form.text.lower()
    assert 'value="password"' not in form.text


# --- Copies and moves --------------------------------------------------------------------------


def seen_by(cast, page):
    page = PortalPage.objects.get(pk=page.pk)
    return {part for part, user in cast.people().items() if user_can_view_page(user, page)}


@pytest.fixture
def section(cast):
    """A page that everyone may read, with children of the other departments."""
    return PortalPageFactory(visibility=Visibility.EVERYONE, department=cast.root)


def test_move_keeps_the_readers(cast, section):
    page = PortalPageFactory(department=cast.own, visibility=Visibility.SUBTREE)
    page.move(PortalPage.objects.get(pk=section.pk), pos="last-child")
    assert seen_by(cast, page) == OWN_SUBTREE


def test_copy_keeps_the_readers(cast, section):
    page = PortalPageFactory(department=cast.own, visibility=Visibility.SUBTREE, owner=cast.trainer)
    copy = page.copy(to=PortalPage.objects.get(pk=section.pk), update_attrs={"slug": "copy"}, user=cast.trainer)
    assert seen_by(cast, copy) == OWN_SUBTREE


def test_copy_by_somebody_of_another_department_keeps_the_department(cast, section):
    page = PortalPageFactory(department=cast.own, visibility=Visibility.SUBTREE)
    copy = page.copy(to=PortalPage.objects.get(pk=section.pk), update_attrs={"slug": "copy"}, user=cast.outsider)
    assert copy.department == cast.own
    assert seen_by(cast, copy) == OWN_SUBTREE | {"outsider"}  # who made the copy is its author


def test_copy_of_a_private_page_is_private_to_who_copied(cast, section):
    page = PortalPageFactory(owner=cast.trainer, participants=[cast.learner])
    copy = page.copy(to=PortalPage.objects.get(pk=section.pk), update_attrs={"slug": "copy"}, user=cast.trainer)
    assert seen_by(cast, copy) <= seen_by(cast, page)


def test_copy_with_children_keeps_the_readers_of_each(cast, section):
    page = PortalPageFactory(department=cast.own, visibility=Visibility.SUBTREE)
    PortalPageFactory(parent=page, department=cast.other, visibility=Visibility.SUBTREE)
    page = PortalPage.objects.get(pk=page.pk)
    copy = page.copy(to=PortalPage.objects.get(pk=section.pk), recursive=True, update_attrs={"slug": "copy"})
    assert seen_by(cast, copy.get_children().get()) == {"outsider", "outside_overseer", "chief", "administrator"}


def test_alias_keeps_the_readers(cast, section):
    page = PortalPageFactory(department=cast.own, visibility=Visibility.SUBTREE)
    alias = page.create_alias(parent=PortalPage.objects.get(pk=section.pk), update_slug="alias")
    assert seen_by(cast, alias) == OWN_SUBTREE


def test_alias_follows_when_the_readers_become_fewer(cast, section):
    page = PortalPageFactory(department=cast.own, visibility=Visibility.EVERYONE)
    alias = page.create_alias(parent=PortalPage.objects.get(pk=section.pk), update_slug="alias")
    page.visibility = Visibility.SUBTREE
    page.save_revision().publish()
    assert seen_by(cast, alias) == OWN_SUBTREE


# --- The Wagtail admin -------------------------------------------------------------------------


@pytest.fixture
def hidden(cast):
    """A page of the other department that no author of the own one may read."""
    page = PortalPageFactory(title=CANARY, slug="crane", department=cast.other, visibility=Visibility.SUBTREE)
    page.save_revision()
    return page


def explorer(client, **query):
    root = Site.objects.get(is_default_site=True).root_page
    return client.get(reverse("wagtailadmin_explore", args=[root.pk]), query)


LISTS = [
    "/admin/",
    "/admin/pages/{root}/",
    "/admin/pages/{root}/results/",
    f"/admin/pages/{{root}}/?q={CANARY}",
    f"/admin/pages/{{root}}/?q={CANARY}&search_all=1",
    f"/admin/pages/search/?q={CANARY}",
    f"/admin/pages/search/results/?q={CANARY}",
    "/admin/choose-page/{root}/",
    f"/admin/choose-page/search/?q={CANARY}",
    "/admin/api/main/pages/",
    "/admin/api/main/pages/?child_of={root}&for_explorer=1",
    f"/admin/api/main/pages/?search={CANARY}",
    "/admin/api/main/pages/{page}/",
    "/admin/choose-page/{page}/",
    "/admin/pages/{page}/",
    "/admin/reports/site-history/",
    "/admin/reports/aging-pages/",
]


def canaries(client, urls):
    """Those of `urls` whose answer names the page."""
    client.raise_request_exception = False  # some views of Wagtail fail on the numbers that fill their addresses
    answers = {url: client.get(url) for url in urls}
    # A search repeats what was searched for; the slug is only in an answer that knows the page.
    return [
        url for url, answer in answers.items() if "crane" in answer.text or (CANARY in answer.text and "=" not in url)
    ]


@pytest.mark.parametrize("part", ["trainer", "editor"])
def test_admin_names_no_page_that_the_author_may_not_read(client, cast, hidden, part):
    client.force_login(cast.people()[part])
    root = Site.objects.get(is_default_site=True).root_page
    lists = [url.format(root=root.pk, page=hidden.pk) for url in LISTS]
    addresses = [address.url for address in every_address(hidden.pk) if address.url.startswith("/admin/")]
    assert len(addresses) > 150
    assert canaries(client, [*lists, *addresses]) == []


def test_admin_names_the_page_to_those_who_may_read_it(client, cast, hidden):
    """The counterpart: the walk above would find the page if it were there."""
    client.force_login(cast.administrator)
    root = Site.objects.get(is_default_site=True).root_page
    named = canaries(client, [url.format(root=root.pk, page=hidden.pk) for url in LISTS])
    assert len(named) >= 8


@pytest.mark.parametrize("part", ["trainer", "editor"])
def test_admin_lets_nobody_work_on_a_page_they_may_not_read(client, cast, hidden, section, part):
    client.force_login(cast.people()[part])
    before = list(PortalPage.objects.order_by("pk").values())
    posts = {
        "edit": {"title": "改", "slug": "crane", "action-publish": "1"},
        "copy": {"new_title": "改", "new_slug": "copy", "new_parent_page": section.pk},
        "delete": {},
        "unpublish": {},
        "revisions_revert": {},
        "convert_alias": {},
        "lock": {},
    }
    for name, data in posts.items():
        args = [hidden.pk, hidden.latest_revision_id] if name == "revisions_revert" else [hidden.pk]
        response = client.post(reverse(f"wagtailadmin_pages:{name}", args=args), data)
        assert response.status_code in {302, 403, 404, 405}, name
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[hidden.pk, section.pk]))
    client.post(f"/admin/bulk/content/portalpage/delete/?id={hidden.pk}")
    client.post(f"/admin/bulk/content/portalpage/unpublish/?id={hidden.pk}")
    assert list(PortalPage.objects.order_by("pk").values()) == before


def test_admin_lets_an_author_work_on_what_they_may_read(cast):
    page = PortalPageFactory(department=cast.own, visibility=Visibility.SUBTREE)
    rights = page.permissions_for_user(cast.trainer)
    assert (rights.can_edit(), rights.can_publish(), rights.can_delete()) == (True, True, True)
    assert not page.permissions_for_user(cast.editor).can_edit()
    own = PortalPageFactory(owner=cast.editor)
    assert own.permissions_for_user(cast.editor).can_edit()
    assert not own.permissions_for_user(cast.editor).can_publish()


def test_page_of_a_visitor_without_a_post_is_theirs(cast):
    author = UserFactory()
    assert seen_by(cast, PortalPageFactory(owner=author)) == {"administrator"}
    assert user_can_view_page(author, PortalPageFactory(owner=author))
