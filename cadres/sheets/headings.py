"""Which column is which, by its Chinese or English heading."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from .errors import UnreadableFile
from .quoting import enumerate_briefly
from .reading import Cell, Row, Table
from .text import clean

# Many tables carry a title and a date above the headings.
HEADING_ROWS = 10

ColumnT = TypeVar("ColumnT", bound=StrEnum)


@dataclass(frozen=True)
class Layout(Generic[ColumnT]):
    """Where each column stands, what its heading says, and which headings mean nothing to the portal."""

    row: int
    positions: dict[ColumnT, int]
    headings: dict[ColumnT, str]
    unknown: tuple[str, ...]


class Headings(Generic[ColumnT]):
    """The columns that a kind of table may have. The value of a column is its English heading.

    `chinese` gives the Chinese ones; the first of them is the one that messages show.
    """

    def __init__(
        self,
        columns: type[ColumnT],
        *,
        required: Sequence[ColumnT],
        chinese: Mapping[ColumnT, Sequence[str]],
    ) -> None:
        self._required, self._chinese = required, chinese
        self._by_heading = {heading_key(column): column for column in columns} | {
            heading_key(heading): column for column, headings in chinese.items() for heading in headings
        }

    def find(self, table: Table) -> tuple[Layout[ColumnT], list[Row]]:
        """The layout and the rows below the headings.

        Raises UnreadableFile when a required column is missing, and then says what was found.
        """
        top = table.rows[:HEADING_ROWS]
        best: Row | None = None
        most = -1
        for index, row in enumerate(top):
            found = {column for column in map(self.match, row.cells) if column}
            if found.issuperset(self._required):
                return self._lay_out(row), table.rows[index + 1 :]
            if len(found) > most:
                best, most = row, len(found)
        raise self._missing(best)

    def match(self, cell: Cell) -> ColumnT | None:
        """The column of which `cell` is the heading."""
        return self._by_heading.get(heading_key(cell)) if isinstance(cell, str) else None

    def _lay_out(self, row: Row) -> Layout[ColumnT]:
        positions: dict[ColumnT, int] = {}
        headings: dict[ColumnT, str] = {}
        unknown: list[str] = []
        for position, cell in enumerate(row.cells):
            column, heading = self.match(cell), clean(str(cell))
            if column is None:
                unknown.extend([heading] if heading else [])
            elif column in positions:
                raise UnreadableFile("column_twice", first=headings[column], second=heading)
            else:
                positions[column], headings[column] = position, heading
        return Layout(row.number, positions, headings, tuple(unknown))

    def _missing(self, row: Row | None) -> UnreadableFile:
        if row is None:
            return UnreadableFile("empty_file")
        found = {column for column in map(self.match, row.cells) if column}
        missing = [f"{self._chinese[column][0]} / {column}" for column in self._required if column not in found]
        headings = [clean(str(cell)) for cell in row.cells if str(cell).strip()]
        shown = enumerate_briefly(headings, most=12)
        return UnreadableFile("missing_columns", missing=enumerate_briefly(missing), found=shown, row=row.number)


def heading_key(heading: str) -> str:
    """A heading without what people add to it: blanks, asterisks, a note in brackets, capitals."""
    without_note = re.sub(r"[(（].*?[)）]", "", clean(heading))
    return re.sub(r"[\s*＊_:：-]", "", without_note).lower()
