"""From rows of cells to statements about people and departments, or to reasons why not."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cadres.enums import RankBand
from cadres.sheets.headings import Layout
from cadres.sheets.quoting import enumerate_briefly, quote
from cadres.sheets.reading import Cell, Row
from cadres.sheets.text import clean
from cadres.sheets.workbook import LOST_DIGITS

from .columns import REQUIRED, Column
from .findings import Detail, Finding, Outcome
from .text import clean_name
from .values import CHINESE_RANKS, is_code, is_email, is_plausible, read_date, read_rank

PROGRESS_EVERY = 500
FORMULA_STARTS = ("=", "+", "-", "@")

#: The longest text each column of the database holds, in characters.
LONGEST = {
    Column.STAFF_NUMBER: 32,
    Column.NAME: 60,
    Column.EMAIL: 254,
    Column.DEPARTMENT_CODE: 32,
    Column.DEPARTMENT_NAME: 100,
    Column.PARENT_CODE: 32,
    Column.POST: 100,
}
_CODES = (Column.STAFF_NUMBER, Column.DEPARTMENT_CODE, Column.PARENT_CODE)
#: A row that has none of these speaks of a department only.
_OF_A_PERSON = (Column.STAFF_NUMBER, Column.NAME, Column.EMAIL, Column.POST, Column.RANK_BAND, Column.STARTS_ON)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What a row says about a person. None: the row does not say, so what is known stays."""

    row: int
    staff_number: str
    name: str
    department: str
    email: str | None = None
    post: str | None = None
    rank_band: RankBand | None = None
    starts_on: datetime.date | None = None

    @property
    def subject(self) -> str:
        return f"{self.name} {self.staff_number}"


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """What a row says about its department."""

    row: int
    code: str
    name: str | None = None
    parent: str | None = None


@dataclass
class Statements:
    """Everything the file says, and the rows that cannot be used."""

    people: list[PersonRow] = field(default_factory=list)
    departments: list[DepartmentRow] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)
    #: Every staff number that stands in the file, also in rows that are refused.
    staff_numbers: set[str] = field(default_factory=set)
    unknown_columns: tuple[str, ...] = ()


def check_rows(
    layout: Layout[Column],
    rows: list[Row],
    formulas: frozenset[tuple[int, int]],
    *,
    today: datetime.date,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> Statements:
    """Each row by itself, then what must differ between rows. Calls `on_progress(rows done)` now and then."""
    statements = Statements(unknown_columns=layout.unknown)
    for done, row in enumerate(rows, start=1):
        _RowCheck(layout, row, formulas, today).add_to(statements)
        if done % PROGRESS_EVERY == 0:
            on_progress(done)
    _refuse_repeated(statements, "duplicate_number", lambda person: person.staff_number)
    _refuse_repeated(statements, "duplicate_email", lambda person: person.email and person.email.lower())
    return statements


class _RowCheck:
    """One row on its way from cells to statements."""

    def __init__(
        self, layout: Layout[Column], row: Row, formulas: frozenset[tuple[int, int]], today: datetime.date
    ) -> None:
        self._row, self._today, self._headings = row, today, layout.headings
        self.problems: list[Detail] = []
        self._wrong: set[Column] = set()
        self.texts: dict[Column, str] = {}
        self._days: dict[Column, datetime.date] = {}
        for column, position in layout.positions.items():
            cell = row.cells[position] if position < len(row.cells) else ""
            if formulas and (row.number, position) in formulas:
                self._refuse("formula_cell", column, value=quote(cell))
            else:
                self._take(column, cell)

    def _refuse(self, code: str, column: Column, **params: str | int) -> None:
        self.problems.append((code, {"column": self._headings[column], **params}))
        self._wrong.add(column)

    def _take(self, column: Column, cell: Cell) -> None:
        if isinstance(cell, datetime.date):
            if column is Column.STARTS_ON:
                self._days[column] = cell
            else:
                self._refuse("date_in_text_column", column, value=cell.isoformat())
            return
        text = clean_name(cell) if column is Column.NAME else clean(cell)
        if not text:
            return
        self.texts[column] = text
        if text.startswith(FORMULA_STARTS):
            self._refuse("formula_cell", column, value=quote(text))
        elif text == LOST_DIGITS:
            self._refuse("number_lost_digits", column)
        elif len(text) > LONGEST.get(column, len(text)):
            self._refuse("too_long", column, limit=LONGEST[column], value=quote(text))
        elif column in _CODES and not is_code(text):
            self._refuse("bad_code", column, value=quote(text))

    def add_to(self, statements: Statements) -> None:
        """Adds what the row says, or why it is refused. A row with a running number only says nothing."""
        if not (self.texts or self._days or self._wrong):
            return
        is_person = any(column in held for column in _OF_A_PERSON for held in (self.texts, self._days, self._wrong))
        email, rank, day = self._email(), self._rank(), self._day()
        for column in REQUIRED if is_person else (Column.DEPARTMENT_CODE,):
            if column not in self.texts and column not in self._wrong:
                self._refuse("missing_value", column)
        number, row = self.texts.get(Column.STAFF_NUMBER, ""), self._row.number
        if number:
            statements.staff_numbers.add(number)
        # Also from a row that is refused: its department may be the one other rows rely on.
        if code := self._usable(Column.DEPARTMENT_CODE):
            name, parent = self._usable(Column.DEPARTMENT_NAME), self._usable(Column.PARENT_CODE)
            statements.departments.append(DepartmentRow(row, code, name, parent))
        if self.problems:
            subject = quote(f"{self.texts.get(Column.NAME, '')} {number}".strip())
            statements.refused.append(Finding(row, Outcome.REFUSED, subject, tuple(self.problems)))
        elif is_person and code:
            post, name = self.texts.get(Column.POST), self.texts[Column.NAME]
            statements.people.append(PersonRow(row, number, name, code, email, post, rank, day))

    def _usable(self, column: Column) -> str | None:
        return None if column in self._wrong else self.texts.get(column)

    def _email(self) -> str | None:
        text = self._usable(Column.EMAIL)
        if text and not is_email(text):
            self._refuse("bad_email", Column.EMAIL, value=quote(text))
        return text

    def _rank(self) -> RankBand | None:
        text = self._usable(Column.RANK_BAND)
        rank = read_rank(text) if text else None
        if text and rank is None:
            known = enumerate_briefly(names[0] for names in CHINESE_RANKS.values())
            self._refuse("unknown_rank", Column.RANK_BAND, value=quote(text), known=known)
        return rank

    def _day(self) -> datetime.date | None:
        text = self._usable(Column.STARTS_ON)
        day = read_date(text) if text else self._days.get(Column.STARTS_ON)
        if text and day is None:
            self._refuse("bad_date", Column.STARTS_ON, value=quote(text))
        elif day and not is_plausible(day, today=self._today):
            self._refuse("date_out_of_range", Column.STARTS_ON, date=day.isoformat())
        return day


def _refuse_repeated(statements: Statements, code: str, key: Callable[[PersonRow], str | None]) -> None:
    """Refuses all rows that share a key: which of them is meant cannot be known."""
    places: dict[str, list[int]] = defaultdict(list)
    for person in statements.people:
        if value := key(person):
            places[value].append(person.row)
    repeated = {value: _list_rows(rows) for value, rows in places.items() if len(rows) > 1}
    if not repeated:
        return
    kept = []
    for person in statements.people:
        if (value := key(person)) in repeated:
            detail: Detail = (code, {"value": value, "rows": repeated[value]})
            statements.refused.append(Finding(person.row, Outcome.REFUSED, person.subject, (detail,)))
        else:
            kept.append(person)
    statements.people = kept


def _list_rows(rows: Iterable[int]) -> str:
    return enumerate_briefly(sorted(rows))
