"""What the lines of a question paper are: headings, stems, options, answers, as Chinese trainers write them.

Each function takes a line of one row with single blanks (`text.squeeze`). Signs are looked for in its narrow form, in
which full-width letters and punctuation are plain; it is as long as the line, so places agree.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .text import narrow
from .words import KIND_NAMES, VAGUE_KINDS, kind_of

_HAN_NUMBER = "[一二三四五六七八九十百]{1,4}"
_STEMS = {
    # 1.5 小时 is no question 1, 1.2019年 is one.
    "dot": re.compile(r"(\d{1,4}) ?(?:[、。]|\.(?!\d)|\.(?=(?:19|20)\d\d ?年)) ?"),
    "brackets": re.compile(r"[(\[](\d{1,4})[)\]] ?[.、]? ?"),
    "bracket": re.compile(r"(\d{1,4}) ?\) ?"),
    "question": re.compile(rf"第 ?(\d{{1,4}}|{_HAN_NUMBER}) ?[题问] ?[.、:]? ?"),
    "han": re.compile(rf"({_HAN_NUMBER}) ?[、.] ?"),
    "han_brackets": re.compile(rf"\(({_HAN_NUMBER})\) ?[、.]? ?"),
    "label": re.compile(r"(?:题目|题干|试题|问题|[Qq]uestion|Q) ?(\d{0,4}) ?[:.、] ?"),
}

_FIELDS = {
    "answer": (
        "正确答案是", "正确答案为", "正确答案", "参考答案", "标准答案", "答案是", "答案为", "答案", "正确选项", "答",
        "correct answer", "answers", "answer", "key",
    ),
    "reason": (
        "答案解析", "试题解析", "题目解析", "解析", "解释", "理由", "说明", "分析", "explanation", "reason", "feedback",
    ),
    "difficulty": ("难易程度", "难易度", "难度", "difficulty"),
    "skill": ("考查技能", "技能", "能力", "skill"),
    "topics": ("知识点", "考点", "主题", "标签", "topics", "topic", "tags"),
    "kind": ("题目类型", "题型", "类型", "kind", "type"),
    "use": ("题目用途", "用途", "use"),
    "rubric": ("评分标准", "评分要点", "采分点", "得分点", "评分", "rubric"),
}  # fmt: skip
_FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names}
#: Words of daily use, which say something else in the middle of a sentence.
_ONLY_AT_START = frozenset(
    {"答", "说明", "分析", "理由", "类型", "能力", "主题", "标签", "评分", "解释", "key", "type", "kind", "用途", "use"}
)


def _any_of(names: Sequence[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_INNER_NAMES = _any_of([name for name in _FIELD_OF if name not in _ONLY_AT_START])
_FIELD_AT_START = re.compile(
    rf"(?:[\[(【] ?({_any_of(list(_FIELD_OF))}) ?[\])】] ?:?|({_any_of(list(_FIELD_OF))}) ?:|"
    # 答案 A, without a colon.
    r"((?:正确|参考|标准)?答案)(?= ?[A-T√×✓✗][A-T、,; ]*$)) ?",
    re.IGNORECASE,
)
_FIELD_INSIDE = re.compile(
    rf"(?:(?<=[ ;,。；，)）?？!！])({_INNER_NAMES}) ?:|[\[【]({_INNER_NAMES})[\]】] ?:?) ?", re.IGNORECASE
)
#: （答案：B） as a line of its own, or behind the last option.
_FIELD_IN_BRACKETS = re.compile(rf"[(\[【] ?((?:{_INNER_NAMES}) ?:[^()\[\]【】]*)[)\]】][ 。.]*$", re.IGNORECASE)
_OPTION = re.compile(r"(?:\(([A-Ta-t])\) ?[.、:]?|([A-Ta-t]) ?[.、:)]|([A-T])(?= [\u3400-\u9fff])) ?")
_FIRST_OPTIONS = tuple(re.compile(rf"(?<![A-Za-z]){letter} ?[.、)]") for letter in "AB")

_KINDS = _any_of([*VAGUE_KINDS, *(name for names in KIND_NAMES.values() for name in names)])
_ORDINAL = rf"(?:第?(?:{_HAN_NUMBER})(?:部分|大题)?|第?\d{{1,2}}(?:部分|大题)|\((?:{_HAN_NUMBER})\)|[IVX]{{1,4}})"
_SECTION = re.compile(rf"(?:{_ORDINAL} ?[、.: ]? ?)?[\[【]? ?({_KINDS}) ?[\]】]? ?(?:\(.*\) ?)?[:。]?", re.IGNORECASE)
_ORDINAL_SECTION = re.compile(rf"{_ORDINAL} ?[、.: ] ?([^ (:,，。\d]{{1,10}}题)(?: ?[(:,，。共每].*)?", re.IGNORECASE)
_KIND_BEFORE_STEM = re.compile(rf"[\[【(] ?({_KINDS}) ?[\]】)] ?", re.IGNORECASE)
_LONGEST_HEADING = 120

# With a title before it, but no sentence such as 请选出正确答案.
_KEY_HEADING = re.compile(
    r"(?:[(\[【] ?)?(?:附\S{0,4}? ?: ?)?(?:\d{4}年度?)?[^\s:,、.。?!A-Za-z\d请选填写将把是]{0,24}?答案"
    r"(?: ?[及与和、] ?(?:解析|说明|评分\S{2}))?(?:解析|页|表|部分)?(?: ?[)\]】])? ?:?"
)


@dataclass(frozen=True)
class Stem:
    """A line that begins with a number as stems do. `style` tells how; `number` is None where it is not Arabic."""

    style: str
    number: int | None
    text: str


def stem_in(line: str) -> Stem | None:
    """What stands behind the number, if the line begins with one."""
    # A wide dot is none of a decimal number.
    probe = narrow(line.replace("．", "、"))
    for style, pattern in _STEMS.items():
        if found := pattern.match(probe):
            number = int(found[1]) if found[1].isascii() and found[1].isdecimal() else None
            return Stem(style, number, line[found.end() :])
    return None


def section_in(line: str) -> str | None:
    """The kind that a heading such as 一、单选题（每题2分） announces.

    Empty when it leaves the kind open, "?" and the name when the kind is unknown, None when the line is no heading.
    """
    probe = narrow(line)
    if len(probe) > _LONGEST_HEADING:
        return None
    found = _SECTION.fullmatch(probe) or _ORDINAL_SECTION.fullmatch(probe)
    if found is None:
        return None
    kind = kind_of(found[1])
    return f"?{found[1]}" if kind is None else kind


def kind_before(text: str) -> tuple[str | None, str]:
    """The kind in brackets before a stem, as in 【单选】, and the stem without it; None without such brackets."""
    found = _KIND_BEFORE_STEM.match(narrow(text))
    return (kind_of(found[1]), text[found.end() :]) if found else (None, text)


def fields_in(line: str) -> list[tuple[str, str]]:
    """The fields of a line such as "答案：A 解析：…" with what is said of each; empty when it begins with none."""
    probe = narrow(line)
    if bracketed := _FIELD_IN_BRACKETS.match(probe):
        line = line[bracketed.start(1) : bracketed.end(1)]
        probe = bracketed[1]
    found = _FIELD_AT_START.match(probe)
    return _cut_fields(line, probe, found) if found else []


def _cut_fields(line: str, probe: str, first: re.Match[str]) -> list[tuple[str, str]]:
    marks = [first, *_FIELD_INSIDE.finditer(probe, first.end())]
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    return [
        (_FIELD_OF[next(filter(None, mark.groups())).lower()], line[mark.end() : end].strip(" ;；"))
        for mark, end in zip(marks, ends, strict=True)
    ]


def fields_behind(line: str) -> tuple[str, list[tuple[str, str]]]:
    """The line up to the first field in its middle, and the fields from there on."""
    probe = narrow(line)
    if found := _FIELD_INSIDE.search(probe):
        return line[: found.start()].strip(), _cut_fields(line, probe, found)
    if found := _FIELD_IN_BRACKETS.search(probe):
        return line[: found.start()].strip(), fields_in(line[found.start() :])
    return line, []


def options_in(line: str, expected: str) -> list[tuple[str, str]]:
    """The options of a line as (letter, text), several when it holds "A. … B. …"; empty when it begins with none.

    `expected` is the letter that comes next: a letter with a blank alone behind it counts only then.
    """
    probe = narrow(line)
    found = _OPTION.match(probe)
    if found is None or (found[3] and found[3] != expected):
        return []
    letter = (found[1] or found[2] or found[3]).upper()
    options, start = [], found.end()
    while (following := _next_option(probe, start, letter)) is not None:
        options.append((letter, line[start : following.start()].strip()))
        letter, start = chr(ord(letter) + 1), following.end()
    return [*options, (letter, line[start:].strip())]


def _next_option(probe: str, start: int, letter: str) -> re.Match[str] | None:
    following = chr(ord(letter) + 1)
    spaced = rf"(?:(?<=[ 。;；,，、?？!！])(?:\({following}\)|{following} ?[.、:)]) ?"
    joined = rf"|(?<=[\u3400-\u9fff)）”]){following}[.、](?= ?[\u3400-\u9fff“]) ?)"
    return re.compile(spaced + joined).search(probe, start)


def split_stem(text: str) -> tuple[str, str]:
    """A stem and the options that stand in the same line behind it."""
    probe = narrow(text)
    first = _FIRST_OPTIONS[0].search(probe)
    if first is None or not first.start() or not _FIRST_OPTIONS[1].search(probe, first.end()):
        return text, ""
    return text[: first.start()].strip(), text[first.start() :]


def behind_key_heading(line: str) -> str | None:
    """What stands behind the heading of a list of answers, 参考答案, in the same line; None where there is none."""
    found = _KEY_HEADING.match(narrow(line))
    return line[found.end() :].strip() if found else None
