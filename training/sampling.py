"""Drawing a stratified sample that anybody can draw again: plain data in, the same people out on every machine.

The rank value of a person is the SHA-256 of `seed|id` in hexadecimal digits. Within a stratum those with the lowest
values are drawn. How many a stratum gives follows from its size by the largest remainder, in exact fractions.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby


class SampleTooSmall(ValueError):
    """The minimum of all strata together is more than the sample."""


@dataclass(frozen=True)
class Row:
    """One person of the population: a stable id, and the stratum they belong to."""

    id: str
    stratum: str


@dataclass(frozen=True)
class Stratum:
    """A stratum with the size of its population, the digest of its ids, and how many of them are drawn."""

    key: str
    count: int
    digest: str
    seats: int


@dataclass(frozen=True)
class Drawn:
    """One person of the sample."""

    id: str
    stratum: str
    rank_value: str


@dataclass(frozen=True)
class Sample:
    """Strata by key; the drawn by stratum and rank value."""

    strata: tuple[Stratum, ...]
    drawn: tuple[Drawn, ...]


def draw_sample(rows: Iterable[Row], *, seed: str, size: int, minimum: int = 0) -> Sample:
    """`size` people (all of them, if there are fewer), at least `minimum` of each stratum that has so many.

    Raises SampleTooSmall, and ValueError for an id that comes twice.
    """
    members = _by_stratum(rows)
    seats = allocate({key: len(ids) for key, ids in members.items()}, size=size, minimum=minimum)
    strata = tuple(Stratum(key, len(ids), digest(ids), seats[key]) for key, ids in members.items())
    drawn = [Drawn(one, key, value) for key, ids in members.items() for value, one in _order(seed, ids)[: seats[key]]]
    return Sample(strata, tuple(drawn))


def rank_value(seed: str, row_id: str) -> str:
    """By what a person is drawn: the lower, the earlier. `printf '%s|%s' SEED ID | sha256sum` gives the same."""
    return hashlib.sha256(f"{seed}|{row_id}".encode()).hexdigest()


def digest(ids: Iterable[str]) -> str:
    """The SHA-256 of the ids in the order of their characters, each on a line of its own."""
    return hashlib.sha256("".join(f"{one}\n" for one in sorted(ids)).encode()).hexdigest()


def sample_size(population: int, *, size: int | None = None, share: int | None = None) -> int:
    """How many are drawn of `population`: `size`, or `share` percent rounded up; never more than there are."""
    wanted = size if size is not None else -(-population * (share or 0) // 100)
    return min(wanted, population)


def allocate(counts: Mapping[str, int], *, size: int, minimum: int = 0) -> dict[str, int]:
    """How many of each stratum are drawn; the sum is `size`, or the population where that is smaller.

    Strata whose share would be less than the minimum get the minimum; the others share the rest by their size.
    """
    size = min(size, sum(counts.values()))
    least = {key: min(minimum, count) for key, count in counts.items()}
    if sum(least.values()) > size:
        raise SampleTooSmall
    shared = dict(counts)
    while lifted := _below_minimum(shared, least, size):
        size -= sum(least[key] for key in lifted)
        shared = {key: count for key, count in shared.items() if key not in lifted}
    return least | _largest_remainder(shared, size)


def _below_minimum(counts: Mapping[str, int], least: Mapping[str, int], size: int) -> set[str]:
    total = sum(counts.values())
    return {key for key, count in counts.items() if size * count < least[key] * total}


def _largest_remainder(counts: Mapping[str, int], size: int) -> dict[str, int]:
    total = sum(counts.values())
    if not total:
        return {}
    quotas = {key: Fraction(size * count, total) for key, count in counts.items()}
    seats = {key: int(quota) for key, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda key: (seats[key] - quotas[key], -counts[key], key))
    for key in by_remainder[: size - sum(seats.values())]:
        seats[key] += 1
    return seats


def _by_stratum(rows: Iterable[Row]) -> dict[str, list[str]]:
    ordered = sorted(rows, key=lambda row: (row.stratum, row.id))
    if len({row.id for row in ordered}) < len(ordered):
        raise ValueError("An id stands twice in the population.")
    return {key: [row.id for row in group] for key, group in groupby(ordered, key=lambda row: row.stratum)}


def _order(seed: str, ids: Iterable[str]) -> list[tuple[str, str]]:
    return sorted((rank_value(seed, one), one) for one in ids)
