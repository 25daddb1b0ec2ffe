"""How far a person is with a rule: from facts about each requirement to one state.

Semantics 1: missing beats failed, failed beats passed. Semantics 3: what closed it decides the date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from training.duties.rule import Group, Part, Requirement, Rule
from training.enums import ProgressState

MISSING = (ProgressState.NOT_STARTED, ProgressState.IN_PROGRESS)
#: Which of the open parts of a group are looked at first: those nearest to being met.
NEARNESS = [
    ProgressState.FAILED_RETRY,
    ProgressState.IN_PROGRESS,
    ProgressState.NOT_STARTED,
    ProgressState.FAILED,
]


@dataclass(frozen=True)
class Fact:
    """What the evidence says about one requirement. `since` is the moment from which the state holds."""

    state: ProgressState = ProgressState.NOT_STARTED
    met_at: datetime | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """Where a person stands with one part of a rule, and with the parts below it."""

    part: Part
    state: ProgressState
    met_at: datetime | None = None
    since: datetime | None = None
    below: Sequence["Standing"] = field(default_factory=tuple)

    @property
    def is_met(self) -> bool:
        return self.state == ProgressState.MET

    @property
    def is_group(self) -> bool:
        return isinstance(self.part, Group)

    def leaves(self) -> list["Standing"]:
        """The requirements below, in order."""
        return [leaf for one in self.below for leaf in one.leaves()] if self.is_group else [self]


def evaluate(rule: Rule, facts: Mapping[str, Fact]) -> Standing:
    """Where a person stands with `rule`; `facts` by key of the requirement, none meaning not started.

    A rule that requires nothing is never met.
    """
    return _evaluate(rule.root, facts)


def _evaluate(part: Part, facts: Mapping[str, Fact]) -> Standing:
    if isinstance(part, Requirement):
        fact = facts.get(part.key, Fact())
        return Standing(part, fact.state, fact.met_at, fact.since)
    below = tuple(_evaluate(one, facts) for one in part.parts)
    met = sorted((one for one in below if one.is_met), key=lambda one: one.met_at)
    moments = [one.since for one in below if one.since is not None]
    if part.parts and len(met) >= part.count:
        met_at = met[part.count - 1].met_at
        return Standing(part, ProgressState.MET, met_at, met_at, below)
    waiting = sorted((one for one in below if not one.is_met), key=lambda one: NEARNESS.index(one.state))
    state = _open_state([one.state for one in waiting[: part.count - len(met)]], [one.state for one in below])
    return Standing(part, state, None, max(moments, default=None), below)


def _open_state(nearest: Sequence[ProgressState], every: Sequence[ProgressState]) -> ProgressState:
    """The state of a group that is not met; `nearest` are the parts that would close it."""
    if not nearest or any(state in MISSING for state in nearest):
        is_begun = any(state != ProgressState.NOT_STARTED for state in every)
        return ProgressState.IN_PROGRESS if is_begun else ProgressState.NOT_STARTED
    return ProgressState.FAILED if ProgressState.FAILED in nearest else ProgressState.FAILED_RETRY
