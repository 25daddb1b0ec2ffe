"""Making texts from different machines comparable."""

import re
import unicodedata

# Chinese punctuation is written full width in names of departments and posts, and is to stay so.
_LATIN_RUN = re.compile(r"[^，。：；！？（）《》、·]+")
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_BLANKS = re.compile(r"\s+")


def without_invisible(text: str) -> str:
    """`text` without marks of direction, joiners, halves of surrogate pairs and control characters."""
    return _INVISIBLE.sub("", text)


def clean(text: str) -> str:
    """Full-width letters and digits as plain ones, no invisible characters, single blanks, none at the ends."""
    text = without_invisible(text)
    if not text.isascii():
        text = _LATIN_RUN.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    return _BLANKS.sub(" ", text).strip()
