"""The list of answers at the end of a paper: "1-5 ABCDA", "6. 对 7. 错", "8. 谈前"."""

import re
from collections.abc import Iterable

from cadres.sheets.quoting import enumerate_briefly

from .draft import Reading
from .line_marks import section_in
from .paper_questions import PaperQuestion
from .text import narrow, squeeze
from .words import truth_of

_ONE = r"[A-T]{1,10}|[√×✓✗✔✘对错]|正确|错误"
_ITEM = re.compile(rf"(\d{{1,4}}) ?[.、:)]? ?({_ONE})(?=[\s,;。.、]|\d|$)[\s,;。.、]*")
_RANGE = re.compile(r"(\d{1,4}) ?[-—–~至] ?(\d{1,4}) ?[.、:)]? ?([A-T√×✓✗✔✘对错 ]+)[\s,;。]*")
_TEXT_ITEM = re.compile(r"(\d{1,4}) ?[.、:)] ?(?=\S)")
_LONGEST = 3_000
MOST_LISTED = 10


def read_key(lines: Iterable[str], questions: list[PaperQuestion], reading: Reading | None) -> bool:
    """Gives each question the answer that the list has for it; whether the first line is one of such a list.

    What fits no question is told in `reading`.
    """
    section: int | None = None
    last: PaperQuestion | None = None
    is_list, lost = False, []
    for line in lines:
        text = squeeze(line)[:_LONGEST]
        probe = narrow(text)
        kind = section_in(text)
        if kind is not None:
            section = _section_of(kind, questions, section)
            continue
        pairs = _pairs(probe) or []
        is_list = is_list or bool(pairs)
        found = _TEXT_ITEM.match(probe)
        if not pairs and found:
            pairs = [(int(found[1]), text[found.end() :])]
        if not pairs and last:
            last.fields["answer"].append(text)
        for number, answer in pairs:
            last = _find(questions, section, number)
            if last:
                last.add_fields([("answer", answer)])
            else:
                lost.append(f"{number}.")
    if lost and reading:
        reading.note("key_without_question", count=len(lost), numbers=enumerate_briefly(lost, MOST_LISTED))
    return is_list


def _pairs(probe: str) -> list[tuple[int, str]] | None:
    """The numbers and answers of a line that holds nothing else."""
    pairs: list[tuple[int, str]] = []
    start = 0
    while start < len(probe):
        span, item = _RANGE.match(probe, start), _ITEM.match(probe, start)
        if span:
            answers = re.findall("[A-T]+|.", span[3].replace(" ", " ").strip())
            pairs += _spread(int(span[1]), int(span[2]), [answer for answer in answers if answer.strip()], span[3])
        elif item:
            pairs.append((int(item[1]), item[2]))
        else:
            return None
        start = (span or item).end()  # type: ignore[union-attr]
    return pairs


def _spread(first: int, last: int, answers: list[str], written: str) -> list[tuple[int, str]]:
    """Answers of a range: one letter each, or groups with blanks between them."""
    groups = written.split()
    if len(groups) == last - first + 1:
        answers = groups
    elif all(truth_of(answer) is None for answer in answers):
        answers = list(written.replace(" ", ""))
    return list(zip(range(first, last + 1), answers, strict=False))


def _section_of(kind: str, questions: list[PaperQuestion], after: int | None) -> int | None:
    """The next section of that kind."""
    places = sorted({question.section for question in questions if question.kind == kind})
    return next((place for place in places if after is None or place > after), after)


def _find(questions: list[PaperQuestion], section: int | None, number: int) -> PaperQuestion | None:
    meant = [question for question in questions if question.number == number]
    if section is not None:
        meant = [question for question in meant if question.section == section] or meant
    return meant[0] if len(meant) == 1 else None
