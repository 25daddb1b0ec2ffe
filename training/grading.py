"""What several attempts at one quiz amount to: the rule alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from training.enums import Grading


@dataclass(frozen=True)
class AttemptResult:
    """One test attempt: None as `submitted_at` while it is open, None as `passed` while there is no result."""

    submitted_at: datetime | None
    passed: bool | None = None
    cycle: int = 1


@dataclass(frozen=True)
class QuizTrack:
    """One person's test attempts at one quiz. `attempts_allowed` is None without a limit.

    `cycle` is the one that is open now, also when nothing was tried in it yet; None: that of the last attempt.
    """

    results: Sequence[AttemptResult] = field(default_factory=tuple)
    grading: str = Grading.BEST
    attempts_allowed: int | None = None
    cycle: int | None = None

    @property
    def met_at(self) -> datetime | None:
        """When the quiz was met, if it was."""
        return met_at(self.submitted, self.grading)

    @property
    def submitted(self) -> list[AttemptResult]:
        return [result for result in self.results if result.submitted_at is not None]

    @property
    def is_open(self) -> bool:
        return len(self.submitted) < len(self.results)

    @property
    def is_tried(self) -> bool:
        return bool(self.submitted)

    @property
    def is_waiting(self) -> bool:
        """Whether a trainer still has to mark something."""
        return any(result.passed is None for result in self.submitted)

    @property
    def is_used_up(self) -> bool:
        """Whether no attempt of the current cycle is left."""
        current = max([self.cycle or 1, *(result.cycle for result in self.results)])
        ended = sum(result.cycle == current for result in self.submitted)
        return self.attempts_allowed is not None and ended >= self.attempts_allowed


def met_at(results: Iterable[AttemptResult], grading: str) -> datetime | None:
    """When the quiz was met: the submission of the attempt that decides, if that one is passed.

    Best: the earliest pass. First: the first attempt. Last: the last one that is marked. Each cycle decides by itself,
    so that a make-up can be passed where the first attempt ever was not; the earliest that is met counts.
    """
    cycles: dict[int, list[AttemptResult]] = {}
    for result in results:
        cycles.setdefault(result.cycle, []).append(result)
    return min((at for one in cycles.values() if (at := _met_in_cycle(one, grading)) is not None), default=None)


def _met_in_cycle(results: Iterable[AttemptResult], grading: str) -> datetime | None:
    ordered = sorted(results, key=lambda result: result.submitted_at)
    if grading == Grading.FIRST:
        deciding = ordered[:1]
    elif grading == Grading.LAST:
        deciding = [result for result in ordered if result.passed is not None][-1:]
    else:
        deciding = ordered
    return next((result.submitted_at for result in deciding if result.passed), None)
