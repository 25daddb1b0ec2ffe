"""What one person earned in a year, set against the rule that holds for them."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from training.enums import HoursCategory, HoursState
from training.hours.terms import Period, Terms

#: What counts towards days face to face.
FACE = (HoursCategory.WORKSHOP, HoursCategory.OUTSIDE)


@dataclass(frozen=True)
class Earned:
    """Hours that were granted, on the day of the evidence."""

    on: datetime.date
    category: HoursCategory
    hours: Decimal


@dataclass(frozen=True)
class Sums:
    """Hours by category; the total is their sum."""

    by_category: Mapping[HoursCategory, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.by_category.values(), Decimal(0))

    @property
    def online(self) -> Decimal:
        return self.by_category[HoursCategory.ONLINE]

    @property
    def face(self) -> Decimal:
        """Face to face or outside."""
        return sum((self.by_category[one] for one in FACE), Decimal(0))


def add_up(earned: Iterable[Earned], period: Period) -> Sums:
    """The hours of `earned` whose day lies in `period`; every category is there."""
    sums = dict.fromkeys(HoursCategory, Decimal(0))
    for one in earned:
        if period.first <= one.on.year <= period.last:
            sums[one.category] += one.hours
    return Sums(sums)


@dataclass(frozen=True)
class Demand:
    """One thing that a rule asks: so many hours in a period, and how many of them are there."""

    earned: Decimal
    needed: Decimal
    period: Period
    is_met: bool

    @property
    def missing(self) -> Decimal:
        """The hours that are still missing; 0 when it is met, also where days met it."""
        return Decimal(0) if self.is_met else self.needed - self.earned


@dataclass(frozen=True)
class YearAccount:
    """One person's year: what was earned in it, and what the rule that holds for them says at its end.

    `hours` and `online` are the demands of `terms`; None where nothing is asked. A year that runs is reckoned with
    what is there so far.
    """

    year: int
    sums: Sums
    terms: Terms | None = None
    period_sums: Sums | None = None

    @property
    def hours(self) -> Demand | None:
        """The hours of the period, or the days that stand for them."""
        if self.terms is None or self.period_sums is None:
            return None
        earned, enough_face = self.period_sums.total, self.terms.face_hours
        is_met = earned >= self.terms.hours or (enough_face is not None and self.period_sums.face >= enough_face)
        return Demand(earned, self.terms.hours, self.terms.period(self.year), is_met)

    @property
    def online(self) -> Demand | None:
        """The part that is asked online in this very year."""
        if self.terms is None or not self.terms.online_hours:
            return None
        needed = self.terms.online_hours
        return Demand(self.sums.online, needed, Period(self.year, self.year), self.sums.online >= needed)

    @property
    def demands(self) -> list[Demand]:
        return [demand for demand in (self.hours, self.online) if demand is not None]

    @property
    def days(self) -> Decimal | None:
        """The days that the hours face to face or outside of the period come to, with one decimal, rounded down.

        For showing; whether they are enough is decided by the hours. None where days are no way.
        """
        if self.terms is None or self.period_sums is None or self.terms.days is None:
            return None
        return (self.period_sums.face / self.terms.day_hours).quantize(Decimal("0.1"), ROUND_DOWN)

    @property
    def is_met(self) -> bool:
        """Whether everything that is asked is there; where nothing is asked, nothing is met."""
        demands = self.demands
        return bool(demands) and all(demand.is_met for demand in demands)

    def state(self, this_year: int) -> HoursState:
        """How the year stands, seen from `this_year`: what is missing is missed as soon as its last year is over."""
        demands = self.demands
        if not demands:
            return HoursState.NOT_ASKED
        unmet = [demand for demand in demands if not demand.is_met]
        if not unmet:
            return HoursState.MET
        is_missed = any(demand.period.last < this_year for demand in unmet)
        return HoursState.MISSED if is_missed else HoursState.UNDER_WAY


def account_for(earned: Iterable[Earned], year: int, terms: Terms | None) -> YearAccount:
    """The account of `year` for a person who earned `earned` and for whom `terms` hold (None: nothing is asked)."""
    earned = list(earned)
    sums = add_up(earned, Period(year, year))
    if terms is None:
        return YearAccount(year, sums)
    return YearAccount(year, sums, terms, add_up(earned, terms.period(year).until(year)))
