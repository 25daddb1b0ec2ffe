"""Reading questions from a Word document: paragraphs as a paper, tables as sheets where they are such."""

from collections.abc import Iterator
from itertools import pairwise

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

_NUMBER_HEADINGS = frozenset({"题号", "序号", "题目序号"})


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
    pictured = {row.number for row in table.rows if row.has_picture}
    for draft in reading.drafts:
        if draft.where in pictured:
            draft.note("picture_left_out")
    return True


def _as_lines(table: WordTable) -> Iterator[PaperLine]:
    """The cells one after the other; a row of a name and a value as one line: 答案 | A. The first takes the picture."""
    if key := _as_key(table):
        yield from key
        return
    for row in table.rows:
        name = HEADINGS.match(one_line(row.cells[0])) if len(row.cells) == 2 else None
        if name in OPTIONS:
            texts = [f"{name[-1].upper()}. {row.cells[1]}"]
        elif name in _SIGN:
            texts = [f"{_SIGN[name]}：{row.cells[1]}"]
        else:
            texts = row.cells
        yield from (PaperLine(row.number, text, row.has_picture and not n) for n, text in enumerate(texts))


def _as_key(table: WordTable) -> list[PaperLine]:
    """The lines of a list of answers that stands in pairs of rows, 题号 above 答案; empty for any other table."""
    lines: list[PaperLine] = []
    for above, below in pairwise(table.rows):
        numbers, answers = ([one_line(cell) for cell in row.cells] for row in (above, below))
        if numbers[:1] and numbers[0] in _NUMBER_HEADINGS and answers and HEADINGS.match(answers[0]) == Column.ANSWER:
            pairs = zip(numbers[1:], answers[1:], strict=False)
            lines += [PaperLine(below.number, f"{number}. {answer}") for number, answer in pairs if number and answer]
    return lines
