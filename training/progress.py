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

    `met_at` is the moment when the unit was first met; `is_begun` tells of anything short of that. `is_by_quiz`: a
    lesson that counts because the quizzes were passed first.
    """

    unit_id: int
    met_at: datetime | None = None
    is_begun: bool = False
    is_by_quiz: bool = False


@dataclass(frozen=True)
class CourseProgress:
    """Where one person stands with one course."""

    state: ProgressState
    finished: int
    required: int
    next_unit_id: int | None
    earned_at: datetime | None


def quizzes_passed_at(moments: Iterable[datetime | None]) -> datetime | None:
    """When the last quiz of a course was passed, from the moment of each; None where there is none or one is open."""
    passed = list(moments)
    met = [at for at in passed if at is not None]
    return max(met) if met and len(met) == len(passed) else None


def lesson_met_at(acknowledged_at: datetime | None, passed_at: datetime | None) -> datetime | None:
    """From when a lesson counts that one may skip: acknowledged, or the quizzes passed, whichever came first."""
    return min((at for at in (acknowledged_at, passed_at) if at is not None), default=None)


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
