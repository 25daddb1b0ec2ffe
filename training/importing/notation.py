"""How the parts of a question stand in cells and lines that people write and read.

One text for each part, and the answer: "A", "A、C", 正确, "最佳：A；有害：B". The Excel sheet has a cell for each,
Word a line, and GIFT and Moodle XML borrow it for turns of a dialogue and criteria, which they do not know.
"""

import re
from collections.abc import Callable, Sequence

from training.enums import Grade, QuestionKind
from training.kinds import Part

from . import marks
from .words import FALSE, GRADE_NAMES, TRUE, letter

ARROWS = ("→", "->", "=>", "——")
COLONS = ("：", ":")
BARS = ("|", "｜")
FAULT_MARK, NOTE_MARK = "【错", "【注"
NOTE_MARKS = (FAULT_MARK, NOTE_MARK)
#: An option that repeats its letter: "A. …" in column A.
_LABEL = re.compile(r"\s*[(（]?([A-Z])[)）]?\s*[.．、:：)）]\s*")
_POINTS = re.compile(r"[(（]\s*(\d{1,3})\s*(?:分|points?)\s*[)）]\s*$", re.IGNORECASE)

#: The texts of the parts, and the answer.
Notation = tuple[list[str], str]


def encode(kind: str, parts: Sequence[Part]) -> Notation:
    """`parts` as people write them; `decoding.decode` reads that again. Without a kind they are bare texts."""
    if not kind:
        return [part["text"] for part in parts], ""
    cells, answer = _ENCODERS[kind](parts)
    if without_labels(cells) != cells:
        # Texts that happen to look labelled would lose that; labels before them are lost instead.
        cells = [f"{letter(place)}. {cell}" for place, cell in enumerate(cells)]
    return cells, answer


def encode_turn(part: Part) -> str:
    """Who speaks and what is said."""
    speaker = marks.escape(part["speaker"], (*COLONS, *NOTE_MARKS))
    return f"{speaker}：{marks.escape(part['text'], NOTE_MARKS)}"


def decode_turn(text: str) -> Part:
    """The turn that `encode_turn` wrote, with or without a note behind it. Without a colon nobody speaks."""
    pieces = marks.split(text, NOTE_MARKS, most=1)
    body, note, is_fault = pieces[0].rstrip(), "", False
    if len(pieces) == 2 and pieces[1].endswith("】"):
        is_fault = text[len(pieces[0]) :].startswith(FAULT_MARK)
        note = re.sub("^[：:]", "", pieces[1][:-1])
    else:
        body = text
    speaker, said = _cut(body, COLONS)
    return {
        "speaker": marks.unescape(speaker, (*COLONS, *NOTE_MARKS)).strip(),
        "text": marks.unescape(said, NOTE_MARKS).strip(),
        "is_fault": is_fault,
        "note": note.strip(),
    }


def encode_criterion(part: Part) -> str:
    """What is asked for and what it is worth."""
    return f"{part['criterion']}（{part['points']}分）"


def decode_criterion(text: str) -> Part | None:
    """The criterion that `encode_criterion` wrote; None when `text` names no points."""
    found = _POINTS.search(text)
    return {"criterion": text[: found.start()].strip(), "points": int(found[1])} if found else None


def decode_pair(text: str) -> Part | None:
    """The two sides with an arrow between them; None without an arrow. Nothing before it: a surplus right side."""
    pieces = marks.split(text, ARROWS, most=1)
    if len(pieces) < 2:
        return None
    left, right = (marks.unescape(piece, ARROWS).strip() for piece in pieces)
    return {"left": left, "right": right}


def decode_gap(text: str) -> Part:
    """The accepted answers with bars between them."""
    accepted = [marks.unescape(piece, BARS).strip() for piece in marks.split(text, BARS)]
    return {"accepted": [piece for piece in accepted if piece]}


def without_labels(cells: Sequence[str]) -> list[str]:
    """`cells` without "A.", "B.", …, when each of them begins with its own."""
    found = [_LABEL.match(cell) for cell in cells]
    if not all(label and label[1] == letter(place) for place, label in enumerate(found)):
        return list(cells)
    return [cell[label.end() :] for cell, label in zip(cells, found, strict=True) if label]


def _cut(text: str, at: Sequence[str]) -> tuple[str, str]:
    pieces = marks.split(text, at, most=1)
    return (pieces[0], pieces[1]) if len(pieces) == 2 else ("", text)


def _letters(parts: Sequence[Part], is_meant: Callable[[Part], bool]) -> str:
    return "、".join(letter(place) for place, part in enumerate(parts) if is_meant(part))


def _encode_choices(parts: Sequence[Part]) -> Notation:
    return [part["text"] for part in parts], _letters(parts, lambda part: part["is_key"])


def _encode_true_false(parts: Sequence[Part]) -> Notation:
    if [part["text"] for part in parts] == [TRUE, FALSE]:
        return [], TRUE if parts[0]["is_key"] else FALSE
    return _encode_choices(parts)


def _encode_reactions(parts: Sequence[Part]) -> Notation:
    lists = [(GRADE_NAMES[grade][0], _letters(parts, lambda part, g=grade: part["grade"] == g)) for grade in Grade]
    cells = [part["text"] for part in parts]
    return cells, "；".join(f"{name}：{letters}" for name, letters in lists if letters)


def _encode_gaps(parts: Sequence[Part]) -> Notation:
    return [" | ".join(marks.escape(text, BARS) for text in part["accepted"]) for part in parts], ""


def _encode_steps(parts: Sequence[Part]) -> Notation:
    return [part["text"] for part in parts], _letters(parts, lambda _part: True)


def _encode_pairs(parts: Sequence[Part]) -> Notation:
    sides = [[marks.escape(part[side], ARROWS) for side in ("left", "right")] for part in parts]
    return [f"{left} → {right}".strip() for left, right in sides], ""


def _encode_turns(parts: Sequence[Part]) -> Notation:
    cells = []
    for part in parts:
        mark = FAULT_MARK if part["is_fault"] else NOTE_MARK
        cells.append(encode_turn(part) + (f"{mark}：{part['note']}】" if part["note"] else ""))
    return cells, _letters(parts, lambda part: part["is_fault"])


def _encode_criteria(parts: Sequence[Part]) -> Notation:
    return [encode_criterion(part) for part in parts], ""


_ENCODERS: dict[str, Callable[[Sequence[Part]], Notation]] = {
    QuestionKind.SINGLE: _encode_choices,
    QuestionKind.MULTIPLE: _encode_choices,
    QuestionKind.TRUE_FALSE: _encode_true_false,
    QuestionKind.FILL_IN: _encode_gaps,
    QuestionKind.ORDERING: _encode_steps,
    QuestionKind.MATCHING: _encode_pairs,
    QuestionKind.SITUATIONAL: _encode_reactions,
    QuestionKind.DIALOGUE: _encode_turns,
    QuestionKind.SHORT_ANSWER: _encode_criteria,
}
