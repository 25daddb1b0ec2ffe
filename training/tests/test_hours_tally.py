"""Figures of hours: a tally is what counting people one by one gives, however departments are put together."""

import statistics
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from training.enums import HoursState
from training.hours.tally import HoursTally, add_up_people, roll_up_hours

STEP = 2
PATH = st.lists(st.sampled_from(["01", "02", "03"]), min_size=1, max_size=4).map("".join)
HOURS = st.decimals(0, 120, places=2)
PERSON = st.tuples(PATH, st.sampled_from(HoursState), HOURS)


def rounded(number):
    return Decimal(number).quantize(Decimal("0.1"), ROUND_HALF_UP)


@given(people=st.lists(PERSON, min_size=1, max_size=30))
def test_median_of_each_department_is_that_of_its_people(people):
    totals = roll_up_hours(add_up_people((*person, 1) for person in people), STEP)

    assert {path: tally.median for path, tally in totals.items()} == {
        path: rounded(statistics.median(hours)) if hours else None
        for path, hours in {path: hours_below(path, people) for path in totals}.items()
    }


@given(people=st.lists(PERSON, max_size=30))
def test_figures_of_each_department_are_those_of_its_people(people):
    totals = roll_up_hours(add_up_people((*person, 1) for person in people), STEP)

    assert set(totals) == {path[:end] for path, *_rest in people for end in range(STEP, len(path) + 1, STEP)}
    for path, tally in totals.items():
        below = [person for person in people if person[0].startswith(path)]
        assert tally.counts == [sum(person[1] == state for person in below) for state in HoursState]
        assert tally.hours == sum(hours_below(path, people))


@given(people=st.lists(PERSON, max_size=20), times=st.integers(1, 4))
def test_people_who_are_alike_count_as_if_each_came_alone(people, times):
    one_by_one = add_up_people((*person, 1) for person in people for _ in range(times))

    assert add_up_people((*person, times) for person in people) == one_by_one


def hours_below(path, people):
    return [hours for place, state, hours in people if place.startswith(path) and state != HoursState.NOT_ASKED]


def test_median_is_not_the_average_and_does_not_add_up():
    low = HoursTally.together(HoursTally.of_alike(HoursState.UNDER_WAY, Decimal(hours)) for hours in (0, 0, 90))
    high = HoursTally.of_alike(HoursState.MET, Decimal(100), people=2)
    both = HoursTally.together([low, high])

    assert [str(tally.median) for tally in (low, high, both)] == ["0.0", "100.0", "90.0"]
    assert [str(tally.average) for tally in (low, high, both)] == ["30.0", "100.0", "58.0"]


def test_without_anybody_of_whom_something_is_asked_there_is_no_median():
    assert HoursTally().median is None
    assert HoursTally.of_alike(HoursState.NOT_ASKED, Decimal(9)).median is None
