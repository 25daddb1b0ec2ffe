"""Reading questions from a Word document: paragraphs as a paper, tables as sheets where they are such."""

from collections.abc import Iterator

from cadres.sheets.archive import Archive
from cadres.sheets.errors import UnreadableFile
from cadres.sheets.reading import Row, Table

from .columns import HEADINGS, OPTIONS, Column
from .draft import Reading
from .paper import PaperLine, read_paper
from .sheet import read_table_of_questions
from .text import one_line
from .word import Line, WordTable, read_document

_SIGN = {Column.KIND: "题型", Column.ANSWER: "答案", Column.REASON: "解析", Column.SKILL: "技能"} | {
    Column.TOPICS: "主题", Column.DIFFICULTY: "难度", Column.STEM: "题目",
}  # fmt: skip


def read_word(archive: Archive, reading: Reading) -> None:
    """Adds the questions of a .docx file to `reading`. Raises UnreadableFile."""
    lines: list[PaperLine] = []
    for block in read_document(archive):
        if isinstance(block, Line):
            lines.append(PaperLine(block.number, block.text, block.has_picture))
        elif not _read_as_sheet(block, reading):
            lines.extend(_as_lines(block))
    read_paper(lines, reading)
    reading.drafts.sort(key=lambda draft: draft.where)


def _read_as_sheet(table: WordTable, reading: Reading) -> bool:
    """Whether the table has the headings of a question sheet; then its rows are questions."""
    rows = [Row(row.number, list(row.cells)) for row in table.rows]
    if not rows or Column.ANSWER not in {HEADINGS.match(one_line(str(cell))) for cell in rows[0].cells}:
        return False
    rows[0] = Row(rows[0].number, [one_line(str(cell)) for cell in rows[0].cells])
    try:
        read_table_of_questions(Table(rows), reading)
    except UnreadableFile:
        return False
    return True


def _as_lines(table: WordTable) -> Iterator[PaperLine]:
    """The cells one after the other; a row of a name and a value as one line: 答案 | A."""
    for row in table.rows:
        name = HEADINGS.match(one_line(row.cells[0])) if len(row.cells) == 2 else None
        if name in OPTIONS:
            yield PaperLine(row.number, f"{name[-1].upper()}. {row.cells[1]}")
        elif name in _SIGN:
            yield PaperLine(row.number, f"{_SIGN[name]}：{row.cells[1]}")
        else:
            yield from (PaperLine(row.number, cell) for cell in row.cells)
