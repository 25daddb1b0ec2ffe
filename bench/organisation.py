"""A large organisation with duties, written by set-based SQL: one statement for each table."""

# ruff: noqa: S608 - no word of these statements comes from outside

import datetime

from django.utils import timezone

from bench.bulk import day, insert, moment, series, settle
from bench.trainings import add_trainings
from cadres.enums import RankBand
from cadres.models import Department, Posting, User
from training.enums import DueRule, ProgressState
from training.models import Duty, DutyClaim, DutyStep, Programme, ProgrammeAssignment
from training.tests.factories import CourseFactory, ProgrammeFactory

DEPARTMENTS = 1_000
#: How many departments stand below each one, level by level.
BRANCHES = [6, 6, 5, 5]
PROGRAMMES = 10
#: Of a hundred people those below each bound have the rank; all others are clerks.
BANDS = {RankBand.COUNTY: 2, RankBand.TOWNSHIP_CHIEF: 8, RankBand.TOWNSHIP_DEPUTY: 20, RankBand.VILLAGE: 30}
#: Of a hundred duties so many are finished; the rest is spread over the other states.
SHARES = {
    ProgressState.MET: 80,
    ProgressState.NOT_STARTED: 10,
    ProgressState.IN_PROGRESS: 6,
    ProgressState.FAILED_RETRY: 2,
    ProgressState.FAILED: 2,
}


def build_organisation(people: int) -> list[Programme]:
    """Fills an empty, migrated database; returns the programmes."""
    departments = _departments()
    programmes = [ProgrammeFactory(title=f"培训{n}", courses=[CourseFactory(lessons=2)]) for n in range(PROGRAMMES)]
    _people(people, departments)
    for programme in programmes:
        _duties(programme, departments)
    add_trainings()
    settle()
    return programmes


def _departments() -> list[Department]:
    rows, level = [("0001", 1)], [("0001", 1)]
    for branches in BRANCHES:
        level = [(f"{path}{n:04}", depth + 1) for path, depth in level for n in range(1, branches + 1)]
        rows += level
    rows = rows[:DEPARTMENTS]
    paths = [path for path, _depth in rows]
    below = {path: sum(other[:-4] == path for other in paths) for path in paths}
    Department.objects.bulk_create(
        Department(path=path, depth=depth, numchild=below[path], code=f"B{n:04}", name=f"第{n}科")
        for n, (path, depth) in enumerate(rows, start=1)
    )
    return list(Department.objects.all())


def _people(count: int, departments: list[Department]) -> None:
    first = min(one.pk for one in departments)
    now = moment("0")
    bands = [f"WHEN id % 100 < {upper} THEN '{band.value}'" for band, upper in BANDS.items()]
    insert(
        User,
        f"{series(count)} SELECT {{}} FROM series",
        {
            "id": "n",
            "password": "'!'",
            "is_superuser": "false",
            "staff_number": "'9' || CAST(1000000 + n AS varchar(10))",
            "name": "'赵' || CAST(n AS varchar(10))",
            "name_sort_key": "'zhao0' || CAST(n % 9973 AS varchar(10))",
            "email": "''",
            "is_active": "true",
            "date_joined": now,
        },
    )
    insert(
        Posting,
        'SELECT {} FROM "cadres_user"',
        {
            "user_id": "id",
            "department_id": f"{first} + id % {len(departments)}",
            "post": "'干事'",
            "rank_band": "CASE " + " ".join(bands) + f" ELSE '{RankBand.CLERK.value}' END",
            "starts_on": day("-900"),
            "is_primary": "true",
        },
    )


def _duties(programme: Programme, departments: list[Department]) -> None:
    """One duty for each person, with the claim that asks it and the step that brought it where it is."""
    first, seed = min(one.pk for one in departments), programme.pk
    assignment = ProgrammeAssignment.objects.create(
        programme=programme,
        department=departments[0],
        due_rule=DueRule.FIXED,
        due_on=timezone.localdate() + datetime.timedelta(days=60),
    )
    # Within each department the shares are those of the whole.
    share = f"((id % {DEPARTMENTS} * 7 + id / {DEPARTMENTS} * 31 + {seed} * 17) % 100)"
    is_met = f"{share} < {SHARES[ProgressState.MET]}"
    begun = f"-(id % 300) - {seed} % 7 - 2"
    insert(
        Duty,
        'SELECT {} FROM "cadres_user"',
        {
            "user_id": "id",
            "programme_id": str(programme.pk),
            "version_id": str(programme.current_version.pk),
            "cycle": "1",
            "department_id": f"{first} + id % {len(departments)}",
            "assigned_at": moment("-400"),
            "due_on": day(f"(id * 31 + id / {DEPARTMENTS} + {seed}) % 120 - 60"),
            "progress": _by_share(share),
            "since": f"CASE WHEN {share} < 80 OR {share} >= 90 THEN {moment(begun)} END",
            "earned_at": f"CASE WHEN {is_met} THEN {moment(begun)} END",
            "valid_until": f"CASE WHEN {share} < 2 THEN {day('-1')} WHEN {is_met} THEN {day('700')} END",
            "exempt_from": f"CASE WHEN id % 97 = 0 THEN {day('-30')} END",
            "left_on": f"CASE WHEN id % 499 = 0 AND NOT {is_met} THEN {day('-70')} END",
            "counts_from": day("-400"),
        },
    )
    of_programme = f'"training_duty" WHERE programme_id = {programme.pk}'
    insert(
        DutyStep,
        f"SELECT {{}} FROM {of_programme} AND since IS NOT NULL",
        {"duty_id": "id", "progress": "progress", "since": "since", "recorded_at": "since"},
    )
    insert(
        DutyClaim,
        f"SELECT {{}} FROM {of_programme}",
        {
            "duty_id": "id",
            "assignment_id": str(assignment.pk),
            "due_on": "due_on",
            "reason": "'{}'",
            "made_at": "assigned_at",
        },
    )


def _by_share(share: str) -> str:
    bounds, upper = [], 0
    for state, percent in SHARES.items():
        upper += percent
        bounds.append(f"WHEN {share} < {upper} THEN '{state.value}'")
    return f"CASE {' '.join(bounds)} END"
