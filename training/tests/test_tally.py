from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.charts import Column
from training.enums import BoardState, DutyStatus
from training.tally import STATUSES, Tally, YearHours, roll_up, statuses_of, tally_statuses, tally_years

STEP = 4
LEVEL = st.sampled_from(["0001", "0002", "0003"])
PATH = st.lists(LEVEL, min_size=1, max_size=4).map("".join)
COUNTS = st.lists(st.tuples(PATH, st.sampled_from(DutyStatus.values), st.integers(1, 500)))


def test_every_status_belongs_to_one_figure_of_the_board():
    assert sorted(STATUSES) == sorted(DutyStatus)
    assert list(vars(Tally())) == [status.value for status in STATUSES]


@pytest.mark.parametrize(
    ("state", "statuses"),
    [
        ("met", ["met"]),
        ("under_way", ["in_progress", "failed_retry"]),
        ("missed", ["overdue", "failed"]),
        ("out", ["exempt", "left"]),
        ("overdue", ["overdue"]),
        ("in_progress", ["in_progress"]),
    ],
)
def test_a_figure_stands_for_its_statuses_and_a_status_for_itself(state, statuses):
    assert statuses_of(state) == statuses


def test_percent_is_rounded_down_and_absent_without_people():
    assert Tally(met=999, not_started=1).percent == 99
    assert Tally(met=2, in_progress=1).percent == 66
    assert Tally(met=1).percent == 100
    assert Tally().percent is None


def test_percent_leaves_out_the_exempt_and_those_who_left_and_nobody_else():
    tally = Tally(met=3, failed=1, overdue=1, expired=1, exempt=4, left=5)

    assert (tally.assigned, tally.counted, tally.percent) == (15, 6, 50)
    assert Tally(exempt=2, left=1).percent is None


def test_tally_statuses_sums_rows_of_the_same_path_and_status():
    rows = [("0001", "met", 2), ("0001", "met", 3), ("0001", "overdue", 1), ("00010001", "left", 4)]

    assert tally_statuses(rows) == {"0001": Tally(met=5, overdue=1), "00010001": Tally(left=4)}


@given(COUNTS)
def test_roll_up_of_a_parent_is_its_own_people_and_its_children(counts):
    own = tally_statuses(counts)
    total = roll_up(own, STEP)

    for path, tally in total.items():
        children = [other for other in total if len(other) == len(path) + STEP and other.startswith(path)]
        assert tally == sum((total[child] for child in children), own.get(path, Tally()))


@given(COUNTS)
def test_roll_up_of_the_roots_holds_everybody_once_and_parts_add_up(counts):
    total = roll_up(tally_statuses(counts), STEP)

    roots = sum((tally for path, tally in total.items() if len(path) == STEP), Tally())
    assert roots.assigned == sum(people for _path, _status, people in counts)
    for tally in total.values():
        assert tally.assigned == sum(tally.of(state) for state in BoardState)
        assert tally.assigned == sum(tally.of(status) for status in DutyStatus)
        assert tally.counted == tally.assigned - tally.exempt - tally.left


@given(COUNTS, st.randoms())
def test_roll_up_does_not_depend_on_the_order_of_rows(counts, random):
    shuffled = random.sample(counts, len(counts))

    assert roll_up(tally_statuses(shuffled), STEP) == roll_up(tally_statuses(counts), STEP)


@given(COUNTS)
def test_bar_and_ring_draw_the_figures(counts):
    for tally in roll_up(tally_statuses(counts), STEP).values():
        widths = {part.name: part.width for part in tally.bar}
        expected = {state.value: tally.of(state) * 100 / tally.assigned for state in BoardState}
        assert widths == {name: width for name, width in expected.items() if width}
        assert (tally.ring.finished, tally.ring.total) == (tally.met, tally.counted)


def test_bar_without_people_is_empty():
    assert Tally().bar == []


@given(st.lists(st.tuples(st.integers(2020, 2060), st.decimals(min_value=0, max_value=40, places=2))))
def test_years_hold_each_course_once_without_a_gap(finished):
    years = tally_years(finished)

    assert [one.year for one in years] == list(range(years[0].year, years[-1].year + 1)) if years else finished == []
    assert sum(one.courses for one in years) == len(finished)
    assert sum(one.hours for one in years) == sum(hours for _year, hours in finished)
    assert {one.year for one in years if one.courses} == {year for year, _hours in finished}


def test_years_between_two_others_count_nothing():
    found = tally_years([(2026, Decimal("1.5")), (2024, Decimal(1)), (2024, Decimal(2))])

    assert found == [
        YearHours(2024, 2, Decimal(3), Column(0, 100)),
        YearHours(2025, 0, Decimal(0), Column(100, 0)),
        YearHours(2026, 1, Decimal("1.5"), Column(50, 50)),
    ]
