"""Reading the first visible sheet of an XLSX workbook.

The parts are taken out of the archive under our limits and put into a fresh one, which is all that the
spreadsheet library sees: what the original says about sizes, links or further sheets never reaches it.
"""

import datetime
import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from .archive import Archive
from .errors import UnreadableFile
from .reading import MOST_COLUMNS, SPARE_ROWS, Cell, Table, without_blanks
from .sheet_scan import SheetScan, walk

MOST_TEXTS = 1_000_000
# Beyond this a spreadsheet no longer holds each whole number exactly.
LARGEST_EXACT = 10**15
#: Stands for a number whose last digits the spreadsheet has already lost; `checking` refuses it.
LOST_DIGITS = "\ufffd"

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPES = f"""<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"""
_WORKBOOK = f"""<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{_DOCUMENT}">
<workbookPr date1904="%d"/><sheets><sheet name="table" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_RELATION = f"""<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_DOCUMENT}/%s" Target="%s"/></Relationships>"""


def read_workbook(data: bytes, *, max_rows: int) -> Table:
    """The rows of the first visible sheet. Raises UnreadableFile."""
    archive = Archive(data)
    if "xl/workbook.xml" not in archive or "[Content_Types].xml" not in archive:
        raise UnreadableFile("not_a_workbook")
    parts = _Parts(archive)
    sheet = archive.read(parts.sheet)
    scan = SheetScan(last_row=max_rows + SPARE_ROWS, last_column=MOST_COLUMNS, max_rows=max_rows)
    formulas = scan.scan(sheet)
    grid = _read_grid(_rebuild(archive, parts, sheet))
    rows = [[_as_cell(value) for value in values] for values in grid]
    _show_formulas(rows, formulas)
    return Table(list(without_blanks(enumerate(rows, start=1), max_rows=max_rows)), formulas)


def _show_formulas(rows: list[list[Cell]], formulas: frozenset[tuple[int, int]]) -> None:
    """Puts = where a formula has no stored result: the row must not pass for an empty one."""
    for number, column in formulas:
        rows.extend([] for _ in range(number - len(rows)))
        cells = rows[number - 1]
        cells.extend("" for _ in range(column + 1 - len(cells)))
        cells[column] = cells[column] or "="


class _Parts:
    """The names of the members that hold the first visible sheet, its texts and its formats."""

    def __init__(self, archive: Archive) -> None:
        self._sheet_ids: list[str] = []
        self._targets: dict[str, tuple[str, str]] = {}
        self.from_1904 = False
        walk(archive.read("xl/workbook.xml"), self._on_workbook)
        walk(archive.read("xl/_rels/workbook.xml.rels"), self._on_relation)
        sheets = [self._targets[key][1] for key in self._sheet_ids if self._kind(key) == "worksheet"]
        if not sheets:
            raise UnreadableFile("no_sheet")
        self.sheet = sheets[0]
        self.texts = self._first("sharedStrings")
        self.styles = self._first("styles")

    def _on_workbook(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "sheet" and attributes.get("state", "visible") == "visible":
            self._sheet_ids += [value for key, value in attributes.items() if key.endswith(":id")]

    def _on_relation(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
            self._targets[attributes.get("Id", "")] = (kind, target)

    def _kind(self, key: str) -> str:
        return self._targets.get(key, ("", ""))[0]

    def _first(self, kind: str) -> str | None:
        return next((target for found, target in self._targets.values() if found == kind), None)


def _rebuild(archive: Archive, parts: _Parts, sheet: bytes) -> io.BytesIO:
    fresh = io.BytesIO()
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as target:
        target.writestr("[Content_Types].xml", _CONTENT_TYPES)
        target.writestr("xl/workbook.xml", _WORKBOOK % parts.from_1904)
        target.writestr("_rels/.rels", _RELATION % ("officeDocument", "xl/workbook.xml"))
        target.writestr("xl/_rels/workbook.xml.rels", _RELATION % ("worksheet", "worksheets/sheet1.xml"))
        target.writestr("xl/worksheets/sheet1.xml", sheet)
        if parts.styles and parts.styles in archive:
            target.writestr("xl/styles.xml", archive.read(parts.styles))
        if parts.texts and parts.texts in archive:
            texts = archive.read(parts.texts)
            if texts.count(b"<si") + texts.count(b":si") > MOST_TEXTS:
                raise UnreadableFile("too_many_rows", limit=MOST_TEXTS)
            target.writestr("xl/sharedStrings.xml", texts)
    fresh.seek(0)
    return fresh


def _read_grid(workbook: io.BytesIO) -> Iterator[list[Any]]:
    import python_calamine

    try:
        with python_calamine.load_workbook(workbook) as opened:
            # From the first cell of the sheet, so that the numbers of rows are those on the screen.
            return iter(opened.get_sheet_by_index(0).to_python(skip_empty_area=False))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        # The library's own panics are no ordinary exceptions.
        raise UnreadableFile("broken_workbook") from error


def _as_cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if not abs(value) < LARGEST_EXACT:
            return LOST_DIGITS
        return str(int(value)) if value == int(value) else str(value)
    return value if isinstance(value, datetime.date) else str(value)
