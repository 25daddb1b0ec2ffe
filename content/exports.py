"""Tables that leave the portal as CSV, for WPS and Excel."""

import csv
import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename

BYTE_ORDER_MARK = "\ufeff"
CHUNK_ROWS = 500

#: What makes a spreadsheet run a cell as a formula (OWASP ASVS 1.2.10), and the full-width forms that a Chinese
#: input method produces and some spreadsheets accept.
FORMULA_STARTS = tuple("=+-@\t\r\n\0＝＋－＠")


class _Echo:
    """The file-like thing that the csv module wants: hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def code_cell(code: str) -> str:
    """`code` (a staff number and the like) so that WPS and Excel keep it as text, leading zeros and all.

    Both read a cell of digits as a number: 000123 becomes 123, and 18 digits lose the last three. The known ways out:
    `="000123"` is a formula, which an export must not hold; a leading apostrophe shows as a character, because it is a
    sign only when typed; quotes are ignored. A tab behind the digits makes the cell text, cannot be seen, is no start
    of a formula, and is removed by any import that trims blanks, as the roster import does.
    """
    return f"{code}\t" if code.isdecimal() else code


def safe_cell(value: object) -> object:
    """`value` as it may stand in a spreadsheet: text that would run as a formula gets an apostrophe before it.

    Numbers stay numbers; dates are written as 2026-11-22, which WPS and Excel read as dates in any language.
    """
    # Most cells are plain text, and most text begins with a word: an export of a whole county is as quick as this line.
    if type(value) is str:
        return value if value[:1].isalnum() else _safe_text(value)
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.astimezone(timezone.get_default_timezone()).date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    return _safe_text(str(value))


def _safe_text(text: str) -> str:
    # A spreadsheet may drop blanks in front before it looks for the sign.
    return f"'{text}" if text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS) else text


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The table as text: byte order mark, quoted cells, CRLF; some hundred rows in each piece.

    Every cell is quoted, so that a tab inside one is no separator for programs that guess it.
    """
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    piece = [BYTE_ORDER_MARK, writer.writerow([safe_cell(heading) for heading in headings])]
    for row in rows:
        piece.append(writer.writerow([safe_cell(value) for value in row]))
        if len(piece) >= CHUNK_ROWS:
            yield "".join(piece)
            piece = []
    yield "".join(piece)


def csv_response(*, name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A download called `name` and today's date, e.g. 培训情况-2026-11-22.csv, sent while `rows` is still read.

    `headings` and texts in `rows` must be final strings: the answer is written after the request's language is gone.
    """
    response = StreamingHttpResponse(
        csv_lines([str(heading) for heading in headings], rows), content_type="text/csv; charset=utf-8"
    )
    filename = get_valid_filename(f"{name}-{timezone.localdate().isoformat()}.csv")
    response.headers["Content-Disposition"] = content_disposition_header(True, filename)
    return response
