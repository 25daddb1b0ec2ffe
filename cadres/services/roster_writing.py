"""Writing what a roster changes, in bulk. The caller holds the transaction."""

import datetime
import itertools
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group
from modelsearch.backends import get_search_backends

from cadres.enums import Role
from cadres.models import Department, Posting, User
from cadres.pinyin import sort_key
from cadres.roster.diff import NewPerson, NewPosting, PersonChange, Plan
from cadres.roster.tree import DepartmentPlan

BATCH = 2_000
Item = TypeVar("Item")


def write_plan(plan: Plan) -> list[int]:
    """Makes the plan true: departments first, then people, then their posts.

    Returns the people whose entries in the search index are now wrong; `index_people` puts them right.
    """
    assert not plan.is_refused, "a refused roster is never written"
    _write_departments(plan.departments)
    created = _create_people(plan.people_created)
    _change_people(plan.people_changed)
    for pks in batches(plan.people_retired):
        User.objects.filter(pk__in=pks).update(is_active=False)
    _end_postings(plan)
    _correct_postings(plan)
    _open_postings(plan.postings_opened)
    renamed = [change.pk for change in plan.people_changed if change.has_new_name]
    return [*(user.pk for user in created), *renamed]


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """`items` in lists of at most BATCH."""
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, BATCH)):
        yield batch


def _write_departments(plan: DepartmentPlan) -> None:
    # Each node is fetched afresh: the one before may have shifted its path.
    for new in plan.created:
        if new.parent is None:
            Department.add_root(code=new.code, name=new.name)
        else:
            Department.objects.get(code=new.parent).add_child(code=new.code, name=new.name)
    # Parents come first, so that a department never moves below itself on the way.
    for department, parent in plan.moved:
        target = Department.objects.get(code=parent)
        Department.objects.get(code=department.code).move(target, pos="sorted-child")
    for department, name in plan.renamed:
        Department.objects.filter(code=department.code).update(name=name)


def _create_people(people: list[NewPerson]) -> list[User]:
    users = [
        User(
            staff_number=person.staff_number,
            name=person.name,
            name_sort_key=sort_key(person.name),
            email=person.email,
            # What make_password(None) gives, at a tenth of its time.
            password=UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30),
        )
        for person in people
    ]
    User.objects.bulk_create(users, batch_size=BATCH)
    learner = Group.objects.get(name=Role.LEARNER)
    memberships = [User.groups.through(user_id=user.pk, group_id=learner.pk) for user in users]
    User.groups.through.objects.bulk_create(memberships, batch_size=BATCH)
    return users


def _change_people(changes: list[PersonChange]) -> None:
    # Two people may swap addresses: the old ones go first, so that no row meets its twin on the way.
    for pks in batches(change.pk for change in changes if change.has_new_email):
        User.objects.filter(pk__in=pks).update(email="")
    users = [
        User(
            staff_number=change.staff_number,
            name=change.name,
            name_sort_key=sort_key(change.name),
            email=change.email,
            is_active=change.is_active,
        )
        for change in changes
    ]
    User.objects.bulk_create(
        users,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["staff_number"],
        update_fields=["name", "name_sort_key", "email", "is_active"],
    )


def _end_postings(plan: Plan) -> None:
    # One statement for each day, of which there are few: ten times as quick as one value for each row.
    by_day: dict[datetime.date, list[int]] = defaultdict(list)
    for pk, day in plan.postings_ended:
        by_day[day].append(pk)
    for day, ended in by_day.items():
        for pks in batches(ended):
            Posting.objects.filter(pk__in=pks).update(ends_on=day)
    for pks in batches(plan.postings_dropped):
        Posting.objects.filter(pk__in=pks).delete()


def _correct_postings(plan: Plan) -> None:
    departments = _department_keys()
    corrected = [
        Posting(pk=right.pk, department_id=departments[right.department], post=right.post, rank_band=right.rank_band)
        for right in plan.postings_corrected
    ]
    Posting.objects.bulk_update(corrected, ["department", "post", "rank_band"], batch_size=BATCH)


def _open_postings(opened: list[NewPosting]) -> None:
    departments = _department_keys()
    for batch in batches(opened):
        users = dict(
            User.objects.filter(staff_number__in=[new.staff_number for new in batch]).values_list("staff_number", "pk")
        )
        Posting.objects.bulk_create(
            Posting(
                user_id=users[new.staff_number],
                department_id=departments[new.department],
                post=new.post,
                rank_band=new.rank_band,
                starts_on=new.starts_on,
            )
            for new in batch
        )


def _department_keys() -> dict[str, int]:
    return dict(Department.objects.values_list("code", "pk"))


def index_people(pks: list[int]) -> None:
    """Tells the search index about people: bulk writes send no signals."""
    for batch in batches(pks):
        users = list(User.objects.filter(pk__in=batch))
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(User, users)
