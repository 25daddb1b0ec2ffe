"""What every kind of question can do."""

import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from training.errors import InvalidAnswer

from .faults import Fault
from .views import AskedItem, Offer, ReviewedItem

#: One part of a question as plain data, e.g. {"text": "…", "is_key": True}; which keys it has depends on the kind.
Part = dict[str, Any]
#: Indices of parts in the order in which one attempt shows them.
Order = list[int]
#: What a person answered, as plain data; empty means not answered.
Response = list[Any]

LONGEST_STEM = 1000
FULL, NOTHING = Fraction(1), Fraction(0)


class Kind(ABC):
    """The rules of one kind of question. Indices count the parts from 0, places count what is shown from 0."""

    #: Which control of templates/training/controls/ takes the answer.
    control = "choices"
    #: Whether items are ticked; else each has a value of its own.
    is_ticked = False
    #: The block of the editing form that holds one part.
    block = "choice"
    fewest, most = 2, 10

    @abstractmethod
    def check(self, stem: str, parts: Sequence[Part]) -> list[Fault]:
        """What keeps the question from being asked fairly; empty when nothing does."""

    def place(self, parts: Sequence[Part], source: random.Random) -> Order:
        """The order in which one attempt shows the parts; stored with the attempt."""
        return source.sample(range(len(parts)), len(parts))

    @abstractmethod
    def ask(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[AskedItem]:
        """What is shown before submission: nothing that tells right from wrong."""

    def offers(self, parts: Sequence[Part], order: Order) -> list[Offer]:
        """What each item may be given, where that is a list."""
        return []

    @abstractmethod
    def read(self, values: Sequence[str], parts: Sequence[Part], order: Order) -> Response:
        """The response that a form's `values` stand for, in document order. Raises InvalidAnswer."""

    def write(self, parts: Sequence[Part], order: Order, response: Response) -> list[str]:
        """The values with which a form would give `response`: the reverse of `read`."""
        items = self.ask("", parts, order, response)
        if self.is_ticked:
            return [str(item.place) for item in items if item.is_chosen]
        return [item.value for item in items]

    @abstractmethod
    def mark(self, parts: Sequence[Part], response: Response, rule: str) -> Fraction | None:
        """The exact share of the mark that `response` earns, from 0 to 1; None while a trainer has to mark it.

        `rule` is a `MultipleMarking` and matters where several parts are right.
        """

    @abstractmethod
    def review(self, stem: str, parts: Sequence[Part], order: Order, response: Response) -> list[ReviewedItem]:
        """What is shown when the key may be seen."""

    @abstractmethod
    def solution(self, parts: Sequence[Part]) -> Response:
        """A response that earns the full mark, or that a full mark could be given for."""

    def _count_faults(self, parts: Sequence[Part]) -> list[Fault]:
        if len(parts) < self.fewest:
            return [Fault("too_few_parts", {"count": self.fewest})]
        return [Fault("too_many_parts", {"count": self.most})] if len(parts) > self.most else []


def read_places(values: Sequence[str], order: Order) -> list[int]:
    """The indices of the parts that stand at the places named by `values`. Raises InvalidAnswer."""
    places = [read_number(value, "unknown_choice") for value in values]
    if len(set(places)) < len(places) or not all(place < len(order) for place in places):
        raise InvalidAnswer("unknown_choice")
    return sorted(order[place] for place in places)


def read_number(value: str, code: str) -> int:
    """A count or place from 0. Raises InvalidAnswer(code)."""
    # Longer than any place can be; int() of a very long text is slow.
    if not (value.isascii() and value.isdecimal() and len(value) <= 4):
        raise InvalidAnswer(code)
    return int(value)


def read_text(value: str, longest: int) -> str:
    """A typed answer without outer blanks. Raises InvalidAnswer for what is too long or cannot be kept."""
    text = value.replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise InvalidAnswer("too_long")
    # PostgreSQL keeps neither NUL nor half of a surrogate pair.
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InvalidAnswer("bad_text")
    return text


def share_of_right_minus_wrong(keys: set[int], chosen: set[int], total: int) -> Fraction:
    """Share of the right parts that were chosen minus share of the wrong ones that were, not below 0."""
    wrong = total - len(keys)
    right_share = Fraction(len(chosen & keys), len(keys)) if keys else NOTHING
    wrong_share = Fraction(len(chosen - keys), wrong) if wrong else NOTHING
    return max(right_share - wrong_share, NOTHING)


def repeated(texts: Sequence[str]) -> bool:
    """Whether two of `texts` are the same."""
    return len(set(texts)) < len(texts)
