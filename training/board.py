"""What the board shows: its lines with figures, each with the list behind it, and how each figure is counted."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from cadres.models import Department, User
from training.enums import BoardState, DutyStatus
from training.forms import BoardFilter
from training.models import Duty
from training.services import reports
from training.tally import STATUSES, STATUSES_OF, Tally, roll_up


@dataclass(frozen=True)
class Figure:
    """A number of the board with its word and the address of the list of exactly those people.

    `state` is a BoardState or a DutyStatus, or empty for everybody who is assigned.
    """

    label: str
    value: int
    url: str
    state: str = ""


@dataclass(frozen=True)
class Formula:
    """How one figure is counted, in words. `state` as in `Figure`; `mark` is the status whose sign stands for it."""

    key: str
    term: str
    text: str
    state: str = ""
    mark: str = ""


@dataclass(frozen=True)
class BoardRow:
    """One line of the board: a department with all below it, or the people directly in one."""

    label: str
    tally: Tally
    people: BoardFilter
    url: str = ""

    @property
    def assigned(self) -> Figure:
        return Figure(_("Assigned"), self.tally.assigned, people_url(self.people))

    @property
    def parts(self) -> list[Figure]:
        """The figures that add up to the assigned."""
        return [self._part(state) for state in BoardState]

    @property
    def figures(self) -> list[Figure]:
        return [self.assigned, *self.parts]

    @property
    def statuses(self) -> list[Figure]:
        """The same people by each status alone."""
        return [self._part(status) for status in STATUSES]

    def _part(self, state: BoardState | DutyStatus) -> Figure:
        url = people_url(self.people, state=state.value)
        return Figure(str(state.label), self.tally.of(state), url, state.value)


@dataclass(frozen=True)
class PersonLine:
    """One line of the list behind a figure: the duty with `status` and `due` of the day, the department to whose
    figures it belonged on it, and the one in which the person worked, if that was another.

    `is_open` says whether the viewer may see the person.
    """

    duty: Duty
    department: Department
    elsewhere: Department | None
    is_open: bool

    @property
    def earned_at(self) -> datetime.datetime | None:
        """When it was finished, if it was by then."""
        is_earned = self.duty.status in {DutyStatus.MET, DutyStatus.EXPIRED}
        return self.duty.earned_at if is_earned else None


def formulas() -> list[Formula]:
    """The columns of the board in order, as `reports.counted_duties` counts them."""
    states = BoardState
    assigned = _(
        "Assigned = finished + under way + overdue or failed + expired + not started + not counted. Each person counts "
        "once: in the department of the counted post, and from the due date on in the one of that day. A department "
        "counts all below it."
    )
    percent = _("Percent finished = finished ÷ (assigned - exempt - left before due), rounded down.")
    texts = {
        states.MET: _("Everything that the programme requires is met, and still valid."),
        states.UNDER_WAY: _("Something is begun and there is time left: in progress, or not passed yet."),
        states.MISSED: _("The due date has passed, or no attempt is left, and it is not finished."),
        states.EXPIRED: _("It was finished once, but is no longer valid and not renewed."),
        states.NOT_STARTED: _("Nothing is begun, and there is time left."),
        states.OUT: _("Exempt, or left before it was due: no part of the percentage."),
    }
    return [
        Formula("percent", _("Percent finished"), percent),
        Formula("assigned", _("Assigned"), assigned),
        *(
            Formula(state.value, str(state.label), texts[state], state.value, STATUSES_OF[state][0].value)
            for state in states
        ),
    ]


def board_rows(chosen: BoardFilter, roots: list[Department]) -> tuple[list[BoardRow], BoardRow]:
    """The lines of the department (or of `roots`, without one) in the order of the tree, and their sum."""
    department = chosen.department
    own = department_tallies(chosen, [department] if department else roots)
    totals = roll_up(own, Department.steplen)
    rows = [department_row(chosen, child, totals) for child in (department.get_children() if department else roots)]
    if department is None:
        return rows, BoardRow(_("My departments"), sum((row.tally for row in rows), Tally()), chosen)
    direct = BoardRow(
        _("Directly in %(department)s") % {"department": department.name},
        own.get(department.path, Tally()),
        replace(chosen, directly=True),
    )
    return [direct, *rows], BoardRow(department.name, totals.get(department.path, Tally()), chosen)


def department_tallies(chosen: BoardFilter, departments: Iterable[Department]) -> dict[str, Tally]:
    """The figures of the people directly in each of `departments` and of those below, by path."""
    return reports.tally_departments(
        reports.narrow(reports.counted_duties(chosen.programme, chosen.on), departments=departments)
    )


def department_row(chosen: BoardFilter, department: Department, totals: dict[str, Tally]) -> BoardRow:
    """The line of one department; its address leads to the departments below, if there are any."""
    inside = replace(chosen, department=department)
    url = "" if department.is_leaf() else board_url(inside)
    return BoardRow(department.name, totals.get(department.path, Tally()), inside, url)


def quarter_ends(today: datetime.date, count: int = 4) -> list[datetime.date]:
    """The last days of the `count` quarters before the one of `today`, the earliest first."""
    ends, month_start = [], today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    for _number in range(count):
        ends.append(month_start - datetime.timedelta(days=1))
        month_start = ends[-1].replace(month=ends[-1].month - 2, day=1)
    return ends[::-1]


def quarter_rows(chosen: BoardFilter, roots: list[Department], today: datetime.date) -> list[BoardRow]:
    """The sum of the department (or of `roots`) at each of the four last ends of a quarter, and now."""
    shown = [chosen.department] if chosen.department else roots
    rows = []
    for day in [*quarter_ends(today), None]:
        then = replace(chosen, on=day)
        tally = sum(department_tallies(then, shown).values(), Tally())
        rows.append(BoardRow(chosen.department.name if chosen.department else _("My departments"), tally, then))
    return rows


def people_behind(chosen: BoardFilter, roots: list[Department]) -> reports.PeopleByDepartment:
    """The people of whom `chosen` speaks (without a department: all in `roots` or below)."""
    found = reports.narrow(
        reports.counted_duties(chosen.programme, chosen.on),
        departments=[chosen.department] if chosen.department else roots,
        directly=chosen.directly,
        state=chosen.state,
        text=chosen.text,
    )
    return reports.PeopleByDepartment(found, chosen.on)


def person_lines(duties: Sequence[Duty], viewer: User) -> list[PersonLine]:
    """Rows of `PeopleByDepartment` as lines that `viewer` reads, in two queries."""
    held = Department.objects.in_bulk({pk for duty in duties for pk in (duty.place, duty.works_in) if pk})
    users = User.objects.filter(pk__in=[duty.user_id for duty in duties]).visible_to(viewer)
    visible = set(users.values_list("pk", flat=True))
    return [
        PersonLine(
            duty,
            held[duty.place],
            held.get(duty.works_in) if duty.works_in != duty.place else None,
            duty.user_id in visible,
        )
        for duty in duties
    ]


def board_url(chosen: BoardFilter) -> str:
    return f"{reverse('training:board')}?{chosen.query()}"


def people_url(chosen: BoardFilter, **changes: object) -> str:
    return f"{reverse('training:board_people')}?{chosen.query(**changes)}"
