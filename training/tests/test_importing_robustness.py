"""Files that are nearly right, and rubbish: no reader crashes, and what it finds can be told and stored.

None of these tests may use the database, so a reader that wrote, or merely asked, would fail here.
"""

import json
import re

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cadres.sheets.errors import UnreadableFile
from training.importing.checking import Vocabulary, check
from training.importing.draft import DraftQuestion
from training.importing.examples import EXAMPLES
from training.importing.gift_writing import write_gift
from training.importing.moodle_writing import write_moodle
from training.importing.reading import read_questions
from training.importing.sheet_writing import write_sheet
from training.importing.wording import MESSAGES, describe
from training.kinds.folding import fold

from .drafts import HURTFUL, letters
from .question_files import HEADINGS, W, archive, docx_file, paragraph, table, xlsx_file

# Two hundred files for each reader, or as many as the profile asks for.
MANY = settings(max_examples=max(200, settings().max_examples))
VOCABULARY = Vocabulary({fold("把握时机"): "把握时机"}, {fold("谈中"): "谈中"})
PAPER_PIECES = [
    "一、单选题",
    "二、判断题（对√错×）",
    "三、填空题",
    "四、简答题",
    "五、对话找错题",
    "六、匹配题",
    "七、排序题",
    "八、计算题",
    "1. ",
    "2、",
    "（3）",
    "第4题 ",
    "A. 甲 B. 乙",
    "C、丙",
    "D) 丁",
    "答案：",
    "ANSWER: A",
    "【答案】B",
    "解析：因为",
    "难度：难",
    "技能：把握时机",
    "评分标准：说到（3分）",
    "____",
    "（  ）",
    "（A）",
    "（√）",
    "书记：坐。",
    "× 书记：你错了",
    "左 → 右",
    "参考答案",
    "1-5 ABCDA",
    "1-3 AB",
    "（答案：B）",
    "1．【答案】A【解析】",
    "1.2019年",
    "题号",
    "6. 对 7. 错",
    "最佳：A；有害：B",
    "①先 ②后",
    "BDAC",
    "\n",
    "\n",
    "\n\n",
    " ",
    "\u3000",
    "答：",
]
GIFT_PIECES = [
    "{",
    "}",
    "=",
    "~",
    "#",
    "####",
    "->",
    ":",
    "::",
    "\\",
    "\\n",
    "%50%",
    "%-100%",
    "{T}",
    "{FALSE#a#b}",
    "{}",
    "{#3:2}",
    "{>3 ALL\n",
    "// [tag:题型：排序题]\n",
    "// [tag:x]",
    "$CATEGORY: a\n",
    "[html]",
    "<p>a</p>",
    "&lt;",
    "____",
    "甲",
    "乙",
    "\n",
    "\n\n",
    " ",
]
QUESTION_STARTS = [
    f"<question type='{kind}'>" for kind in ("multichoice", "cloze", "essay", "matching", "truefalse", "numerical", "")
]
INNER_PIECES = [
    "<questiontext format='html'><text>甲</text></questiontext>",
    "<questiontext><text>{1:SA:=a~=b}</text></questiontext>",
    "<answer fraction='50'><text>甲</text></answer>",
    "<answer fraction='x'><text>true</text></answer>",
    "<answer/>",
    "<answer fraction='100'>乙<feedback><text>丙</text></feedback></answer>",
    "<single>false</single>",
    "<file/>",
    "<subquestion><text>左</text><answer><text>右</text></answer></subquestion>",
    "<subquestion/>",
    "&lt;img src=x&gt;",
    "<tags><tag><text>难度：3</text></tag></tags>",
    "<![CDATA[<p>{1:MC:=a~b}</p>]]>",
    "<graderinfo><text>甲（3分）</text></graderinfo>",
]
MOODLE_PIECES = [
    *QUESTION_STARTS,
    *INNER_PIECES,
    "</question>",
    "</question>",
    "<text>",
    "</text>",
    "<answer>",
    "</answer>",
]
VALID = {
    "a.xlsx": write_sheet(EXAMPLES.values(), in_chinese=True, title="题目"),
    "a.gift": write_gift(EXAMPLES.values()).encode(),
    "a.xml": write_moodle(EXAMPLES.values()).encode(),
    "a.docx": docx_file("1. 谁先说？", "A. 甲 B. 乙", "答案：A", table(["题干", "答案"], ["天蓝", "对"])),
    "a.txt": "谁先说？\nA. 甲\nB. 乙\nANSWER: A\n".encode(),
}


def joined(pieces):
    anything = st.one_of(st.sampled_from(pieces), st.sampled_from(HURTFUL), st.text(letters, max_size=6))
    return st.lists(anything, max_size=40).map("".join)


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    joined(PAPER_PIECES).map(lambda text: re.sub("[\x00-\x1f\ud800-\udfff\ufffe\uffff]", " ", text)),
)
word_tags = [f"<{end}w:{name}>" for name in ("tbl", "tr", "tc", "p", "r", "t") for end in ("", "/")]
csv_pieces = ["题干,答案\n", ",", "\n", '"', "A", "对"]
aiken_pieces = ["ANSWER: A\n", "A. ", "B) ", "C.", "FEEDBACK: x", "\n", "甲", "ANSWER:"]
questions = st.builds(
    "{}{}</question>".format, st.sampled_from(QUESTION_STARTS), st.lists(st.sampled_from(INNER_PIECES)).map("".join)
)


def moodle_file(body):
    return f"<quiz>{body}</quiz>".encode()


def word_file(lines):
    return docx_file(*(paragraph(line) if n % 5 else table([line, line]) for n, line in enumerate(lines)))


FILES = {
    "sheet": ("a.xlsx", st.lists(st.lists(cells, max_size=13), max_size=6).map(lambda rows: xlsx_file(*rows))),
    "headings": ("a.xlsx", st.permutations(HEADINGS).map(lambda found: xlsx_file(["甲"] * 9, headings=found[:9]))),
    "table": ("a.csv", joined(csv_pieces).map(lambda text: f"题干,答案\n{text}".encode())),
    "word": ("a.docx", st.lists(joined(PAPER_PIECES), max_size=12).map(word_file)),
    "word tags": ("a.docx", st.lists(st.sampled_from(word_tags)).map(lambda tags: docx_file("<w:p/>" + "".join(tags)))),
    "paper": ("a.txt", joined(PAPER_PIECES).map(str.encode)),
    "gift": ("a.gift", joined(GIFT_PIECES).map(str.encode)),
    "aiken": ("a.txt", joined(aiken_pieces).map(str.encode)),
    "moodle": ("a.xml", st.lists(questions).map("".join).map(moodle_file)),
    "moodle tags": ("a.xml", joined(MOODLE_PIECES).map(moodle_file)),
}


def read_or_refuse(name, data):
    """What was read, or None for a file that was refused with a reason that can be told."""
    try:
        return read_questions(name, data)
    except UnreadableFile as error:
        describe(error.code, error.params)
        return None


def hold_to_promise(name, data):
    """Either a file that is refused with a reason, or questions that can be checked, told and stored."""
    reading = read_or_refuse(name, data)
    if reading is None:
        return
    assert reading.drafts
    told = [*reading.findings]
    for draft in reading.drafts:
        stored = json.loads(json.dumps(draft.as_json()))
        assert DraftQuestion.from_json(stored) == draft
        assert not re.search("[\x00\ud800-\udfff]", str(stored))
        told += check(draft, VOCABULARY)
    with translation.override("en"):
        assert all(describe(finding.code, finding.params) for finding in told)


@pytest.mark.parametrize("kind", FILES)
@MANY
@given(data=st.data())
def test_files_that_are_nearly_right_are_read_or_refused(kind, data):
    name, content = FILES[kind]
    hold_to_promise(name, data.draw(content))


@pytest.mark.parametrize("name", VALID)
@MANY
@given(data=st.data())
def test_damaged_files_are_read_or_refused(name, data):
    content = bytearray(VALID[name])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        action = data.draw(st.sampled_from(["change", "cut", "repeat"]))
        if action == "change":
            content[place] = data.draw(st.integers(0, 255))
        elif action == "cut":
            del content[place : place + data.draw(st.integers(1, 50))]
        else:
            content[place:place] = content[place : place + 40]
        if not content:
            break
    hold_to_promise(name, bytes(content))


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.docx", "a.txt", "a.gift", "a.xml"])
@MANY
@given(data=st.binary(max_size=200))
def test_rubbish_is_read_or_refused(name, data):
    hold_to_promise(name, data)


@MANY
@given(st.binary(max_size=300))
def test_rubbish_in_the_place_of_the_text_is_refused(data):
    hold_to_promise("a.docx", archive({"word/document.xml": data}))
    hold_to_promise("a.docx", docx_file("1. 甲", numbering=data, styles=f"<w:style xmlns:w='{W}'/>"))


def test_every_message_is_worded_in_both_languages():
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for code, message in MESSAGES.items():
                names = re.findall(r"%\((\w+)\)s", str(message))
                assert "%(" not in describe(code, dict.fromkeys(names, "甲"))
