"""Duties in any status, and random organisations full of them, written as bare rows."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone
from hypothesis import strategies as st

from cadres.models import Department, User
from cadres.tests.factories import DepartmentFactory, UserFactory
from training.enums import DutyStatus, ProgressState
from training.models import (
    DueExtension,
    Duty,
    DutyMove,
    DutyStep,
    Exemption,
    ExemptionEnding,
    Programme,
)
from training.services.duty_history import end_of
from training.tests.factories import CourseFactory, ProgrammeFactory


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


#: What brings a duty into each status today.
COLUMNS = {
    DutyStatus.MET: {"progress": ProgressState.MET},
    DutyStatus.IN_PROGRESS: {"progress": ProgressState.IN_PROGRESS, "due_on": days(0)},
    DutyStatus.FAILED_RETRY: {"progress": ProgressState.FAILED_RETRY},
    DutyStatus.NOT_STARTED: {"progress": ProgressState.NOT_STARTED, "due_on": days(40)},
    DutyStatus.OVERDUE: {"progress": ProgressState.IN_PROGRESS, "due_on": days(-1)},
    DutyStatus.FAILED: {"progress": ProgressState.FAILED},
    DutyStatus.EXPIRED: {"progress": ProgressState.MET, "valid_until": days(-1)},
    DutyStatus.EXEMPT: {"progress": ProgressState.IN_PROGRESS, "due_on": days(-5), "exempt_from": days(-9)},
    DutyStatus.LEFT: {"left_on": days(-2), "due_on": days(3)},
}


def bring_into(duty, status, **columns):
    """Writes onto the row of `duty` what makes it `status` today."""
    values = {**COLUMNS[DutyStatus(status)], **columns}
    if values.get("progress") == ProgressState.MET:
        values.setdefault("earned_at", timezone.now() - datetime.timedelta(days=400))
    if "progress" in values and values["progress"] != ProgressState.NOT_STARTED:
        values.setdefault("since", values.get("earned_at") or timezone.now() - datetime.timedelta(days=400))
    for name, value in values.items():
        setattr(duty, name, value)
    duty.save()
    return duty


def duty_in(programme, department, status, **columns):
    """A new person of `department` whose duty is `status` today."""
    user = UserFactory(department=department)
    duty = Duty(
        user=user,
        programme=programme,
        version=programme.current_version,
        department=department,
        counts_from=days(-800),
    )
    return bring_into(duty, status, **columns)


# --- random organisations ------------------------------------------------------------------

EARLY = days(-400)
DAY = st.integers(-60, 30).map(days)
MOMENT = st.integers(-60, 0).map(lambda count: end_of(days(count)) - datetime.timedelta(minutes=1))


@dataclass
class History:
    """What happened to one duty, as a test knows it."""

    steps: list = field(default_factory=list)
    departments: list = field(default_factory=list)
    moves: list = field(default_factory=list)
    dates: list = field(default_factory=list)
    extensions: list = field(default_factory=list)
    exemptions: list = field(default_factory=list)
    left_on: datetime.date | None = None
    valid_until: datetime.date | None = None
    counts_from: datetime.date = EARLY
    counts_until: datetime.date | None = None
    is_renewal: bool = False

    def valid_until_at(self, day):
        if self.progress_at(day) == ProgressState.MET:
            return self.valid_until
        return self.counts_from - datetime.timedelta(days=1) if self.is_renewal else None

    def progress_at(self, day):
        known = [progress for progress, since in self.steps if since < end_of(day)]
        return known[-1] if known else ProgressState.NOT_STARTED

    def department_at(self, day):
        return self.departments[sum(moved_on <= day for moved_on in self.moves)]

    def due_at(self, day):
        return self.dates[sum(granted_at < end_of(day) for granted_at in self.extensions)]

    def is_exempt_at(self, day):
        return any(
            first <= day and all(last is None or day <= last for last in (until, ended))
            for first, until, ended in self.exemptions
        )

    def counts_on(self, day):
        return self.counts_from <= day and (self.counts_until is None or day <= self.counts_until)


@st.composite
def histories(draw, departments):
    place = st.integers(0, departments - 1)
    moves = sorted(draw(st.lists(st.integers(-50, 0).map(days), max_size=2, unique=True)))
    extensions = sorted(draw(st.lists(MOMENT, max_size=2, unique=True)))
    steps = draw(st.lists(st.tuples(st.sampled_from(list(ProgressState)[:4]), MOMENT), max_size=3))
    steps = sorted(steps, key=lambda step: step[1])
    if draw(st.booleans()):
        since = max([moment for _progress, moment in steps], default=end_of(days(-30)) - datetime.timedelta(hours=1))
        steps.append((ProgressState.MET, since))
    length = st.none() | st.integers(0, 40)
    exemptions = []
    for first in draw(st.lists(st.integers(-60, 5), max_size=2)):
        until, ended = draw(length), draw(length)
        ends = [None if count is None else days(first + count) for count in (until, ended)]
        exemptions.append((days(first), *ends))
    return History(
        steps=steps,
        departments=draw(st.lists(place, min_size=len(moves) + 1, max_size=len(moves) + 1)),
        moves=moves,
        dates=draw(st.lists(st.none() | DAY, min_size=1, max_size=1))
        + draw(st.lists(DAY, min_size=len(extensions), max_size=len(extensions))),
        extensions=extensions,
        exemptions=exemptions,
        left_on=draw(st.none() | st.none() | DAY),
        valid_until=draw(st.none() | DAY),
        counts_from=days(draw(st.sampled_from([-400, -20]))),
        counts_until=draw(st.none() | st.none() | st.just(days(-10))),
        is_renewal=draw(st.booleans()),
    )


@st.composite
def organisations(draw):
    """Parents of the departments below the first, and the histories of the people."""
    parents = draw(st.lists(st.integers(0, 5), max_size=5))
    parents = [parent % (place + 1) for place, parent in enumerate(parents)]
    return parents, draw(st.lists(histories(len(parents) + 1), min_size=1, max_size=8))


def build(parents, found):
    """Writes an organisation; returns the programme, the departments and the duties in the order of the histories."""
    departments = [DepartmentFactory()]
    for parent in parents:
        departments.append(DepartmentFactory(parent=departments[parent]))
    departments = [Department.objects.get(pk=one.pk) for one in departments]
    programme = ProgrammeFactory(courses=[CourseFactory()])
    return programme, departments, [_write(programme, departments, one) for one in found]


def _write(programme: Programme, departments, history):
    today = timezone.localdate()
    user = User.objects.create(staff_number=f"R{User.objects.count():05}", name="赵某")
    progress = history.progress_at(today)
    in_force = [one for one in history.exemptions if history.is_exempt_at(today)]
    duty = Duty.objects.create(
        user=user,
        programme=programme,
        version=programme.current_version,
        department=departments[history.department_at(today)],
        due_on=history.due_at(today),
        progress=progress,
        since=history.steps[-1][1] if history.steps else None,
        earned_at=history.steps[-1][1] if progress == ProgressState.MET else None,
        valid_until=history.valid_until_at(today),
        evidence_from=end_of(history.counts_from - datetime.timedelta(days=60)) if history.is_renewal else None,
        exempt_from=today if in_force else None,
        left_on=history.left_on,
        counts_from=history.counts_from,
        counts_until=history.counts_until,
    )
    for state, since in history.steps:
        DutyStep.objects.create(duty=duty, progress=state, since=since)
    places = [departments[place] for place in history.departments]
    for number, moved_on in enumerate(history.moves):
        DutyMove.objects.create(duty=duty, came_from=places[number], went_to=places[number + 1], moved_on=moved_on)
    for number, granted_at in enumerate(history.extensions):
        old, new = history.dates[number], history.dates[number + 1]
        DueExtension.objects.create(
            duty=duty, old_due_on=old, new_due_on=new, reason="出差", granted_by=user, granted_at=granted_at
        )
    for first, until, ended in history.exemptions:
        row = Exemption.objects.create(
            user=user,
            programme=programme,
            reason="借调",
            proof="借调函",
            effective_from=first,
            effective_until=until,
            approved_by=user,
        )
        if ended is not None:
            ExemptionEnding.objects.create(exemption=row, last_day=ended, reason="回来", ended_by=user)
    return duty
