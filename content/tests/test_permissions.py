"""Who may read which page: the rule for one page against its twin QuerySet, for the whole cast."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadres.enums import Role
from cadres.models import Posting, User
from cadres.tests.factories import PostingFactory, UserFactory
from content.enums import Visibility
from content.models import PortalPage
from content.permissions import user_can_view_page
from content.tests.factories import PortalPageFactory

NOBODY = {"administrator"}
EVERYONE = {
    "learner", "junior", "outsider", "visitor", "trainer", "editor", "overseer", "outside_overseer", "chief",
    "reviewer", "auditor", "administrator",
}  # fmt: skip
IN_OWN = {"learner", "visitor", "trainer", "editor", "overseer"}
# The chief sees what lies below; those without a role that sees a subtree do not look down.
SUBTREE_READERS = {
    "root": EVERYONE,
    "own": IN_OWN | {"junior", "chief", "administrator"},
    "sub": {"junior", "trainer", "editor", "overseer", "chief", "administrator"},
    "other": {"outsider", "outside_overseer", "chief", "administrator"},
}


def readers(cast, page):
    """Who of the cast reads `page`, as both twins say."""
    by_rule = {part for part, user in cast.people().items() if user_can_view_page(user, page)}
    by_list = {
        part
        for part, user in cast.people().items()
        if PortalPage.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=page.pk).exists()
    }
    assert by_rule == by_list
    return by_rule


@pytest.mark.parametrize("department", ["root", "own", "sub", "other"])
def test_page_of_a_department_is_read_in_it_below_it_and_by_those_who_see_it(cast, department):
    page = PortalPageFactory(department=getattr(cast, department), visibility=Visibility.SUBTREE)
    assert readers(cast, page) == SUBTREE_READERS[department]


@pytest.mark.parametrize("department", ["root", "own", "sub", "other", None])
def test_page_for_everyone_is_read_by_all_who_sign_in(cast, department):
    page = PortalPageFactory(department=department and getattr(cast, department), visibility=Visibility.EVERYONE)
    assert readers(cast, page) == EVERYONE


@pytest.mark.parametrize("department", ["root", "own", "sub", "other", None])
def test_page_of_nobody_in_particular_is_read_by_administrators_only(cast, department):
    page = PortalPageFactory(department=department and getattr(cast, department))
    assert page.visibility == Visibility.PARTICIPANTS
    assert readers(cast, page) == NOBODY


def test_page_for_a_subtree_without_department_is_read_by_administrators_only(cast):
    assert readers(cast, PortalPageFactory(visibility=Visibility.SUBTREE)) == NOBODY


@pytest.mark.parametrize("visibility", [Visibility.PARTICIPANTS, Visibility.SUBTREE])
def test_author_and_participants_read_wherever_they_work(cast, visibility):
    page = PortalPageFactory(
        owner=cast.outsider, department=cast.sub, visibility=visibility, participants=[cast.visitor, cast.auditor]
    )
    named = {"outsider", "visitor", "auditor", "administrator"}
    expected = named if visibility == Visibility.PARTICIPANTS else named | SUBTREE_READERS["sub"]
    assert readers(cast, page) == expected


def test_new_page_belongs_to_the_department_of_its_author(cast):
    assert PortalPageFactory(owner=cast.junior).department == cast.sub
    assert PortalPageFactory(owner=cast.junior, department=cast.other).department == cast.other
    assert PortalPageFactory(owner=UserFactory()).department is None


def test_nothing_is_read_signed_out(cast):
    pages = [PortalPageFactory(visibility=visibility, department=cast.root) for visibility in Visibility]
    assert not PortalPage.objects.visible_to(AnonymousUser()).exists()
    assert not any(user_can_view_page(AnonymousUser(), page) for page in pages)


@pytest.mark.parametrize("part", ["learner", "administrator", "chief"])
def test_nothing_is_read_by_the_retired(cast, part):
    page = PortalPageFactory(visibility=Visibility.EVERYONE, owner=cast.people()[part])
    User.objects.filter(pk=cast.people()[part].pk).update(is_active=False)
    retired = User.objects.get(pk=cast.people()[part].pk)
    assert not PortalPage.objects.visible_to(retired).exists()
    assert not user_can_view_page(retired, page)


def test_reading_ends_with_the_post(cast):
    page = PortalPageFactory(department=cast.own, visibility=Visibility.SUBTREE)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Posting.objects.filter(user__in=[cast.learner, cast.overseer]).update(ends_on=yesterday)
    assert readers(cast, page) == SUBTREE_READERS["own"] - {"learner", "overseer"}


def test_reading_begins_with_a_second_post(cast):
    page = PortalPageFactory(department=cast.own, visibility=Visibility.SUBTREE)
    PostingFactory(user=cast.outsider, department=cast.sub, is_primary=False)
    assert readers(cast, page) == SUBTREE_READERS["own"] | {"outsider"}


def test_list_names_each_page_once(cast):
    page = PortalPageFactory(
        owner=cast.trainer,
        department=cast.own,
        visibility=Visibility.SUBTREE,
        participants=[cast.trainer, cast.learner, cast.junior],
    )
    PostingFactory(user=cast.trainer, department=cast.sub, is_primary=False)
    assert list(PortalPage.objects.visible_to(cast.trainer).filter(pk=page.pk)) == [page]


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_for_three_as_for_one(cast, count, django_assert_num_queries):
    for _number in range(count):
        PortalPageFactory(department=cast.own, visibility=Visibility.SUBTREE)
    reader = User.objects.get(pk=cast.learner.pk)
    with django_assert_num_queries(3):  # roles, departments, pages
        assert PortalPage.objects.visible_to(reader).filter(department=cast.own).count() == count


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_rule_and_list_agree_for_any_page_and_reader(cast, data):
    departments = [cast.root, cast.own, cast.sub, cast.other]
    people = list(cast.people().values())
    page = PortalPageFactory(
        department=data.draw(st.sampled_from([None, *departments])),
        visibility=data.draw(st.sampled_from(list(Visibility))),
        owner=data.draw(st.sampled_from([None, *people])),
        participants=data.draw(st.lists(st.sampled_from(people), max_size=2, unique=True)),
    )
    posts = data.draw(st.lists(st.sampled_from(departments), max_size=2, unique=True))
    reader = UserFactory(roles=data.draw(st.lists(st.sampled_from(list(Role)), max_size=2, unique=True)))
    for number, department in enumerate(posts):
        PostingFactory(user=reader, department=department, is_primary=number == 0)
    for user in [*people, User.objects.get(pk=reader.pk)]:
        listed = PortalPage.objects.visible_to(user).filter(pk=page.pk).exists()
        assert listed == user_can_view_page(user, page)
