"""How many people have the hours that are asked of them, by department."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from content.charts import BarPart, Ring, bar
from training.enums import HoursState

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class HoursTally:
    """How many people stand how; each has exactly one state, so the parts add up to the people.

    `spread` says of those of whom something is asked how many of them have so many hours of the year. Unlike a median
    it adds up.
    """

    met: int = 0
    under_way: int = 0
    missed: int = 0
    not_asked: int = 0
    spread: Mapping[Decimal, int] = field(default_factory=dict)

    @classmethod
    def of_alike(cls, state: HoursState, hours: Decimal, people: int = 1) -> "HoursTally":
        """The tally of so many people who stand alike."""
        return cls(**{state.value: people}, spread={} if state == HoursState.NOT_ASKED else {hours: people})

    @classmethod
    def together(cls, tallies: "Iterable[HoursTally]") -> "HoursTally":
        """Their sum; nobody may be in two of them."""
        states, spread = [0] * len(HoursState), Counter[Decimal]()
        for tally in tallies:
            states = [a + b for a, b in zip(states, tally.counts, strict=True)]
            spread.update(tally.spread)
        return cls(*states, spread)

    @property
    def counts(self) -> list[int]:
        """The figures that add up to the people."""
        return [self.met, self.under_way, self.missed, self.not_asked]

    def of(self, state: str) -> int:
        """How many people are in `state`."""
        return getattr(self, HoursState(state).value)

    @property
    def people(self) -> int:
        return sum(self.counts)

    @property
    def asked(self) -> int:
        """Of whom something is asked."""
        return self.people - self.not_asked

    @property
    def percent(self) -> int | None:
        """Enough ÷ asked in whole percent, rounded down. None when nothing is asked of anybody."""
        return self.met * 100 // self.asked if self.asked else None

    @property
    def hours(self) -> Decimal:
        """The hours of the year of those of whom something is asked."""
        return sum((hours * people for hours, people in self.spread.items()), Decimal(0))

    @property
    def average(self) -> Decimal | None:
        """The hours of the year ÷ asked, with one decimal. None when nothing is asked of anybody."""
        return (self.hours / self.asked).quantize(TENTH, ROUND_HALF_UP) if self.asked else None

    @property
    def median(self) -> Decimal | None:
        """The hours of the year of the one in the middle of those asked, by hours; of two in the middle half their sum.

        With one decimal. None when nothing is asked of anybody.
        """
        if not self.asked:
            return None
        middle = self._hours_at((self.asked - 1) // 2) + self._hours_at(self.asked // 2)
        return (middle / 2).quantize(TENTH, ROUND_HALF_UP)

    def _hours_at(self, place: int) -> Decimal:
        """The hours of the one at `place`, from 0, when those asked stand in the order of their hours."""
        ordered = iter(sorted(self.spread.items()))
        hours, passed = next(ordered)
        while passed <= place:
            hours, people = next(ordered)
            passed += people
        return hours

    @property
    def ring(self) -> Ring:
        return Ring(self.met, self.asked)

    @property
    def bar(self) -> list[BarPart]:
        """Who has enough, as a part of those of whom something is asked."""
        return bar([("met", self.met), ("not_started", self.asked - self.met)])


def add_up_people(rows: Iterable[tuple[str, HoursState, Decimal, int]]) -> dict[str, HoursTally]:
    """One tally for each path, from rows of (path, state, hours, how many people)."""
    states: dict[str, Counter[str]] = defaultdict(Counter)
    spreads: dict[str, Counter[Decimal]] = defaultdict(Counter)
    for path, state, hours, people in rows:
        states[path][state.value] += people
        if state != HoursState.NOT_ASKED:
            spreads[path][hours] += people
    return {path: HoursTally(**counts, spread=spreads[path]) for path, counts in states.items()}


def roll_up_hours(own: Mapping[str, HoursTally], steplen: int) -> dict[str, HoursTally]:
    """The tally of each department with all below it; a path names its ancestors, `steplen` characters a level.

    From the bottom up, each department is added once: to the one above it.
    """
    parts: dict[str, list[HoursTally]] = defaultdict(list)
    for path, tally in own.items():
        parts[path].append(tally)
        for end in range(steplen, len(path), steplen):
            parts[path[:end]]
    total: dict[str, HoursTally] = {}
    for path in sorted(parts, key=len, reverse=True):
        total[path] = HoursTally.together(parts[path])
        if len(path) > steplen:
            parts[path[:-steplen]].append(total[path])
    return total
