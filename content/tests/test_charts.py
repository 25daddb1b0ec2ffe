"""Geometry of pictures: everything lies within the drawing, and parts add up to the whole."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from content.charts import RING_LENGTH, RING_PARTS, Column, Ring, bar, columns

COUNT = st.integers(0, 5000)
PARTS = st.lists(st.tuples(st.text(min_size=1, max_size=3), COUNT), max_size=6)
HOURS = st.decimals(min_value=0, max_value=400, places=2)


@given(COUNT, COUNT)
def test_ring_share_lies_between_nothing_and_all(finished, more):
    ring = Ring(finished, finished + more)

    assert 0 <= ring.share <= 1
    assert (ring.share == 1) == (more == 0 and finished > 0)


@given(COUNT, COUNT)
def test_ring_goes_once_around(finished, more):
    ring = Ring(finished, finished + more)

    assert sum(ring.track) == pytest.approx(RING_LENGTH)
    assert min(ring.track) >= 0
    assert not ring.done or sum(ring.done) == pytest.approx(RING_LENGTH)
    assert (ring.done == []) == (finished == 0)


@given(st.integers(2, RING_PARTS), st.data())
def test_ring_of_few_parts_draws_each_of_them(total, data):
    ring = Ring(data.draw(st.integers(1, total)), total)

    assert ring.done[::2] == pytest.approx(ring.track[::2][: ring.finished])
    assert len(ring.track) == 2 * total
    assert min(ring.done) > 0


@given(st.integers(1, 5000), st.integers(0, 5000))
def test_ring_of_many_parts_draws_their_share_in_one(finished, more):
    assume(finished + more > RING_PARTS)
    ring = Ring(finished, finished + more)

    assert len(ring.done) == 2
    assert ring.done[0] == pytest.approx(ring.share * RING_LENGTH)


def test_ring_without_a_whole_is_an_empty_circle():
    assert (Ring(0, 0).track, Ring(0, 0).done, Ring(0, 0).share) == ([RING_LENGTH, 0], [], 0)


@given(PARTS)
def test_bar_parts_stand_side_by_side_and_fill_it(parts):
    drawn = bar(parts)

    assert [part.name for part in drawn] == [name for name, count in parts if count]
    for left, right in pairwise(drawn):
        assert right.start == pytest.approx(left.start + left.width)
    if drawn:
        assert drawn[0].start == 0
        assert drawn[-1].start + drawn[-1].width == pytest.approx(100)
        assert sum(part.width for part in drawn) == pytest.approx(100)


@given(st.lists(HOURS, max_size=20))
def test_columns_stand_on_the_ground_within_the_drawing(values):
    drawn = columns(values)

    assert len(drawn) == len(values)
    for value, column in zip(values, drawn, strict=True):
        assert 0 <= column.height <= 100
        assert column.top + column.height == pytest.approx(100)
        assert (column.height == 0) == (value == 0)


@given(st.lists(HOURS, min_size=2, max_size=9))
def test_columns_keep_the_proportions_and_the_greatest_fills_the_drawing(values):
    assume(max(values) > 0)
    heights = [column.height for column in columns(values)]

    assert max(heights) == 100
    assert heights == pytest.approx([float(value / max(values)) * 100 for value in values])


def test_columns_of_one_value_and_of_none():
    assert columns([Decimal("1.5")]) == [Column(0, 100)]
    assert columns([Decimal(0)]) == [Column(100, 0)]
    assert columns([]) == []
