"""From the bytes of a file to rows of cells, whatever the file claims to be."""

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from .errors import UnreadableFile

MOST_BYTES = 10 * 1024 * 1024
MOST_COLUMNS = 30
#: Blank rows and a title above the headings do not count against the limit of rows, up to here.
SPARE_ROWS = 50

_ZIP_START = b"PK\x03\x04"
_OLD_EXCEL_START = b"\xd0\xcf\x11\xe0"
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",\t;"

#: Text, or a day from a cell that Excel holds as a date.
Cell = str | datetime.date


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row. `number` counts from 1, as spreadsheets do."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """All rows that are not blank, and the places (row number, column from 0) that hold a formula."""

    rows: list[Row]
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def read_table(file_name: str, data: bytes, *, max_rows: int) -> Table:
    """The rows of a CSV or XLSX file. Raises UnreadableFile for every file that is neither, or is too large."""
    if not data:
        raise UnreadableFile("empty_file")
    if len(data) > MOST_BYTES:
        raise UnreadableFile("file_too_large", limit=MOST_BYTES // 1024 // 1024)
    extension = file_name.rpartition(".")[2].lower()
    if extension not in ("csv", "xlsx"):
        raise UnreadableFile("wrong_extension")
    if data.startswith(_OLD_EXCEL_START):
        raise UnreadableFile("old_or_protected_workbook")
    is_archive = data.startswith(_ZIP_START)
    if extension == "xlsx":
        if not is_archive:
            raise UnreadableFile("not_a_workbook")
        from .workbook import read_workbook

        return read_workbook(data, max_rows=max_rows)
    if is_archive:
        raise UnreadableFile("workbook_named_csv")
    return _read_csv(decode(data), max_rows=max_rows)


def decode(data: bytes) -> str:
    """Text from UTF-8, with or without its mark, or GB18030.

    UTF-8 first: most Chinese UTF-8 texts can also be read as GB18030, as nonsense.
    """
    if data.startswith(_UTF16_MARKS):
        raise UnreadableFile("unknown_encoding")
    encodings = ["utf-8-sig"] if data.startswith(_UTF8_MARK) else ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise UnreadableFile("not_text")
        return text
    raise UnreadableFile("unknown_encoding")


def _read_csv(text: str, *, max_rows: int) -> Table:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text), strict=True)
    rows = []
    numbered = ((number, list[Cell](cells)) for number, cells in enumerate(reader, start=1))
    try:
        for row in without_blanks(numbered, max_rows=max_rows):
            rows.append(row)
    except csv.Error as error:
        raise UnreadableFile("broken_csv", line=reader.line_num) from error
    return Table(rows)


def _find_delimiter(text: str) -> str:
    start = text[:5_000].splitlines()
    # The first line that is not one cell alone: a title may stand above the headings.
    return next((mark for line in start for mark in _DELIMITERS if mark in line), ",")


def without_blanks(rows: Iterable[tuple[int, list[Cell]]], *, max_rows: int) -> Iterable[Row]:
    """The rows that hold anything, without empty cells at their end. Raises when there are too many."""
    for number, cells in rows:
        while cells and (cells[-1] == "" or (isinstance(cells[-1], str) and not cells[-1].strip())):
            cells.pop()
        if not cells:
            continue
        if number > max_rows + SPARE_ROWS:
            raise UnreadableFile("too_many_rows", limit=max_rows)
        if len(cells) > MOST_COLUMNS:
            raise UnreadableFile("too_many_columns", limit=MOST_COLUMNS, row=number)
        yield Row(number, cells)
