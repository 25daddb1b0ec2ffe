"""The question sheet: headings, cells that are not what they seem, and what each kind looks like."""

import datetime
import io

import openpyxl
import pytest
from django.utils import translation

from cadres.sheets.errors import UnreadableFile
from cadres.sheets.quoting import quote
from training.enums import Grade, QuestionKind
from training.importing.columns import CHINESE_HEADINGS, Column
from training.importing.examples import EXAMPLES
from training.importing.reading import read_questions
from training.importing.sheet_template import KIND_HELP, write_template
from training.importing.sheet_writing import write_sheet
from training.importing.words import (
    GRADE_NAMES,
    KIND_NAMES,
    VAGUE_KINDS,
    difficulty_of,
    grade_of,
    kind_of,
    letters_of,
    places_of,
    says_test_only,
)
from training.kinds import KINDS

from .question_files import codes, row, xlsx_file


def read(*rows, **options):
    return read_questions("a.xlsx", xlsx_file(*rows, **options))


def only(*cells, **options):
    return read(row(*cells, **options)).drafts[0]


def refusal(*rows, **options):
    with pytest.raises(UnreadableFile) as found:
        read(*rows, **options)
    return found.value.code, found.value.params


def test_headings_may_be_english_and_in_any_order():
    draft = read(
        ["A", "先听", "谁先说？", "对方", "自己"], headings=["Answer", "reason", "stem", "Option A", "option_b"]
    ).drafts[0]
    assert (draft.where, draft.kind, draft.stem, draft.reason) == (2, "single", "谁先说？", "先听")
    assert draft.parts == [{"text": "对方", "is_key": True}, {"text": "自己", "is_key": False}]


def test_title_above_the_headings_and_unknown_columns_do_no_harm():
    reading = read(
        ["题干", "选项A", "选项B", "答案", "命题人"], ["谁？", "甲", "乙", "B", "王某"], headings=["某区题库"]
    )
    assert [(draft.where, draft.stem) for draft in reading.drafts] == [(3, "谁？")]
    assert [(found.code, found.params) for found in reading.findings] == [("unknown_columns", {"columns": "命题人"})]


def test_sheet_without_stems_is_refused():
    code, params = refusal(["谁？"], headings=["问", "选项A"])
    assert (code, params["missing"], params["found"]) == ("missing_columns", "题干 / stem", "问、选项A")


def test_two_columns_for_one_thing_are_refused():
    assert refusal(["谁？", "谁？"], headings=["题干", "题目"])[0] == "column_twice"


def test_examples_are_left_out_and_counted():
    reading = read(["谁？", "示例：不导入"], ["天蓝", ""], headings=["题干", "备注"])
    assert ([draft.stem for draft in reading.drafts], codes(reading)) == (["天蓝"], ["examples_left_out"])


def test_rows_with_a_running_number_alone_are_no_questions():
    assert refusal([1, ""], [2, ""], headings=["序号", "题干"])[0] == "no_questions"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (datetime.datetime(2026, 1, 2), "date_in_cell"),
        ("=1+1", "formula_in_cell"),
        (10**17, "number_lost_digits"),
        ("甲" * 6_000, "cell_too_long"),
    ],
)
def test_cells_that_are_not_what_they_seem_are_told(cell, code):
    draft = only("谁？", "甲", cell)
    assert (codes(draft), draft.findings[0].params["column"]) == ([code], "选项B")


def test_numbers_in_cells_are_text():
    draft = only("几个？", 3, 4.0, answer="B")
    assert draft.parts == [{"text": "3", "is_key": False}, {"text": "4", "is_key": True}]


def test_letters_before_options_go():
    assert [part["text"] for part in only("谁？", "A. 甲", "B、乙").parts] == ["甲", "乙"]
    assert [part["text"] for part in only("谁？", "A. 甲", "乙").parts] == ["A. 甲", "乙"]


@pytest.mark.parametrize(
    ("options", "answer", "kind"),
    [
        (["甲", "乙"], "A", "single"),
        (["甲", "乙", "丙"], "AB", "multiple"),
        (["对", "错"], "B", "true_false"),
        (["甲", "乙"], "最佳：A；有害：B", "situational"),
        (["甲 → 乙", "丙 → 丁"], "", "matching"),
        (["说到（3分）", "做到（4分）"], "", "short_answer"),
    ],
)
def test_kind_is_told_from_the_answer(options, answer, kind):
    assert only("谁？", *options, kind="", answer=answer).kind == kind


def test_unknown_kind_is_told_and_the_answer_tried():
    draft = only("谁？", "甲", "乙", kind="连环题")
    assert (draft.kind, codes(draft)) == ("single", ["unknown_kind"])


def test_accepted_answers_may_hold_the_bar():
    draft = only("____", r"甲\|乙 | 丙", kind="填空题", answer="")
    assert draft.parts == [{"accepted": ["甲|乙", "丙"]}]


def test_every_name_means_one_thing():
    names = [name for known in KIND_NAMES.values() for name in known] + [*VAGUE_KINDS, *KINDS]
    assert len(names) == len(set(names))
    assert all(kind_of(name) == kind for kind, known in KIND_NAMES.items() for name in (*known, kind))
    grades = [name for known in GRADE_NAMES.values() for name in known]
    assert len(grades) == len(set(grades))
    assert set(KIND_NAMES) == set(KINDS) == set(EXAMPLES) == set(KIND_HELP)
    headings = [heading for known in CHINESE_HEADINGS.values() for heading in known]
    assert len(headings) == len(set(headings))
    assert set(CHINESE_HEADINGS) == set(Column)


@pytest.mark.parametrize(
    ("text", "difficulty"),
    [("3", 3), ("３", 3), ("4级", 4), ("易", 1), ("较难", 4), ("★★", 2), ("★★☆☆☆", 2), ("0.7", None), ("6", None)],
)
def test_difficulty_is_a_figure_a_word_or_stars(text, difficulty):
    assert difficulty_of(text) == difficulty


@pytest.mark.parametrize(
    ("text", "test_only"),
    [
        ("仅供测验", True),
        ("仅供考试", True),
        ("Tests only", True),
        ("也可练习", False),
        ("practice and tests", False),
        ("随便", None),
    ],
)
def test_use_is_for_tests_only_or_not(text, test_only):
    assert says_test_only(text) is test_only


def test_letters_and_numbers_name_places():
    assert letters_of("ＡＣ、d") == [0, 2, 3]
    assert letters_of("A对") is None
    assert places_of("②、④") == [1, 3]
    assert places_of("2，4") == [1, 3]
    assert places_of("") is None


@pytest.mark.parametrize("in_chinese", [True, False])
def test_template_offers_what_may_be_chosen_and_keeps_text_as_text(in_chinese):
    book = openpyxl.load_workbook(io.BytesIO(write_template(in_chinese=in_chinese, skills=["把握时机", "确定重点"])))
    sheet = book.active
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"把握时机,确定重点"' in lists
    assert '"1,2,3,4,5"' in lists
    assert {sheet.column_dimensions[letter].number_format for letter in "ABC"} == {"@"}
    assert sheet.freeze_panes == "A2"


def test_text_that_looks_like_a_formula_is_written_as_text():
    draft = EXAMPLES["single"].__class__(**{**vars(EXAMPLES["single"]), "stem": '=HYPERLINK("a")'})
    book = openpyxl.load_workbook(io.BytesIO(write_sheet([draft], in_chinese=True, title="题目")))
    cell = book.active["B2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("a")', "s")


def test_quotes_hold_nothing_that_a_database_refuses():
    assert quote("甲\x00乙\ud800\u200b") == "甲乙"


def test_grades_are_known_by_the_words_of_the_portal():
    with translation.override("zh-hans"):
        assert [grade_of(str(grade.label)) for grade in Grade] == list(Grade)


def test_row_with_a_heading_tells_the_kind_of_the_rows_below():
    drafts = read(["一、多选题"], row(kind=""), ["二、判断题"], row("记", "", "", kind="", answer="对"), row()).drafts
    assert [draft.kind for draft in drafts] == ["multiple", "true_false", "single"]


def test_files_name_each_kind_as_the_interface_does():
    with translation.override("zh-hans"):
        assert {kind: names[0] for kind, names in KIND_NAMES.items()} == {
            kind.value: str(kind.label) for kind in QuestionKind
        }
    assert {kind_of(name) for name in ("配对题", "匹配题", "配对", "连线题")} == {QuestionKind.MATCHING}
