"""Reading questions from a table: one row, one question."""

import datetime
from collections.abc import Iterable

from cadres.sheets.headings import Layout
from cadres.sheets.quoting import enumerate_briefly, quote
from cadres.sheets.reading import Cell, Row, Table
from cadres.sheets.workbook import LOST_DIGITS

from . import marks
from .columns import HEADINGS, OPTIONS, Column
from .decoding import decode
from .draft import DraftQuestion, Reading
from .line_marks import section_in
from .text import one_line, squeeze, tidy
from .words import USE_NAMES, difficulty_of, kind_of, says_test_only

#: A row whose remark begins so shows how to fill in the template.
EXAMPLE_REMARKS = ("示例", "样例", "example")
LONGEST_CELL = 5_000
TOPIC_ENDS = (";", "；", ",", "，", "、", "|", "\n")


def read_table_of_questions(table: Table, reading: Reading) -> None:
    """Adds the questions of `table` to `reading`. Raises UnreadableFile when the headings cannot be found."""
    layout, rows = HEADINGS.find(table)
    if layout.unknown:
        reading.note("unknown_columns", columns=enumerate_briefly(layout.unknown))
    examples, section = 0, ""
    for row in rows:
        cells = _Cells(layout, row, table.formulas)
        if cells.text(Column.REMARK).lower().startswith(EXAMPLE_REMARKS):
            examples += 1
        elif (kind := _section_of(row)) is not None:
            section = kind
        elif any(cells.text(column) for column in layout.positions):
            reading.add(_read_row(_Cells(layout, row, table.formulas), section))
    if examples:
        reading.note("examples_left_out", count=examples)


class _Cells:
    """The cells of one row by column, with a note of each that does not hold what is seen on the screen."""

    def __init__(self, layout: Layout[Column], row: Row, formulas: frozenset[tuple[int, int]]) -> None:
        self._layout, self._row, self._formulas = layout, row, formulas
        self.draft = DraftQuestion(where=row.number)

    def text(self, column: Column) -> str:
        """What stands in the cell, as text; empty when there is no such column."""
        position = self._layout.positions.get(column)
        if position is None or position >= len(self._row.cells):
            return ""
        cell: Cell = self._row.cells[position]
        heading = self._layout.headings[column]
        if isinstance(cell, datetime.date):
            self.draft.note("date_in_cell", column=heading, value=cell.isoformat())
            return ""
        if (self._row.number, position) in self._formulas:
            self.draft.note("formula_in_cell", column=heading, value=quote(cell))
            return ""
        if cell == LOST_DIGITS:
            self.draft.note("number_lost_digits", column=heading)
            return ""
        if len(cell) > LONGEST_CELL:
            self.draft.note("cell_too_long", column=heading, limit=LONGEST_CELL)
        return tidy(cell[:LONGEST_CELL])


def _section_of(row: Row) -> str | None:
    """The kind of the questions below a row with nothing but a heading such as 一、单选题; None for any other row."""
    texts = [squeeze(str(cell)) for cell in row.cells if str(cell).strip()]
    kind = section_in(texts[0]) if len(texts) == 1 else None
    return None if kind is None else kind.removeprefix("?")


def _read_row(cells: _Cells, section: str) -> DraftQuestion:
    draft = cells.draft
    draft.stem, draft.reason = cells.text(Column.STEM), cells.text(Column.REASON)
    read_labels(
        draft,
        kind=cells.text(Column.KIND) or section,
        skill=cells.text(Column.SKILL),
        topics=cells.text(Column.TOPICS),
        difficulty=cells.text(Column.DIFFICULTY),
        use=cells.text(Column.USE),
    )
    decode(draft, [cells.text(column) for column in OPTIONS], cells.text(Column.ANSWER))
    return draft


def write_topics(topics: Iterable[str]) -> str:
    """The topics as their column shows them."""
    return "；".join(marks.escape(topic, TOPIC_ENDS) for topic in topics)


def read_labels(
    draft: DraftQuestion, *, kind: str = "", skill: str = "", topics: str = "", difficulty: str = "", use: str = ""
) -> None:
    """Takes over what is said about a question beside its wording; notes what cannot be understood."""
    known = kind_of(kind) if kind else ""
    if known is None:
        draft.note("unknown_kind", kind=quote(kind))
    draft.kind = known or draft.kind
    draft.skill = one_line(skill) or draft.skill
    names = [marks.unescape(name, TOPIC_ENDS).strip() for name in marks.split(topics, TOPIC_ENDS)]
    draft.topics += [name for name in names if name]
    if difficulty:
        draft.difficulty = difficulty_of(difficulty)
        if draft.difficulty is None:
            draft.note("bad_difficulty", value=quote(difficulty))
    if use:
        draft.test_only = says_test_only(use)
        if draft.test_only is None:
            draft.note("bad_use", value=quote(use), known=" / ".join(names[0] for names in USE_NAMES.values()))
