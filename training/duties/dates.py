"""Dates of duties: when one is due, how long it stays valid, whether there is time enough.

All are days in the zone of the site and last until their end (semantics 6, 7 and 8).
"""

import calendar
import datetime
from dataclasses import asdict, dataclass
from typing import Any

from training.enums import DueRule, ValidityRule


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` later; the last of the month where there is no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return datetime.date(years, month + 1, min(day.day, last))


@dataclass(frozen=True)
class Validity:
    """How long a completion stays valid. `months` is the period; for a fixed date the shortest one.

    `month` and `day` name the fixed date; a day that the month lacks means its last.
    """

    rule: str = ValidityRule.ALWAYS.value
    months: int = 0
    month: int = 12
    day: int = 31

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "rule": str(self.rule)}

    def until(self, earned_on: datetime.date, previous: datetime.date | None = None) -> datetime.date | None:
        """The last day on which what was earned on `earned_on` is valid; None: for ever.

        `previous` is the last day of the completion that this one renews, if there is one.
        """
        match self.rule:
            case ValidityRule.FROM_COMPLETION:
                return add_months(earned_on, self.months)
            case ValidityRule.FROM_EXPIRY:
                is_late = previous is None or earned_on > previous
                return add_months(earned_on if is_late else previous, self.months)
            case ValidityRule.FIXED_DATE:
                return self._fixed_after(add_months(earned_on, self.months))
        return None

    def _fixed_after(self, earliest: datetime.date) -> datetime.date:
        this_year = self._fixed_in(earliest.year)
        return this_year if this_year >= earliest else self._fixed_in(earliest.year + 1)

    def _fixed_in(self, year: int) -> datetime.date:
        return datetime.date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


@dataclass(frozen=True)
class DueTerms:
    """How an assignment sets its due date: a rule, and a fixed day or a period in months and days."""

    rule: str = DueRule.NONE.value
    on: datetime.date | None = None
    months: int = 0
    days: int = 0

    def due(self, basis: datetime.date | None) -> datetime.date | None:
        """The due day. `basis` is the day on which the person was assigned, joined or was promoted, by the rule."""
        if self.rule == DueRule.FIXED:
            return self.on
        if self.rule == DueRule.NONE or basis is None:
            return None
        return add_months(basis, self.months) + datetime.timedelta(days=self.days)


def days_needed(minutes: int, minutes_per_day: int) -> int:
    """In how many days `minutes` of content can be done at `minutes_per_day`; begun days count whole."""
    return -(-minutes // minutes_per_day) if minutes_per_day else 0


def realistic_due(start: datetime.date, minutes: int, minutes_per_day: int) -> datetime.date:
    """The earliest day by which `minutes` of content can be done from `start` on, that day counted in."""
    return start + datetime.timedelta(days=max(days_needed(minutes, minutes_per_day) - 1, 0))


def renewal_opens(valid_until: datetime.date, renewal_days: int) -> datetime.date:
    """The first day on which a completion valid until `valid_until` may be renewed."""
    return valid_until - datetime.timedelta(days=renewal_days)


def last_day_to_renew(on: datetime.date, renewal_days: int) -> datetime.date:
    """Of the completions that may be renewed on the day `on`, the latest last valid day. Inverse of `renewal_opens`."""
    return on + datetime.timedelta(days=renewal_days)
