"""GIFT, Aiken and Moodle XML as Moodle and other people write them."""

import pytest

from cadres.sheets.errors import UnreadableFile
from training.importing import moodle_tree
from training.importing.draft import MOST_QUESTIONS, Form
from training.importing.examples import EXAMPLES
from training.importing.gift_writing import write_gift
from training.importing.reading import MOST_BYTES, MOST_LINES, read_questions

from .question_files import codes


def gift(text):
    return read_questions("a.gift", text.encode())


def only(text):
    drafts = gift(text).drafts
    assert len(drafts) == 1
    return drafts[0]


def moodle(*questions):
    body = "".join(f"<question type='{kind}'>{inner}</question>" for kind, inner in questions)
    return read_questions("a.xml", f"<quiz>{body}</quiz>".encode())


def text(name, words, form="html"):
    return f"<{name} format='{form}'><text><![CDATA[{words}]]></text></{name}>"


STEM = text("questiontext", "<p>谁先说&nbsp;<b>话</b>？</p>")


def answer(words, fraction, feedback=""):
    return (
        f"<answer fraction='{fraction}'><text>{words}</text>{text('feedback', feedback) if feedback else ''}</answer>"
    )


@pytest.mark.parametrize(
    ("source", "kind", "stem", "parts"),
    [
        ("天是蓝的{T}", "true_false", "天是蓝的", [("正确", True), ("错误", False)]),
        ("天是红的{FALSE#错了#对了}", "true_false", "天是红的", [("正确", False), ("错误", True)]),
        ("谁？{=甲 ~乙 ~丙}", "single", "谁？", [("甲", True), ("乙", False), ("丙", False)]),
        ("谁？{~%50%甲 ~%50%乙 ~%-100%丙}", "multiple", "谁？", [("甲", True), ("乙", True), ("丙", False)]),
        (r"1 \= 1 \{对\}{=a\:b ~c}", "single", "1 = 1 {对}", [("a:b", True), ("c", False)]),
    ],
)
def test_gift_choices(source, kind, stem, parts):
    draft = only(source)
    assert (draft.kind, draft.stem) == (kind, stem)
    assert [(part["text"], part["is_key"]) for part in draft.parts] == parts


def test_gift_gaps_pairs_steps_and_essays():
    reading = gift(
        "双备是{=备人 =备 人}和备时\n\n配{=甲 -> 乙 =丙 -> 丁 = -> 戊}\n\n排{>3 ALL\n一\n二\n三\n}\n\n"
        "// 评分：说到（3分）\n谈谈{####先听}"
    )
    gap, pairs, steps, essay = reading.drafts
    assert (gap.kind, gap.stem, gap.parts) == (
        "fill_in",
        "双备是 ____ 和备时".replace(" ", ""),
        [{"accepted": ["备人", "备 人"]}],
    )
    assert [(part["left"], part["right"]) for part in pairs.parts] == [("甲", "乙"), ("丙", "丁"), ("", "戊")]
    assert [part["text"] for part in steps.parts] == ["一", "二", "三"]
    assert (essay.kind, essay.parts, essay.reason) == ("short_answer", [{"criterion": "说到", "points": 3}], "先听")
    assert [draft.where for draft in reading.drafts] == [1, 3, 5, 12]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("几个？{#3:1}", "unsupported_kind"),
        ("这是说明", "unsupported_kind"),
        ("谁？{=甲 ~乙", "brace_missing"),
        ("谁？{=甲 ~乙} 谁？{=丙 ~丁}", "several_answer_blocks"),
        ("配{=甲 -> 乙 =丙 =丁 -> 戊}", "no_arrow"),
        ("谁？{=甲 ~%50%乙 ~丙}", "read_as_situational"),
        ("谁？{~%60%甲 ~%40%乙 ~丙}", "weights_left_out"),
        ("谁？{=甲 =%50%乙}", "partial_answer_left_out"),
        ("谁？{=甲#对 ~乙}", "feedback_in_reason"),
        ("谈谈{}", "rubric_assumed"),
        ("// [tag:题型：连环题]\n谁？{=甲 ~乙}", "unknown_kind"),
        ("甲" * 40_000 + "{T}", "question_too_long"),
    ],
)
def test_gift_tells_what_cannot_stay_as_it_is(source, code):
    assert code in codes(only(source))


def test_gift_tags_and_categories():
    reading = gift(
        "$CATEGORY: 一/二\n\n// [id:7] [tag:技能：把握时机] [tag:难度：4] [tag:谈前] [tag:主题：年轻干部]\n天蓝{T}"
    )
    draft = reading.drafts[0]
    assert (draft.skill, draft.difficulty, draft.topics) == ("把握时机", 4, ["谈前", "年轻干部"])
    assert codes(reading) == ["categories_left_out"]


def test_gift_reads_markup_as_words():
    draft = only("::一::[html]<p>谁先说&lt;话&gt;？</p><p>第二行</p>{=<b>甲</b> ~乙}")
    assert (draft.stem, draft.parts[0]["text"]) == ("谁先说<话>？\n第二行", "甲")


def test_gift_is_written_as_moodle_expects_it():
    situational = write_gift([EXAMPLES["situational"]])
    assert "{\n\t=先坐，你这几天是怎么过来的？\n\t~%50%落选的原因我可以给你讲一讲。\n\t~不干就不干" in situational
    assert situational.startswith(
        "// [tag:题型：情境判断题] [tag:技能：注重艺术] [tag:难度：2] [tag:用途：也可练习] [tag:主题：谈中]\n::"
    )
    assert "~%33.33333%默默干事" in write_gift([EXAMPLES["multiple"]])
    assert "{>4 ALL VERTICAL ABSOLUTE_POSITION SHOW ABC\n" in write_gift([EXAMPLES["ordering"]])


def aiken(text):
    reading = read_questions("a.txt", text.encode())
    assert reading.form == Form.AIKEN
    return reading.drafts


def test_aiken_reads_single_choice():
    drafts = aiken("Who speaks first?\nA. They\nB) You\nANSWER: A\n\n谁？\nＡ．甲\nＢ．乙\nANSWER：Ｂ")
    assert [(draft.where, draft.stem, [part["is_key"] for part in draft.parts]) for draft in drafts] == [
        (1, "Who speaks first?", [True, False]),
        (6, "谁？", [False, True]),
    ]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("谁？\nA. 甲\nB. 乙\nANSWER: C", "answer_beyond"),
        ("谁？\nA. 甲\nB. 乙\nANSWER: A\n谁？\nA. 甲\nB. 乙", "no_answer"),
        ("谁？\nA. 甲\nC. 乙\nANSWER: A", "letters_not_in_order"),
    ],
)
def test_aiken_tells_what_is_wrong(source, code):
    assert code in codes(aiken(source)[-1])


def test_moodle_reads_each_kind_it_can():
    reading = moodle(
        ("category", "<category><text>一</text></category>"),
        ("multichoice", STEM + answer("甲", 100) + answer("乙", 0) + "<single>true</single>"),
        ("multichoice", STEM + answer("甲", 50) + answer("乙", 50) + answer("丙", -100) + "<single>false</single>"),
        ("truefalse", STEM + answer("true", 0) + answer("false", 100)),
        ("shortanswer", STEM + answer("甲", 100) + answer("乙", 100)),
        ("matching", STEM + "<subquestion><text>甲</text><answer><text>乙</text></answer></subquestion>"),
        ("ordering", STEM + answer("二", 2) + answer("一", 1) + answer("三", 3)),
        ("essay", STEM + text("graderinfo", "<p>说到（3分）</p><p>做到（2分）</p>")),
        ("cloze", text("questiontext", "<p>备{1:SHORTANSWER:=人~%100%人员}和备{2:SA:%50%章~=时#对}</p>")),
    )
    assert [draft.kind for draft in reading.drafts] == [
        "single", "multiple", "true_false", "fill_in", "matching", "ordering", "short_answer", "fill_in",
    ]  # fmt: skip
    assert reading.drafts[0].stem == "谁先说 话？"
    assert reading.drafts[3].stem == "谁先说 话？ ____"
    assert [part["text"] for part in reading.drafts[5].parts] == ["一", "二", "三"]
    assert [part["points"] for part in reading.drafts[6].parts] == [3, 2]
    cloze = reading.drafts[7]
    assert (cloze.stem, [part["accepted"] for part in cloze.parts]) == ("备____和备____", [["人", "人员"], ["时"]])
    assert codes(reading) == ["categories_left_out"]


@pytest.mark.parametrize("kind", ["numerical", "calculated", "ddwtos", "gapselect", "description", "coderunner"])
def test_moodle_lists_kinds_that_do_not_exist_here(kind):
    draft = moodle((kind, STEM)).drafts[0]
    assert (draft.stem, draft.findings[0].code, draft.findings[0].params) == (
        "谁先说 话？", "unsupported_kind", {"kind": kind}
    )  # fmt: skip


def test_moodle_lists_gaps_that_are_chosen_from_a_list():
    draft = moodle(("cloze", text("questiontext", "备{1:MULTICHOICE:=人~事}"))).drafts[0]
    assert draft.findings[0].params == {"kind": "cloze MULTICHOICE"}


def test_moodle_tells_pictures_and_lines():
    stem = text("questiontext", "<p><img src='a'/>看图</p>")
    source = f"<quiz>\n<question type='essay'>\n{stem}</question></quiz>"
    draft = read_questions("a.xml", source.encode()).drafts[0]
    assert (draft.where, draft.stem, "picture_left_out" in codes(draft)) == (2, "看图", True)


REFUSED = {
    "doctype": (b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz>&a;</quiz>", "suspicious_workbook"),
    "outside entity": (b"<!DOCTYPE quiz SYSTEM 'file:///etc/passwd'><quiz/>", "suspicious_workbook"),
    "broken": (b"<quiz><question></quiz>", "broken_xml"),
    "other": (b"<html/>", "not_moodle"),
    "empty": (b"<quiz/>", "no_questions"),
    "deep": (b"<quiz>" + b"<a>" * 60, "suspicious_workbook"),
    "too many": (b"<quiz>" + b"<question type='x'/>" * (MOST_QUESTIONS + 1) + b"</quiz>", "too_many_questions"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_moodle_refuses_what_is_none_or_does_harm(name):
    data, code = REFUSED[name]
    with pytest.raises(UnreadableFile, match=code):
        read_questions("a.xml", data)


def test_moodle_refuses_more_elements_than_questions_have(monkeypatch):
    monkeypatch.setattr(moodle_tree, "MOST_ELEMENTS", 5)
    with pytest.raises(UnreadableFile, match="suspicious_workbook"):
        moodle(*[("essay", STEM)] * 3)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.gift", b"", "empty_file"),
        ("a.gift", b"a" * (MOST_BYTES + 1), "file_too_large"),
        ("a.exe", b"a", "wrong_extension"),
        ("a.txt", b"\n" * (MOST_LINES + 1), "too_many_lines"),
        ("a.gift", b"a{T}\n\n" * (MOST_QUESTIONS + 1), "too_many_questions"),
        ("a.txt", b"1. a\n" * (MOST_QUESTIONS + 1), "too_many_questions"),
        ("a.gift", ("甲" * 1_600 + "{T}\n\n").encode() * MOST_QUESTIONS, "file_too_large"),
        ("a.gift", (b"a" * 2_000 + b"{T}\n\n") * 1_900, "too_much_text"),
        ("a.txt", b"\xff\xfe1\x00", "unknown_encoding"),
        ("a.csv", b"\x00\x01", "not_text"),
    ],
)
def test_file_as_a_whole_is_refused(name, data, code):
    with pytest.raises(UnreadableFile, match=code):
        read_questions(name, data)


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ("谁？{=甲 ~乙}", Form.GIFT),
        ("谁？\nA. 甲\nB. 乙\nANSWER: A", Form.AIKEN),
        ("1. 谁？\nA. 甲\nB. 乙\nANSWER: A", Form.PAPER),
        ("谁？\nA. 甲\nB. 乙\n答案：A", Form.PAPER),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_is_told_apart_in_any_encoding(source, form, encoding):
    reading = read_questions("a.txt", source.encode(encoding))
    assert (reading.form, len(reading.drafts)) == (form, 1)
