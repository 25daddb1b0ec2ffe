"""Reading Aiken, the plain format for single choice: a stem, lines "A. …" or "A) …", a line "ANSWER: A"."""

import re
from dataclasses import dataclass, field

from .decoding import decode
from .draft import DraftQuestion, Reading
from .text import narrow, tidy
from .words import letter, letters_of

_OPTION = re.compile(r"([A-Z])[.)]\s*(.*)")
ANSWER_LINE = re.compile(r"\s*ANSWER\s*[:：]\s*(.*)", re.IGNORECASE)
_FEEDBACK = re.compile(r"FEEDBACK\s*[:：]\s*(.*)", re.IGNORECASE)


@dataclass
class _Open:
    """A question whose answer has not come yet."""

    where: int
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)


def read_aiken(text: str, reading: Reading) -> None:
    """Adds the questions of an Aiken file to `reading`. What ends without an answer is told, not dropped."""
    question: _Open | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = tidy(line)
        if not stripped:
            continue
        if answer := ANSWER_LINE.fullmatch(stripped):
            reading.add(_close(question or _Open(number), answer[1]))
            question = None
        elif question is None and reading.drafts and (feedback := _FEEDBACK.fullmatch(stripped)):
            reading.drafts[-1].reason = feedback[1]
        else:
            question = question or _Open(number)
            _add(question, stripped)
    if question:
        reading.add(_close(question, ""))


def _add(question: _Open, line: str) -> None:
    option = _OPTION.fullmatch(narrow(line[:2]) + line[2:])
    if option and (question.options or option[1] == letter(0)):
        question.letters.append(option[1])
        question.options.append(option[2])
    elif question.options:
        # Without a letter it goes on with the option above.
        question.options[-1] = f"{question.options[-1]} {line}".strip()
    else:
        question.stem.append(line)


def _close(question: _Open, answer: str) -> DraftQuestion:
    draft = DraftQuestion(where=question.where, stem="\n".join(question.stem))
    if question.letters != [letter(place) for place in range(len(question.letters))]:
        draft.note("letters_not_in_order", letters="、".join(question.letters[:20]))
    letters = letters_of(answer)
    draft.kind = "multiple" if letters and len(letters) > 1 else "single"
    decode(draft, question.options, answer)
    return draft
