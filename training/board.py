"""What the board shows: its lines with figures, each with the list behind it, and how each figure is counted."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cadres.models import Department
from training.enums import ProgressState
from training.forms import BoardFilter
from training.services import reports
from training.tally import STATES, Tally, roll_up


@dataclass(frozen=True)
class Figure:
    """A number of the board with its word and the address of the list of exactly those people.

    `state` is a ProgressState, or empty for everybody who is assigned.
    """

    label: str
    value: int
    url: str
    state: str = ""


@dataclass(frozen=True)
class Formula:
    """How one figure is counted, in words. `state` as in `Figure`, or empty when none stands behind it."""

    key: str
    term: str
    text: str
    state: str = ""


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
        """The states that add up to the assigned."""
        return [self._part(state) for state in STATES]

    @property
    def figures(self) -> list[Figure]:
        return [self.assigned, *self.parts]

    def _part(self, state: ProgressState) -> Figure:
        url = people_url(self.people, state=state.value)
        return Figure(str(state.label), getattr(self.tally, state.value), url, state.value)


def formulas() -> list[Formula]:
    """The columns of the board in order, as `reports.counted_people` counts them."""
    met, begun, rest = ProgressState.MET, ProgressState.IN_PROGRESS, ProgressState.NOT_STARTED
    assigned = _(
        "Assigned = finished + in progress + not started: the active people whom the programme reaches. Each counts "
        "once, in the department of the post that is counted today; a department counts all below it."
    )
    texts = {
        met: _("Each course that the programme requires is finished. What was finished once stays finished."),
        begun: _("A lesson acknowledged, a quiz begun or a course finished, but not yet every course."),
        rest: _("No lesson acknowledged, no quiz begun and no course finished in this programme."),
    }
    return [
        Formula("percent", _("Percent finished"), _("Percent finished = finished ÷ assigned, rounded down.")),
        Formula("assigned", _("Assigned"), assigned),
        *(Formula(state.value, str(state.label), text, state.value) for state, text in texts.items()),
    ]


def board_rows(chosen: BoardFilter, roots: list[Department]) -> tuple[list[BoardRow], BoardRow]:
    """The lines of the department (or of `roots`, without one) in the order of the tree, and their sum."""
    department = chosen.department
    shown = [department] if department else roots
    own = reports.tally_departments(reports.narrow(reports.counted_people(chosen.programme), departments=shown))
    totals = roll_up(own, Department.steplen)
    rows = [department_row(chosen, child, totals) for child in (department.get_children() if department else roots)]
    if department is None:
        return rows, BoardRow(_("My departments"), sum((row.tally for row in rows), Tally()), chosen)
    direct = BoardRow(
        _("Directly in %(department)s") % {"department": department.name},
        own.get(department.path, Tally()),
        BoardFilter(chosen.programme, department, directly=True),
    )
    return [direct, *rows], BoardRow(department.name, totals.get(department.path, Tally()), chosen)


def department_row(chosen: BoardFilter, department: Department, totals: dict[str, Tally]) -> BoardRow:
    """The line of one department; its address leads to the departments below, if there are any."""
    inside = BoardFilter(chosen.programme, department)
    url = "" if department.is_leaf() else board_url(inside)
    return BoardRow(department.name, totals.get(department.path, Tally()), inside, url)


def board_url(chosen: BoardFilter) -> str:
    return f"{reverse('training:board')}?{chosen.query()}"


def people_url(chosen: BoardFilter, **changes: object) -> str:
    return f"{reverse('training:board_people')}?{chosen.query(**changes)}"
