"""Choices with a weight in percent, as GIFT and Moodle XML have them, as choices of the bank."""

from collections.abc import Sequence
from dataclasses import dataclass

from training.enums import Grade, QuestionKind

from .draft import DraftQuestion
from .notation import decode_turn
from .text import tidy

FULL = 100.0
_TOLERANCE = 0.01
_CHOICE_KINDS = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE)


@dataclass(frozen=True)
class WeightedAnswer:
    """An answer that may be chosen; `weight` is in percent, `is_marked` tells that GIFT's = stands before it."""

    text: str
    weight: float
    feedback: str = ""
    is_marked: bool = False


def take_weighted(draft: DraftQuestion, answers: Sequence[WeightedAnswer], *, is_single: bool) -> None:
    """Fills the parts of `draft`. Its kind is kept when a tag told one that fits, and else told from the weights."""
    if draft.kind not in (*_CHOICE_KINDS, QuestionKind.SITUATIONAL, QuestionKind.DIALOGUE):
        draft.kind = _kind_of(draft, answers, is_single=is_single)
    if draft.kind == QuestionKind.DIALOGUE:
        draft.parts = [
            {**decode_turn(answer.text), "is_fault": answer.weight > 0, "note": " ".join(answer.feedback.split("\n"))}
            for answer in answers
        ]
        return
    if draft.kind == QuestionKind.SITUATIONAL:
        draft.parts = [{"text": answer.text, "grade": _grade(answer.weight)} for answer in answers]
    else:
        draft.parts = [{"text": answer.text, "is_key": answer.weight > 0} for answer in answers]
    _keep_feedback(draft, answers)


def _kind_of(draft: DraftQuestion, answers: Sequence[WeightedAnswer], *, is_single: bool) -> str:
    gains = [answer.weight for answer in answers if answer.weight > 0]
    if not is_single:
        if gains and max(gains) - min(gains) > _TOLERANCE:
            draft.note("weights_left_out")
        return QuestionKind.MULTIPLE.value
    if len(gains) == 1:
        return QuestionKind.SINGLE.value
    if gains:
        draft.note("read_as_situational")
        return QuestionKind.SITUATIONAL.value
    return QuestionKind.SINGLE.value


def _grade(weight: float) -> str:
    if weight >= FULL - _TOLERANCE:
        return Grade.BEST.value
    return Grade.ACCEPTABLE.value if weight > 0 else Grade.HARMFUL.value


def _keep_feedback(draft: DraftQuestion, answers: Sequence[WeightedAnswer]) -> None:
    """The bank has one reason for a question, not one for each choice, and readers see choices without letters."""
    said = [f"{answer.text}：{answer.feedback}" for answer in answers if answer.feedback]
    if said:
        draft.reason = tidy("\n".join([draft.reason, *said]))
        draft.note("feedback_in_reason")
