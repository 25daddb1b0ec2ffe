"""Word documents: what is printed but stands in no text, tables, and documents made to do harm."""

import pytest

from cadres.sheets.archive import Archive
from cadres.sheets.errors import UnreadableFile
from training.importing import word
from training.importing.numbering import spell
from training.importing.reading import read_questions
from training.importing.word import Line, read_document

from .question_files import archive, codes, docx_file, level, numbering_xml, paragraph, run, table

DECIMAL = level(0, "decimal", "%1.") + level(1, "upperLetter", "%2.")


def lines(*blocks, **parts):
    return [block.text for block in read_document(Archive(docx_file(*blocks, **parts))) if isinstance(block, Line)]


def test_automatic_numbers_are_read_as_printed():
    numbered = [
        paragraph("甲", numbering=(1, 0)),
        paragraph("一", numbering=(1, 1)),
        paragraph("二", numbering=(1, 1)),
        paragraph("乙", numbering=(1, 0)),
        paragraph("三", numbering=(1, 1)),
    ]
    assert lines(*numbered, numbering=numbering_xml(DECIMAL)) == ["1. 甲", "A. 一", "B. 二", "2. 乙", "A. 三"]


def test_list_begins_anew_where_the_document_says_so():
    blocks = [paragraph("甲", numbering=(1, 0)), paragraph("乙", numbering=(5, 0)), paragraph("丙", numbering=(5, 0))]
    numbering = numbering_xml(level(0, "decimal", "%1、"), restarts=[(5, 0, 1)])
    assert lines(*blocks, numbering=numbering) == ["1、 甲", "1、 乙", "2、 丙"]


def test_numbers_come_from_styles_too():
    styles = '<w:style w:styleId="Stem"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    blocks = [paragraph("甲", style="Stem"), paragraph("乙", style="Stem")]
    numbering = numbering_xml(level(0, "chineseCounting", "%1、"))
    assert lines(*blocks, numbering=numbering, styles=styles) == ["一、 甲", "二、 乙"]


def test_bullets_and_unknown_lists_have_no_number():
    blocks = [paragraph("甲", numbering=(1, 0)), paragraph("乙", numbering=(9, 0))]
    assert lines(*blocks, numbering=numbering_xml(level(0, "bullet", "●"))) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("number", "form", "spelled"),
    [(3, "decimal", "3"), (2, "upperLetter", "B"), (2, "lowerLetter", "b"), (12, "chineseCounting", "十二"),
     (20, "chineseCountingThousand", "二十"), (105, "chineseCounting", "105"), (4, "decimalEnclosedCircle", "④"),
     (4, "upperRoman", "4")],
)  # fmt: skip
def test_numbers_are_spelled_as_word_does(number, form, spelled):
    assert spell(number, form) == spelled


def test_what_is_not_on_the_page_is_left_out():
    inner = (
        f"<w:del>{run('删')}</w:del><w:moveFrom>{run('移')}</w:moveFrom><w:ins>{run('新')}</w:ins>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink>" + run("链") + "</w:hyperlink>"
        "<w:r><w:br/></w:r>" + run("后")
    )
    assert lines(paragraph("前", inner=inner)) == ["前新链\n后"]


def test_underlined_blanks_are_a_gap():
    text = paragraph(
        "备", run("    ", '<w:u w:val="single"/>'), "和", run("时", '<w:u w:val="single"/>'), run("  "), "。"
    )
    assert lines(text) == ["备____和时  。"]


def test_paper_in_a_document_is_read_with_its_paragraphs():
    blocks = [
        "一、单选题",
        paragraph("谁先说？", numbering=(1, 0)),
        paragraph("甲", numbering=(1, 1)),
        paragraph("乙", numbering=(1, 1)),
        "答案：B",
        paragraph("看图", numbering=(1, 0), inner="<w:r><w:drawing/></w:r>"),
        paragraph("甲", numbering=(1, 1)),
        paragraph("乙", numbering=(1, 1)),
        "答案：A",
    ]
    drafts = read_questions("a.docx", docx_file(*blocks, numbering=numbering_xml(DECIMAL))).drafts
    assert [(draft.where, draft.kind, draft.stem, codes(draft)) for draft in drafts] == [
        (2, "single", "谁先说？", []),
        (6, "single", "看图", ["picture_left_out"]),
    ]


def test_table_with_the_headings_of_a_sheet_is_a_sheet():
    rows = table(
        ["题型", "题干", "选项A", "选项B", "答案"],
        ["单选题", "谁？", "甲", "乙", "B"],
        ["判断题", "天蓝", "", "", "对"],
    )
    drafts = read_questions("a.docx", docx_file("题库", rows)).drafts
    assert [(draft.where, draft.kind, draft.stem) for draft in drafts] == [
        (7, "single", "谁？"),
        (12, "true_false", "天蓝"),
    ]


def test_table_of_names_and_values_is_a_question():
    rows = table(["题目", "谁先说？"], ["A", "甲"], ["B", "乙"], ["答案", "A"], ["解析", "先听。"])
    draft = read_questions("a.docx", docx_file(rows)).drafts[0]
    assert (draft.stem, draft.parts, draft.reason) == (
        "谁先说？",
        [{"text": "甲", "is_key": True}, {"text": "乙", "is_key": False}],
        "先听。",
    )


def test_table_for_layout_is_read_cell_by_cell():
    draft = read_questions(
        "a.docx", docx_file("1. 谁？", table(["A. 甲", "B. 乙"], ["C. 丙", "D. 丁"]), "答案：D")
    ).drafts[0]
    assert [part["text"] for part in draft.parts] == ["甲", "乙", "丙", "丁"]


BODY = "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>"
BOMBS = {
    "no document": (archive({"a.xml": "<a/>"}), "not_a_document"),
    "no zip": (b"PK\x03\x04rubbish", "broken_workbook"),
    "text": (b"1. a", "not_a_document"),
    "old Word": (b"\xd0\xcf\x11\xe0rubbish", "old_or_protected_workbook"),
    "broken": (archive({"word/document.xml": BODY}), "broken_workbook"),
    "entities": (
        archive({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "suspicious_workbook",
    ),
    "outside name": (archive({"../a": "", "word/document.xml": BODY}), "suspicious_workbook"),
    "dense": (archive({"word/document.xml": BODY + " " * 2_000_000}), "workbook_unpacks_too_large"),
    "deep": (archive({"word/document.xml": BODY + "<w:p>" * 1_000}), "document_too_large"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_harmful_documents_are_refused(name):
    data, code = BOMBS[name]
    with pytest.raises(UnreadableFile, match=code):
        read_questions("a.docx", data)


@pytest.mark.parametrize("limit", ["MOST_PARAGRAPHS", "MOST_ELEMENTS", "MOST_CHARACTERS"])
def test_documents_of_unusual_size_are_refused(monkeypatch, limit):
    blocks = [f"{number}. 谁？" for number in range(10)]
    assert len(read_questions("a.docx", docx_file(*blocks)).drafts) == 10
    monkeypatch.setattr(word, limit, 9)
    with pytest.raises(UnreadableFile, match="document_too_large"):
        read_questions("a.docx", docx_file(*blocks))
