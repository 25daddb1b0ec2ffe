"""When a person may start an attempt and how long it lasts: the rules alone, without database or clock.

Semantics 9 and 15 of the design: overrides of the person first, else the most lenient of the departments' for each
field, else the quiz's own; the deadline is the earlier of start + limit x stretch and the closing of the quiz.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

#: What the network may take: saves are kept that long after the deadline.
GRACE = datetime.timedelta(seconds=30)


@dataclass(frozen=True)
class QuizTerms:
    """The limits that hold for one person; None where there is no such limit."""

    limit: datetime.timedelta | None = None
    attempts: int | None = None
    wait: datetime.timedelta = datetime.timedelta(0)
    opens_at: datetime.datetime | None = None
    closes_at: datetime.datetime | None = None
    time_percent: int = 100

    @property
    def is_unlimited(self) -> bool:
        """Whether there is neither a limit of attempts or time nor an end, so that nothing could be widened."""
        return self.attempts is None and self.limit is None and self.closes_at is None

    @property
    def time_allowed(self) -> datetime.timedelta | None:
        """The time limit, stretched as the person was granted."""
        return self.limit * self.time_percent / 100 if self.limit else None

    def deadline(self, started_at: datetime.datetime) -> datetime.datetime | None:
        """When an attempt that began at `started_at` ends by itself."""
        ends = [self.closes_at] if self.closes_at else []
        if self.time_allowed:
            ends.append(started_at + self.time_allowed)
        return min(ends, default=None)


@dataclass(frozen=True)
class TermsChange:
    """What one override changes: 0, 100 and None leave the quiz's own."""

    extra_attempts: int = 0
    time_percent: int = 100
    closes_at: datetime.datetime | None = None

    @property
    def lengthens(self) -> bool:
        """Whether a test that runs may last longer by it."""
        return self.time_percent > 100 or self.closes_at is not None


def resolve_terms(terms: QuizTerms, personal: Sequence[TermsChange], departmental: Sequence[TermsChange]) -> QuizTerms:
    """`terms` with the overrides of a person and of the departments the person belongs to."""
    extra = _first_set(personal, departmental, "extra_attempts", 0)
    percent = _first_set(personal, departmental, "time_percent", 100)
    closes_at = _first_set(personal, departmental, "closes_at", None)
    return replace(
        terms,
        attempts=None if terms.attempts is None else terms.attempts + extra,
        time_percent=percent,
        # An override opens the door longer; where nothing closes there is nothing to hold open.
        closes_at=max(closes_at, terms.closes_at) if closes_at and terms.closes_at else terms.closes_at,
    )


def _first_set(
    personal: Sequence[TermsChange], departmental: Sequence[TermsChange], field: str, unset: object
) -> object:
    """The most lenient value of `field` among the personal changes that set it, else among the departments'."""
    for changes in (personal, departmental):
        found = [value for change in changes if (value := getattr(change, field)) != unset]
        if found:
            return max(found)
    return unset


@dataclass(frozen=True)
class StartRefusal:
    """Why no attempt may begin now: a code and, where there is one, the moment from which it may."""

    code: str
    until: datetime.datetime | None = None


def refuse_start(
    terms: QuizTerms, ended_at: Iterable[datetime.datetime], now: datetime.datetime
) -> StartRefusal | None:
    """What stands against a new attempt now, or None. `ended_at`: when the attempts of this cycle ended."""
    ends = list(ended_at)
    if terms.opens_at and now < terms.opens_at:
        return StartRefusal("not_open", terms.opens_at)
    if terms.closes_at and now >= terms.closes_at:
        return StartRefusal("closed", terms.closes_at)
    if terms.attempts is not None and len(ends) >= terms.attempts:
        return StartRefusal("used_up")
    if terms.wait and ends and now < max(ends) + terms.wait:
        return StartRefusal("wait", max(ends) + terms.wait)
    return None


def longer(current: datetime.datetime | None, other: datetime.datetime | None) -> datetime.datetime | None:
    """The later of two deadlines; None, no deadline, is the latest."""
    return None if current is None or other is None else max(current, other)
