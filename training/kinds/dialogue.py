"""Find the faults: a dialogue of which the faulty turns are to be marked."""

import random
from collections.abc import Sequence
from fractions import Fraction

from training.enums import MultipleMarking

from .choice import LONGEST_CHOICE
from .faults import Fault
from .kind import Kind, Order, Part, Response, read_places, share_of_right_minus_wrong
from .views import AskedItem, ReviewedItem


class DialogueKind(Kind):
    """Turns in the order in which they are spoken; those with a fault are to be marked."""

    control = "turns"
    is_ticked = True
    block = "turn"
    fewest, most = 3, 20

    def check(self, stem: str, parts: Sequence[Part]) -> list[Fault]:
        faults = self._count_faults(parts)
        for number, part in enumerate(parts, start=1):
            if not part.get("text"):
                faults.append(Fault("empty_part", {"number": number}))
            elif len(part["text"]) > LONGEST_CHOICE:
                faults.append(Fault("part_too_long", {"number": number, "count": LONGEST_CHOICE}))
            if not part.get("speaker"):
                faults.append(Fault("no_speaker", {"number": number}))
        if not 0 < len(_faulty(parts)) < len(parts):
            faults.append(Fault("no_faulty_turn"))
        return faults

    def place(self, parts: Sequence[Part], source: random.Random) -> Order:
        return list(range(len(parts)))

    def ask(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[AskedItem]:
        return [
            AskedItem(place, parts[index]["text"], is_chosen=index in response, speaker=parts[index].get("speaker", ""))
            for place, index in enumerate(order)
        ]

    def read(self, values: Sequence[str], parts: Sequence[Part], order: Order) -> Response:
        return read_places(values, order)

    def mark(self, parts: Sequence[Part], response: Response, rule: str) -> Fraction:
        faulty, chosen = _faulty(parts), set(response)
        if rule == MultipleMarking.PARTIAL:
            return share_of_right_minus_wrong(faulty, chosen, len(parts))
        return Fraction(bool(faulty) and chosen == faulty)

    def review(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[ReviewedItem]:
        faulty = _faulty(parts)
        return [
            ReviewedItem(
                place,
                parts[index]["text"],
                is_chosen=index in response,
                is_key=index in faulty,
                speaker=parts[index].get("speaker", ""),
                note=parts[index].get("note", ""),
            )
            for place, index in enumerate(order)
        ]

    def solution(self, parts: Sequence[Part]) -> Response:
        return sorted(_faulty(parts))


def _faulty(parts: Sequence[Part]) -> set[int]:
    return {index for index, part in enumerate(parts) if part.get("is_fault")}
