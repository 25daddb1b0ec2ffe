"""Whether two versions of a question showed the same parts, and what an answer to one of them says about the other.

Two versions may differ in their key alone and still hold their parts in another order: an author who corrects the order
of steps moves them. What a person answered is therefore carried over by the words that they read.
"""

from collections.abc import Sequence
from typing import Protocol

from training.kinds import KINDS, Order, Part, Response
from training.kinds.fill_in import GAP
from training.kinds.folding import fold
from training.kinds.matching import UNSET


class Wording(Protocol):
    """What a version of a question holds."""

    kind: str
    stem: str
    parts: Sequence[Part]


def are_same_parts(shown: Wording, other: Wording) -> bool:
    """Whether a reader of `shown` would have seen the same things to choose, fill, rank or match in `other`.

    Keys, grades, accepted answers, notes and the right order may differ, and so may the stem around them. A short
    answer has no parts that are shown.
    """
    if shown.kind != other.kind or KINDS[shown.kind].control == "text":
        return False
    return _as_read(shown) == _as_read(other)


def carry_response(kind: str, response: Response, parts: Sequence[Part], others: Sequence[Part]) -> Response:
    """`response`, given to a version with `parts`, in the indices of one with the same parts in the order `others`."""
    control = KINDS[kind].control
    if not response or control in ("turns", "gaps", "text"):
        return list(response)
    if control == "pairs":
        return _carry_pairs(response, parts, others)
    if control == "ranks":
        rank_of = {part["text"]: rank for part, rank in zip(parts, response, strict=True)}
        return [rank_of[part["text"]] for part in others]
    place_of = {part["text"]: index for index, part in enumerate(others)}
    return sorted(place_of[parts[index]["text"]] for index in response)


def carry_order(kind: str, order: Order, parts: Sequence[Part], others: Sequence[Part]) -> Order:
    """The order in which the parts were shown, in the indices of a version with the same parts."""
    control = KINDS[kind].control
    if control in ("turns", "gaps", "text"):
        return list(order)
    words = "right" if control == "pairs" else "text"
    first_with = _first_with(others, words)
    return [first_with[parts[index][words]] for index in order]


def _as_read(version: Wording) -> object:
    control, parts = KINDS[version.kind].control, version.parts
    if control == "gaps":
        return [fold(words) for words in GAP.split(version.stem)], len(parts)
    if control == "turns":
        return [(part["speaker"], part["text"]) for part in parts]
    if control == "pairs":
        return sorted(_lefts(parts)), {part["right"] for part in parts}
    return sorted(part["text"] for part in parts)


def _carry_pairs(response: Response, parts: Sequence[Part], others: Sequence[Part]) -> Response:
    chosen = dict(zip(_lefts(parts), response, strict=True))
    first_with = _first_with(others, "right")
    return [
        UNSET if chosen[left] == UNSET else first_with[parts[chosen[left]]["right"]]  # of equal ones the first
        for left in _lefts(others)
    ]


def _lefts(parts: Sequence[Part]) -> list[str]:
    return [part["left"] for part in parts if part.get("left")]


def _first_with(parts: Sequence[Part], words: str) -> dict[str, int]:
    first: dict[str, int] = {}
    for index, part in enumerate(parts):
        first.setdefault(part[words], index)
    return first
