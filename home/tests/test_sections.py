"""The main navigation: what stands in it for whom, and no link that would refuse."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from cadres.models import User
from home.context_processors import site_sections
from home.sections import sections_for

pytestmark = pytest.mark.django_db

FOR_ALL = ["/guides/", "/courses/", "/me/"]
FOR_LEADERS = [*FOR_ALL, "/board/", "/people/"]
FOR_AUDITORS = [*FOR_ALL, "/make-ups/", "/bank/regrades/", "/certificates/", "/spot-checks/"]


def test_sections_by_role(cast):
    seen = {name: [section.url for section in sections_for(person, "/")] for name, person in cast.people().items()}

    leaders = {"trainer", "editor", "overseer", "outside_overseer", "chief", "administrator"}
    others = {"auditor": FOR_AUDITORS}
    assert seen == {name: FOR_LEADERS if name in leaders else others.get(name, FOR_ALL) for name in cast.people()}


def test_signed_out_have_no_sections(cast):
    assert sections_for(AnonymousUser(), "/") == []


def test_every_section_opens_for_those_who_see_it(cast, site_tree):
    for person in cast.people().values():
        client = Client()
        client.force_login(person)
        answers = {section.url: client.get(section.url).status_code for section in sections_for(person, "/")}
        assert set(answers.values()) == {200}, (person, answers)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/guides/opening/", ["/guides/"]),
        ("/courses/", ["/courses/"]),
        ("/me/", ["/me/"]),
        ("/people/5/", ["/people/"]),
        ("/", []),
        ("/privacy/", []),
    ],
)
def test_section_of_the_page_is_current(cast, path, current):
    assert [section.url for section in sections_for(cast.chief, path) if section.is_current] == current


def test_page_marks_its_section(cast, site_tree):
    client = Client()
    client.force_login(cast.learner)

    sections = client.get("/guides/").context["sections"]

    assert [section.url for section in sections if section.is_current] == ["/guides/"]


def test_sections_read_only_roles_and_posts(cast, django_assert_num_queries):
    user = User.objects.get(pk=cast.overseer.pk)

    with django_assert_num_queries(2):
        sections_for(user, "/")


def test_sections_cost_nothing_until_a_template_asks(cast, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=cast.overseer.pk)

    with django_assert_num_queries(0):
        site_sections(request)


def test_sections_are_empty_for_a_request_without_a_user():
    assert list(site_sections(RequestFactory().get("/"))["sections"]) == []


def test_those_who_write_find_the_admin_at_the_foot_of_every_page(client, cast):
    for name, person in cast.people().items():
        client.force_login(person)
        page = client.get("/privacy/").content.decode()
        assert ('href="/admin/"' in page) == (client.get("/admin/").status_code == 200), name
    client.logout()
    assert 'href="/admin/"' not in client.get("/privacy/").content.decode()
