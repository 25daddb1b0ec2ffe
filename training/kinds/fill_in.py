"""Fill in: gaps in the stem, each with the answers that count as right."""

import random
import re
from collections.abc import Sequence
from fractions import Fraction

from training.errors import InvalidAnswer

from .faults import Fault
from .folding import fold
from .kind import Kind, Order, Part, Response, read_text
from .views import AskedItem, ReviewedItem

#: Two or more underscores, of either width.
GAP = re.compile(r"[_＿]{2,}")
LONGEST_ACCEPTED = 100
MOST_ACCEPTED = 10
LONGEST_TYPED = 200


class FillInKind(Kind):
    """One part for each gap. What is typed counts when it agrees with an accepted answer after folding."""

    control = "gaps"
    block = "gap"
    fewest = 1

    def check(self, stem: str, parts: Sequence[Part]) -> list[Fault]:
        faults = self._count_faults(parts)
        gaps = count_gaps(stem)
        if gaps != len(parts):
            faults.append(Fault("gaps_differ", {"gaps": gaps, "parts": len(parts)}))
        for number, part in enumerate(parts, start=1):
            accepted = part.get("accepted") or []
            if not accepted or not all(fold(text) for text in accepted):
                faults.append(Fault("no_accepted", {"number": number}))
            if len(accepted) > MOST_ACCEPTED:
                faults.append(Fault("too_many_accepted", {"number": number, "count": MOST_ACCEPTED}))
            if any(len(text) > LONGEST_ACCEPTED for text in accepted):
                faults.append(Fault("part_too_long", {"number": number, "count": LONGEST_ACCEPTED}))
        return faults

    def place(self, parts: Sequence[Part], source: random.Random) -> Order:
        return list(range(len(parts)))

    def ask(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[AskedItem]:
        """One item for each gap with the words before it; `stem_end` has those after the last."""
        words = GAP.split(stem)
        return [
            AskedItem(gap, words[gap] if gap < len(words) else "", value=_typed(response, gap))
            for gap in range(len(parts))
        ]

    def read(self, values: Sequence[str], parts: Sequence[Part], order: Order) -> Response:
        if not values:
            return []
        if len(values) != len(parts):
            raise InvalidAnswer("unknown_choice")
        typed = [read_text(value, LONGEST_TYPED) for value in values]
        return typed if any(typed) else []

    def mark(self, parts: Sequence[Part], response: Response, rule: str) -> Fraction:
        right = sum(_is_accepted(part, _typed(response, gap)) for gap, part in enumerate(parts))
        return Fraction(right, len(parts))

    def review(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[ReviewedItem]:
        words = GAP.split(stem)
        return [
            ReviewedItem(
                gap,
                words[gap] if gap < len(words) else "",
                given=_typed(response, gap),
                right=" / ".join(part["accepted"]),
                is_right=_is_accepted(part, _typed(response, gap)),
            )
            for gap, part in enumerate(parts)
        ]

    def solution(self, parts: Sequence[Part]) -> Response:
        return [(part["accepted"] or [""])[0] for part in parts]


def count_gaps(stem: str) -> int:
    """How many gaps the stem has."""
    return len(GAP.findall(stem))


def stem_end(stem: str) -> str:
    """What stands after the last gap; the whole stem when it has none."""
    return GAP.split(stem)[-1]


def _typed(response: Response, gap: int) -> str:
    return response[gap] if gap < len(response) else ""


def _is_accepted(part: Part, typed: str) -> bool:
    return bool(fold(typed)) and fold(typed) in {fold(text) for text in part["accepted"]}
