"""Assigning programmes: who is reached, from when, by when, and who would not have the time."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from cadres.models import Department, User
from training.enums import DueRule
from training.models import (
    AssignmentException,
    Duty,
    DutyClaim,
    Programme,
    ProgrammeAssignment,
    RuleVersion,
)
from training.services.batches import BATCH, in_batches
from training.services.duties import refresh_duties
from training.services.exemptions import exempt_days
from training.services.reach import Reached, counted_departments, newly_reached
from training.services.workload import Workload


@dataclass
class AssignmentReport:
    """What an assignment did: how many people got a duty, and how many wait for a decision."""

    assigned: int = 0
    exceptions: int = 0


def assign_programme(
    *, programme: Programme, department: Department, due_on: datetime.date | None = None
) -> ProgrammeAssignment:
    """Assigns `programme` to `department` and everything below it, to be finished by the end of `due_on`.

    The same assignment made twice is one.
    """
    due_rule = DueRule.FIXED if due_on else DueRule.NONE
    assignment, _is_new = ProgrammeAssignment.objects.get_or_create(
        programme=programme, department=department, due_rule=due_rule, due_on=due_on
    )
    assign_people(programme=programme)
    return assignment


def assign_people(*, programme: Programme, on: datetime.date | None = None) -> AssignmentReport:
    """Gives each person whom an assignment of `programme` reaches on the day `on` their duty, once.

    Who has a duty and is reached again gets one more claim; the earliest date rules (semantics 7). Who would not have
    the time is put on the list of exceptions instead (semantics 8). Safe to repeat: newcomers are what is left to do.
    """
    on, report = on or timezone.localdate(), AssignmentReport()
    version = programme.current_version
    if version is None or not version.rule.leaves():
        return report
    # Asked of the table: a programme that is being edited carries assignments that are not saved.
    rows = ProgrammeAssignment.objects.filter(programme=programme).in_force(on)
    for assignment in rows.select_related("department", "audience", "person"):
        for people in in_batches(newly_reached(assignment, on)):
            with transaction.atomic():
                _assign_batch(assignment, version, people, on, report)
    return report


def decide_exceptions(
    *, exceptions: Iterable[AssignmentException], decision: str, by: User, at: datetime.datetime | None = None
) -> int:
    """Decides the waiting ones among `exceptions` at once; returns how many duties came of it."""
    at, assigned = at or timezone.now(), 0
    with transaction.atomic():
        rows = AssignmentException.objects.select_for_update(of=("self",)).filter(
            pk__in=[one.pk for one in exceptions], decision="", assignment__isnull=False
        )
        for row in rows.select_related("assignment__programme").order_by("pk"):
            row.decision, row.decided_by, row.decided_at = decision, by, at
            row.save(update_fields=["decision", "decided_by", "decided_at"])
            if decision == AssignmentException.Decision.LEAVE_OUT:
                continue
            due_on = row.realistic_on if decision == AssignmentException.Decision.REALISTIC else row.due_on
            one = Reached(row.user_id, due_on, {**row.reason, "decision": decision})
            _claim(row.assignment, row.assignment.programme.current_version, [one], timezone.localdate(at))
            assigned += 1
    return assigned


def _assign_batch(
    assignment: ProgrammeAssignment,
    version: RuleVersion,
    people: list[Reached],
    on: datetime.date,
    report: AssignmentReport,
) -> None:
    load = Workload(version, [one.user_id for one in people])
    short = [one for one in people if load.is_too_much(one.user_id, on, one.due_on)]
    hurried = {one.user_id for one in short}
    AssignmentException.objects.bulk_create(
        (
            AssignmentException(
                assignment=assignment,
                user_id=one.user_id,
                due_on=one.due_on,
                realistic_on=load.realistic_on(one.user_id, on),
                minutes=load.minutes(one.user_id),
                reason=one.reason,
            )
            for one in short
        ),
        ignore_conflicts=True,
    )
    in_time = [one for one in people if one.user_id not in hurried]
    _claim(assignment, version, in_time, on)
    report.assigned += len(in_time)
    report.exceptions += len(short)


def _claim(assignment: ProgrammeAssignment, version: RuleVersion, people: list[Reached], on: datetime.date) -> None:
    """Gives `people` the duty, or one more claim on the duty they have, and brings it up to date."""
    users = [one.user_id for one in people]
    departments = counted_departments(users, on)
    exempt = exempt_days(programme=version.programme_id, users=users, on=on)
    # Every new row begins where the person is counted on the day, and with the exemption that holds.
    today = {user: {"department_id": departments.get(user), **exempt[user]} for user in users}
    Duty.objects.bulk_create(
        (
            Duty(
                user_id=one.user_id,
                programme_id=version.programme_id,
                version=version,
                **today[one.user_id],
                due_on=one.due_on,
                assigned_at=_moment(on),
                counts_from=on,
            )
            for one in people
        ),
        batch_size=BATCH,
        # Who has the duty already keeps it.
        ignore_conflicts=True,
    )
    duties = _newest_duties(version.programme_id, users)
    released = [duty for duty in duties.values() if duty.counts_until is not None]
    duties |= _ask_again(released, version, today, on)
    DutyClaim.objects.bulk_create(
        (
            DutyClaim(
                duty=duties[one.user_id],
                assignment=assignment,
                due_on=one.due_on,
                reason=one.reason,
                made_at=_moment(on),
            )
            for one in people
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    sooner = []
    for one in people:
        duty = duties[one.user_id]
        if one.due_on is not None and not duty.is_met and (duty.due_on is None or one.due_on < duty.due_on):
            duty.due_on = one.due_on
            sooner.append(duty)
    Duty.objects.bulk_update(sooner, ["due_on"], batch_size=BATCH)
    refresh_duties(duties=Duty.objects.filter(pk__in=[duty.pk for duty in duties.values()]))


def _ask_again(
    duties: list[Duty], version: RuleVersion, today: dict[int, dict[str, Any]], on: datetime.date
) -> dict[int, Duty]:
    """By person: asks anew for `duties` that were taken back. Who had met it meanwhile has met it; the others begin
    a cycle of their own, with the columns that `today` gives them, so that the days between stay without it."""
    met = [duty for duty in duties if duty.is_met]
    Duty.objects.filter(pk__in=[duty.pk for duty in met]).update(counts_until=None)
    fresh = Duty.objects.bulk_create(
        Duty(
            user_id=duty.user_id,
            programme_id=duty.programme_id,
            version=version,
            cycle=duty.cycle + 1,
            **today[duty.user_id],
            evidence_from=duty.evidence_from,
            valid_until=duty.valid_until,
            assigned_at=_moment(on),
            counts_from=on,
        )
        for duty in duties
        if not duty.is_met
    )
    return {duty.user_id: duty for duty in fresh}


def _moment(on: datetime.date) -> datetime.datetime:
    """Now, or the end of an earlier day that is made up for."""
    return min(timezone.now(), timezone.make_aware(datetime.datetime.combine(on, datetime.time(23, 59))))


def _newest_duties(programme_id: int, users: list[int]) -> dict[int, Duty]:
    """The duty of the newest cycle of each of `users`."""
    rows = Duty.objects.filter(programme=programme_id, user__in=users).order_by("cycle")
    return {duty.user_id: duty for duty in rows}
