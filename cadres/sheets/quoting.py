"""Quoting what stands in a file, in a report about it."""

from collections.abc import Iterable

from .text import without_invisible

LONGEST_QUOTE = 60
MOST_LISTED = 5


def quote(text: object) -> str:
    """`text` as it may stand in a report: cut when it is very long."""
    shown = without_invisible(str(text))
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + "…"


def enumerate_briefly(items: Iterable[object], most: int = MOST_LISTED) -> str:
    """The first `most` items with 、 between; … stands for the rest."""
    listed = list(items)
    shown = "、".join(quote(item) for item in listed[:most])
    return shown if len(listed) <= most else f"{shown} …"
