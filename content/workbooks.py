"""Tables that leave the portal as an Excel workbook."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

#: More rows than a sheet can hold go on in the next one.
ROWS_A_SHEET = 1_000_000
#: The most that the name of a sheet may have, without what no name may hold.
NAME_LENGTH = 28
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
COLUMN_WIDTH = 16


def write_workbook(file: IO[bytes], *, name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes the table into `file` row by row, so that its length costs no memory.

    Every text is a text cell: a spreadsheet never runs one as a formula, and keeps the zeros of a number that is none.
    """
    book = Workbook(write_only=True)
    sheet, filled = _new_sheet(book, name, headings), 0
    for row in rows:
        if filled == ROWS_A_SHEET:
            sheet, filled = _new_sheet(book, name, headings), 0
        sheet.append([_cell(sheet, value) for value in row])
        filled += 1
    book.save(file)


def _new_sheet(book: Workbook, name: str, headings: Sequence[str]) -> Any:
    number = len(book.worksheets) + 1
    title = name.translate(FORBIDDEN).strip()[:NAME_LENGTH] or "1"
    sheet = book.create_sheet(title if number == 1 else f"{title} {number}")
    sheet.freeze_panes = "A2"
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = COLUMN_WIDTH
    sheet.append([_cell(sheet, heading) for heading in headings])
    return sheet


def _cell(sheet: Any, value: object) -> object:
    """`value` as a sheet takes it: moments as days of the site, text as text and nothing else."""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date()
    if value is None or isinstance(value, datetime.date | int | float | Decimal):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    if not text.startswith(("=", "#")):
        return text
    # What openpyxl would take for a formula or an error.
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
