"""The list of those at risk, from a place in it on: department by department, the earliest date first."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cadres.models import Department, Posting, User
from training.enums import DutyStatus, ProgressState
from training.models import AssignmentException, DueExtension, Duty, Programme
from training.risks import NextAct, Risk, RiskFacts, next_act, risk_of
from training.services.batches import BATCH

#: Where dates end: who has none comes last.
NO_DATE = datetime.date.max
#: In how many departments is looked at first, and how much further each time.
FIRST_GROUP, GROWTH = 8, 8
UNMET = [state for state in ProgressState if state != ProgressState.MET]
STATUS_OF = {Risk.OVERDUE: DutyStatus.OVERDUE, Risk.FAILED: DutyStatus.FAILED, Risk.EXPIRED: DutyStatus.EXPIRED}


@dataclass(frozen=True)
class Place:
    """Where a line stands in the list: path of the department, due date, id."""

    path: str
    due_on: datetime.date
    pk: int

    def __str__(self) -> str:
        return f"{self.path}.{self.due_on.isoformat()}.{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The way back from `str`; None for what is no place."""
        try:
            path, due_on, pk = text.split(".")
            return cls(path, datetime.date.fromisoformat(due_on), int(pk))
        except ValueError:
            return None


@dataclass(frozen=True)
class RiskLine:
    """One person at risk, in which department they count, why they stand here and what to do next.

    `duty` is the id of the duty; None for those who have none yet, because somebody has to decide first. `is_open`
    says whether the viewer may see the person.
    """

    user: User
    department: Department
    due_on: datetime.date | None
    risk: Risk
    act: NextAct
    place: Place
    duty: int | None = None
    is_open: bool = False


def risk_lines(
    *,
    programme: Programme,
    departments: Iterable[Department],
    risk: str = "",
    text: str = "",
    after: Place | None = None,
    limit: int,
) -> list[RiskLine]:
    """Up to `limit` lines of those in `departments` or below, from behind the place `after` on.

    No line is counted or skipped, so that a page deep in the list costs what the first does. Those who wait for a
    decision have no duty yet and are a list of their own: `risk` has to ask for them.
    """
    rows, found = _rows_at_risk(programme, risk, text), []
    line = _waiting_line if risk == Risk.WAITING else _duty_line
    below = Department.objects.below(departments)
    if after is not None:
        below = below.filter(path__gte=after.path)
        rows = rows.filter(Q(path__gt=after.path) | Q(due__gt=after.due_on) | Q(due=after.due_on, pk__gt=after.pk))
    for places in _groups(below):
        page = rows.filter(place__in=places).select_related("user").order_by("path", "due", "pk")
        found += page[: limit - len(found)]
        if len(found) == limit:
            break
    held = Department.objects.in_bulk({row.place for row in found})
    return [line(row, held[row.place]) for row in found]


def _groups(departments: QuerySet[Department]) -> Iterator[list[int]]:
    """The ids of `departments` in order, few at first and then ever more: a page is full after the first few of a large
    organisation, and only what is looked at has to be sorted."""
    start, size = 0, FIRST_GROUP
    while places := list(departments.values_list("pk", flat=True)[start : start + size]):
        yield places
        if len(places) < size:
            return
        start, size = start + size, size * GROWTH


def opened(lines: Sequence[RiskLine], viewer: User) -> list[RiskLine]:
    """`lines` with those open whose person `viewer` may see: who moved counts in the old department for a while."""
    users = User.objects.filter(pk__in=[line.user.pk for line in lines]).visible_to(viewer)
    visible = set(users.values_list("pk", flat=True))
    return [replace(line, is_open=line.user.pk in visible) for line in lines]


def every_risk_line(*, programme: Programme, departments: Iterable[Department], **chosen: str) -> Iterator[RiskLine]:
    """All lines in order, some at a time."""
    departments, after = list(departments), None
    while lines := risk_lines(programme=programme, departments=departments, after=after, limit=BATCH, **chosen):
        yield from lines
        after = lines[-1].place


def count_risk_lines(*, programme: Programme, departments: Iterable[Department], risk: str = "", text: str = "") -> int:
    """How many lines there are."""
    below = Department.objects.below(departments).values("pk")
    return _rows_at_risk(programme, risk, text).filter(place__in=below).count()


def _rows_at_risk(programme: Programme, risk: str, text: str) -> QuerySet[Duty] | QuerySet[AssignmentException]:
    """The rows behind the lines, with `path`, `place` and `due`."""
    rows = _waiting(programme) if risk == Risk.WAITING else _duties_at_risk(programme, risk)
    if text:
        rows = rows.filter(Q(user__name__icontains=text) | Q(user__staff_number__icontains=text))
    return rows


def _duties_at_risk(programme: Programme, risk: str) -> QuerySet[Duty]:
    today = timezone.localdate()
    soon = Q(
        status=DutyStatus.NOT_STARTED,
        due_on__range=(today, today + datetime.timedelta(days=settings.AT_RISK_DAYS)),
    )
    wanted = Q(status__in=STATUS_OF.values()) | soon
    if risk:
        wanted = soon if risk == Risk.SOON else Q(status=STATUS_OF[Risk(risk)])
    extended = DueExtension.objects.filter(duty=OuterRef("pk"), granted_at__date__gt=OuterRef("exempt_until"))
    return (
        programme.duties.counted(today)
        # What the status says is told by the index, too, and leaves out those who have finished.
        .filter(Q(progress__in=UNMET) | Q(valid_until__lt=today))
        .with_status(today)
        .filter(wanted)
        .annotate(
            path=F("department__path"),
            place=F("department_id"),
            due=Coalesce("due_on", Value(NO_DATE), output_field=DateField()),
            was_extended=Exists(extended),
        )
    )


def _duty_line(duty: Duty, department: Department) -> RiskLine:
    today = timezone.localdate()
    is_back = duty.exempt_until is not None and duty.counts_from <= duty.exempt_until < today
    facts = RiskFacts(
        status=DutyStatus(duty.status),
        progress=ProgressState(duty.progress),
        due_on=duty.due_on,
        was_exempt=is_back and not duty.was_extended,
    )
    place = Place(department.path, duty.due, duty.pk)
    return RiskLine(duty.user, department, duty.due_on, risk_of(facts), next_act(facts, today), place, duty.pk)


def _waiting(programme: Programme) -> QuerySet[AssignmentException]:
    held = Posting.objects.current().primary().filter(user=OuterRef("user")).order_by("-starts_on", "-pk")
    return AssignmentException.objects.filter(
        assignment__programme=programme, decision="", user__is_active=True
    ).annotate(
        place=Subquery(held.values("department")[:1]),
        path=Subquery(held.values("department__path")[:1]),
        due=F("due_on"),
    )


def _waiting_line(row: AssignmentException, department: Department) -> RiskLine:
    place = Place(department.path, row.due_on, row.pk)
    return RiskLine(row.user, department, row.due_on, Risk.WAITING, NextAct.DECIDE, place)
