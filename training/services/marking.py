"""Marks: what an answer is worth. Plain data in, exact numbers out.

Shares are fractions until the very end: three thirds are one, and 59.96 never becomes 60.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction

from training.enums import MultipleMarking, QuestionKind

#: Marks and points are stored in thousandths.
STEP = 1000


def mark_answer(
    *, kind: str, keys: Iterable[int], choices: Iterable[int], chosen: Iterable[int], rule: str
) -> Fraction:
    """The exact share of one question's mark that `chosen` earns, from 0 to 1.

    `choices` are the ids of all choices of the question and `keys` those that are right; ids in `chosen`
    that are not among them count for nothing. `rule` is a `MultipleMarking` and matters for multiple choice only.
    """
    offered = set(choices)
    return MARKING[kind](set(keys) & offered, offered, set(chosen) & offered, rule)


def to_points(share: Fraction) -> Decimal:
    """`share` in thousandths, rounded down: a result shown as 60 is 60."""
    return Decimal(share * STEP // 1) / STEP


def is_pass(*, points: Decimal, maximum: int, pass_mark: int) -> bool:
    """Whether `points` of `maximum` reach `pass_mark` percent. Nothing to gain is not a pass."""
    return maximum > 0 and points * 100 >= pass_mark * maximum


def _mark_exactly(keys: set[int], choices: set[int], chosen: set[int], rule: str) -> Fraction:
    return Fraction(bool(keys) and chosen == keys)


def _mark_multiple(keys: set[int], choices: set[int], chosen: set[int], rule: str) -> Fraction:
    if rule == MultipleMarking.EXACT:
        return _mark_exactly(keys, choices, chosen, rule)
    wrong = choices - keys
    right_share = Fraction(len(chosen & keys), len(keys)) if keys else Fraction(0)
    wrong_share = Fraction(len(chosen & wrong), len(wrong)) if wrong else Fraction(0)
    return max(right_share - wrong_share, Fraction(0))


Marking = Callable[[set[int], set[int], set[int], str], Fraction]

#: One rule for each kind of question.
MARKING: dict[str, Marking] = {
    QuestionKind.SINGLE: _mark_exactly,
    QuestionKind.TRUE_FALSE: _mark_exactly,
    QuestionKind.MULTIPLE: _mark_multiple,
}
