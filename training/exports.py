"""The tables that training hands out: headings and rows, whatever file they end in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.models import Department
from content.exports import CHUNK_ROWS
from training.board import department_tallies, people_behind
from training.enums import DutyStatus
from training.forms import BoardFilter
from training.risks import NextAct, Risk
from training.services.reports import PeopleByDepartment
from training.services.risk_list import count_risk_lines, every_risk_line
from training.tally import STATUSES, Tally, roll_up

Row = list[object]

PERSON_COLUMNS = [
    "user__name",
    "user__staff_number",
    "place",
    "works_in",
    "post",
    "status",
    "due",
    "earned_at",
]


@dataclass(frozen=True)
class Table:
    """A table on its way out. `codes` are the columns that look like numbers and are none.

    Texts are final strings: rows may be read when the language of the request is gone.
    """

    name: str
    headings: list[str]
    rows: Iterable[Row]
    total: int
    codes: frozenset[int]


def people_table(chosen: BoardFilter, roots: list[Department]) -> Table:
    """The people behind a figure, one line a person."""
    people = people_behind(chosen, roots)
    headings = [
        pgettext("person", "Name"),
        _("Staff number"),
        _("Department"),
        _("Department code"),
        _("Works in"),
        _("Post"),
        _("Programme"),
        _("State"),
        _("Due on"),
        _("Earned on"),
        _("As of"),
    ]
    rows = _person_rows(people, chosen)
    return Table(chosen.programme.title, headings, rows, people.count(), frozenset({1, 3}))


def _person_rows(people: PeopleByDepartment, chosen: BoardFilter) -> Iterator[Row]:
    labels = {status.value: str(status.label) for status in DutyStatus}
    day = chosen.on or timezone.localdate()

    def rows() -> Iterator[Row]:
        held = {pk: (name, code) for pk, name, code in Department.objects.values_list("pk", "name", "code")}
        for chunk in people.chunks():
            found = chunk.values_list(*PERSON_COLUMNS).iterator(chunk_size=CHUNK_ROWS)
            for name, number, place, works_in, post, status, due, earned_at in found:
                was_earned = status in {DutyStatus.MET, DutyStatus.EXPIRED}
                now = held[works_in][0] if works_in in held else ""
                person = [name, number, *held[place], now, post]
                result = [labels[status], due, earned_at if was_earned else None, day]
                yield [*person, chosen.programme.title, *result]

    return rows()


def departments_table(chosen: BoardFilter, roots: list[Department]) -> Table:
    """The whole board: each department with all below it, one line a department in the order of the tree."""
    shown = [chosen.department] if chosen.department else roots
    headings = [
        _("Level"),
        _("Department"),
        _("Department code"),
        _("Assigned"),
        *(str(status.label) for status in STATUSES),
        _("Percent finished"),
        _("Programme"),
        _("As of"),
    ]
    departments = list(Department.objects.below(shown))
    totals = roll_up(department_tallies(chosen, shown), Department.steplen)
    rows = (_department_row(one, totals.get(one.path, Tally()), chosen) for one in departments)
    return Table(_("Board"), headings, rows, len(departments), frozenset({2}))


def _department_row(department: Department, tally: Tally, chosen: BoardFilter) -> Row:
    day = chosen.on or timezone.localdate()
    place = [department.depth, department.name, department.code]
    return [*place, tally.assigned, *tally.counts, tally.percent, chosen.programme.title, day]


def risks_table(chosen: BoardFilter, roots: list[Department]) -> Table:
    """Those at risk, one line a person, with what is suggested."""
    where = {
        "programme": chosen.programme,
        "departments": [chosen.department] if chosen.department else roots,
        "risk": chosen.risk,
        "text": chosen.text,
    }
    headings = [
        pgettext("person", "Name"),
        _("Staff number"),
        _("Department"),
        _("Department code"),
        _("Programme"),
        _("Due on"),
        _("What is wrong"),
        _("What to do next"),
    ]
    risks = {risk: str(risk.label) for risk in Risk}
    acts = {act: str(act.label) for act in NextAct}

    def rows() -> Iterator[Row]:
        for line in every_risk_line(**where):
            person = [line.user.name, line.user.staff_number, line.department.name, line.department.code]
            yield [*person, chosen.programme.title, line.due_on, risks[line.risk], acts[line.act]]

    return Table(_("At risk"), headings, rows(), count_risk_lines(**where), frozenset({1, 3}))
