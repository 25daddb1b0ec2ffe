"""What a regrade makes of one attempt: the rule alone, the same for the dry run and for the signed one.

Semantics 19 of the design: by the corrected key, by either key, full mark, or without the question; with "only raise"
nobody loses anything; a pass is never taken by the regrade itself, but filed for a person to decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from training.enums import RegradeMode
from training.kinds import KINDS, Part, Response
from training.same_parts import carry_response
from training.services.marking import MarkedAnswer, Verdict, judge, to_points

FULL = Fraction(1)


@dataclass(frozen=True)
class Case:
    """The answer of one submitted attempt to the version that is marked anew, and what decides about the result.

    `mark` is the one on record and `result` that of the attempt; None while a trainer still has to mark. `offered` is
    the exact share that the regrade would give, None where it leaves the question out. `others` are the other answers
    that count; `waits`: one more of them has no mark yet.
    """

    answer: int
    skill: int
    mark: Decimal | None
    is_dropped: bool
    result: Verdict | None
    offered: Fraction | None
    others: tuple[MarkedAnswer, ...]
    waits: bool
    pass_mark: int
    skill_minimum: int | None = None

    @property
    def result_offered(self) -> Verdict | None:
        """The result by the regrade."""
        if self.waits:
            return None
        own = [] if self.offered is None else [MarkedAnswer(self.skill, self.offered)]
        return judge([*self.others, *own], pass_mark=self.pass_mark, skill_minimum=self.skill_minimum)


@dataclass(frozen=True)
class Change:
    """One mark before and after; None where it was not given yet, or where the question is left out.

    The results are None while a trainer still has to mark something else. With `needs_decision` nothing is changed
    before a person has decided: the attempt would lose its pass.
    """

    answer: int
    before: Decimal | None
    after: Decimal | None
    result_before: Verdict | None
    result_after: Verdict | None

    @property
    def drops(self) -> bool:
        return self.after is None

    @property
    def falls(self) -> bool:
        return self.before is not None and self.after is not None and self.after < self.before

    @property
    def passed_before(self) -> bool:
        return self.result_before is not None and self.result_before.passed

    @property
    def passed_after(self) -> bool:
        return self.result_after is not None and self.result_after.passed

    @property
    def needs_decision(self) -> bool:
        return self.passed_before and not self.passed_after

    @property
    def newly_passes(self) -> bool:
        return self.passed_after and not self.passed_before


def offered_share(
    *, mode: str, kind: str, response: Response, shown: Sequence[Part], corrected: Sequence[Part], rule: str
) -> Fraction | None:
    """What a regrade of this `mode` gives for `response`; None where it leaves the question out.

    `shown` are the parts that were answered, `corrected` those with the other key (empty for the modes without one).
    `rule` is the marking of multiple choice that the attempt was started with.
    """
    if mode == RegradeMode.DROPPED:
        return None
    if mode == RegradeMode.FULL_CREDIT:
        return FULL
    by_corrected = corrected_share(kind=kind, response=response, shown=shown, corrected=corrected, rule=rule)
    if mode == RegradeMode.CORRECTED_KEY:
        return by_corrected
    by_shown = KINDS[kind].mark(shown, response, rule)
    assert by_shown is not None, "both_keys is for kinds that are marked by a key"
    return max(by_shown, by_corrected)


def corrected_share(
    *, kind: str, response: Response, shown: Sequence[Part], corrected: Sequence[Part], rule: str
) -> Fraction:
    """What `response`, given to the parts `shown`, earns by the key of `corrected`."""
    share = KINDS[kind].mark(corrected, carry_response(kind, response, shown, corrected), rule)
    assert share is not None, "a corrected key is for kinds that are marked by a key"
    return share


def changes_mark(*, mark: Decimal | None, is_dropped: bool, offered: Fraction | None) -> bool:
    """Whether the mark on record is another than the one that a regrade offers."""
    if offered is None:
        return not is_dropped
    return is_dropped or to_points(offered) != mark


def plan_change(case: Case, *, only_raise: bool) -> Change | None:
    """What becomes of `case`; None when everything stays.

    With `only_raise` no mark falls, and a question is left out only where the result does not fall by it.
    An attempt that asked nothing else keeps the question.
    """
    if not changes_mark(mark=case.mark, is_dropped=case.is_dropped, offered=case.offered):
        return None
    if case.offered is None and not case.others and not case.waits:
        return None
    change = Change(
        answer=case.answer,
        before=None if case.is_dropped else case.mark,
        after=None if case.offered is None else to_points(case.offered),
        result_before=case.result,
        result_after=case.result_offered,
    )
    return None if only_raise and _may_lower(case, change) else change


def _may_lower(case: Case, change: Change) -> bool:
    """Whether the change takes something from the person, or might do so when the rest is marked."""
    if change.before is not None and change.after is not None:
        return change.after < change.before
    before, after = change.result_before, change.result_after
    if before is not None and after is not None:
        return change.needs_decision or after.points * before.maximum < before.points * after.maximum
    if change.after is None:
        # Leaving out what earned nothing never lowers a share; of anything else nobody knows yet.
        return bool(change.before)
    return case.is_dropped and change.after < 1
