"""Who sees and does what with people: each rule against its twin QuerySet, for the whole cast."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadres.enums import Role
from cadres.models import Department, Posting, User
from cadres.models.department import subtree_filter
from cadres.permissions import (
    user_can_edit_cadre,
    user_can_enter_admin,
    user_can_import_roster,
    user_can_list_people,
    user_can_view_cadre,
    user_can_view_department,
)
from cadres.tests.factories import DepartmentFactory, PostingFactory, UserFactory

OWN = {"learner", "visitor", "trainer", "editor", "overseer"}
SUB = {"junior"}
OTHER = {"outsider", "outside_overseer"}
TOP = {"chief", "reviewer", "auditor", "administrator"}
ALL = OWN | SUB | OTHER | TOP

PEOPLE_SEEN = {
    "learner": {"learner"},
    "junior": {"junior"},
    "outsider": {"outsider"},
    "visitor": {"visitor"},
    "trainer": OWN | SUB,
    "editor": OWN | SUB,
    "overseer": OWN | SUB,
    "outside_overseer": OTHER,
    "chief": ALL,
    "reviewer": {"reviewer"},
    "auditor": {"auditor"},
    "administrator": ALL,
}
DEPARTMENTS_SEEN = {
    "trainer": {"own", "sub"},
    "editor": {"own", "sub"},
    "overseer": {"own", "sub"},
    "outside_overseer": {"other"},
    "chief": {"root", "own", "sub", "other"},
    "administrator": {"root", "own", "sub", "other"},
}


@pytest.mark.parametrize("part", PEOPLE_SEEN)
def test_people_seen_by_the_cast(cast, part):
    user, people = cast.people()[part], cast.people()
    expected = {people[name] for name in PEOPLE_SEEN[part]}
    assert set(User.objects.visible_to(user)) == expected
    assert {cadre for cadre in people.values() if user_can_view_cadre(user, cadre)} == expected


@pytest.mark.parametrize("part", PEOPLE_SEEN)
def test_departments_seen_by_the_cast(cast, part):
    user = cast.people()[part]
    expected = {getattr(cast, name) for name in DEPARTMENTS_SEEN.get(part, ())}
    assert set(Department.objects.visible_to(user)) == expected
    assert {found for found in Department.objects.all() if user_can_view_department(user, found)} == expected


def test_nobody_is_seen_signed_out(cast):
    visitor = AnonymousUser()
    assert not User.objects.visible_to(visitor).exists()
    assert not Department.objects.visible_to(visitor).exists()
    assert not any(user_can_view_cadre(visitor, cadre) for cadre in cast.people().values())
    assert not any(user_can_view_department(visitor, found) for found in Department.objects.all())
    assert not user_can_list_people(visitor)
    assert not user_can_import_roster(visitor)
    assert not user_can_enter_admin(visitor)
    assert not user_can_edit_cadre(visitor, cast.learner)


@pytest.mark.parametrize("part", ["overseer", "administrator", "chief"])
def test_rights_end_when_a_person_is_retired(cast, part):
    User.objects.filter(pk=cast.people()[part].pk).update(is_active=False)
    retired = User.objects.get(pk=cast.people()[part].pk)
    assert not User.objects.visible_to(retired).exists()
    assert not Department.objects.visible_to(retired).exists()
    assert not user_can_view_cadre(retired, retired)
    assert not user_can_view_department(retired, cast.own)
    assert not user_can_import_roster(retired)
    assert not user_can_enter_admin(retired)


def agree(user, cadre):
    """Rule and twin say the same; returns what they say."""
    user, cadre = User.objects.get(pk=user.pk), User.objects.get(pk=cadre.pk)
    seen = user_can_view_cadre(user, cadre)
    assert User.objects.visible_to(user).filter(pk=cadre.pk).exists() == seen
    return seen


def test_former_post_opens_nothing(cast):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Posting.objects.filter(user=cast.learner).update(ends_on=yesterday)
    PostingFactory(user=cast.learner, department=cast.other, starts_on=timezone.localdate())
    assert not agree(cast.overseer, cast.learner)
    assert agree(cast.outside_overseer, cast.learner)


def test_former_overseer_of_a_department_sees_it_no_longer(cast):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Posting.objects.filter(user=cast.overseer).update(ends_on=yesterday)
    assert not agree(cast.overseer, cast.learner)


def test_post_counts_on_its_last_day(cast):
    Posting.objects.filter(user=cast.learner).update(ends_on=timezone.localdate())
    assert agree(cast.overseer, cast.learner)


def test_post_that_has_not_begun_opens_nothing(cast):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    PostingFactory(user=cast.outsider, department=cast.own, starts_on=tomorrow, is_primary=False)
    assert not agree(cast.overseer, cast.outsider)


def test_second_post_is_seen_from_both_departments(cast):
    PostingFactory(user=cast.outsider, department=cast.sub, is_primary=False)
    assert agree(cast.overseer, cast.outsider)
    assert agree(cast.outside_overseer, cast.outsider)


def test_retired_person_is_seen_while_the_post_stands(cast):
    User.objects.filter(pk=cast.learner.pk).update(is_active=False)
    assert agree(cast.overseer, cast.learner)
    assert not agree(cast.outside_overseer, cast.learner)


def test_overseer_without_a_post_sees_only_themselves(cast):
    stranger = UserFactory(roles=[Role.OVERSEER])
    assert set(User.objects.visible_to(stranger)) == {stranger}
    assert not Department.objects.visible_to(stranger).exists()


@pytest.mark.parametrize("part", PEOPLE_SEEN)
def test_only_administrators_import_a_roster(cast, part):
    assert user_can_import_roster(cast.people()[part]) == (part == "administrator")


@pytest.mark.parametrize("part", PEOPLE_SEEN)
def test_list_of_people_is_for_those_who_see_a_subtree(cast, part):
    seers = {"trainer", "editor", "overseer", "outside_overseer", "chief", "administrator"}
    assert user_can_list_people(cast.people()[part]) == (part in seers)


@pytest.mark.parametrize("part", PEOPLE_SEEN)
def test_entering_the_admin_agrees_with_wagtails_own_check(cast, part):
    user = cast.people()[part]
    assert user_can_enter_admin(user) == (part in {"trainer", "editor", "administrator"})
    assert user.has_perm("wagtailadmin.access_admin") == user_can_enter_admin(user)


@pytest.mark.parametrize("part", PEOPLE_SEEN)
def test_only_administrators_edit_accounts(cast, part):
    user = cast.people()[part]
    assert user_can_edit_cadre(user, cast.learner) == (part == "administrator")
    assert user.has_perm("cadres.change_user") == (part == "administrator")
    assert not user.has_perm("cadres.delete_user")


def test_superuser_is_edited_by_superusers_only(cast):
    root = User.objects.create_superuser("root", "尤某")
    assert not user_can_edit_cadre(cast.administrator, root)
    assert user_can_edit_cadre(root, cast.administrator)
    assert user_can_edit_cadre(root, root)


# --- Subtree logic ---------------------------------------------------------------------------

steps = st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=5)


def department_at(places):
    """An unsaved department at the given place below each parent."""
    path = "".join(Department._int2str(place).rjust(Department.steplen, "0") for place in places)
    return Department(path=path, depth=len(places))


@given(steps, steps)
def test_containing_and_ancestor_paths_agree(first, second):
    one, two = department_at(first), department_at(second)
    assert one.contains(two) == (second[: len(first)] == first)
    assert one.contains(two) == (one.path in two.ancestor_paths())


@pytest.fixture
def forest(db):
    """Two trees, three levels, with more siblings than a one-digit step can number."""
    departments = []
    for _tree in range(2):
        root = DepartmentFactory()
        departments.append(root)
        for _child in range(4):
            child = DepartmentFactory(parent=root)
            departments.append(child)
            departments += [DepartmentFactory(parent=child) for _grandchild in range(2)]
    return list(Department.objects.all())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(data=st.data())
def test_subtree_filter_agrees_with_contains(forest, data):
    chosen = data.draw(st.lists(st.sampled_from(forest), unique=True, max_size=4))
    expected = {found for found in forest if any(top.contains(found) for top in chosen)}
    assert set(Department.objects.filter(subtree_filter(chosen))) == expected
    assert set(Department.objects.below(chosen)) == expected
