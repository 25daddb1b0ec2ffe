"""Reading Moodle XML (https://docs.moodle.org/en/Moodle_XML_format)."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from cadres.sheets.errors import UnreadableFile
from cadres.sheets.quoting import quote
from training.enums import QuestionKind
from training.kinds.fill_in import GAP

from .cloze import read_cloze
from .decoding import assume_rubric
from .draft import DraftQuestion, Reading
from .gift import BLANK
from .labels import read_tags
from .moodle_tree import (
    elements,
    format_of,
    has_picture,
    line_of,
    line_of_words,
    parse,
    plain,
    wording,
    wording_of,
)
from .notation import decode_criterion
from .text import tidy
from .weights import WeightedAnswer, take_weighted
from .words import FALSE, TRUE

_FULL = 100.0
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d*)?")


def read_moodle(data: bytes, reading: Reading) -> None:
    """Adds the questions of a Moodle XML file to `reading`. Raises UnreadableFile for what is none."""
    root = parse(data)
    if root.tag != "quiz":
        raise UnreadableFile("not_moodle", found=quote(root.tag))
    categories = 0
    for question in elements(root, "question"):
        if question.get("type") == "category":
            categories += 1
        else:
            reading.add(_read_question(question))
    if categories:
        reading.note("categories_left_out", count=categories)


def _read_question(question: Element) -> DraftQuestion:
    draft = DraftQuestion(where=line_of(question), stem=wording_of(question, "questiontext"))
    draft.reason = wording_of(question, "generalfeedback")
    for tags in elements(question, "tags"):
        read_tags(draft, (wording(tag, "plain_text") for tag in elements(tags, "tag")))
    kind = question.get("type", "")
    reader = _READERS.get(kind)
    if reader is None:
        draft.kind = ""
        draft.note("unsupported_kind", kind=quote(kind))
    else:
        reader(draft, question, format_of(question, "questiontext"))
    if has_picture(question):
        draft.note("picture_left_out")
    return draft


def _fraction(answer: Element) -> float:
    """The weight of an answer in percent; 0 where it is no number."""
    text = answer.get("fraction", "0")
    return float(text) if _NUMBER.fullmatch(text) else 0.0


def _read_choices(draft: DraftQuestion, question: Element, form: str) -> None:
    answers = [
        WeightedAnswer(line_of_words(answer, form), _fraction(answer), wording_of(answer, "feedback", form))
        for answer in elements(question, "answer")
    ]
    take_weighted(draft, answers, is_single=plain(question, "single").lower() not in ("false", "0"))


def _read_true_false(draft: DraftQuestion, question: Element, form: str) -> None:
    draft.kind = QuestionKind.TRUE_FALSE.value
    truth, said = None, [draft.reason]
    for answer in elements(question, "answer"):
        if _fraction(answer) > 0:
            truth = line_of_words(answer, form).lower() == "true"
        said.append(wording_of(answer, "feedback", form))
    if truth is None:
        draft.note("no_answer")
    draft.parts = [{"text": TRUE, "is_key": truth is True}, {"text": FALSE, "is_key": truth is False}]
    draft.reason = "\n".join(text for text in said if text)


def _read_gap(draft: DraftQuestion, question: Element, _form: str) -> None:
    draft.kind = QuestionKind.FILL_IN.value
    accepted = []
    for answer in elements(question, "answer"):
        text = line_of_words(answer, "plain_text")
        if _fraction(answer) >= _FULL:
            accepted.append(text)
        elif _fraction(answer) > 0:
            draft.note("partial_answer_left_out", answer=quote(text))
        if feedback := wording_of(answer, "feedback"):
            draft.reason = tidy(f"{draft.reason}\n{text}：{feedback}")
    draft.parts = [{"accepted": accepted}]
    if not GAP.search(draft.stem):
        draft.stem = f"{draft.stem} {BLANK}"


def _read_pairs(draft: DraftQuestion, question: Element, form: str) -> None:
    draft.kind = QuestionKind.MATCHING.value
    for pair in elements(question, "subquestion"):
        right = next(elements(pair, "answer"), None)
        draft.parts.append({"left": line_of_words(pair, form), "right": line_of_words(right, "plain_text")})
    draft.parts.sort(key=lambda part: not part["left"])


def _read_steps(draft: DraftQuestion, question: Element, form: str) -> None:
    draft.kind = QuestionKind.ORDERING.value
    answers = sorted(elements(question, "answer"), key=_fraction)
    draft.parts = [{"text": line_of_words(answer, form)} for answer in answers]


def _read_essay(draft: DraftQuestion, question: Element, _form: str) -> None:
    draft.kind = QuestionKind.SHORT_ANSWER.value
    lines = wording_of(question, "graderinfo").split("\n")
    found = [decode_criterion(line) for line in lines]
    draft.parts = [part for part in found if part]
    if not draft.parts:
        assume_rubric(draft)
        draft.reason = tidy("\n".join([draft.reason, *lines]))


def _read_cloze(draft: DraftQuestion, question: Element, form: str) -> None:
    source = next(elements(question, "questiontext"), None)
    read_cloze(draft, plain(source, "text") if source is not None else "", is_html=form != "plain_text")


_READERS: dict[str, Callable[[DraftQuestion, Element, str], None]] = {
    "multichoice": _read_choices,
    "truefalse": _read_true_false,
    "shortanswer": _read_gap,
    "matching": _read_pairs,
    "ordering": _read_steps,
    "essay": _read_essay,
    "cloze": _read_cloze,
    "multianswer": _read_cloze,
}
