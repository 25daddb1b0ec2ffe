"""When a course is finished, and what comes next: the rule alone, without database or clock.

A course is finished when each required unit is. The moment that counts is that of the last unit to
be met, whenever somebody works it out. What was finished once stays finished (docs/glossary.md, Course).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from training.enums import ProgressState


@dataclass(frozen=True)
class UnitEvidence:
    """What is known about one person and one required unit.

    `met_at` is the moment when the unit was first met; `is_begun` tells of anything short of that.
    """

    unit_id: int
    met_at: datetime | None = None
    is_begun: bool = False


@dataclass(frozen=True)
class CourseProgress:
    """Where one person stands with one course."""

    state: ProgressState
    finished: int
    required: int
    next_unit_id: int | None
    earned_at: datetime | None


def course_progress(evidence: Iterable[UnitEvidence], *, completed_at: datetime | None = None) -> CourseProgress:
    """The state that follows from the evidence for the required units, in the order of the course.

    `completed_at` is the earned date of a completion on record; it rules whatever the units say today.
    """
    units = list(evidence)
    open_units = [unit for unit in units if unit.met_at is None]
    met = [unit.met_at for unit in units if unit.met_at is not None]
    earned_at = completed_at or (max(met) if units and not open_units else None)
    if earned_at is not None:
        state = ProgressState.MET
    elif met or any(unit.is_begun for unit in units):
        state = ProgressState.IN_PROGRESS
    else:
        state = ProgressState.NOT_STARTED
    return CourseProgress(
        state=state,
        finished=len(met),
        required=len(units),
        next_unit_id=open_units[0].unit_id if open_units else None,
        earned_at=earned_at,
    )
