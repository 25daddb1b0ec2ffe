"""Writing questions as a GIFT file that `gift` and Moodle read."""

from collections.abc import Callable, Iterable

from training.enums import Grade, QuestionKind
from training.kinds.fill_in import GAP

from .draft import DraftQuestion
from .gift_text import escape, escape_signs
from .labels import as_comment, write_tags
from .notation import encode_criterion, encode_turn
from .text import one_line
from .words import FALSE, TRUE

LONGEST_TITLE = 40
#: Begins the comments that hold a rubric, of which GIFT knows nothing.
RUBRIC = "评分："
ARROW = "->"
_WEIGHTS = {Grade.BEST: "=", Grade.ACCEPTABLE: "~%50%", Grade.HARMFUL: "~"}


def cannot_carry(draft: DraftQuestion) -> str:
    """Why GIFT cannot hold `draft`, as a code of `wording`; empty when it can."""
    if draft.kind == QuestionKind.FILL_IN and len(GAP.findall(draft.stem)) != 1:
        return "gift_one_gap"
    # An arrow cannot be escaped: Moodle cuts a pair at the first, and takes what has one and no ~ for pairs.
    lefts = [part["left"] for part in draft.parts if draft.kind == QuestionKind.MATCHING]
    accepted = [text for part in draft.parts if draft.kind == QuestionKind.FILL_IN for text in part["accepted"]]
    return "gift_arrow" if any(ARROW in text for text in (*lefts, *accepted)) else ""


def write_gift(drafts: Iterable[DraftQuestion]) -> str:
    """The questions that GIFT can hold, with their labels as comments that Moodle reads as tags."""
    return "\n".join(_write(draft) for draft in drafts if not cannot_carry(draft))


def _write(draft: DraftQuestion) -> str:
    comments = [as_comment(write_tags(draft))]
    if draft.kind == QuestionKind.SHORT_ANSWER:
        comments += [f"{RUBRIC}{encode_criterion(part)}" for part in draft.parts]
    title = escape_signs(one_line(draft.stem)[:LONGEST_TITLE])
    reason = f"\t####{escape(draft.reason)}\n" if draft.reason else ""
    body = _BODIES[draft.kind](draft)
    lines = [f"// {comment}" for comment in comments]
    return "\n".join([*lines, f"::{title}::[plain]{escape_signs(draft.stem)}{{{body}\n{reason}}}", ""])


def _lines(answers: Iterable[str]) -> str:
    return "".join(f"\n\t{answer}" for answer in answers)


def _single(draft: DraftQuestion) -> str:
    return _lines(_choice("=" if part["is_key"] else "~", part["text"]) for part in draft.parts)


def _choice(sign: str, text: str) -> str:
    """One answer. A text that begins like a weight gets one before it."""
    weight = "%0%" if sign == "~" and text.startswith("%") else ""
    return f"{sign}{weight}{escape(text)}"


def _weighted(are_keys: list[bool]) -> list[str]:
    """Moodle's weights: the right answers share 100 %, each wrong one takes its share of it away."""
    keys = sum(are_keys)
    share, loss = (f"{100 / count:.5f}".rstrip("0").rstrip(".") for count in (keys, len(are_keys) - keys))
    return [f"~%{share}%" if is_key else f"~%-{loss}%" for is_key in are_keys]


def _multiple(draft: DraftQuestion) -> str:
    weights = _weighted([part["is_key"] for part in draft.parts])
    return _lines(weight + escape(part["text"]) for weight, part in zip(weights, draft.parts, strict=True))


def _true_false(draft: DraftQuestion) -> str:
    if [part["text"] for part in draft.parts] == [TRUE, FALSE]:
        return "TRUE" if draft.parts[0]["is_key"] else "FALSE"
    return _single(draft)


def _gap(draft: DraftQuestion) -> str:
    return _lines(f"=%100%{escape(text)}" for text in draft.parts[0]["accepted"])


def _steps(draft: DraftQuestion) -> str:
    head = f">{len(draft.parts)} ALL VERTICAL ABSOLUTE_POSITION SHOW ABC"
    return head + _lines(escape(part["text"]) for part in draft.parts)


def _pairs(draft: DraftQuestion) -> str:
    return _lines(f"={escape(part['left'])} {ARROW} {escape_signs(part['right'])}" for part in draft.parts)


def _reactions(draft: DraftQuestion) -> str:
    return _lines(_choice(_WEIGHTS[part["grade"]], part["text"]) for part in draft.parts)


def _turns(draft: DraftQuestion) -> str:
    weights = _weighted([part["is_fault"] for part in draft.parts])
    turns = [(encode_turn(part), escape(part["note"])) for part in draft.parts]
    return _lines(
        weight + escape(turn) + (f"#{note}" if note else "")
        for weight, (turn, note) in zip(weights, turns, strict=True)
    )


_BODIES: dict[str, Callable[[DraftQuestion], str]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.FILL_IN: _gap,
    QuestionKind.ORDERING: _steps,
    QuestionKind.MATCHING: _pairs,
    QuestionKind.SITUATIONAL: _reactions,
    QuestionKind.DIALOGUE: _turns,
    QuestionKind.SHORT_ANSWER: lambda _draft: "",
}
