"""Put in order: steps that are to be ranked."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from training.errors import InvalidAnswer

from .choice import text_faults
from .faults import Fault
from .kind import NOTHING, Kind, Order, Part, Response, read_number
from .views import AskedItem, Offer, ReviewedItem

LONGEST_STEP = 300


class OrderingKind(Kind):
    """Steps, written in their right order. The response gives each its rank from 1; 0 is a step without one."""

    control = "ranks"
    block = "step"
    fewest = 3

    def check(self, stem: str, parts: Sequence[Part]) -> list[Fault]:
        return [*self._count_faults(parts), *text_faults(parts, LONGEST_STEP)]

    def place(self, parts: Sequence[Part], source: random.Random) -> Order:
        """Any order but the right one: that would be the answer."""
        order = super().place(parts, source)
        while len(order) > 1 and order == sorted(order):
            order = super().place(parts, source)
        return order

    def ask(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[AskedItem]:
        return [
            AskedItem(place, parts[index]["text"], value=str(_rank(response, index) or ""))
            for place, index in enumerate(order)
        ]

    def offers(self, parts: Sequence[Part], order: Order) -> list[Offer]:
        return [Offer(str(rank), str(rank)) for rank in range(1, len(parts) + 1)]

    def read(self, values: Sequence[str], parts: Sequence[Part], order: Order) -> Response:
        if not values:
            return []
        if len(values) != len(order):
            raise InvalidAnswer("unknown_choice")
        ranks = [0] * len(parts)
        for index, value in zip(order, values, strict=True):
            ranks[index] = read_number(value, "unknown_choice") if value else 0
        if max(ranks) > len(parts):
            raise InvalidAnswer("unknown_choice")
        return ranks if any(ranks) else []

    def mark(self, parts: Sequence[Part], response: Response, rule: str) -> Fraction:
        """The share of all pairs of steps that stand in the right order."""
        if not response:
            return NOTHING
        pairs = list(combinations(range(len(parts)), 2))
        right = sum(0 < response[earlier] < response[later] for earlier, later in pairs)
        return Fraction(right, len(pairs))

    def review(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[ReviewedItem]:
        """The steps in their right order, each with the rank that was given to it."""
        return [
            ReviewedItem(
                index,
                part["text"],
                given=str(_rank(response, index) or ""),
                right=str(index + 1),
                is_right=_rank(response, index) == index + 1,
            )
            for index, part in enumerate(parts)
        ]

    def solution(self, parts: Sequence[Part]) -> Response:
        return list(range(1, len(parts) + 1))


def _rank(response: Response, index: int) -> int:
    return response[index] if response else 0
