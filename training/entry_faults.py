"""Where the editor shows what is wrong with the entries of a StreamField."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError


def at_entries(faults: Iterable[tuple[int | None, str]]) -> StreamBlockValidationError | None:
    """Each message at the entry of that number, counted from 1; those without a number above all entries."""
    by_entry: dict[int, list[str]] = defaultdict(list)
    of_all: list[str] = []
    for number, message in faults:
        (of_all if number is None else by_entry[number - 1]).append(message)
    if not by_entry and not of_all:
        return None
    errors = {index: ValidationError(messages) for index, messages in by_entry.items()}
    return StreamBlockValidationError(block_errors=errors, non_block_errors=of_all)
