"""Texts that count as the same: width, case, blanks and punctuation do not matter."""

import unicodedata


def fold(text: str) -> str:
    """`text` in one width (NFKC) and case, with letters and digits only. Full-width Ａ，becomes a."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Folding the case may leave letters that NFKC would still join.
    folded = unicodedata.normalize("NFKC", folded)
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LNM")
