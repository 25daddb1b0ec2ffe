from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.enums import MultipleMarking, QuestionKind
from training.services.marking import is_pass, mark_answer, to_points

RULES = st.sampled_from(MultipleMarking.values)
KINDS = st.sampled_from(QuestionKind.values)


@st.composite
def questions(draw):
    """Choices, keys (some, but not all) and what somebody chose."""
    choices = draw(st.lists(st.integers(1, 999), min_size=2, max_size=8, unique=True))
    keys = draw(st.sets(st.sampled_from(choices), min_size=1, max_size=len(choices) - 1))
    chosen = draw(st.sets(st.sampled_from(choices)))
    return choices, keys, chosen


def multiple(keys, choices, chosen, rule=MultipleMarking.PARTIAL):
    return mark_answer(kind=QuestionKind.MULTIPLE, keys=keys, choices=choices, chosen=chosen, rule=rule)


@pytest.mark.parametrize(
    ("chosen", "share"),
    [
        ({1, 2}, Fraction(1)),
        ({1}, Fraction(1, 2)),
        ({1, 2, 3}, Fraction(2, 3)),
        ({1, 3}, Fraction(1, 6)),
        ({3}, Fraction(0)),
        ({1, 2, 3, 4, 5}, Fraction(0)),
        (set(), Fraction(0)),
    ],
)
def test_mark_partial_is_right_share_minus_wrong_share(chosen, share):
    assert multiple({1, 2}, {1, 2, 3, 4, 5}, chosen) == share


@pytest.mark.parametrize(("chosen", "share"), [({1, 2}, 1), ({1}, 0), ({1, 2, 3}, 0), (set(), 0)])
def test_mark_exact_is_all_or_nothing(chosen, share):
    assert multiple({1, 2}, {1, 2, 3}, chosen, MultipleMarking.EXACT) == share


@pytest.mark.parametrize("kind", [QuestionKind.SINGLE, QuestionKind.TRUE_FALSE])
@pytest.mark.parametrize(("chosen", "share"), [([1], 1), ([2], 0), ([], 0), ([1, 2], 0), ([1, 77], 1)])
def test_mark_one_key_is_all_or_nothing(kind, chosen, share):
    assert mark_answer(kind=kind, keys=[1], choices=[1, 2], chosen=chosen, rule=MultipleMarking.PARTIAL) == share


@given(questions(), KINDS, RULES)
def test_mark_lies_between_nothing_and_one(question, kind, rule):
    choices, keys, chosen = question
    assert 0 <= mark_answer(kind=kind, keys=keys, choices=choices, chosen=chosen, rule=rule) <= 1


@given(questions(), RULES)
def test_mark_is_one_exactly_for_the_keys(question, rule):
    choices, keys, chosen = question
    assert multiple(keys, choices, keys, rule) == 1
    assert (multiple(keys, choices, chosen, rule) == 1) == (chosen == keys)


@given(questions())
def test_mark_for_choosing_everything_is_nothing(question):
    choices, keys, _chosen = question
    assert multiple(keys, choices, choices) == 0


@given(questions(), st.data())
def test_mark_rises_with_a_right_choice_and_falls_with_a_wrong_one(question, data):
    choices, keys, chosen = question
    added = data.draw(st.sampled_from(choices))
    before, after = multiple(keys, choices, chosen - {added}), multiple(keys, choices, chosen | {added})
    assert after >= before if added in keys else after <= before


@given(questions(), KINDS, RULES, st.randoms(use_true_random=False))
def test_mark_does_not_depend_on_order_or_names(question, kind, rule, source):
    choices, keys, chosen = question
    renamed = dict(zip(choices, source.sample(range(2000, 3000), len(choices)), strict=True))
    shuffled = source.sample(choices, len(choices))
    assert mark_answer(kind=kind, keys=keys, choices=choices, chosen=chosen, rule=rule) == mark_answer(
        kind=kind,
        keys=[renamed[key] for key in shuffled if key in keys],
        choices=[renamed[choice] for choice in shuffled],
        chosen=[renamed[choice] for choice in shuffled if choice in chosen],
        rule=rule,
    )


@given(questions(), KINDS, RULES, st.sets(st.integers(1000, 2000)))
def test_mark_ignores_what_was_not_offered(question, kind, rule, unknown):
    choices, keys, chosen = question
    marks = {
        mark_answer(kind=kind, keys=keys, choices=choices, chosen=given_ids, rule=rule)
        for given_ids in (chosen, chosen | unknown)
    }
    assert len(marks) == 1


@given(st.fractions(0, 50))
def test_points_are_thousandths_and_never_more_than_earned(share):
    points = to_points(share)
    assert points == points.quantize(Decimal("0.001"))
    assert 0 <= share - Fraction(points) < Fraction(1, 1000)


def test_points_of_three_thirds_are_one():
    assert to_points(sum([Fraction(1, 3)] * 3)) == Decimal(1)


@given(st.fractions(0, 1), st.integers(1, 60), st.integers(1, 100))
def test_pass_from_rounded_points_is_the_pass_from_exact_ones(share, maximum, pass_mark):
    exact = share * maximum
    points = to_points(exact)
    assert is_pass(points=points, maximum=maximum, pass_mark=pass_mark) == (exact * 100 >= pass_mark * maximum)


def test_pass_of_an_empty_quiz_does_not_exist():
    assert not is_pass(points=Decimal(0), maximum=0, pass_mark=1)
