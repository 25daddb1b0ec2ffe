"""Which column is which, by its Chinese or English heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .errors import RosterFileError
from .findings import enumerate_briefly
from .reading import Cell, Row, Table
from .text import clean

# Many rosters carry a title and a date above the headings.
HEADING_ROWS = 10


class Column(StrEnum):
    """The columns of a roster. The value is the English heading."""

    STAFF_NUMBER = "staff_number"
    NAME = "name"
    EMAIL = "email"
    DEPARTMENT_CODE = "department_code"
    DEPARTMENT_NAME = "department_name"
    PARENT_CODE = "parent_department_code"
    POST = "post"
    RANK_BAND = "rank_band"
    STARTS_ON = "starts_on"


REQUIRED = (Column.STAFF_NUMBER, Column.NAME, Column.DEPARTMENT_CODE)

#: The Chinese heading of each column; the first is the one in the template.
CHINESE_HEADINGS = {
    Column.STAFF_NUMBER: ("工号", "人员编号", "职工号"),
    Column.NAME: ("姓名",),
    Column.EMAIL: ("邮箱", "电子邮箱", "电子邮件"),
    Column.DEPARTMENT_CODE: ("部门编码", "部门代码", "单位编码"),
    Column.DEPARTMENT_NAME: ("部门名称", "部门", "单位名称"),
    Column.PARENT_CODE: ("上级部门编码", "上级部门代码", "上级单位编码"),
    Column.POST: ("职务",),
    Column.RANK_BAND: ("职级",),
    Column.STARTS_ON: ("任职日期", "任职时间"),
}


def _key(heading: str) -> str:
    """A heading without what people add to it: blanks, asterisks, a note in brackets, capitals."""
    without_note = re.sub(r"[(（].*?[)）]", "", clean(heading))
    return re.sub(r"[\s*＊_:：-]", "", without_note).lower()


_BY_HEADING = {_key(column): column for column in Column} | {
    _key(heading): column for column, headings in CHINESE_HEADINGS.items() for heading in headings
}


@dataclass(frozen=True)
class Layout:
    """Where each column stands, what its heading says, and which headings mean nothing to the portal."""

    row: int
    positions: dict[Column, int]
    headings: dict[Column, str]
    unknown: tuple[str, ...]


def find_layout(table: Table) -> tuple[Layout, list[Row]]:
    """The layout and the rows below the headings.

    Raises RosterFileError when a required column is missing, and then says what was found.
    """
    top = table.rows[:HEADING_ROWS]
    best: Row | None = None
    most = -1
    for index, row in enumerate(top):
        found = {column for column in map(_match, row.cells) if column}
        if found.issuperset(REQUIRED):
            return _lay_out(row), table.rows[index + 1 :]
        if len(found) > most:
            best, most = row, len(found)
    raise _missing(best)


def _match(cell: Cell) -> Column | None:
    return _BY_HEADING.get(_key(cell)) if isinstance(cell, str) else None


def _lay_out(row: Row) -> Layout:
    positions: dict[Column, int] = {}
    headings: dict[Column, str] = {}
    unknown: list[str] = []
    for position, cell in enumerate(row.cells):
        column, heading = _match(cell), clean(str(cell))
        if column is None:
            unknown.extend([heading] if heading else [])
        elif column in positions:
            raise RosterFileError("column_twice", first=headings[column], second=heading)
        else:
            positions[column], headings[column] = position, heading
    return Layout(row.number, positions, headings, tuple(unknown))


def _missing(row: Row | None) -> RosterFileError:
    if row is None:
        return RosterFileError("empty_file")
    found = {column for column in map(_match, row.cells) if column}
    missing = [f"{CHINESE_HEADINGS[column][0]} / {column}" for column in REQUIRED if column not in found]
    headings = [clean(str(cell)) for cell in row.cells if str(cell).strip()]
    shown = enumerate_briefly(headings, most=12)
    return RosterFileError("missing_columns", missing=enumerate_briefly(missing), found=shown, row=row.number)


def template_headings(*, in_chinese: bool) -> Sequence[str]:
    """The headings of an empty roster."""
    return [CHINESE_HEADINGS[column][0] if in_chinese else column.value for column in Column]
