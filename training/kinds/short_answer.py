"""Short answer: some sentences that a trainer marks by a rubric."""

import random
from collections.abc import Sequence
from fractions import Fraction

from training.errors import InvalidAnswer

from .faults import Fault
from .kind import NOTHING, Kind, Order, Part, Response, read_text
from .views import AskedItem, ReviewedItem

LONGEST_CRITERION = 300
LONGEST_ANSWER = 3000
MOST_POINTS = 10


class ShortAnswerKind(Kind):
    """Criteria with points; the mark is points given ÷ points of all criteria."""

    control = "text"
    block = "criterion"
    fewest, most = 1, 8

    def check(self, stem: str, parts: Sequence[Part]) -> list[Fault]:
        faults = self._count_faults(parts)
        for number, part in enumerate(parts, start=1):
            points = part.get("points")
            if not part.get("criterion"):
                faults.append(Fault("empty_part", {"number": number}))
            elif len(part["criterion"]) > LONGEST_CRITERION:
                faults.append(Fault("part_too_long", {"number": number, "count": LONGEST_CRITERION}))
            if type(points) is not int or not 1 <= points <= MOST_POINTS:
                faults.append(Fault("no_points", {"number": number}))
        return faults

    def place(self, parts: Sequence[Part], source: random.Random) -> Order:
        return []

    def ask(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[AskedItem]:
        return [AskedItem(0, "", value=_text(response))]

    def read(self, values: Sequence[str], parts: Sequence[Part], order: Order) -> Response:
        if len(values) > 1:
            raise InvalidAnswer("unknown_choice")
        text = read_text(values[0], LONGEST_ANSWER) if values else ""
        return [text] if text else []

    def mark(self, parts: Sequence[Part], response: Response, rule: str) -> Fraction | None:
        """Nothing for nothing; everything else waits for a trainer."""
        return None if response else NOTHING

    def review(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[ReviewedItem]:
        return [ReviewedItem(0, "", given=_text(response))]

    def solution(self, parts: Sequence[Part]) -> Response:
        return [" ".join(part["criterion"] for part in parts)]


def mark_by_rubric(parts: Sequence[Part], points: Sequence[int]) -> Fraction:
    """The mark for `points`, one number for each criterion. Raises ValueError when they do not fit the rubric."""
    most = [part["points"] for part in parts]
    if len(points) != len(most) or not all(0 <= given <= top for given, top in zip(points, most, strict=True)):
        raise ValueError("One whole number for each criterion, from 0 to its points.")
    return Fraction(sum(points), sum(most))


def _text(response: Response) -> str:
    return response[0] if response else ""
