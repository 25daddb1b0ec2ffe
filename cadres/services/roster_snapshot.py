"""Taking down what is known about people and departments, for a roster to be compared with."""

import datetime
from collections import defaultdict

from django.contrib.auth.models import Group
from django.db.models import Max, Q

from cadres.enums import Role
from cadres.models import Department, Posting, User
from cadres.roster.known import Known, KnownDepartment, KnownPerson, KnownPosting


def take_snapshot(*, today: datetime.date, importer_pk: int | None) -> Known:
    """Everybody and every department in five queries, whatever their number. The importer counts as protected."""
    departments = _departments()
    codes = {pk: department.code for pk, department in departments.items()}
    people = _people(today, codes, importer_pk)
    by_code = {department.code: department for department in departments.values()}
    return Known(today=today, people=people, departments=by_code)


def _departments() -> dict[int, KnownDepartment]:
    """By primary key, parents first."""
    found: dict[int, KnownDepartment] = {}
    code_at: dict[str, str] = {}
    rows = Department.objects.order_by("path").values_list("pk", "path", "code", "name")
    for pk, path, code, name in rows:
        code_at[path] = code
        found[pk] = KnownDepartment(code, name, code_at.get(path[: -Department.steplen]))
    return found


def _people(today: datetime.date, codes: dict[int, str], importer_pk: int | None) -> dict[str, KnownPerson]:
    protected = set(Group.objects.filter(name=Role.ADMINISTRATOR).values_list("user", flat=True)) | {importer_pk}
    postings = _running_postings(today, codes)
    ended = Posting.objects.filter(is_primary=True, ends_on__lt=today).order_by().values("user")
    held_until = dict(ended.annotate(last=Max("ends_on")).values_list("user", "last"))
    people = {}
    fields = ("pk", "staff_number", "name", "email", "is_active", "is_superuser")
    for pk, number, name, email, is_active, is_superuser in User.objects.order_by().values_list(*fields):
        is_protected = is_superuser or pk in protected
        held = tuple(sorted(postings.get(pk, ())))
        people[number] = KnownPerson(pk, number, name, email, is_active, is_protected, held, held_until.get(pk))
    return people


def _running_postings(today: datetime.date, codes: dict[int, str]) -> dict[int, list[KnownPosting]]:
    """The posts that have not ended, also those that have not begun, by person."""
    running: dict[int, list[KnownPosting]] = defaultdict(list)
    fields = ("user", "pk", "department", "post", "rank_band", "starts_on", "ends_on", "is_primary")
    rows = Posting.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).order_by().values_list(*fields)
    for user, pk, department, post, rank_band, starts_on, ends_on, is_primary in rows:
        running[user].append(KnownPosting(pk, codes[department], post, rank_band, starts_on, ends_on, is_primary))
    return running
