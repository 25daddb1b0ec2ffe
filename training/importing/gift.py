"""Reading GIFT, Moodle's text format (https://docs.moodle.org/en/GIFT_format)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cadres.sheets.quoting import quote
from training.enums import QuestionKind
from training.kinds.fill_in import GAP

from .decoding import assume_rubric
from .draft import DraftQuestion, Reading
from .gift_text import hide_escaped, read_text, show_escaped
from .gift_writing import ARROW, RUBRIC
from .labels import from_comment, read_tags
from .notation import decode_criterion
from .sheet import LONGEST_CELL
from .text import one_line, tidy
from .weights import WeightedAnswer, take_weighted
from .words import FALSE, TRUE

BLANK = "____"
_CATEGORY = "$CATEGORY:"
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_FULL = 100.0
#: Of one question, in characters: far more than all its parts may have.
LONGEST_BLOCK = 30_000


@dataclass
class _Block:
    """Lines up to the next blank one."""

    where: int
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def read_gift(text: str, reading: Reading) -> None:
    """Adds the questions of a GIFT file to `reading`."""
    categories = 0
    for block in _blocks(text):
        kept = [line for line in block.lines if not line.startswith(_CATEGORY)]
        categories += len(block.lines) - len(kept)
        if kept:
            reading.add(_read_block(block, "\n".join(kept)))
    if categories:
        reading.note("categories_left_out", count=categories)


def _blocks(text: str) -> Iterator[_Block]:
    block = _Block(0)
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            block.comments.append(stripped[2:].strip())
        elif stripped:
            block.where = block.where or number
            block.lines.append(stripped)
        elif block.lines:
            yield block
            block = _Block(0)


def _read_block(block: _Block, text: str) -> DraftQuestion:
    draft = DraftQuestion(where=block.where)
    if len(text) > LONGEST_BLOCK:
        draft.stem = tidy(text[:LONGEST_CELL])
        draft.note("question_too_long", limit=LONGEST_BLOCK)
        return draft
    read_tags(draft, (tag for comment in block.comments for tag in from_comment(comment)))
    source = _without_title(hide_escaped(text))
    start, end = source.find("{"), source.find("}")
    if start < 0 and end < 0:
        draft.stem = read_text(source)[0]
        _refuse(draft, "description")
    elif start < 0 or end < start:
        draft.stem = read_text(source)[0]
        draft.kind = ""
        draft.note("brace_missing")
    else:
        _read_question(draft, source[:start], source[start + 1 : end], source[end + 1 :], block.comments)
    return draft


def _without_title(source: str) -> str:
    if source.startswith("::") and (end := source.find("::", 2)) > 0:
        return source[end + 2 :]
    return source


def _refuse(draft: DraftQuestion, kind: str) -> None:
    draft.kind = ""
    draft.note("unsupported_kind", kind=quote(kind))


def _read_question(draft: DraftQuestion, before: str, body: str, after: str, comments: list[str]) -> None:
    if "{" in after:
        draft.note("several_answer_blocks")
    stem = before + (BLANK + after if after.strip() else "")
    draft.stem, form = read_text(stem)
    body, mark, reason = body.rpartition("####")
    if not mark:
        body, reason = reason, ""
    draft.reason = read_text(reason, form)[0]
    body = body.strip()
    signs = [
        (body.startswith(">"), _read_steps),
        (not body, _read_essay),
        (body.startswith("#"), lambda draft, _body, _form: _refuse(draft, "numerical")),
        ("~" in body, _read_choices),
        ("=" in body and ARROW in body, _read_pairs),
        (body.partition("#")[0].strip() in _TRUTHS, _read_true_false),
    ]
    reader: Callable[[DraftQuestion, str, str], None] = next((read for is_so, read in signs if is_so), _read_gap)
    reader(draft, body, form)
    if reader is _read_essay:
        _read_rubric(draft, comments)


def _read_choices(draft: DraftQuestion, body: str, form: str) -> None:
    answers = []
    for sign, whole in re.findall(r"([~=])([^~=]*)", body):
        piece, _mark, feedback = whole.strip().partition("#")
        weight = _WEIGHT.match(piece) if sign == "~" else None
        text = read_text(piece[weight.end() :] if weight else piece, form)[0]
        share = float(weight[1]) if weight else 0.0
        answers.append(
            WeightedAnswer(one_line(text), _FULL if sign == "=" else share, read_text(feedback, form)[0], sign == "=")
        )
    take_weighted(draft, answers, is_single=any(answer.is_marked for answer in answers))


def _read_pairs(draft: DraftQuestion, body: str, form: str) -> None:
    draft.kind = QuestionKind.MATCHING.value
    for number, piece in enumerate(body.split("=")[1:], start=1):
        left, mark, right = piece.partition(ARROW)
        if mark:
            draft.parts.append({"left": one_line(read_text(left, form)[0]), "right": one_line(show_escaped(right))})
        else:
            draft.note("no_arrow", number=number)
    # Those that match nothing stand last in the bank.
    draft.parts.sort(key=lambda part: not part["left"])


def _read_true_false(draft: DraftQuestion, body: str, form: str) -> None:
    draft.kind = QuestionKind.TRUE_FALSE.value
    answer, *feedbacks = body.split("#")
    truth = _TRUTHS[answer.strip()]
    draft.parts = [{"text": TRUE, "is_key": truth}, {"text": FALSE, "is_key": not truth}]
    texts = [read_text(feedback, form)[0] for feedback in feedbacks]
    draft.reason = "\n".join(text for text in (draft.reason, *texts) if text)


def _read_gap(draft: DraftQuestion, body: str, form: str) -> None:
    """What Moodle calls a short answer is a gap here: one or more texts that count as right."""
    draft.kind = QuestionKind.FILL_IN.value
    accepted = []
    for piece in body.split("=") if "=" in body else ["", body]:
        text, _mark, feedback = piece.strip().partition("#")
        weight = _WEIGHT.match(text)
        answer = one_line(read_text(text[weight.end() :] if weight else text, form)[0])
        if answer and weight and float(weight[1]) < _FULL:
            draft.note("partial_answer_left_out", answer=quote(answer))
        elif answer:
            accepted.append(answer)
        if feedback.strip():
            draft.reason = tidy(f"{draft.reason}\n{answer}：{read_text(feedback, form)[0]}")
    draft.parts = [{"accepted": accepted}]
    if not GAP.search(draft.stem):
        draft.stem = f"{draft.stem} {BLANK}"


def _read_steps(draft: DraftQuestion, body: str, form: str) -> None:
    draft.kind = QuestionKind.ORDERING.value
    lines = [line.strip() for line in body.split("\n")[1:]]
    draft.parts = [{"text": one_line(read_text(line, form)[0])} for line in lines if line]


def _read_essay(draft: DraftQuestion, _body: str, _form: str) -> None:
    draft.kind = QuestionKind.SHORT_ANSWER.value


def _read_rubric(draft: DraftQuestion, comments: list[str]) -> None:
    found = [decode_criterion(comment[len(RUBRIC) :]) for comment in comments if comment.startswith(RUBRIC)]
    draft.parts = [part for part in found if part]
    if not draft.parts:
        assume_rubric(draft)
