"""Marks: what an answer and an attempt are worth. Plain data in, exact numbers out.

Shares are fractions until the very end: three thirds are one, and 59.96 never becomes 60.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

#: Marks and points are stored in thousandths.
STEP = 1000


@dataclass(frozen=True)
class MarkedAnswer:
    """One answer for the sum: the skill it counts for and its exact share; a dropped one counts for nothing."""

    skill: int
    share: Fraction


@dataclass(frozen=True)
class Verdict:
    """The result of an attempt. `missed` are the skills whose minimum was not reached."""

    points: Decimal
    maximum: int
    passed: bool
    missed: tuple[int, ...] = ()


def to_points(share: Fraction) -> Decimal:
    """`share` in thousandths, rounded down: a result shown as 60 is 60."""
    return Decimal(share * STEP // 1) / STEP


def is_pass(*, points: Fraction | Decimal, maximum: int, pass_mark: int) -> bool:
    """Whether `points` of `maximum` reach `pass_mark` percent. Nothing to gain is not a pass."""
    return maximum > 0 and points * 100 >= pass_mark * maximum


def judge(answers: Iterable[MarkedAnswer], *, pass_mark: int, skill_minimum: int | None = None) -> Verdict:
    """The result of the marked answers: it is a pass with the pass mark, and the minimum in each skill asked."""
    marked = list(answers)
    total = sum((answer.share for answer in marked), Fraction(0))
    by_skill: dict[int, list[Fraction]] = {}
    for answer in marked:
        by_skill.setdefault(answer.skill, []).append(answer.share)
    missed = tuple(
        skill
        for skill, shares in by_skill.items()
        if not is_pass(points=sum(shares, Fraction(0)), maximum=len(shares), pass_mark=skill_minimum or 0)
    )
    points = to_points(total)
    passed = not missed and is_pass(points=points, maximum=len(marked), pass_mark=pass_mark)
    return Verdict(points=points, maximum=len(marked), passed=passed, missed=missed)
