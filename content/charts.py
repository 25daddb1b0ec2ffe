"""Where the parts of a picture stand: plain figures in, coordinates out. Knows neither subject nor wording.

A picture never carries a figure that the table behind it does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import pi

#: The circle of components/chart_ring.html, in the units of its view box.
RING_RADIUS = 52
RING_LENGTH = 2 * pi * RING_RADIUS
#: The pause between two parts of a ring, and up to how many parts can still be told apart.
RING_PAUSE = 6
RING_PARTS = 12


@dataclass(frozen=True)
class Ring:
    """How much of a whole is finished, drawn as a circle that closes. Few parts are drawn one by one."""

    finished: int
    total: int

    @property
    def share(self) -> float:
        """The finished part of the whole, 0 to 1."""
        return self.finished / self.total if self.total else 0.0

    @property
    def percent_text(self) -> str:
        """The share in whole percent, rounded down: 99.9 is not yet everything."""
        return f"{self.finished * 100 // self.total if self.total else 0}%"

    @property
    def pause(self) -> float:
        """The length left blank between two parts."""
        return RING_PAUSE if 1 < self.total <= RING_PARTS else 0

    @property
    def offset(self) -> float:
        """Where the first part begins: half a pause on from the top."""
        return -self.pause / 2

    @property
    def track(self) -> list[float]:
        """Lengths drawn and left blank in turn, once around: the whole."""
        return self._dashes(self.total)

    @property
    def done(self) -> list[float]:
        """The same for what is finished; empty when nothing is."""
        return self._dashes(self.finished) if self.finished else []

    def _dashes(self, count: int) -> list[float]:
        drawn = RING_LENGTH * (count / self.total if self.total else 1)
        blank = RING_LENGTH - drawn
        if not self.pause:
            return [drawn, blank]
        dashes = [drawn / count - self.pause, self.pause] * count
        return [*dashes[:-1], self.pause + blank]


@dataclass(frozen=True)
class BarPart:
    """One part of a bar: where it starts and how far it reaches, in percent of the bar."""

    name: str
    start: float
    width: float


def bar(parts: Iterable[tuple[str, int]]) -> list[BarPart]:
    """The parts that are not empty, side by side in order; together they fill the bar."""
    parts = [(name, count) for name, count in parts if count]
    total = sum(count for _name, count in parts)
    drawn, before = [], 0
    for name, count in parts:
        drawn.append(BarPart(name, before * 100 / total, count * 100 / total))
        before += count
    return drawn


@dataclass(frozen=True)
class Column:
    """One column that stands on the ground line: its upper edge and its height, in percent of the drawing."""

    top: float
    height: float


def columns(values: Iterable[Decimal | int]) -> list[Column]:
    """A column for each value, in proportion; the greatest fills the drawing."""
    values = list(values)
    greatest = max(values, default=0)
    heights = [float(value * 100 / greatest) if greatest else 0.0 for value in values]
    return [Column(100 - height, height) for height in heights]
