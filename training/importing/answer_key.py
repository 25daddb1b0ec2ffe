"""The list of answers at the end of a paper: "1-5 ABCDA", "6. 对 7. 错", "8. 谈前"."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from cadres.sheets.quoting import enumerate_briefly

from .draft import Reading
from .line_marks import fields_behind, fields_in, section_in
from .paper_questions import PaperQuestion
from .text import narrow, squeeze

_SIGNS = "A-T√×✓✗✔✘对错"
_ONE = rf"[A-T](?:[、,][A-T]){{1,9}}|[A-T]{{1,10}}|[{_SIGNS}]|正确|错误"
_NUMBER = r"(?:第 ?)?\(?(\d{1,4})"
_BEHIND_NUMBER = r"(?: ?题)? ?[.、:)]? ?"
_ITEM = re.compile(rf"{_NUMBER}{_BEHIND_NUMBER}[(【]? ?({_ONE})(?: ?[)】])?(?=[\s,;。.、(]|\d|$)[\s,;。.、]*")
_RANGE = re.compile(rf"{_NUMBER} ?[-—–~至] ?(\d{{1,4}}){_BEHIND_NUMBER}([{_SIGNS}][{_SIGNS} 、,;/]*)[\s,;。]*")
_TEXT_ITEM = re.compile(rf"{_NUMBER} ?[.、:)] ?(?=\S)")
_BEGINNING = re.compile(rf"{_NUMBER}(?: ?题)? ?[.、:)\-—–~至{_SIGNS}]")
_LONGEST, _LONGEST_HEADING = 3_000, 80
MOST_LISTED = 10


class _KeyReader:
    """Gives the questions their answers, line by line."""

    def __init__(self, questions: Iterable[PaperQuestion]) -> None:
        self.lost: list[str] = []
        self.left_out: list[str] = []
        self._by_number: dict[int, list[PaperQuestion]] = defaultdict(list)
        self._sections: dict[str, set[int]] = defaultdict(set)
        for question in questions:
            self._by_number[question.number or 0].append(question)
            self._sections[question.kind].add(question.section)
        self._section: int | None = None
        self._last: PaperQuestion | None = None

    def take(self, line: str) -> None:
        kind, text = _cut_heading(line)
        if kind is not None:
            self._section, self._last = self._next_section(kind), None
        if not text:
            return
        pairs, item = _pairs(text), _TEXT_ITEM.match(narrow(text))
        if pairs:
            for number, answer in pairs:
                self._give(number, [("answer", answer)] if answer else [])
        elif item:
            self._give(int(item[1]), _fields_of(text[item.end() :]))
        elif self._last and (fields := fields_in(text)):
            self._last.add_fields(fields)
        elif self._last is None or not self._last.go_on(text):
            self.left_out.append(text)

    def _give(self, number: int, fields: list[tuple[str, str]]) -> None:
        self._last = self._find(number)
        if self._last and fields:
            self._last.add_fields(fields)
        else:
            self.lost.append(f"{number}.")

    def _find(self, number: int) -> PaperQuestion | None:
        meant = self._by_number.get(number, [])
        if self._section is not None:
            meant = [question for question in meant if question.section == self._section] or meant
        return meant[0] if len(meant) == 1 else None

    def _next_section(self, kind: str) -> int | None:
        """The next section of that kind."""
        after = self._section
        places = sorted(self._sections.get(kind, ()))
        return next((place for place in places if after is None or place > after), after)


def read_key(lines: Iterable[str], questions: Sequence[PaperQuestion], reading: Reading) -> list[str]:
    """Gives each question the answer that the list has for it; answers the lines that speak of none.

    Numbers that fit no question are told in `reading`.
    """
    reader = _KeyReader(questions)
    for line in lines:
        reader.take(squeeze(line)[:_LONGEST])
    if reader.lost:
        numbers = enumerate_briefly(reader.lost, MOST_LISTED)
        reading.note("key_without_question", count=len(reader.lost), numbers=numbers)
    return reader.left_out


def begins_key(line: str) -> bool:
    """Whether a line below the heading is the first of a list of answers, and no answer in sentences."""
    kind, text = _cut_heading(squeeze(line)[:_LONGEST])
    item = _TEXT_ITEM.match(narrow(text))
    return kind is not None or bool(_pairs(text)) or bool(item and fields_in(text[item.end() :]))


def is_key_of(line: str, questions: Iterable[PaperQuestion]) -> bool:
    """Whether a line behind 答案： holds the answers of several questions, and not that of the last one."""
    pairs = _pairs(_cut_heading(squeeze(line)[:_LONGEST])[1]) or []
    waiting = [question.number for question in questions if "answer" not in question.fields]
    return len(waiting) > 1 and len(pairs) > 1 and {number for number, _answer in pairs}.issubset(waiting)


def _cut_heading(text: str) -> tuple[str | None, str]:
    """The kind that a heading names, and the answers that may stand behind it: "一、单选题：1-5 ABCDA"."""
    probe = narrow(text)
    for found in _BEGINNING.finditer(probe, 0, _LONGEST_HEADING):
        head = probe[: found.start()]
        kind = section_in(text[: found.start()]) if head.count("(") == head.count(")") else None
        if kind is not None:
            return kind, text[found.start() :]
    kind = section_in(text)
    return kind, text if kind is None else ""


def _fields_of(text: str) -> list[tuple[str, str]]:
    if fields := fields_in(text):
        return fields
    answer, fields = fields_behind(text)
    return [("answer", answer), *fields]


def _pairs(text: str) -> list[tuple[int, str]] | None:
    """The numbers and answers of a line that holds nothing else. Empty answers stand for those that do not fit."""
    probe = narrow(text)
    pairs: list[tuple[int, str]] = []
    start = 0
    while start < len(probe):
        span, item = _RANGE.match(probe, start), _ITEM.match(probe, start)
        if span:
            pairs += _spread(int(span[1]), int(span[2]), span[3])
        elif item:
            pairs.append((int(item[1]), item[2]))
        else:
            return None
        start = (span or item).end()  # type: ignore[union-attr]
    return pairs


def _spread(first: int, last: int, written: str) -> list[tuple[int, str]]:
    """Answers of a range: one sign each, or groups with blanks between them."""
    count = last - first + 1
    groups = re.findall("[^ 、,;/]+", written)
    answers = groups if len(groups) == count else list("".join(groups))
    # With one too few or too many nobody knows which: all of them would shift.
    return list(zip(range(first, last + 1), answers, strict=True)) if len(answers) == count else [(first, "")]
