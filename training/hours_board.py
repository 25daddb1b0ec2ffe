"""Hours of departments as they are shown: lines with figures, each with the list behind it and how it is counted."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cadres.models import Department, Posting, User
from training.board import Figure, Formula
from training.enums import HoursState
from training.hours.tally import HoursTally, roll_up_hours
from training.hours_forms import HoursFilter
from training.services.hours import (
    PersonHours,
    counted_posts,
    in_order,
    narrow_posts,
    read_hours,
    tally_hours,
)
from training.services.reports import CHUNK_PEOPLE
from training.stretches import stretches, touched

#: The colour of a figure is that of the figure of the board that means about the same.
DRAWN_AS = {
    HoursState.MET: "met",
    HoursState.UNDER_WAY: "under_way",
    HoursState.MISSED: "missed",
    HoursState.NOT_ASKED: "out",
}


@dataclass(frozen=True)
class HoursRow:
    """One line: a department with all below it, or the people directly in one."""

    label: str
    tally: HoursTally
    people: HoursFilter
    url: str = ""

    @property
    def everybody(self) -> Figure:
        return Figure(_("People"), self.tally.people, hours_people_url(self.people))

    @property
    def parts(self) -> list[Figure]:
        """The figures that add up to the people."""
        return [
            Figure(
                str(state.label),
                self.tally.of(state),
                hours_people_url(self.people, state=state.value),
                DRAWN_AS[state],
            )
            for state in HoursState
        ]

    @property
    def figures(self) -> list[Figure]:
        return [self.everybody, *self.parts]


@dataclass(frozen=True)
class HoursLine:
    """One line of the list behind a figure; `is_open` says whether the viewer may see the person."""

    post: Posting
    hours: PersonHours
    is_open: bool


def hours_formulas() -> list[Formula]:
    """The columns in order."""
    texts = {
        HoursState.MET: _("All that the rule for the rank band asks is there: the hours or days, and the part online."),
        HoursState.UNDER_WAY: _("Something is missing, and there is time left: the year or the period is not over."),
        HoursState.MISSED: _("Something is missing, and the year or the period for it is over."),
        HoursState.NOT_ASKED: _("No rule holds for the rank band in this year: no part of percentage and average."),
    }
    people = _(
        "People = enough + not enough yet + not enough + nothing asked. Each person counts once: by the post that is "
        "counted on the last day of the year, or today while it runs. A department counts all below it."
    )
    percent = _("Percent = enough ÷ (people - nothing asked), rounded down.")
    average = _("Average = hours of the year of those of whom something is asked ÷ their number, to one decimal.")
    median = _(
        "Median = hours of the year of the one in the middle, when those of whom something is asked stand in the order "
        "of their hours; of two in the middle half their sum. To one decimal."
    )
    return [
        Formula("percent", _("Percent with enough hours"), percent),
        Formula("assigned", _("People"), people),
        *(Formula(DRAWN_AS[state], str(state.label), texts[state], state.value, state.mark) for state in HoursState),
        Formula("average", _("Average hours"), average),
        Formula("median", _("Median hours"), median),
    ]


def hours_rows(chosen: HoursFilter, roots: list[Department], today: datetime.date) -> tuple[list[HoursRow], HoursRow]:
    """The lines of the department (or of `roots`, without one) in the order of the tree, and their sum."""
    department = chosen.department
    posts = narrow_posts(counted_posts(chosen.year, today), departments=[department] if department else roots)
    own = tally_hours(posts, year=chosen.year, today=today)
    totals = roll_up_hours(own, Department.steplen)
    rows = [_row(chosen, child, totals) for child in (department.get_children() if department else roots)]
    if department is None:
        return rows, HoursRow(_("My departments"), HoursTally.together(row.tally for row in rows), chosen)
    label = _("Directly in %(department)s") % {"department": department.name}
    direct = HoursRow(label, own.get(department.path, HoursTally()), replace(chosen, directly=True))
    return [direct, *rows], HoursRow(department.name, totals.get(department.path, HoursTally()), chosen)


def _row(chosen: HoursFilter, department: Department, totals: dict[str, HoursTally]) -> HoursRow:
    inside = replace(chosen, department=department)
    url = "" if department.is_leaf() else hours_url(inside)
    return HoursRow(department.name, totals.get(department.path, HoursTally()), inside, url)


class PeopleWithHours:
    """The people of whom `chosen` speaks, department by department in the order of the tree, in each by name in pinyin.

    A Paginator takes it for a list. How many there are in each department is counted once; a page then reads the hours
    of its own departments alone.
    """

    def __init__(self, chosen: HoursFilter, roots: list[Department], today: datetime.date) -> None:
        self.chosen, self.today = chosen, today
        self.posts = narrow_posts(
            counted_posts(chosen.year, today),
            departments=[chosen.department] if chosen.department else roots,
            directly=chosen.directly,
            text=chosen.text,
        )
        found = self._count_with_state() if chosen.state else self._count()
        self.counts = {path: found[path] for path in sorted(found) if found[path]}

    def count(self) -> int:
        return sum(self.counts.values())

    def __getitem__(self, wanted: slice) -> list[PersonHours]:
        paths, first, number = touched(self.counts, wanted)
        if self.chosen.state:
            return self._read(self._in(paths))[first : first + number]
        shown = list(self._in(paths).values_list("pk", flat=True)[first : first + number])
        return self._read(in_order(Posting.objects.filter(pk__in=shown)))

    def chunks(self) -> Iterator[list[PersonHours]]:
        """All of them in order, some departments at a time."""
        return (self._read(self._in(paths)) for paths in stretches(self.counts, CHUNK_PEOPLE))

    def _count(self) -> dict[str, int]:
        return dict(self.posts.order_by().values_list("department__path").annotate(people=Count("*")))

    def _count_with_state(self) -> dict[str, int]:
        tallies = tally_hours(self.posts, year=self.chosen.year, today=self.today)
        return {path: tally.of(self.chosen.state) for path, tally in tallies.items()}

    def _in(self, paths: list[str]) -> QuerySet[Posting]:
        return in_order(self.posts.filter(department__path__in=paths))

    def _read(self, posts: QuerySet[Posting]) -> list[PersonHours]:
        found = read_hours(posts, year=self.chosen.year, today=self.today)
        return [one for one in found if one.state == self.chosen.state] if self.chosen.state else found


def hours_lines(people: Sequence[PersonHours], viewer: User) -> list[HoursLine]:
    """Rows of `PeopleWithHours` as lines that `viewer` reads, in two queries."""
    posts = Posting.objects.select_related("user", "department").in_bulk([one.posting for one in people])
    visible = User.objects.filter(pk__in=[one.user for one in people]).visible_to(viewer)
    seen = set(visible.values_list("pk", flat=True))
    return [HoursLine(posts[one.posting], one, one.user in seen) for one in people]


def hours_url(chosen: HoursFilter) -> str:
    return f"{reverse('training:hours_board')}?{chosen.query()}"


def hours_people_url(chosen: HoursFilter, **changes: object) -> str:
    return f"{reverse('training:hours_people')}?{chosen.query(**changes)}"
