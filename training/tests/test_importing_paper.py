"""Question papers as Chinese trainers write them."""

import pytest

from training.importing.draft import Form, Reading
from training.importing.line_marks import fields_in, options_in, section_in, stem_in
from training.importing.paper import PaperLine, read_paper

from .question_files import codes


def read(text):
    reading = Reading(Form.PAPER)
    read_paper([PaperLine(number, line) for number, line in enumerate(text.strip().split("\n"), start=1)], reading)
    return reading


def only(text):
    reading = read(text)
    assert len(reading.drafts) == 1
    return reading.drafts[0]


def keys(draft):
    return [part["text"] for part in draft.parts if part["is_key"]]


@pytest.mark.parametrize(
    ("line", "style", "number"),
    [
        ("1. 甲", "dot", 1),
        ("12、2026年的事", "dot", 12),
        ("３．甲", "dot", 3),
        ("（4）甲", "brackets", 4),
        ("5) 甲", "bracket", 5),
        ("第6题：甲", "question", 6),
        ("七、甲", "han", None),
        ("（八）甲", "han_brackets", None),
        ("题目：甲", "label", None),
    ],
)
def test_stem_begins_with_a_number_in_many_ways(line, style, number):
    found = stem_in(line)
    assert (found.style, found.number) == (style, number)


@pytest.mark.parametrize("line", ["1.5 小时", "甲", "2026年1月", "A. 甲"])
def test_other_lines_are_no_stems(line):
    assert stem_in(line) is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("一、单选题", "single"),
        ("一、单项选择题（每题2分，共20分）", "single"),
        ("第二部分 多选题", "multiple"),
        ("三、判断题：对的打√，错的打×", "true_false"),
        ("【填空题】", "fill_in"),
        ("五、选择题（共10题）", ""),
        ("六、计算题", "?计算题"),
        ("简答题：", "short_answer"),
        ("1. 单选题和多选题有什么不同？", None),
        ("判断题的写法", None),
    ],
)
def test_section_names_the_kind_of_what_follows(line, kind):
    assert section_in(line) == kind


def test_options_stand_below_or_side_by_side():
    assert options_in("A．备人、备时　　B．备茶、备座".replace("\u3000", " "), "A") == [
        ("A", "备人、备时"),
        ("B", "备茶、备座"),
    ]
    assert options_in("（C）甲", "C") == [("C", "甲")]
    assert options_in("A.马上谈B.过几天谈", "A") == [("A", "马上谈"), ("B", "过几天谈")]
    assert options_in("B 甲", "B") == [("B", "甲")]
    assert options_in("B 甲", "C") == []


def test_fields_share_a_line():
    assert fields_in("【答案】Ｂ 【解析】先听。 难度：易") == [
        ("answer", "Ｂ"),
        ("reason", "先听。"),
        ("difficulty", "易"),
    ]
    assert fields_in("答案是什么？") == []


@pytest.mark.parametrize("answer", ["B", "Ｂ", "b", "（B）", "选B", "B。"])
def test_answer_is_read_in_any_width(answer):
    assert keys(only(f"1. 谁先说？\nA. 甲\nB. 乙\n答案：{answer}")) == ["乙"]


@pytest.mark.parametrize("answer", ["ABD", "A、B、D", "A,B,D", "A B D", "ＡＢＤ", "A；B；D"])
def test_several_answers_are_read_with_any_separator(answer):
    draft = only(f"1. 谁？\nA. 甲 B. 乙 C. 丙 D. 丁\nANSWER: {answer}")
    assert (draft.kind, keys(draft)) == ("multiple", ["甲", "乙", "丁"])


def test_answer_in_the_stem_leaves_empty_brackets():
    draft = only("1．谈急了最好（ Ｂ ）。\nA.接着讲 B.先停下")
    assert (draft.stem, keys(draft), codes(draft)) == ("谈急了最好（ ）。", ["先停下"], [])


def test_two_different_answers_are_told():
    assert "answers_differ" in codes(only("1. 谁（A）？\nA. 甲\nB. 乙\n答案：B"))


def test_brackets_with_words_are_no_answer():
    draft = only("1. 三个必谈（见第三条）的人（ ）\nA. 甲\nB. 乙\n答案：A")
    assert draft.stem == "三个必谈（见第三条）的人（ ）"


@pytest.mark.parametrize(
    ("mark", "truth"),
    [("√", True), ("对", True), ("正确", True), ("T", True), ("×", False), ("错", False), ("Ｆ", False)],
)
def test_true_or_false_by_any_mark(mark, truth):
    for text in (f"1. 天是蓝的。（{mark}）", f"1. 天是蓝的。\n答案：{mark}"):
        draft = only(text)
        assert (draft.kind, [part["is_key"] for part in draft.parts]) == ("true_false", [truth, not truth])


def test_gaps_are_lines_or_brackets():
    draft = only("一、填空题\n1. 备____和备____。\n答案：人；时/时间")
    assert draft.parts == [{"accepted": ["人"]}, {"accepted": ["时", "时间"]}]
    draft = only("一、填空题\n1. 会议每（   ）开一次。\n答案：季度/三个月")
    assert (draft.stem, draft.parts) == ("会议每____开一次。", [{"accepted": ["季度", "三个月"]}])
    draft = only("1. ____和____\n答案：（1）备人 （2）备时")
    assert draft.parts == [{"accepted": ["备人"]}, {"accepted": ["备时"]}]


def test_short_answer_keeps_its_list_and_rubric():
    draft = only(
        "四、简答题\n1. 谈后做什么？\n参考答案：\n1. 登记。\n2. 转办。\n评分标准：说到登记（3分）\n说到转办（2分）"
    )
    assert draft.reason == "1. 登记。\n2. 转办。"
    assert draft.parts == [{"criterion": "说到登记", "points": 3}, {"criterion": "说到转办", "points": 2}]


def test_next_question_ends_a_list_within_an_answer():
    reading = read("四、简答题\n1. 甲？\n答：\n1. 一\n2. 二\n2. 乙？\n答：三")
    assert [(draft.stem, draft.reason) for draft in reading.drafts] == [("甲？", "1. 一\n2. 二"), ("乙？", "三")]


def test_order_match_grades_and_dialogue():
    order = only("一、排序题\n1. 排列\nA. 正题\nB. 导入\nC. 结束\n答案：BAC")
    assert [part["text"] for part in order.parts] == ["导入", "正题", "结束"]
    circled = only("一、排序题\n1. 排列\n①正题\n②导入\n③结束\n答案：②①③")
    assert circled.parts == order.parts
    pairs = only("一、连线题\n1. 配对\n导入 → 放松\n正题——谈清\n→ 布置")
    assert [(part["left"], part["right"]) for part in pairs.parts] == [("导入", "放松"), ("正题", "谈清"), ("", "布置")]
    graded = only("1. 怎么说？\nA. 甲\nB. 乙\nC. 丙\n答案：最佳：B；可接受：A；有害：C")
    assert (graded.kind, [part["grade"] for part in graded.parts]) == ("situational", ["acceptable", "best", "harmful"])
    dialogue = only("一、对话找错题\n1. 找错\n书记：坐。\n书记：又闹？【错：先下结论】\n× 书记：别人都没意见。")
    assert [(part["is_fault"], part["note"]) for part in dialogue.parts] == [
        (False, ""),
        (True, "先下结论"),
        (True, ""),
    ]


def test_labels_are_read():
    told = "难度：★★★★\n技能：把握时机\n知识点：谈前、年轻干部\n用途：仅供测验"
    draft = only(f"1. 谁？\nA. 甲\nB. 乙\n答案：A\n{told}")
    assert (draft.difficulty, draft.skill, draft.topics, draft.test_only) == (4, "把握时机", ["谈前", "年轻干部"], True)
    assert codes(only("1. 谁？\nA. 甲\nB. 乙\n答案：A\n用途：随便")) == ["bad_use"]
    assert codes(only("1. 谁？\nA. 甲\nB. 乙\n答案：A\n难度：0.7")) == ["bad_difficulty"]


def test_answers_at_the_end_find_their_questions():
    reading = read(
        "一、单选题\n1. 甲？\nA. 一\nB. 二\n2. 乙？\nA. 一\nB. 二\n二、判断题\n1. 丙\n2. 丁\n三、简答题\n1. 戊？\n"
        "参考答案\n一、单选题\n1-2 AB\n二、判断题\n1.√ 2.×\n三、简答题\n1. 因为。\n所以。"
    )
    assert [keys(draft) for draft in reading.drafts[:4]] == [["一"], ["二"], ["正确"], ["错误"]]
    assert reading.drafts[4].reason == "因为。\n所以。"
    assert codes(reading) == []


def test_answers_for_questions_that_are_not_there_are_told():
    reading = read("1. 甲？\nA. 一\nB. 二\n参考答案\n1. A 7. B")
    assert [(found.code, found.params) for found in reading.findings] == [
        ("key_without_question", {"count": 1, "numbers": "7."})
    ]


def test_paper_without_numbers_is_read_by_its_options():
    reading = read("谁先说？\nA. 甲\nB. 乙\n答案：A\n谁后说？\nA. 丙\nB. 丁\n答案：B")
    assert [(draft.where, draft.stem, keys(draft)) for draft in reading.drafts] == [
        (1, "谁先说？", ["甲"]),
        (5, "谁后说？", ["丁"]),
    ]


def test_unknown_kind_is_listed_with_its_question():
    draft = only("一、计算题\n1. 3+4=？\n答案：7")
    assert (draft.stem, codes(draft)[0], draft.findings[0].params) == ("3+4=？", "unknown_kind", {"kind": "计算题"})


def test_lines_outside_of_questions_are_told():
    reading = read("期末卷\n姓名：\n1. 谁？\nA. 甲\nB. 乙\n答案：A\n（本卷完）")
    assert reading.findings[0].params == {"count": 3, "lines": "期末卷、姓名：、（本卷完）"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1. 谁？\nA. 甲\nC. 丙\n答案：A", "letters_not_in_order"),
        ("1. 谁？\nA. 甲\nB. 乙", "no_answer"),
        ("1. 谁？\nA. 甲\nB. 乙\n答案：D", "answer_beyond"),
        ("1. 谁？\nA. 甲\nB. 乙\n答案：看情况", "answer_not_read"),
        ("一、判断题\n1. 天蓝\n答案：也许", "no_truth"),
        ("一、排序题\n1. 排\nA. 甲\nB. 乙\nC. 丙\n答案：AAB", "order_not_read"),
        ("一、匹配题\n1. 配\nA. 甲\nB. 乙 → 丙", "no_arrow"),
        ("一、情境题\n1. 说\nA. 甲\nB. 乙\nC. 丙\n答案：最佳：A", "no_grade"),
        ("1. 谁？", "kind_not_told"),
    ],
)
def test_what_is_wrong_is_told(text, code):
    assert code in codes(only(text))
