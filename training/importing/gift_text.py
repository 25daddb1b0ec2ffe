"""The characters that GIFT uses as signs, and how to keep them apart from text.

After https://docs.moodle.org/en/GIFT_format: a backslash before ~ = # { } : makes it text, \\n is a line end, \\\\ a
backslash; before anything else a backslash is a backslash.
"""

import re

from .text import from_html, tidy

SIGNS = "~=#{}:"
# Characters that no text may contain stand for the escaped signs while the file is taken apart.
_FIRST_STAND_IN = 0xFDD0
_STAND_INS = {sign: chr(_FIRST_STAND_IN + place) for place, sign in enumerate(f"{SIGNS}\\n")}
_BACK = str.maketrans({stand_in: "\n" if sign == "n" else sign for sign, stand_in in _STAND_INS.items()})
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_SIGN = re.compile(r"[~=#{}:\\]")
_FORMAT = re.compile(r"\[(html|plain|moodle|markdown)\]")


def hide_escaped(text: str) -> str:
    """`text` with each escaped sign replaced by a character that is no sign."""
    return _ESCAPED.sub(lambda found: _STAND_INS[found[1]], _NONCHARACTERS.sub("", text))


def show_escaped(text: str) -> str:
    """Takes back `hide_escaped`, without the backslashes."""
    return text.translate(_BACK)


def escape_signs(text: str) -> str:
    """`text` with a backslash before each sign."""
    return _SIGN.sub(r"\\\g<0>", text).replace("\n", "\\n")


def escape(text: str) -> str:
    """`text` as it may stand where a format may be named before it."""
    escaped = escape_signs(text)
    # A text that begins like the name of a format, or like a comment, is told apart by the format before it.
    return f"[plain]{escaped}" if _FORMAT.match(escaped) or escaped.startswith("//") else escaped


def read_text(text: str, default_format: str = "") -> tuple[str, str]:
    """A text with its signs shown again and without markup, and its format, if it names one or else the default."""
    found = _FORMAT.match(text.lstrip())
    named = found[1] if found else default_format
    shown = show_escaped(text.lstrip()[found.end() :] if found else text)
    return (from_html(shown) if named in ("html", "moodle") else tidy(shown)), named
