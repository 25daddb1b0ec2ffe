"""How far somebody is with a rule: combining parts, whatever their order."""

import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.duties.rule import Group, Requirement, Rule, courses_rule, read_rule
from training.duties.standing import Fact, evaluate
from training.enums import ProgressState

NOT_STARTED, BEGUN, RETRY, FAILED, MET = (
    ProgressState.NOT_STARTED,
    ProgressState.IN_PROGRESS,
    ProgressState.FAILED_RETRY,
    ProgressState.FAILED,
    ProgressState.MET,
)


def day(number: int) -> datetime.datetime:
    return datetime.datetime(2026, 3, number, 9, tzinfo=datetime.UTC)


def leaf(key: str) -> Requirement:
    return Requirement(key, "course", 1)


def fact(state, on: int = 1) -> Fact:
    return Fact(state, day(on) if state == MET else None, None if state == NOT_STARTED else day(on))


def state_of(needed, *states) -> ProgressState:
    keys = [str(number) for number in range(len(states))]
    rule = Rule(Group("root", tuple(leaf(key) for key in keys), needed))
    return evaluate(rule, {key: fact(state) for key, state in zip(keys, states, strict=True)}).state


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([NOT_STARTED, NOT_STARTED], NOT_STARTED),
        ([NOT_STARTED, BEGUN], BEGUN),
        ([NOT_STARTED, MET], BEGUN),
        ([MET, MET], MET),
        # missing beats failed
        ([NOT_STARTED, FAILED], BEGUN),
        ([BEGUN, FAILED], BEGUN),
        ([NOT_STARTED, RETRY], BEGUN),
        # failed beats passed
        ([MET, FAILED], FAILED),
        ([MET, RETRY], RETRY),
        ([RETRY, FAILED], FAILED),
        ([FAILED, FAILED], FAILED),
    ],
)
def test_all_of_combines(states, expected):
    assert state_of(None, *states) == expected
    assert state_of(None, *reversed(states)) == expected


@pytest.mark.parametrize(
    ("needed", "states", "expected"),
    [
        (1, [NOT_STARTED, NOT_STARTED], NOT_STARTED),
        (1, [FAILED, MET], MET),
        (1, [FAILED, NOT_STARTED], BEGUN),
        (1, [RETRY, NOT_STARTED], RETRY),
        (1, [FAILED, FAILED], FAILED),
        (1, [FAILED, RETRY], RETRY),
        (2, [MET, FAILED, RETRY], RETRY),
        (2, [MET, FAILED, FAILED], FAILED),
        (2, [MET, MET, NOT_STARTED], MET),
        (2, [FAILED, FAILED, BEGUN], BEGUN),
    ],
)
def test_any_of_combines(needed, states, expected):
    assert state_of(needed, *states) == expected
    assert state_of(needed, *reversed(states)) == expected


def test_earned_date_is_that_of_what_closed_it():
    rule = Rule(Group("root", (leaf("a"), Group("either", (leaf("b"), leaf("c")), 1))))

    standing = evaluate(rule, {"a": fact(MET, 3), "b": fact(MET, 9), "c": fact(MET, 5)})

    assert (standing.state, standing.met_at) == (MET, day(5))


def test_rule_that_asks_nothing_is_never_met():
    assert evaluate(Rule(), {}).state == NOT_STARTED


def test_a_requirement_without_a_fact_is_not_started():
    assert evaluate(courses_rule([(1, "甲"), (2, "乙")]), {"course-1": fact(MET)}).state == BEGUN


# --- properties ----------------------------------------------------------------------------

KEYS = [f"k{number}" for number in range(8)]
STATES = st.sampled_from(list(ProgressState))
FACTS = st.dictionaries(st.sampled_from(KEYS), st.builds(fact, STATES, st.integers(1, 28)))


@st.composite
def rules(draw) -> Rule:
    """Trees of up to three levels over a few requirements, each named once."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=8, unique=True))
    parts = [leaf(key) for key in keys]
    for level in range(draw(st.integers(0, 2))):
        cut = draw(st.integers(1, len(parts)))
        needed = draw(st.one_of(st.none(), st.integers(1, cut)))
        parts = [Group(f"g{level}", tuple(parts[:cut]), needed), *parts[cut:]]
    return Rule(Group("root", tuple(parts), draw(st.one_of(st.none(), st.integers(1, len(parts))))))


def shuffled(part, order: random.Random):
    if isinstance(part, Requirement):
        return part
    parts = [shuffled(one, order) for one in part.parts]
    order.shuffle(parts)
    return Group(part.key, tuple(parts), part.needed)


@given(rules(), FACTS, st.integers())
def test_order_of_parts_and_evidence_does_not_matter(rule, facts, seed):
    order = random.Random(seed)
    mixed = list(facts.items())
    order.shuffle(mixed)

    straight, other = evaluate(rule, facts), evaluate(Rule(shuffled(rule.root, order)), dict(mixed))

    assert (straight.state, straight.met_at) == (other.state, other.met_at)


@given(rules(), FACTS, st.sampled_from(KEYS), st.integers(1, 28))
def test_more_that_is_met_never_takes_anything_away(rule, facts, key, on):
    before, after = evaluate(rule, facts), evaluate(rule, {**facts, key: fact(MET, on)})

    if before.is_met:
        assert after.is_met


@given(rules(), FACTS)
def test_met_exactly_with_a_date_of_one_of_its_parts(rule, facts):
    standing = evaluate(rule, facts)

    assert (standing.met_at is not None) == standing.is_met
    if standing.is_met:
        assert standing.met_at in {one.met_at for one in standing.leaves()}


@given(rules())
def test_a_rule_is_stored_and_read_back_as_it_was(rule):
    again = read_rule(rule.as_data())

    # Only the root always asks for all of its parts: it is the programme.
    assert again.as_data() == rule.as_data()
    assert again.targets() == rule.targets()
