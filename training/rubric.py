"""How the points that several trainers gave to one short answer become its mark: plain data in, exact shares out."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

#: Two markings that differ by more than this share of the full mark are looked at again before they count.
FAR_APART = Fraction(1, 3)


def are_far_apart(shares: Sequence[Fraction]) -> bool:
    """Whether the markings differ by more than a third of the full mark."""
    return max(shares) - min(shares) > FAR_APART


def counted_places(shares: Sequence[Fraction]) -> list[int]:
    """Which of the markings count: one or two of them all, of three the two that are nearest to each other.

    Of two pairs that are equally near the higher one counts: a doubt is no disadvantage for the learner.
    """
    if len(shares) < 3:
        return list(range(len(shares)))

    def distance(pair: tuple[int, int]) -> tuple[Fraction, Fraction]:
        first, second = shares[pair[0]], shares[pair[1]]
        return abs(first - second), -(first + second)

    return list(min(combinations(range(len(shares)), 2), key=distance))


def agreed_share(shares: Sequence[Fraction], *, markers: int, wants_third: bool | None = None) -> Fraction | None:
    """The mean of the markings that count; None while a marking or a decision is missing.

    `markers` is how many the quiz asks for. Two that lie far apart wait until somebody has decided whether their mean
    counts or a third trainer marks: `wants_third`, None until then.
    """
    if len(shares) < markers:
        return None
    if markers > 1 and len(shares) == 2 and (wants_third or (wants_third is None and are_far_apart(shares))):
        return None
    counted = [shares[place] for place in counted_places(shares)]
    return sum(counted, Fraction(0)) / len(counted)
