"""Reading a question paper: numbered stems, lettered options, answers below or at the end, as in Word files."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cadres.sheets.errors import UnreadableFile
from cadres.sheets.quoting import enumerate_briefly
from training.enums import QuestionKind

from .answer_key import begins_key, is_key_of, read_key
from .draft import MOST_QUESTIONS, Reading
from .line_marks import (
    Stem,
    behind_key_heading,
    fields_behind,
    fields_in,
    kind_before,
    options_in,
    section_in,
    split_stem,
    stem_in,
)
from .paper_questions import PaperQuestion, as_draft
from .text import squeeze, tidy
from .words import letter

#: Longer paragraphs are text; nothing is looked for in them.
LONGEST_LINE = 3_000
MOST_LISTED = 5
#: The style of stems in a paper that numbers none.
BARE = "bare"


@dataclass(frozen=True)
class PaperLine:
    """One line; `where` is its paragraph or line number in the file."""

    where: int
    text: str
    has_picture: bool = False


@dataclass
class _Paper:
    """What has been read so far."""

    lines: Sequence[PaperLine]
    questions: list[PaperQuestion] = field(default_factory=list)
    #: Lines that belong to no question.
    left_out: list[str] = field(default_factory=list)
    section: int = 0
    section_kind: str = ""
    style: str = ""
    last_number: int = 0
    #: The number last seen in a list within an answer.
    inner_number: int = 0

    @property
    def open(self) -> PaperQuestion | None:
        return self.questions[-1] if self.questions else None


def read_paper(lines: Sequence[PaperLine], reading: Reading) -> None:
    """Adds the questions among `lines` to `reading`. Lines outside of any question are told."""
    paper = _Paper([row for line in lines for row in _rows(line)])
    for place, line in enumerate(paper.lines):
        if (key := _key_from(paper, place)) is not None:
            paper.left_out += read_key(key, paper.questions, reading)
            break
        _take(paper, place, line)
    for question in paper.questions:
        reading.add(as_draft(question))
    if paper.left_out:
        told = enumerate_briefly(paper.left_out, MOST_LISTED)
        reading.note("lines_left_out", count=len(paper.left_out), lines=told)


def _rows(line: PaperLine) -> list[PaperLine]:
    """The rows of a paragraph, each with single blanks; a picture goes with the first."""
    texts = [text for text in map(squeeze, tidy(line.text).split("\n")) if text]
    if line.has_picture and not texts:
        texts = [""]
    return [PaperLine(line.where, text, line.has_picture and not place) for place, text in enumerate(texts)]


def _key_from(paper: _Paper, place: int) -> list[str] | None:
    """The list of answers that begins here; None where there is none, or only the answer of the question above."""
    rest = behind_key_heading(paper.lines[place].text[:LONGEST_LINE]) if paper.questions else None
    if rest is None:
        return None
    if rest:
        begins = is_key_of(rest, paper.questions)
    else:
        begins = place + 1 < len(paper.lines) and begins_key(paper.lines[place + 1].text)
    return [rest, *(line.text for line in paper.lines[place + 1 :])] if begins else None


def _take(paper: _Paper, place: int, line: PaperLine) -> None:
    # In a row that is too long no signs are looked for.
    signs = line.text if len(line.text) <= LONGEST_LINE else ""
    if line.text:
        _take_text(paper, place, line, signs)
    if line.has_picture and paper.open:
        paper.open.has_picture = True


def _take_text(paper: _Paper, place: int, line: PaperLine, signs: str) -> None:
    question = paper.open
    if question and (fields := fields_in(signs)) and _are_fields(question, fields):
        paper.inner_number = 0
        question.add_fields(fields)
    elif question and question.takes_options and (options := options_in(signs, letter(len(question.options)))):
        _add_options(question, options)
    elif (kind := section_in(signs)) is not None:
        paper.section, paper.section_kind, paper.style = paper.section + 1, kind, ""
    elif (stem := stem_in(signs)) and _begins_question(paper, place, stem):
        _begin(paper, line, stem)
    elif signs and _is_bare_stem(paper, place):
        _begin(paper, line, Stem(BARE, None, signs))
    elif question is None or _is_heading(question, stem) or not question.go_on(line.text):
        paper.left_out.append(line.text)


def _is_heading(question: PaperQuestion, stem: Stem | None) -> bool:
    """Whether a line that begins no question is no part of an option either: 二、业务知识（每题3分）."""
    is_open = bool(question.options) and question.takes_options
    return is_open and stem is not None and stem.style in ("han", "han_brackets")


def _is_bare_stem(paper: _Paper, place: int) -> bool:
    """Whether a line without a number is a stem: in a paper without numbers, with option A below."""
    if paper.style not in ("", BARE) or (paper.open and paper.open.takes_options and paper.open.options):
        return False
    below = paper.lines[place + 1].text[:LONGEST_LINE] if place + 1 < len(paper.lines) else ""
    is_over = paper.open is None or bool(paper.open.last_field) or paper.style == ""
    return is_over and bool(options_in(below, "A")) and options_in(below, "A")[0][0] == "A"


def _are_fields(question: PaperQuestion, fields: list[tuple[str, str]]) -> bool:
    """In a dialogue somebody may be called 答."""
    return question.kind != QuestionKind.DIALOGUE or fields[0][0] != "answer" or not question.is_told_by("答")


def _add_options(question: PaperQuestion, options: list[tuple[str, str]]) -> None:
    name, text = options[-1]
    text, fields = fields_behind(text)
    for option in [*options[:-1], (name, text)]:
        question.add_option(*option)
    question.add_fields(fields)


def _begins_question(paper: _Paper, place: int, stem: Stem) -> bool:
    """Whether a numbered line is the stem of a new question, and not an item of a list within the question above."""
    question = paper.open
    if question is None or not paper.style:
        return True
    if stem.style != paper.style:
        is_preface = stem.number == 1 and not question.options and not question.fields
        return stem.style in ("question", "label") or (is_preface and _is_answered_below(paper, place, stem.style))
    if stem.number is None or not question.is_prose:
        return True
    is_inner = stem.number in (1, paper.inner_number + 1) or stem.number <= paper.last_number
    if is_inner and not _is_answered_below(paper, place, stem.style):
        paper.inner_number = stem.number
        return False
    return True


def _is_answered_below(paper: _Paper, place: int, style: str) -> bool:
    """Whether an answer or options come before the next line with such a number."""
    for below in range(place + 1, len(paper.lines)):
        text = paper.lines[below].text[:LONGEST_LINE]
        if any(name == "answer" for name, _value in fields_in(text)) or options_in(text, "A"):
            return True
        following = stem_in(text)
        if (following and following.style == style) or section_in(text) is not None:
            return False
    return False


def _begin(paper: _Paper, line: PaperLine, stem: Stem) -> None:
    kind, text = kind_before(stem.text)
    text, fields = fields_behind(text)
    text, options = split_stem(text)
    question = PaperQuestion(
        where=line.where, section=paper.section, number=stem.number, kind=kind or paper.section_kind
    )
    question.stem.append(text)
    for option in options_in(options, "A"):
        question.add_option(*option)
    question.add_fields(fields)
    if len(paper.questions) == MOST_QUESTIONS:
        raise UnreadableFile("too_many_questions", limit=MOST_QUESTIONS)
    paper.questions.append(question)
    paper.style, paper.inner_number = stem.style, 0
    paper.last_number = stem.number or paper.last_number + 1
