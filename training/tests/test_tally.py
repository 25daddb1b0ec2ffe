from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from content.charts import Column
from training.enums import ProgressState
from training.tally import STATES, Tally, YearHours, roll_up, tally_states, tally_years

STEP = 4
LEVEL = st.sampled_from(["0001", "0002", "0003"])
PATH = st.lists(LEVEL, min_size=1, max_size=4).map("".join)
COUNTS = st.lists(st.tuples(PATH, st.sampled_from([state.value for state in ProgressState]), st.integers(1, 500)))


def test_percent_is_rounded_down_and_absent_without_people():
    assert Tally(met=999, not_started=1).percent == 99
    assert Tally(met=2, in_progress=1).percent == 66
    assert Tally(met=1).percent == 100
    assert Tally().percent is None


def test_tally_states_sums_rows_of_the_same_path_and_state():
    rows = [("0001", "met", 2), ("0001", "met", 3), ("0001", "not_started", 1), ("00010001", "in_progress", 4)]

    assert tally_states(rows) == {"0001": Tally(met=5, not_started=1), "00010001": Tally(in_progress=4)}


@given(COUNTS)
def test_roll_up_of_a_parent_is_its_own_people_and_its_children(counts):
    own = tally_states(counts)
    total = roll_up(own, STEP)

    for path, tally in total.items():
        children = [other for other in total if len(other) == len(path) + STEP and other.startswith(path)]
        assert tally == sum((total[child] for child in children), own.get(path, Tally()))


@given(COUNTS)
def test_roll_up_of_the_roots_holds_everybody_once_and_states_add_up(counts):
    total = roll_up(tally_states(counts), STEP)

    roots = sum((tally for path, tally in total.items() if len(path) == STEP), Tally())
    assert roots.assigned == sum(people for _path, _state, people in counts)
    assert all(t.assigned == t.met + t.in_progress + t.not_started for t in total.values())


@given(COUNTS, st.randoms())
def test_roll_up_does_not_depend_on_the_order_of_rows(counts, random):
    shuffled = random.sample(counts, len(counts))

    assert roll_up(tally_states(shuffled), STEP) == roll_up(tally_states(counts), STEP)


@given(COUNTS)
def test_bar_and_ring_draw_the_figures(counts):
    for tally in roll_up(tally_states(counts), STEP).values():
        widths = {part.name: part.width for part in tally.bar}
        expected = {state.value: getattr(tally, state) * 100 / tally.assigned for state in STATES}
        assert widths == {name: width for name, width in expected.items() if width}
        assert (tally.ring.finished, tally.ring.total) == (tally.met, tally.assigned)


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
