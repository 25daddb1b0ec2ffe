"""Writing questions as an Excel workbook that `sheet` reads again."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .columns import OPTIONS, Column, heading_of
from .draft import DraftQuestion
from .notation import encode
from .sheet import write_topics
from .words import KIND_NAMES, USE_NAMES

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

#: Room for the choices that most questions have, also where none of the written ones fills it.
FEWEST_OPTIONS = 6
_WIDTHS = {Column.STEM: 48, Column.REASON: 40, Column.ANSWER: 18, Column.KIND: 14, Column.SKILL: 12}
_OPTION_WIDTH, _OTHER_WIDTH = 28, 10
_CHOICES_UNTIL_ROW = 2_001
# What a spreadsheet takes for the number of a character when it stands in a text.
_CHARACTER_NUMBER = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_sheet(
    drafts: Iterable[DraftQuestion],
    *,
    in_chinese: bool,
    title: str,
    remarks: Sequence[str] = (),
    explanation: Sequence[tuple[str, str]] = (),
    skills: Sequence[str] = (),
) -> bytes:
    """An XLSX file with one row for each of `drafts`.

    `title` names the sheet, `remarks` stand in the last column of the first rows, `explanation` fills a second sheet,
    and `skills` are offered in their column. Texts are text cells: a spreadsheet never runs them as formulas.
    """
    from openpyxl import Workbook

    rows = [_as_row(draft) for draft in drafts]
    most = max((len(options) for options, _values in rows), default=0)
    columns = [column for column in Column if column not in OPTIONS[max(most, FEWEST_OPTIONS) :]]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    _lay_out(sheet, columns)
    sheet.append([_cell(sheet, heading_of(column, in_chinese=in_chinese), is_heading=True) for column in columns])
    for number, (options, values) in enumerate(rows):
        remark = remarks[number] if number < len(remarks) else ""
        texts = {**values, **dict(zip(OPTIONS, options, strict=False)), Column.REMARK: remark}
        sheet.append([_cell(sheet, texts.get(column, "")) for column in columns])
    _offer_choices(sheet, columns, skills)
    _add_explanation(book, explanation)
    return _saved(book)


def _as_row(draft: DraftQuestion) -> tuple[list[str], dict[Column, str]]:
    options, answer = encode(draft.kind, draft.parts)
    return options, {
        Column.KIND: KIND_NAMES[draft.kind][0],
        Column.STEM: draft.stem,
        Column.ANSWER: answer,
        Column.REASON: draft.reason,
        Column.SKILL: draft.skill,
        Column.TOPICS: write_topics(draft.topics),
        Column.DIFFICULTY: str(draft.difficulty or ""),
        Column.USE: "" if draft.test_only is None else USE_NAMES[draft.test_only][0],
    }


def _cell(sheet: "WriteOnlyWorksheet", text: str, *, is_heading: bool = False) -> "WriteOnlyCell | None":
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    # Most cells of a row are empty, and each costs as much as a full one.
    if not text:
        return None
    cell = WriteOnlyCell(sheet)
    cell.value = _CHARACTER_NUMBER.sub("_x005F_", text)
    # The library takes a text that begins with = for a formula.
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_heading:
        cell.font = Font(bold=True)
    return cell


def _lay_out(sheet: "WriteOnlyWorksheet", columns: Sequence[Column]) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        width = _OPTION_WIDTH if column in OPTIONS else _WIDTHS.get(column, _OTHER_WIDTH)
        dimension = sheet.column_dimensions[get_column_letter(place)]
        # As text, or what is typed as 1-2 becomes a day.
        dimension.width, dimension.number_format = width, "@"


def _offer_choices(sheet: "WriteOnlyWorksheet", columns: Sequence[Column], skills: Sequence[str]) -> None:
    """Lists to choose from in the columns that have a fixed vocabulary."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    offers: dict[Column, Sequence[str]] = {
        Column.KIND: [names[0] for names in KIND_NAMES.values()],
        Column.SKILL: skills,
        Column.DIFFICULTY: ["1", "2", "3", "4", "5"],
        Column.USE: [names[0] for names in USE_NAMES.values()],
    }
    for column, offered in offers.items():
        listed = ",".join(offered)
        # A spreadsheet takes no longer list, and no comma within an entry.
        if not offered or len(listed) > 255 or any("," in entry or '"' in entry for entry in offered):
            continue
        choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
        place = get_column_letter(columns.index(column) + 1)
        choice.add(f"{place}2:{place}{_CHOICES_UNTIL_ROW}")
        sheet.data_validations.append(choice)


def _add_explanation(book: "Workbook", explanation: Sequence[tuple[str, str]]) -> None:
    if not explanation:
        return
    sheet = book.create_sheet(explanation[0][0])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 100
    for name, text in explanation:
        sheet.append([_cell(sheet, name, is_heading=True), _cell(sheet, text)])


def _saved(book: Any) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
