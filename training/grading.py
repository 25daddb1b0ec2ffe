"""Which of several attempts decides: the rule alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from training.enums import Grading


@dataclass(frozen=True)
class AttemptResult:
    """One submitted test attempt. `passed` is None while a trainer still has to mark it."""

    submitted_at: datetime
    passed: bool | None


def met_at(results: Iterable[AttemptResult], grading: str) -> datetime | None:
    """When the quiz was met: the submission of the attempt that decides, if that one is passed.

    Best: the earliest pass. First: the first attempt. Last: the last one that is marked.
    """
    ordered = sorted(results, key=lambda result: result.submitted_at)
    if grading == Grading.FIRST:
        deciding = ordered[:1]
    elif grading == Grading.LAST:
        deciding = [result for result in ordered if result.passed is not None][-1:]
    else:
        deciding = ordered
    return next((result.submitted_at for result in deciding if result.passed), None)
