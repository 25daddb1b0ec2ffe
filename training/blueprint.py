"""Whether the bank holds enough for a blueprint: the judgement alone, without database.

Semantics 14: each attempt draws what the person has not seen first. So a row needs its count of questions for one
attempt, and as many times more as there are attempts with nothing but unseen questions. Rows whose pools overlap
are judged together: a question fills one place only.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.services.drawing import Row

#: Without a limit of attempts: so many times the count let a second attempt ask something else.
RESERVE = 2
Signature = frozenset[int]


class Supply(StrEnum):
    """How far the pool of a row goes: not for one attempt, not for all, or far enough."""

    SHORT = "short"
    THIN = "thin"
    ENOUGH = "enough"


@dataclass(frozen=True)
class RowSupply:
    """One row: `pool` questions match besides the fixed ones, `count` are drawn, `needed` would be enough."""

    label: str
    count: int
    pool: int
    needed: int
    attempts: int | None

    @property
    def supply(self) -> Supply:
        if self.pool < self.count:
            return Supply.SHORT
        return Supply.THIN if self.pool < self.needed else Supply.ENOUGH

    @property
    def advice(self) -> str:
        """What an author should know of the row; empty when there is enough."""
        words = {"count": self.count, "pool": self.pool, "needed": self.needed, "attempts": self.attempts}
        if self.supply == Supply.SHORT:
            return _("Too few: an attempt asks %(pool)s instead of %(count)s.") % words
        if self.supply == Supply.ENOUGH:
            return ""
        if self.attempts is None:
            return _("Few: who tries again soon meets the same questions. Enough would be %(needed)s.") % words
        return _("Few: for new questions in each of %(attempts)s attempts %(needed)s are needed.") % words


@dataclass(frozen=True)
class BankSupply:
    """What the bank holds for all rows in one mode. `filled` of `places` can be filled in one attempt."""

    rows: list[RowSupply]
    places: int
    filled: int
    shares_short: bool = False
    shares_thin: bool = False

    @property
    def shared_supply(self) -> Supply:
        """How far all pools go together, when that is less far than each alone."""
        if self.shares_short:
            return Supply.SHORT
        return Supply.THIN if self.shares_thin else Supply.ENOUGH

    @property
    def shared_advice(self) -> str:
        """What holds for the rows together and not for one alone."""
        if self.shares_short:
            return _("Rows draw from the same questions: together %(filled)s of %(places)s places can be filled.") % {
                "filled": self.filled,
                "places": self.places,
            }
        if self.shares_thin:
            return _("Rows draw from the same questions: together there are few for further attempts.")
        return ""


@dataclass(frozen=True)
class BlueprintReport:
    """A quiz before its readers: `fixed` questions are always asked, `unready` ones of them left out.

    `practice` is None where the quiz may not be practised.
    """

    test: BankSupply
    practice: BankSupply | None = None
    fixed: int = 0
    unready: int = 0

    @property
    def rows(self) -> list[tuple[RowSupply, RowSupply | None]]:
        """Each row as tests and as practice find it."""
        return list(zip_longest(self.test.rows, self.practice.rows if self.practice else []))

    @property
    def asked(self) -> int:
        """How many questions an attempt asks now."""
        return self.fixed + self.test.filled

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for yet."""
        return not self.test.rows and not self.fixed and not self.unready

    @property
    def notes(self) -> list[str]:
        """What an author should mend and no single row can tell."""
        found = [] if self.asked else [_("No question can be asked: nobody can begin an attempt.")]
        if self.unready:
            left_out = ngettext(
                "%(count)s fixed question is not ready and is left out.",
                "%(count)s fixed questions are not ready and are left out.",
                self.unready,
            )
            found.append(left_out % {"count": self.unready})
        if self.practice and self.practice.filled < self.test.filled:
            words = {"filled": self.practice.filled, "places": self.test.filled}
            found.append(
                _("Practice draws %(filled)s questions, not %(places)s: the others are for tests only.") % words
            )
        return found

    @property
    def warnings(self) -> list[str]:
        """Everything an author should mend, in words; rows are named."""
        of_rows = [f"{row.label}: {row.advice}" for row in self.test.rows if row.advice]
        return [*of_rows, *filter(None, [self.test.shared_advice]), *self.notes]


def judge_supply(
    *, rows: Sequence[Row], labels: Sequence[str], fixed: Collection[int] = (), attempts: int | None = None
) -> BankSupply:
    """What the bank holds for `rows`; `fixed` questions are asked anyway and cannot be drawn.

    `attempts` is how many each person has, None without a limit.
    """
    taken = set(fixed)
    pools = [set(row.pool) - taken for row in rows]
    times = RESERVE if attempts is None else attempts
    counts = [row.count for row in rows]
    filled = fillable(pools, counts)
    alone = sum(min(len(pool), count) for pool, count in zip(pools, counts, strict=True))
    later = [count * times for count in counts]
    alone_later = sum(min(len(pool), count) for pool, count in zip(pools, later, strict=True))
    return BankSupply(
        rows=[
            RowSupply(label, count, len(pool), max(count, count * times), attempts)
            for label, pool, count in zip(labels, pools, counts, strict=True)
        ],
        places=sum(counts),
        filled=filled,
        shares_short=filled < alone,
        shares_thin=fillable(pools, later) < alone_later,
    )


def fillable(pools: Sequence[Collection[int]], counts: Sequence[int]) -> int:
    """How many places can be filled at once when each question fills one place of one row that may draw it.

    As `drawing.draw` does it question by question; here by groups of questions that the same rows may draw.
    """
    spare: Counter[Signature] = Counter(
        frozenset(number for number, pool in enumerate(pools) if question in pool) for question in set().union(*pools)
    )
    lent: Counter[tuple[int, Signature]] = Counter()
    filled = 0
    for row, count in enumerate(counts):
        for _place in range(count):
            if not _lend(row, spare, lent, set()):
                break
            filled += 1
    return filled


def _lend(row: int, spare: Counter[Signature], lent: Counter[tuple[int, Signature]], asked: set[int]) -> bool:
    """Gives `row` one more question; one that nobody holds, or one whose holder can take another."""
    asked.add(row)
    open_to_row = [signature for signature in spare if row in signature]
    for signature in open_to_row:
        if spare[signature]:
            spare[signature] -= 1
            lent[row, signature] += 1
            return True
    for signature in open_to_row:
        for holder in signature - asked:
            if lent[holder, signature] and _lend(holder, spare, lent, asked):
                lent[holder, signature] -= 1
                lent[row, signature] += 1
                return True
    return False
