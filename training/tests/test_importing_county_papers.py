"""Word files as trainers in a county really write them: what Word hides, keys in every place, habits of typing."""

import pytest

from training.importing.reading import read_questions
from training.importing.words import letter

from .question_files import codes, docx_file, level, numbering_xml, paragraph, run, table

BREAK = "<w:r><w:br/></w:r>"
STEMS_AND_OPTIONS = level(0, "decimal", "%1.") + level(1, "upperLetter", "%2.")


def read(*blocks, **parts):
    return read_questions("卷.docx", docx_file(*blocks, **parts))


def deleted(text):
    return f"<w:del>{run(text).replace('w:t', 'w:delText')}</w:del>"


def deleted_paragraph(text, numbering):
    """As Word keeps it while changes are tracked: the text is deleted, and so is the end of the paragraph."""
    kept = paragraph(numbering=numbering, inner=deleted(text))
    return kept.replace("</w:pPr>", "<w:rPr><w:del/></w:rPr></w:pPr>", 1)


def text_box(*lines):
    inner = "".join(paragraph(line) for line in lines)
    return f"<w:r><w:drawing><w:txbxContent>{inner}</w:txbxContent></w:drawing></w:r>"


def keys(draft):
    return "".join(letter(place) for place, part in enumerate(draft.parts) if part["is_key"])


def told(reading):
    """What was understood of each question, and everything that was noted."""
    notes = [*codes(reading), *(code for draft in reading.drafts for code in codes(draft))]
    return [(draft.stem, len(draft.parts), keys(draft)) for draft in reading.drafts], notes


def test_text_box_stands_below_the_paragraph_that_holds_it():
    stem = paragraph("1. 谈心谈话的主体是", inner=text_box("答案：B", "解析：见规定。") + run("谁？"))
    draft = read("一、单选题", stem, "A. 群众", "B. 书记").drafts[0]
    assert (draft.stem, draft.where, keys(draft), draft.reason) == ("谈心谈话的主体是谁？", 2, "B", "见规定。")
    assert [part["text"] for part in draft.parts] == ["群众", "书记"]


def test_text_box_is_no_picture_but_a_picture_in_it_is():
    picture = "<w:r><w:drawing/></w:r>"
    plain, illustrated = text_box("答案：A"), text_box(paragraph("答案：A", inner=picture))
    for box, notes in [(plain, []), (illustrated, ["picture_left_out"])]:
        assert told(read("1. 谁？", "A. 甲", paragraph("B. 乙", inner=box))) == ([("谁？", 2, "A")], notes)


def test_picture_in_a_table_is_told():
    rows = [table(["题目", "A", "B", "答案"], ["谁？", "甲", "乙", "A"]), table(["1. 谁？"], ["A. 甲"], ["B. 乙"])]
    for body in rows:
        pictured = body.replace("甲</w:t>", "甲</w:t><w:drawing/>")
        notes = [codes(read(found, "答案：A").drafts[0]) for found in (body, pictured)]
        assert notes == [[], ["picture_left_out"]]


def test_tracked_deletions_take_their_numbers_along():
    blocks = [
        deleted_paragraph("作废的题", (1, 0)),
        paragraph("谈前备什么？", numbering=(1, 0)),
        paragraph("人", numbering=(1, 1)),
        deleted_paragraph("稿", (1, 1)),
        paragraph("茶", numbering=(1, 1)),
        paragraph("答案：", inner=deleted("B") + f"<w:ins>{run('A')}</w:ins>"),
    ]
    reading = read(*blocks, numbering=numbering_xml(STEMS_AND_OPTIONS))
    assert told(reading) == ([("谈前备什么？", 2, "A")], [])


def test_numbers_without_a_dot_and_of_styles_above_are_numbers():
    styles = (
        '<w:style w:styleId="List"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Stem"><w:basedOn w:val="List"/></w:style>'
    )
    options = [paragraph(text, numbering=(2, 0)) for text in ("人", "茶")]
    numbering = numbering_xml(level(0, "decimal", "%1"), level(0, "upperLetter", "%1"))
    reading = read(paragraph("备什么？", style="Stem"), *options, "答案：A", numbering=numbering, styles=styles)
    assert told(reading) == ([("备什么？", 2, "A")], [])


def test_readings_above_signs_are_left_out():
    ruby = f"<w:r><w:ruby><w:rt>{run('tán')}</w:rt><w:rubyBase>{run('谈')}</w:rubyBase></w:ruby></w:r>"
    assert read(paragraph("1. ", inner=ruby + run("什么？")), "A. 甲", "B. 乙", "答案：A").drafts[0].stem == "谈什么？"


@pytest.mark.parametrize(
    ("lines", "stem"),
    [
        (["1、主体是（ ）", "A、群众", "B、书记", "（答案：B）"], "主体是（ ）"),
        (["1、主体是（ ）", "A、群众", "B、书记（正确答案：B）"], "主体是（ ）"),
        (["1、主体是（ ）。（答案：B）", "A、群众", "B、书记"], "主体是（ ）。"),
        (["1、选（答案：B）的人谈。", "A、群众", "B、书记"], "选（ ）的人谈。"),
        (["1、主体是（ ）", "A、群众", "B、书记", "【答案：B】"], "主体是（ ）"),
        (["1、主体是（ ）", "A、群众", "B、书记", "正确答案是：B"], "主体是（ ）"),
        (["1、主体是（ ）", "A、群众", "B、书记", "答案 Ｂ"], "主体是（ ）"),
    ],
)
def test_answer_within_brackets_is_no_part_of_the_wording(lines, stem):
    draft = read(paragraph(BREAK.join(run(line) for line in lines))).drafts[0]
    assert (draft.stem, [part["text"] for part in draft.parts], keys(draft)) == (stem, ["群众", "书记"], "B")


def test_stem_may_begin_with_a_year():
    reading = read("1.2019年谈了几次？（A）", "A.1 B.2", "2.2020年谈了几次？（B）", "A.1 B.2")
    assert told(reading) == ([("2019年谈了几次？（ ）", 2, "A"), ("2020年谈了几次？（ ）", 2, "B")], [])


FOUR = [
    *("一、单选题", "1. 甲？", "A. 一 B. 二 C. 三", "2. 乙？", "A. 一 B. 二 C. 三"),
    *("二、多选题", "1. 丙？", "A. 一 B. 二 C. 三", "2. 丁？", "A. 一 B. 二 C. 三"),
]


@pytest.mark.parametrize(
    "key",
    [
        ["参考答案", "一、单选题：1.A  2.C", "二、多选题：1.AB  2.A、C"],
        ["谈心谈话测试题参考答案及评分标准", "一、单项选择题 1-2 AC", "（每题2分）", "二、多项选择题　1－2：AB、AC"],
        ["【参考答案】", "一、单选题", "1．【答案】A【解析】略", "2．C。解析：略", "二、多选题", "1. AB", "2. A,C"],
        ["2026年谈心谈话测试题答案", "一、单选题", "1-2 AC", "二、多选题", "1-2 AB、AC"],
        ["附：答案", "一、单选题", "（1）A（2）C", "二、多选题", "第1题：AB 第2题：AC"],
    ],
)
def test_key_at_the_end_is_read_however_it_is_set(key):
    reading = read(*FOUR, *key)
    assert [keys(draft) for draft in reading.drafts] == ["A", "C", "AB", "AC"]
    assert all(codes(draft) == [] for draft in reading.drafts)


@pytest.mark.parametrize("line", ["请选出全部正确答案", "以上都不是正确答案", "请将答案填入括号"])
def test_sentence_about_answers_is_no_heading_of_a_key(line):
    reading = read("1. 甲？（A）", "A. 一", "B. 二", line, "二、判断题", "2. 乙。（√）")
    assert [(draft.kind, keys(draft)) for draft in reading.drafts] == [("single", "A"), ("true_false", "A")]


def test_reasons_in_the_key_are_reasons():
    reading = read(
        *FOUR, "答案与解析", "一、单选题", "1．【答案】A【解析】甲先。", "2．C。解析：乙后。", "二、多选题", "1. AB"
    )
    assert [draft.reason for draft in reading.drafts] == ["甲先。", "乙后。", "", ""]


@pytest.mark.parametrize("heading", ["答案：", "参考答案 "])
def test_key_may_stand_in_the_line_of_its_heading(heading):
    blocks = ["1. 甲？", "A. 一 B. 二", "2. 乙？", "A. 一 B. 二", "3. 丙？", "A. 一 B. 二"]
    reading = read(*blocks, f"{heading}1-2 AB  3.B")
    assert [keys(draft) for draft in reading.drafts] == ["A", "B", "B"]
    own = read("1. 甲？", "A. 一 B. 二", "答案：A", "二、连线题", "2. 配对", "A. 一 → 三", "B. 二 → 四", "答案：1A 2B")
    assert keys(own.drafts[0]) == "A"


def test_key_may_be_a_table():
    key = table(["题号", "1", "2"], ["答案", "A", "B"], ["题号", "3", ""], ["答案", "√", ""])
    blocks = ["1. 甲？", "A. 一 B. 二", "2. 乙？", "A. 一 B. 二", "二、判断题", "3. 丙。"]
    reading = read(*blocks, "参考答案", key)
    assert [(draft.kind, keys(draft), codes(draft)) for draft in reading.drafts] == [
        ("single", "A", []),
        ("single", "B", []),
        ("true_false", "A", []),
    ]


def test_key_with_one_answer_too_few_gives_none():
    blocks = ["1. 甲？", "A. 一 B. 二", "2. 乙？", "A. 一 B. 二", "3. 丙？", "A. 一 B. 二"]
    reading = read(*blocks, "参考答案", "1-3 AB")
    assert codes(reading) == ["key_without_question"]
    assert [codes(draft) for draft in reading.drafts] == [["no_answer"]] * 3


def test_options_may_stand_in_the_cell_of_the_stem():
    headings = ["序号", "题型", "题目", "答案"]
    rows = [
        ["1", "单选题", "主体是（ ）。\nA.群众\nB.书记", "B"],
        ["2", "", "谈前备\nA．人　B．时　C．茶", "AB"],
        ["3", "简答题", "谈什么？\nA. 一", "先听。"],
    ]
    cells = ["".join(f"<w:tc>{''.join(map(paragraph, c.split(chr(10))))}</w:tc>" for c in row) for row in rows]
    body = table(headings).replace("</w:tbl>", "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>")
    drafts = read(body).drafts
    assert [(draft.kind, draft.stem, len(draft.parts)) for draft in drafts] == [
        ("single", "主体是（ ）。", 2),
        ("multiple", "谈前备", 3),
        ("short_answer", "谈什么？\nA. 一", 1),
    ]
    assert (keys(drafts[0]), keys(drafts[1])) == ("B", "AB")


def test_heading_of_a_section_names_the_kind_of_the_rows_below():
    rows = [
        ["一、多选题", "", "", ""],
        ["备什么？", "人", "茶", "A"],
        ["二、判断题", "", "", ""],
        ["要记。", "", "", "√"],
    ]
    drafts = read(table(["题目", "A", "B", "答案"], *rows)).drafts
    assert [(draft.kind, draft.stem) for draft in drafts] == [("multiple", "备什么？"), ("true_false", "要记。")]


def test_instructions_with_numbers_do_not_swallow_the_paper():
    reading = read(
        "一、本卷共2题。",
        "二、用黑色笔作答。",
        "1. 甲？",
        "A. 一",
        "B. 二",
        "答案：A",
        "2. 乙？",
        "A. 一 B. 二",
        "答案：B",
    )
    assert [draft.stem for draft in reading.drafts][-2:] == ["甲？", "乙？"]
    assert [codes(draft) for draft in reading.drafts[-2:]] == [[], []]


def test_heading_of_no_kind_is_no_part_of_an_option():
    reading = read("1. 甲？（A）", "A. 一", "B. 二", "二、业务知识（每题3分）", "2. 乙？（B）", "A. 一", "B. 二")
    assert told(reading) == ([("甲？（ ）", 2, "A"), ("乙？（ ）", 2, "B")], ["lines_left_out"])
