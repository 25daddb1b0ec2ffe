"""Parts of a long list that is known by how many there are in each department: plain counting, no database."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

Place = TypeVar("Place")


def touched(counts: Mapping[Place, int], wanted: slice) -> tuple[list[Place], int, int]:
    """The places in which `wanted` of all lies, how many stand before it in the first of them, and how many it is."""
    start, stop = wanted.start or 0, sum(counts.values()) if wanted.stop is None else wanted.stop
    found, first, before = [], 0, 0
    for place, people in counts.items():
        if before < stop and before + people > start:
            first = first if found else start - before
            found.append(place)
        before += people
    return found, first, stop - start


def stretches(counts: Mapping[Place, int], most: int) -> Iterator[list[Place]]:
    """All places in order, so many at a time that no more than `most` stand in them, or one that has more."""
    together: list[Place] = []
    people = 0
    for place, count in counts.items():
        if together and people + count > most:
            yield together
            together, people = [], 0
        together.append(place)
        people += count
    if together:
        yield together
