"""What the training rules ask of a rank band, and in which years."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Period:
    """Calendar years from the first to the last, both counted in."""

    first: int
    last: int

    @property
    def is_one_year(self) -> bool:
        return self.first == self.last

    def until(self, year: int) -> "Period":
        """The part that is over at the end of `year`."""
        return Period(self.first, min(self.last, year))


@dataclass(frozen=True)
class Terms:
    """One line of the table of rules: what is asked of `bands`, from the year of `effective_from` on.

    `hours` within a period of `years` calendar years; instead of them, where `days` are given, so many days face to
    face or outside, reckoned at `day_hours` each. `online_hours` of the hours are asked online in every single year.
    """

    bands: frozenset[str]
    hours: Decimal
    effective_from: datetime.date
    years: int = 1
    online_hours: Decimal = Decimal(0)
    days: int | None = None
    day_hours: Decimal = Decimal("7.5")
    source: str = ""

    def period(self, year: int) -> Period:
        """The period in which `year` lies. The first one begins with the year in which the rule takes effect."""
        begun = self.effective_from.year
        first = begun + (year - begun) // self.years * self.years
        return Period(first, first + self.years - 1)

    @property
    def face_hours(self) -> Decimal | None:
        """The hours face to face or outside that make the days; None where days are no way."""
        return None if self.days is None else self.days * self.day_hours


def terms_in_force(table: Iterable[Terms], band: str, year: int) -> Terms | None:
    """The line that holds for `band` in `year`: of those in effect on its last day the newest. None: nothing is asked.

    So a rule that takes effect within a year holds for the whole of it, and a newer one ends a period that is not over.
    """
    last_day = datetime.date(year, 12, 31)
    known = (terms for terms in table if band in terms.bands and terms.effective_from <= last_day)
    return max(known, key=lambda terms: terms.effective_from, default=None)
