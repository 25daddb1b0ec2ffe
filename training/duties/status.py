"""Which status a duty has: the truth table of docs/duties.md, a pure function of what is known and the day.

Semantics 1, 2, 10 and 11 of the design. `status_case` in `training/models/duty.py` says the same to the database; a
test compares both row by row.
"""

import datetime
from dataclasses import dataclass

from training.enums import DutyStatus, ProgressState


@dataclass(frozen=True)
class DutyFacts:
    """What is known about one duty on one day; dates are days of the site, and the last day still counts.

    `valid_until`: the last valid day of the completion; while a renewal is not met, of the one that it renews.
    `is_exempt`: whether an exemption is in force on that day. `left_on`: the day on which the person left for good.
    """

    progress: ProgressState = ProgressState.NOT_STARTED
    due_on: datetime.date | None = None
    valid_until: datetime.date | None = None
    is_exempt: bool = False
    left_on: datetime.date | None = None


def duty_status(facts: DutyFacts, on: datetime.date) -> DutyStatus:
    """The status on the day `on`. The first line that holds decides."""
    is_met = facts.progress == ProgressState.MET
    has_expired = facts.valid_until is not None and facts.valid_until < on
    is_past_due = facts.due_on is not None and facts.due_on < on
    has_left = facts.left_on is not None and facts.left_on <= on
    lines = [
        (is_met and not has_expired, DutyStatus.MET),
        (facts.is_exempt, DutyStatus.EXEMPT),
        (has_left and (facts.due_on is None or facts.left_on <= facts.due_on), DutyStatus.LEFT),
        (has_expired, DutyStatus.EXPIRED),
        (facts.progress == ProgressState.FAILED, DutyStatus.FAILED),
        (is_past_due, DutyStatus.OVERDUE),
    ]
    return next((status for holds, status in lines if holds), DutyStatus(facts.progress.value))
