"""Work on many rows, some thousands at a time: one transaction each, so that nobody waits long for a lock."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db.models import Model, QuerySet

BATCH = 2_000
Row = TypeVar("Row")
Kept = TypeVar("Kept", bound=Model)


def in_batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """`rows` in lists of at most `size`."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def in_batches_by_key(rows: QuerySet[Kept], size: int = BATCH) -> Iterator[list[Kept]]:
    """`rows` by their keys, each list read when the one before is done with: memory holds one list at a time."""
    last = 0
    while True:
        batch = list(rows.filter(pk__gt=last).order_by("pk")[:size])
        if batch:
            yield batch
        if len(batch) < size:
            return
        last = batch[-1].pk
