"""Questions whose parts are choices: single, multiple, true or false, and situational judgement."""

import random
from collections.abc import Sequence
from fractions import Fraction

from training.enums import Grade, MultipleMarking
from training.errors import InvalidAnswer

from .faults import Fault
from .kind import FULL, NOTHING, Kind, Order, Part, Response, read_places, repeated, share_of_right_minus_wrong
from .views import AskedItem, ReviewedItem

LONGEST_CHOICE = 500
#: What the reactions to a situation are worth (semantics: best 1, acceptable 0.5, harmful 0).
WORTH = {Grade.BEST: FULL, Grade.ACCEPTABLE: Fraction(1, 2), Grade.HARMFUL: NOTHING}


class ChoiceKind(Kind):
    """Choices of which one, or with `is_multiple` one or more, are right."""

    is_ticked = True

    def __init__(self, *, is_multiple: bool = False) -> None:
        self.is_multiple = is_multiple

    def check(self, stem: str, parts: Sequence[Part]) -> list[Fault]:
        return [*self._count_faults(parts), *text_faults(parts, LONGEST_CHOICE), *self._key_faults(parts)]

    def ask(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[AskedItem]:
        return [
            AskedItem(place, parts[index]["text"], is_chosen=index in response) for place, index in enumerate(order)
        ]

    def read(self, values: Sequence[str], parts: Sequence[Part], order: Order) -> Response:
        chosen = read_places(values, order)
        if len(chosen) > 1 and not self.is_multiple:
            raise InvalidAnswer("too_many")
        return chosen

    def mark(self, parts: Sequence[Part], response: Response, rule: str) -> Fraction:
        keys, chosen = key_indices(parts), set(response)
        if self.is_multiple and rule == MultipleMarking.PARTIAL:
            return share_of_right_minus_wrong(keys, chosen, len(parts))
        return Fraction(bool(keys) and chosen == keys)

    def review(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[ReviewedItem]:
        keys = key_indices(parts)
        return [
            ReviewedItem(place, parts[index]["text"], is_chosen=index in response, is_key=index in keys)
            for place, index in enumerate(order)
        ]

    def solution(self, parts: Sequence[Part]) -> Response:
        return sorted(key_indices(parts))

    def _key_faults(self, parts: Sequence[Part]) -> list[Fault]:
        keys = len(key_indices(parts))
        if self.is_multiple:
            return [] if 0 < keys < len(parts) else [Fault("keys_or_wrong_missing")]
        return [] if keys == 1 else [Fault("not_one_key")]


class TrueFalseKind(ChoiceKind):
    """Exactly two choices, which keep their order: readers expect it."""

    most = 2

    def check(self, stem: str, parts: Sequence[Part]) -> list[Fault]:
        if len(parts) != 2:
            return [Fault("not_two_choices")]
        return super().check(stem, parts)

    def place(self, parts: Sequence[Part], source: random.Random) -> Order:
        return list(range(len(parts)))


class SituationalKind(ChoiceKind):
    """Reactions to a situation, each of them best, acceptable or harmful; one is chosen."""

    block = "reaction"

    def mark(self, parts: Sequence[Part], response: Response, rule: str) -> Fraction:
        return WORTH[parts[response[0]]["grade"]] if response else NOTHING

    def review(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[ReviewedItem]:
        return [
            ReviewedItem(
                place,
                parts[index]["text"],
                is_chosen=index in response,
                is_key=parts[index]["grade"] == Grade.BEST,
                grade=parts[index]["grade"],
            )
            for place, index in enumerate(order)
        ]

    def solution(self, parts: Sequence[Part]) -> Response:
        return [index for index, part in enumerate(parts) if part["grade"] == Grade.BEST][:1]

    def _key_faults(self, parts: Sequence[Part]) -> list[Fault]:
        grades = [part.get("grade") for part in parts]
        unknown = [
            Fault("unknown_grade", {"number": number})
            for number, grade in enumerate(grades, start=1)
            if grade not in Grade.values
        ]
        has_both = Grade.BEST in grades and any(grade != Grade.BEST for grade in grades)
        return unknown or ([] if has_both else [Fault("no_best")])


def key_indices(parts: Sequence[Part]) -> set[int]:
    """The indices of the parts that are right."""
    return {index for index, part in enumerate(parts) if part.get("is_key")}


def text_faults(parts: Sequence[Part], longest: int) -> list[Fault]:
    """Empty, overlong and repeated texts among `parts`."""
    texts = [part.get("text", "") for part in parts]
    faults = [Fault("empty_part", {"number": number}) for number, text in enumerate(texts, start=1) if not text]
    faults += [
        Fault("part_too_long", {"number": number, "count": longest})
        for number, text in enumerate(texts, start=1)
        if len(text) > longest
    ]
    if repeated([text for text in texts if text]):
        faults.append(Fault("same_text"))
    return faults
