"""The sample: exact, proportional, the same on every machine."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.sampling import Row, SampleTooSmall, allocate, digest, draw_sample, rank_value, sample_size

IDS = st.text(alphabet="0123456789ABCX-_", min_size=1, max_size=8)
POPULATION = st.dictionaries(IDS, st.sampled_from(["010/clerk", "020/clerk", "020/county", "030/village"])).map(
    lambda found: [Row(one, stratum) for one, stratum in found.items()]
)
#: (stratum, id, first digits of the rank value)
KNOWN = [
    ("a", "000008", "3af6c726"),
    ("a", "000004", "5acc5a81"),
    ("a", "000005", "7652075f"),
    ("b", "000003", "92c27448"),
    ("b", "000006", "cc8cb8a3"),
]
COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 400), min_size=1)


def test_rank_value_is_the_checksum_that_a_shell_gives():
    # printf '%s|%s' 2026-11-23 100017 | sha256sum
    expected = hashlib.sha256(b"2026-11-23|100017").hexdigest()
    assert rank_value("2026-11-23", "100017") == expected
    assert digest(["2", "1"]) == hashlib.sha256(b"1\n2\n").hexdigest()


def test_known_sample_is_drawn_again():
    """Fixed for ever: another result would make every record of a spot check false."""
    rows = [Row(f"{number:06}", "a" if number % 3 else "b") for number in range(1, 13)]
    sample = draw_sample(rows, seed="谈心 2026", size=5, minimum=1)
    assert [(one.key, one.count, one.seats) for one in sample.strata] == [("a", 8, 3), ("b", 4, 2)]
    assert [(one.stratum, one.id, one.rank_value[:8]) for one in sample.drawn] == KNOWN


@given(rows=POPULATION, size=st.integers(0, 60), seed=st.text(max_size=20))
def test_size_is_exact_and_lowest_values_are_drawn(rows, size, seed):
    sample = draw_sample(rows, seed=seed, size=size)
    assert len(sample.drawn) == len({one.id for one in sample.drawn}) == min(size, len(rows))
    for stratum in sample.strata:
        values = sorted(rank_value(seed, row.id) for row in rows if row.stratum == stratum.key)
        taken = [one.rank_value for one in sample.drawn if one.stratum == stratum.key]
        assert taken == values[: stratum.seats]


@given(rows=POPULATION, size=st.integers(0, 60), seed=st.text(max_size=20), data=st.data())
def test_order_of_the_population_does_not_matter(rows, size, seed, data):
    mixed = data.draw(st.permutations(rows))
    assert draw_sample(mixed, seed=seed, size=size) == draw_sample(rows, seed=seed, size=size)


@given(counts=COUNTS, size=st.integers(0, 1_000))
def test_strata_are_proportional_to_within_one(counts, size):
    seats = allocate(counts, size=size)
    total = sum(counts.values())
    size = min(size, total)
    assert sum(seats.values()) == size
    assert all(abs(seats[key] * total - size * count) < total for key, count in counts.items())


@given(counts=COUNTS, size=st.integers(0, 1_000), minimum=st.integers(0, 5))
def test_each_stratum_has_its_minimum_or_the_sample_is_too_small(counts, size, minimum):
    least = {key: min(minimum, count) for key, count in counts.items()}
    if sum(least.values()) > size:
        with pytest.raises(SampleTooSmall):
            allocate(counts, size=size, minimum=minimum)
        return
    seats = allocate(counts, size=size, minimum=minimum)
    assert sum(seats.values()) == min(size, sum(counts.values()))
    assert all(least[key] <= seats[key] <= count for key, count in counts.items())


@given(first=st.text(max_size=20), second=st.text(max_size=20))
def test_other_seeds_draw_other_people(first, second):
    rows = [Row(f"{number:06}", "a") for number in range(400)]
    samples = [{one.id for one in draw_sample(rows, seed=seed, size=40).drawn} for seed in (first, second)]
    assert (samples[0] == samples[1]) == (first == second)


@pytest.mark.parametrize(
    ("population", "size", "share", "expected"),
    [
        (240, 20, None, 20),
        (7, 20, None, 7),
        (240, None, 10, 24),
        (241, None, 10, 25),
        (3, None, 1, 1),
        (0, None, 50, 0),
    ],
)
def test_sample_size_by_number_or_share(population, size, share, expected):
    assert sample_size(population, size=size, share=share) == expected


def test_id_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        draw_sample([Row("1", "a"), Row("1", "b")], seed="x", size=1)
