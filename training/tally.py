"""Figures of the board and of a person's years: plain counting, no database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from content.charts import BarPart, Column, Ring, bar, columns
from training.enums import ProgressState


@dataclass(frozen=True)
class Tally:
    """How many people stand where with one programme. A person is in exactly one of the three states."""

    met: int = 0
    in_progress: int = 0
    not_started: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.met + other.met, self.in_progress + other.in_progress, self.not_started + other.not_started)

    @property
    def assigned(self) -> int:
        return self.met + self.in_progress + self.not_started

    @property
    def percent(self) -> int | None:
        """Finished ÷ assigned in whole percent, rounded down: 100 only when nobody is missing. None without people."""
        return self.met * 100 // self.assigned if self.assigned else None

    @property
    def ring(self) -> Ring:
        return Ring(self.met, self.assigned)

    @property
    def bar(self) -> list[BarPart]:
        """The three states side by side."""
        return bar((state.value, getattr(self, state.value)) for state in STATES)


#: The order in which the states are shown.
STATES = [ProgressState.MET, ProgressState.IN_PROGRESS, ProgressState.NOT_STARTED]


def tally_states(counts: Iterable[tuple[str, str, int]]) -> dict[str, Tally]:
    """Rows of (department path, state, people) as one tally for each path."""
    own: dict[str, Tally] = defaultdict(Tally)
    for path, state, people in counts:
        own[path] += Tally(**{ProgressState(state).value: people})
    return dict(own)


def roll_up(own: dict[str, Tally], steplen: int) -> dict[str, Tally]:
    """The tally of each department with all below it, from those of the people directly in each.

    A path names its ancestors: each `steplen` characters are one level. Departments without people in or below
    them are absent.
    """
    total: dict[str, Tally] = defaultdict(Tally)
    for path, tally in own.items():
        for end in range(steplen, len(path) + 1, steplen):
            total[path[:end]] += tally
    return dict(total)


@dataclass(frozen=True)
class YearHours:
    """The courses that one person finished in one year, their hours, and the column that shows these."""

    year: int
    courses: int
    hours: Decimal
    column: Column


def tally_years(finished: Iterable[tuple[int, Decimal]]) -> list[YearHours]:
    """Rows of (year, hours of one finished course) by year, from the first to the last of them without a gap."""
    hours: dict[int, list[Decimal]] = defaultdict(list)
    for year, worth in finished:
        hours[year].append(worth)
    years = range(min(hours), max(hours) + 1) if hours else range(0)
    sums = [sum(hours[year], Decimal(0)) for year in years]
    drawn = zip(years, sums, columns(sums), strict=True)
    return [YearHours(year, len(hours[year]), total, column) for year, total, column in drawn]
