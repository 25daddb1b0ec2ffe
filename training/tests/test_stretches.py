"""Parts of a list by how many there are in each department."""

from hypothesis import given
from hypothesis import strategies as st

from training.stretches import stretches, touched

COUNTS = st.dictionaries(st.text("abc", max_size=3), st.integers(1, 9), max_size=8)


def in_places(counts, places):
    return [(place, number) for place in places for number in range(counts[place])]


@given(counts=COUNTS, start=st.integers(0, 80), length=st.one_of(st.none(), st.integers(0, 20)))
def test_places_that_a_slice_touches_hold_it(counts, start, length):
    wanted = slice(start, None if length is None else start + length)
    places, first, number = touched(counts, wanted)

    assert in_places(counts, places)[first : first + max(number, 0)] == in_places(counts, counts)[wanted]
    assert len(in_places(counts, places[1:-1])) <= max(number, 0)


@given(counts=COUNTS, most=st.integers(1, 20))
def test_stretches_hold_everything_in_order_and_no_more_than_they_may(counts, most):
    found = list(stretches(counts, most))

    assert [place for places in found for place in places] == list(counts)
    assert all(len(places) == 1 or len(in_places(counts, places)) <= most for places in found)
