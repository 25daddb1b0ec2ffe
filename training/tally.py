"""Figures of the board and of a person's years: plain counting, no database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from content.charts import BarPart, Column, Ring, bar, columns
from training.enums import NOT_ASKED, BoardState, DutyStatus

#: The figures of the board and the statuses that each is the sum of; every status belongs to one.
STATUSES_OF: Mapping[BoardState, tuple[DutyStatus, ...]] = {
    BoardState.MET: (DutyStatus.MET,),
    BoardState.UNDER_WAY: (DutyStatus.IN_PROGRESS, DutyStatus.FAILED_RETRY),
    BoardState.MISSED: (DutyStatus.OVERDUE, DutyStatus.FAILED),
    BoardState.EXPIRED: (DutyStatus.EXPIRED,),
    BoardState.NOT_STARTED: (DutyStatus.NOT_STARTED,),
    BoardState.OUT: NOT_ASKED,
}
#: The statuses in the order in which they are shown.
STATUSES = [status for statuses in STATUSES_OF.values() for status in statuses]


def statuses_of(state: str) -> list[str]:
    """The statuses that a figure of the board stands for: those of a BoardState, or one DutyStatus."""
    group = STATUSES_OF.get(BoardState(state)) if state in BoardState.values else None
    return [status.value for status in group] if group else [DutyStatus(state).value]


@dataclass(frozen=True)
class Tally:
    """How many people have which status. Each person has exactly one, so the parts add up to the assigned."""

    met: int = 0
    in_progress: int = 0
    failed_retry: int = 0
    overdue: int = 0
    failed: int = 0
    expired: int = 0
    not_started: int = 0
    exempt: int = 0
    left: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(a + b for a, b in zip(self.counts, other.counts, strict=True)))

    @property
    def counts(self) -> list[int]:
        """The figures in the order of `STATUSES`."""
        return list(vars(self).values())

    def of(self, state: str) -> int:
        """How many people a DutyStatus or a BoardState stands for."""
        return sum(getattr(self, status) for status in statuses_of(state))

    @property
    def assigned(self) -> int:
        return sum(self.counts)

    @property
    def counted(self) -> int:
        """Whom the percentage is about: the assigned without the exempt and those who left before it was due."""
        return self.assigned - self.of(BoardState.OUT)

    @property
    def percent(self) -> int | None:
        """Finished ÷ (assigned - exempt - left before due) in whole percent, rounded down: 100 only when nobody is
        missing. None when nobody counts. Semantics 10.
        """
        return self.met * 100 // self.counted if self.counted else None

    @property
    def ring(self) -> Ring:
        return Ring(self.met, self.counted)

    @property
    def bar(self) -> list[BarPart]:
        """The figures of the board side by side."""
        return bar((state.value, self.of(state)) for state in BoardState)


def tally_statuses(counts: Iterable[tuple[str, str, int]]) -> dict[str, Tally]:
    """Rows of (department path, status, people) as one tally for each path."""
    places = {status.value: place for place, status in enumerate(STATUSES)}
    own: dict[str, list[int]] = defaultdict(lambda: [0] * len(places))
    for path, status, people in counts:
        own[path][places[status]] += people
    return {path: Tally(*sums) for path, sums in own.items()}


def roll_up(own: Mapping[str, Tally], steplen: int) -> dict[str, Tally]:
    """The tally of each department with all below it, from those of the people directly in each.

    A path names its ancestors: each `steplen` characters are one level. Departments without people in or below
    them are absent.
    """
    total: dict[str, list[int]] = defaultdict(lambda: [0] * len(STATUSES))
    for path, tally in own.items():
        counts = tally.counts
        for end in range(steplen, len(path) + 1, steplen):
            sums = total[path[:end]]
            sums[:] = [a + b for a, b in zip(sums, counts, strict=True)]
    return {path: Tally(*sums) for path, sums in total.items()}


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
