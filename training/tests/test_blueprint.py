"""Whether the bank holds enough for a blueprint: judged by numbers alone."""

import random

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from training.blueprint import BlueprintReport, Supply, fillable, judge_supply
from training.services.drawing import Row, draw

QUESTIONS = st.integers(0, 12)
ROWS = st.lists(st.tuples(st.sets(QUESTIONS), st.integers(1, 5)), max_size=4)


def judge(*rows, fixed=(), attempts=None):
    return judge_supply(
        rows=[Row(set(pool), count) for pool, count in rows],
        labels=[f"row {number}" for number in range(len(rows))],
        fixed=fixed,
        attempts=attempts,
    )


@given(rows=ROWS, seed=st.integers(0, 5))
def test_as_many_places_are_fillable_as_a_draw_fills(rows, seed):
    drawn = draw(fixed=[], rows=[Row(pool, count) for pool, count in rows], seen={}, source=random.Random(seed))
    assert fillable([pool for pool, _ in rows], [count for _, count in rows]) == len(drawn)


@given(rows=ROWS, fixed=st.sets(QUESTIONS), attempts=st.none() | st.integers(1, 4))
def test_what_is_judged_enough_is_enough_for_every_attempt(rows, fixed, attempts):
    supply = judge(*rows, fixed=fixed, attempts=attempts)
    good = not supply.shared_advice and all(row.supply == Supply.ENOUGH for row in supply.rows)
    times = 2 if attempts is None else attempts
    wanted = [Row(pool, count * times) for pool, count in rows]
    drawn = draw(fixed=sorted(fixed), rows=wanted, seen={}, source=random.Random(0))
    assert good == (len(drawn) == len(fixed) + sum(row.count for row in wanted))


@pytest.mark.parametrize(
    ("pool", "attempts", "supply", "needed"),
    [
        (4, None, Supply.SHORT, 10),
        (5, None, Supply.THIN, 10),
        (9, None, Supply.THIN, 10),
        (10, None, Supply.ENOUGH, 10),
        (4, 1, Supply.SHORT, 5),
        (5, 1, Supply.ENOUGH, 5),
        (14, 3, Supply.THIN, 15),
        (15, 3, Supply.ENOUGH, 15),
    ],
)
def test_pool_of_one_row_is_judged_by_the_attempts_allowed(pool, attempts, supply, needed):
    (row,) = judge((range(pool), 5), attempts=attempts).rows
    assert (row.pool, row.supply, row.needed, bool(row.advice)) == (pool, supply, needed, supply != Supply.ENOUGH)


def test_fixed_questions_are_not_counted_in_the_pools():
    (row,) = judge((range(6), 5), fixed=[0, 1], attempts=1).rows
    assert (row.pool, row.supply) == (4, Supply.SHORT)


def test_rows_that_share_their_questions_are_judged_together():
    supply = judge((range(5), 3), (range(5), 3), attempts=1)
    assert [row.supply for row in supply.rows] == [Supply.ENOUGH, Supply.ENOUGH]
    assert (supply.places, supply.filled, supply.shared_supply) == (6, 5, Supply.SHORT)
    with override("en"):
        assert "5 of 6" in supply.shared_advice


def test_rows_that_share_too_few_for_another_attempt_are_told_so():
    supply = judge((range(6), 3), (range(6), 3))
    assert (supply.filled, supply.shared_supply) == (6, Supply.THIN)
    assert supply.shared_advice


def test_wide_row_gives_way_to_a_narrow_one():
    supply = judge((range(3), 2), ([0], 1), attempts=1)
    assert (supply.filled, supply.shared_supply, supply.shared_advice) == (3, Supply.ENOUGH, "")


def test_report_tells_everything_that_is_to_be_mended():
    test = judge((range(4), 5), (range(20, 40), 5), attempts=1)
    practice = judge((range(4), 5), (range(20, 22), 5))
    report = BlueprintReport(test=test, practice=practice, fixed=1, unready=2)
    assert report.asked == 10
    with override("en"):
        warnings = report.warnings
    assert warnings == [
        "row 0: Too few: an attempt asks 4 instead of 5.",
        "2 fixed questions are not ready and are left out.",
        "Practice draws 6 questions, not 9: the others are for tests only.",
    ]


def test_report_of_an_empty_quiz_says_that_nobody_can_begin():
    report = BlueprintReport(test=judge())
    assert report.is_empty
    with override("en"):
        assert report.warnings == ["No question can be asked: nobody can begin an attempt."]
