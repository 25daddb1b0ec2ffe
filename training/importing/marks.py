"""Marks that would be taken for something else: a backslash before them says that they are text."""

import re
from collections.abc import Sequence


def escape(text: str, marks: Sequence[str]) -> str:
    """`text` with a backslash before each of `marks` and before each backslash."""
    return re.sub(_any_of(["\\", *marks]), r"\\\g<0>", text)


def unescape(text: str, marks: Sequence[str]) -> str:
    """Takes back `escape`. A backslash before anything else is a backslash: people write such things."""
    return re.sub(r"\\(" + _any_of(["\\", *marks]) + ")", r"\1", text)


def split(text: str, marks: Sequence[str], *, most: int = 0) -> list[str]:
    """`text` cut at the marks that have no backslash before them, at most `most` times (0: at each)."""
    # What is escaped is passed over first, so that it can be no mark.
    pattern = re.compile(r"\\(?:" + _any_of(["\\", *marks]) + ")|(" + _any_of(marks) + ")")
    pieces, start = [], 0
    for found in pattern.finditer(text):
        if found[1] and not (most and len(pieces) >= most):
            pieces.append(text[start : found.start()])
            start = found.end()
    pieces.append(text[start:])
    return pieces


def _any_of(marks: Sequence[str]) -> str:
    return "|".join(re.escape(mark) for mark in marks)
