"""Texts from files: without what does not belong in a question."""

import html
import re

from cadres.sheets.text import without_invisible

# Neither XML nor a spreadsheet can hold these.
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c]")
_BLANKS = re.compile(r"[^\S\n]+")
_ANY_BLANKS = re.compile(r"\s+")
_BREAKING_TAG = re.compile(r"<\s*(?:br|/?(?:p|div|li|ul|ol|tr|table|h[1-6]|blockquote|pre))\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")
_WIDE = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " "})


def tidy(text: str) -> str:
    """`text` with plain line ends, without invisible characters, blanks at the ends of lines and blank lines around.

    Blanks within a line stay as they are: a question that came out of the bank goes in again unchanged.
    """
    text = _NONCHARACTERS.sub("", without_invisible(_LINE_ENDS.sub("\n", text)))
    lines = text.replace("\t", " ").replace("\xa0", " ").split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def one_line(text: str) -> str:
    """`text` tidied, with blanks for line ends: parts of questions are single lines."""
    return " ".join(line for line in tidy(text).split("\n") if line)


def squeeze(text: str) -> str:
    """`text` in one line with single blanks, for labels and headings."""
    return _ANY_BLANKS.sub(" ", without_invisible(text)).strip()


def narrow(text: str) -> str:
    """Full-width letters, digits and punctuation as plain ones. Other characters stay, unlike under NFKC."""
    return text.translate(_WIDE)


def from_html(text: str) -> str:
    """The words of a piece of HTML. Markup goes; what ends a line on the screen ends one here.

    The result is text for templates to escape, not markup that is safe to print.
    """
    # An HTML parser may take a time that grows with the square of the nesting; two passes of expressions do not.
    text = _BLANKS.sub(" ", text.replace("\n", " "))
    text = _TAG.sub("", _BREAKING_TAG.sub("\n", text))
    return re.sub(r"\n{2,}", "\n", tidy(html.unescape(text)))
