import itertools
import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.services.statistics import Reliability, draw_spread, reliability
from training.tests.mark_tables import MARK, RIGHT_OR_WRONG, drawn_tables, tables


@given(tables(MARK | RIGHT_OR_WRONG))
def test_reliability_of_a_full_table_is_the_alpha_of_the_books(table):
    matrix = np.array(table, dtype=float)
    questions = matrix.shape[1]
    sums = matrix.sum(axis=1).var(ddof=1)

    found = reliability([dict(enumerate(row)) for row in table])

    if sums < 1e-9:
        assert found is None
        return
    alpha = questions / (questions - 1) * (1 - matrix.var(axis=0, ddof=1).sum() / sums)
    assert found.alpha == pytest.approx(alpha, rel=1e-6, abs=1e-6)
    assert found.error == pytest.approx(100 / questions * math.sqrt(sums * max(1 - alpha, 0)), abs=1e-4)
    assert found.is_drawn is False


def test_reliability_of_drawn_questions_worked_by_hand():
    draws = [{"a": 1, "b": 1}, {"a": 0, "b": 0}, {"a": 1, "c": 1}, {"a": 0, "c": 0}, {"b": 1, "c": 0}, {"b": 0, "c": 1}]
    people = [{question: Decimal(mark) for question, mark in draw.items()} for draw in draws]

    # Each question was asked of four and has the mean ½: squares add up to 3 over 3 × 3 degrees, v = 1/3.
    # Products of differences: four times ¼, twice -¼, together ½. A pair was asked of two people, its two questions of
    # four each: 2 × (1 - ¼ - ¼ + 2/16) = 1.25, three pairs make 3.75, c = ½ ÷ 3.75 = 2/15.
    # k = 2: alpha = 2 × 2/15 ÷ (1/3 + 2/15) = 4/7, error = √((1/3 - 2/15) ÷ 2) = √0.1.
    assert reliability(people) == Reliability(pytest.approx(4 / 7), pytest.approx(100 * math.sqrt(0.1)), True)
    assert draw_spread(people) == 0


def pooled(people):
    """Mean variance and covariance pair by pair, and the mean number of questions, from a table with gaps."""
    marks = np.array([[float(row.get(question, "nan")) for question in range(6)] for row in people])
    there = ~np.isnan(marks)
    asked = there.sum(axis=0)
    apart = np.where(there, marks - np.nansum(marks, axis=0) / np.maximum(asked, 1), 0)
    products = freedom = 0.0
    for one, other in itertools.combinations(range(6), 2):
        if both := (there[:, one] & there[:, other]).sum():
            products += (apart[:, one] * apart[:, other]).sum()
            freedom += both * (1 - 1 / asked[one] - 1 / asked[other] + both / (asked[one] * asked[other]))
    degrees = np.maximum(asked - 1, 0).sum()
    return (apart**2).sum() / max(degrees, 1), products / freedom if freedom > 1e-9 else 1, there.sum(axis=1).mean()


@given(drawn_tables())
def test_reliability_of_drawn_questions_agrees_with_numpy_pair_by_pair(people):
    variance, covariance, length = pooled(people)
    whole = variance + (length - 1) * covariance

    found = reliability(people)

    if covariance > variance + 1e-9 or whole < 1e-9 or length == 1:
        assert found is None
        return
    assert found.alpha == pytest.approx(min(1, length * covariance / whole), rel=1e-6, abs=1e-6)
    assert found.error == pytest.approx(100 * math.sqrt(max(variance - covariance, 0) / length), abs=1e-4)
    assert found.is_drawn is any(row.keys() != people[0].keys() for row in people)


def test_reliability_of_drawn_questions_comes_near_that_of_a_test_of_this_length():
    random = np.random.default_rng(20261122)
    ability, difficulty = random.normal(size=(3000, 1)), random.normal(size=(1, 60))
    pool = (random.random((3000, 60)) < 1 / (1 + np.exp(difficulty - ability))).astype(int)
    draws = [random.choice(60, 20, replace=False) for _person in pool]

    found = reliability([{int(q): Decimal(int(row[q])) for q in draw} for row, draw in zip(pool, draws, strict=True)])

    sums = pool.sum(axis=1).var(ddof=1)
    whole = 60 / 59 * (1 - pool.var(axis=0, ddof=1).sum() / sums)
    # Spearman and Brown: what a third of the questions would reach.
    assert found.alpha == pytest.approx(whole / 3 / (1 - 2 / 3 * whole), abs=0.01)


@pytest.mark.parametrize(
    "people",
    [
        [],
        [{"a": 1, "b": 0}],  # one person
        [{"a": 1}, {"a": 0}, {"a": 1}],  # one question
        [{"a": 1, "b": 1}, {"a": 1, "b": 1}],  # no variance
        [{"a": 1, "b": 0}, {"a": 0, "b": 1}],  # all sums alike
        [{"a": 1, "b": 0}, {"c": 0, "d": 1}],  # nobody shares a question
        [{"a": 1}, {"b": 1}, {"a": 0}, {"b": 0}],  # nobody was asked two
    ],
)
def test_reliability_that_is_not_defined_is_none(people):
    assert reliability([{question: Decimal(mark) for question, mark in row.items()} for row in people]) is None


def test_reliability_of_questions_that_contradict_each_other_is_negative():
    people = [{"a": 1, "b": 0}, {"a": 1, "b": 0}, {"a": 0, "b": 1}, {"a": 1, "b": 1}]
    found = reliability([{question: Decimal(mark) for question, mark in row.items()} for row in people])
    assert found.alpha < 0


def test_draw_spread_tells_how_unequal_the_draws_were():
    # "a" is solved by all, "b" by nobody: half of the people drew the easy one, half the hard one.
    people = [{"a": Decimal(1)}, {"a": Decimal(1)}, {"b": Decimal(0)}, {"b": Decimal(0)}]
    assert draw_spread(people) == pytest.approx(100 * np.std([1, 1, 0, 0], ddof=1))
    assert draw_spread([{"a": Decimal(1)}, {"a": Decimal(0)}]) is None
    assert draw_spread([]) is None


@given(drawn_tables(), st.randoms())
def test_figures_do_not_depend_on_the_order_of_people_and_questions(people, random):
    shuffled = [dict(random.sample(list(row.items()), len(row))) for row in random.sample(people, len(people))]

    before, after = reliability(people), reliability(shuffled)

    assert (before is None) == (after is None)
    if before is not None:
        assert after.alpha == pytest.approx(before.alpha, rel=1e-6, abs=1e-6)
