"""Where the signed text stands in what somebody hands in to be verified: a text, or the bytes of the PDF."""

import re
import zlib
from collections.abc import Iterator

from training.signing import find_token

PDF_MARK = b"%PDF-"
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
#: What one packed part of a PDF may unpack to; the attached text is a thousandth of that.
LARGEST_PART = 5_000_000


def signed_text_in(content: bytes) -> str:
    """The signed text in `content`, or the text as it is when there is none. A PDF may hold it packed."""
    if not content.startswith(PDF_MARK):
        return content.decode("utf-8", errors="replace")
    for part in _parts(content):
        if token := find_token(part.decode("latin-1")):
            return token
    return ""


def _parts(pdf: bytes) -> Iterator[bytes]:
    yield pdf
    for match in STREAM.finditer(pdf):
        unpacking = zlib.decompressobj()
        try:
            yield unpacking.decompress(match.group(1), LARGEST_PART)
        except zlib.error:
            continue
