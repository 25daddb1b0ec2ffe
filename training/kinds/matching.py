"""Match: each left side is given one of the right sides."""

import random
from collections.abc import Sequence
from fractions import Fraction

from training.errors import InvalidAnswer

from .faults import Fault
from .kind import Kind, Order, Part, Response, read_number, repeated
from .views import AskedItem, Offer, ReviewedItem

LONGEST_SIDE = 300
UNSET = -1


class MatchingKind(Kind):
    """Pairs of a left and a right side; a pair without a left side is a surplus right side that nothing matches.

    The response names for each left side the part whose right side was chosen.
    """

    control = "pairs"
    block = "pair"

    def check(self, stem: str, parts: Sequence[Part]) -> list[Fault]:
        faults = self._count_faults(parts)
        lefts = _lefts(parts)
        if len(lefts) < self.fewest and len(parts) >= self.fewest:
            faults.append(Fault("too_few_parts", {"count": self.fewest}))
        if lefts != list(range(len(lefts))):
            faults.append(Fault("surplus_not_last"))
        for number, part in enumerate(parts, start=1):
            if not part.get("right"):
                faults.append(Fault("no_right", {"number": number}))
            if max(len(part.get("left", "")), len(part.get("right", ""))) > LONGEST_SIDE:
                faults.append(Fault("part_too_long", {"number": number, "count": LONGEST_SIDE}))
        if repeated([parts[index]["left"] for index in lefts]):
            faults.append(Fault("same_left"))
        if len({part.get("right") for part in parts}) < 2:
            faults.append(Fault("one_right_only"))
        return faults

    def place(self, parts: Sequence[Part], source: random.Random) -> Order:
        """The order of the different right sides; the left sides keep theirs."""
        rights = _rights(parts)
        return source.sample(rights, len(rights))

    def ask(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[AskedItem]:
        place_of = {index: str(place) for place, index in enumerate(order)}
        return [
            AskedItem(row, parts[index]["left"], value=place_of.get(_chosen(response, row), ""))
            for row, index in enumerate(_lefts(parts))
        ]

    def offers(self, parts: Sequence[Part], order: Order) -> list[Offer]:
        return [Offer(str(place), parts[index]["right"]) for place, index in enumerate(order)]

    def read(self, values: Sequence[str], parts: Sequence[Part], order: Order) -> Response:
        if not values:
            return []
        if len(values) != len(_lefts(parts)):
            raise InvalidAnswer("unknown_choice")
        places = [read_number(value, "unknown_choice") if value else UNSET for value in values]
        if max(places) >= len(order):
            raise InvalidAnswer("unknown_choice")
        chosen = [UNSET if place == UNSET else order[place] for place in places]
        return chosen if any(index != UNSET for index in chosen) else []

    def mark(self, parts: Sequence[Part], response: Response, rule: str) -> Fraction:
        lefts = _lefts(parts)
        right = sum(_is_match(parts, index, _chosen(response, row)) for row, index in enumerate(lefts))
        return Fraction(right, len(lefts))

    def review(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[ReviewedItem]:
        reviewed = []
        for row, index in enumerate(_lefts(parts)):
            chosen = _chosen(response, row)
            reviewed.append(
                ReviewedItem(
                    row,
                    parts[index]["left"],
                    given="" if chosen == UNSET else parts[chosen]["right"],
                    right=parts[index]["right"],
                    is_right=_is_match(parts, index, chosen),
                )
            )
        return reviewed

    def solution(self, parts: Sequence[Part]) -> Response:
        first_with = {part["right"]: index for index, part in reversed(list(enumerate(parts)))}
        return [first_with[parts[index]["right"]] for index in _lefts(parts)]


def _lefts(parts: Sequence[Part]) -> list[int]:
    return [index for index, part in enumerate(parts) if part.get("left")]


def _rights(parts: Sequence[Part]) -> list[int]:
    """The first part with each right side."""
    first: dict[str, int] = {}
    for index, part in enumerate(parts):
        first.setdefault(part.get("right", ""), index)
    return list(first.values())


def _chosen(response: Response, row: int) -> int:
    return response[row] if row < len(response) else UNSET


def _is_match(parts: Sequence[Part], left: int, chosen: int) -> bool:
    return chosen != UNSET and parts[chosen]["right"] == parts[left]["right"]
