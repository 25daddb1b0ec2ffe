"""A first pass over a sheet's XML, before anything builds a grid from it."""

import re
from collections.abc import Callable
from xml.parsers import expat

from .errors import UnreadableFile

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LETTERS = 26
_SHOWS_CONTENT = frozenset({"v", "is", "f"})

StartHandler = Callable[[str, dict[str, str]], None]
TextHandler = Callable[[str], None]


def walk(
    xml: bytes, on_start: StartHandler, *, on_end: TextHandler | None = None, on_text: TextHandler | None = None
) -> None:
    """Calls `on_start(local name, attributes)`, `on_end(local name)` and `on_text(piece)` in the order of the document.

    Refuses document types: they carry entities.
    """
    parser = expat.ParserCreate()

    def refuse_doctype(*_args: object) -> None:
        raise UnreadableFile("suspicious_workbook")

    def start(name: str, attributes: dict[str, str]) -> None:
        on_start(name.rpartition(":")[2], attributes)

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = start
    if on_end:
        parser.EndElementHandler = lambda name: on_end(name.rpartition(":")[2])
    if on_text:
        parser.CharacterDataHandler = on_text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableFile("broken_workbook") from error


class SheetScan:
    """Finds the formulas of a sheet and refuses one whose filled cells reach too far."""

    def __init__(self, *, last_row: int, last_column: int, max_rows: int) -> None:
        self.formulas: set[tuple[int, int]] = set()
        self._last_row, self._last_column, self._max_rows = last_row, last_column, max_rows
        self._row, self._column = 0, -1

    def scan(self, xml: bytes) -> frozenset[tuple[int, int]]:
        """The places (row number, column from 0) of the formulas. Raises UnreadableFile."""
        walk(xml, self._start)
        return frozenset(self.formulas)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < len("10000000") else self._row + 1
            self._column = -1
        elif name == "c":
            self._move_to(attributes.get("r"))
        elif name in _SHOWS_CONTENT and self._column >= 0:
            self._check_place()
            if name == "f":
                self.formulas.add((self._row, self._column))

    def _move_to(self, place: str | None) -> None:
        if place is None:
            self._column += 1
            return
        found = _PLACE.fullmatch(place.upper())
        if found is None:
            raise UnreadableFile("broken_workbook")
        self._row = int(found[2])
        self._column = -1
        for letter in found[1]:
            self._column = (self._column + 1) * _LETTERS + ord(letter) - ord("A")

    def _check_place(self) -> None:
        if self._row > self._last_row:
            raise UnreadableFile("too_many_rows", limit=self._max_rows)
        if self._column >= self._last_column:
            raise UnreadableFile("too_many_columns", limit=self._last_column, row=self._row)
