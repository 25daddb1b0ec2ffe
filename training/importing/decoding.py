"""From texts and an answer, as people write them, to the parts of a question."""

import re
from collections.abc import Callable, Sequence

from training.enums import Grade, QuestionKind
from training.kinds.fill_in import GAP

from .draft import DraftQuestion
from .line_marks import options_in, split_stem
from .notation import decode_criterion, decode_gap, decode_pair, decode_turn, without_labels
from .text import narrow, one_line, squeeze, tidy
from .words import FALSE, TRUE, grade_of, letter, letters_of, places_of, truth_of

#: The rubric of a short answer that comes without one.
PLAIN_CRITERION = {"criterion": "要点与参考答案一致", "points": 10}

_GRADE_LIST = re.compile(r"([^\s:：=;；,，、]+?)\s*[:：=]\s*([A-Za-z、,， ]+)")
_NUMBERED = re.compile(r"(?:^|(?<=\s))(?:[(（]\d{1,2}[)）]|\d{1,2}[.、．])\s*|[①-⑩]")
_BETWEEN_GAPS = (r"[;；\n]+", "、", "[,，]", " +")
#: Those whose options people also write into the cell of the stem; "": not told.
_CHOSEN_KINDS = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.SITUATIONAL, "")
#: A longer answer is prose, in which no list of letters is looked for.
LONGEST_KEY = 500
#: What is noted when the parts do not hold what the answer says.
_UNREAD = frozenset({"kind_not_told", "answer_not_read", "answer_beyond", "no_truth", "no_grade", "order_not_read"})


def decode(draft: DraftQuestion, cells: Sequence[str], answer: str) -> None:
    """Fills the parts of `draft`, whose kind is known or is told from `cells` and `answer`.

    What cannot be read is noted in the draft; where no kind can be told the parts are the bare texts. Whether they
    make a fair question is for `checking` to say.
    """
    texts = [one_line(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    texts, answer = without_labels(texts), tidy(answer)
    if not texts and draft.kind in _CHOSEN_KINDS:
        draft.stem, texts = _cut_options(draft.stem)
    draft.kind = draft.kind or infer_kind(draft.stem, texts, answer)
    if not draft.kind:
        draft.note("kind_not_told")
        draft.parts = [{"text": text} for text in texts]
    else:
        _DECODERS[draft.kind](draft, texts, answer)
    if any(finding.code in _UNREAD for finding in draft.findings):
        draft.answer = answer


def _cut_options(stem: str) -> tuple[str, list[str]]:
    """The stem and the options that stand below or behind it in the same cell, as many sheets have it."""
    rows = [piece for row in stem.split("\n") for piece in split_stem(squeeze(row)) if piece]
    found = [options_in(row, "") for row in rows]
    first = next((place for place, options in enumerate(found) if options), 0)
    options = [option for row in found[first:] for option in row]
    is_whole = all(found[first:]) and [name for name, _text in options] == [letter(n) for n in range(len(options))]
    if not first or not is_whole or len(options) == 1:
        return stem, []
    return "\n".join(rows[:first]), [text for _name, text in options]


def infer_kind(stem: str, texts: Sequence[str], answer: str) -> str:
    """The kind that a question seems to be of; empty when nothing tells."""
    has_gaps, letters = bool(GAP.search(stem)), letters_of(answer)
    says_truth = {truth_of(text) for text in texts} == {True, False} if texts else truth_of(answer) is not None
    signs = [
        (says_truth and len(texts) in (0, 2), QuestionKind.TRUE_FALSE),
        (not texts and has_gaps, QuestionKind.FILL_IN),
        (not texts, QuestionKind.SHORT_ANSWER if answer else ""),
        (bool(_read_grades(answer)), QuestionKind.SITUATIONAL),
        (letters is not None, QuestionKind.MULTIPLE if letters and len(letters) > 1 else QuestionKind.SINGLE),
        (all(decode_pair(text) for text in texts), QuestionKind.MATCHING),
        (all(decode_criterion(text) for text in texts), QuestionKind.SHORT_ANSWER),
        (has_gaps and not answer, QuestionKind.FILL_IN),
    ]
    return str(next((kind for is_so, kind in signs if is_so), QuestionKind.SINGLE))


def _chosen(draft: DraftQuestion, texts: Sequence[str], answer: str) -> list[int]:
    """The places that `answer` names by letters, by the text itself, or by numbers."""
    places = places_of(answer)
    if answer in texts and letters_of(answer) is None:
        return [texts.index(answer)]
    if not answer:
        draft.note("no_answer")
    elif places is None:
        draft.note("answer_not_read", answer=answer[:60])
    elif max(places) >= len(texts):
        draft.note("answer_beyond", answer=answer[:60], count=len(texts))
    else:
        return places
    return []


def _decode_choices(draft: DraftQuestion, texts: list[str], answer: str) -> None:
    keys = _chosen(draft, texts, answer)
    draft.parts = [{"text": text, "is_key": place in keys} for place, text in enumerate(texts)]


def _decode_true_false(draft: DraftQuestion, texts: list[str], answer: str) -> None:
    truth = truth_of(answer)
    truths = [truth_of(text) for text in texts]
    if truth is not None and set(truths) == {True, False}:
        draft.parts = [{"text": text, "is_key": said is truth} for text, said in zip(texts, truths, strict=True)]
        return
    if texts and truth is None:
        _decode_choices(draft, texts, answer)
        return
    if truth is None:
        draft.note("no_truth", answer=answer[:60]) if answer else draft.note("no_answer")
    draft.parts = [{"text": TRUE, "is_key": truth is True}, {"text": FALSE, "is_key": truth is False}]


def _read_grades(answer: str) -> dict[int, str]:
    """The grade of each place in e.g. "最佳：A；可接受：B、C" or "A=最佳，B=有害"."""
    grades: dict[int, str] = {}
    if len(answer) > LONGEST_KEY:
        return grades
    for name, value in _GRADE_LIST.findall(narrow(answer).replace(";", "；")):
        if grade := grade_of(name):
            grades |= dict.fromkeys(letters_of(value) or [], grade)
    for piece in re.split(r"[;；,，、\s]+", answer):
        name, _sign, value = narrow(piece).partition("=")
        places = letters_of(name)
        if places and (grade := grade_of(value)):
            grades |= dict.fromkeys(places, grade)
    return grades


def _decode_reactions(draft: DraftQuestion, texts: list[str], answer: str) -> None:
    grades = _read_grades(answer)
    if not grades:
        # One letter: the best, and all others do harm.
        grades = dict.fromkeys(_chosen(draft, texts, answer), Grade.BEST.value)
        if grades and len(texts) > 1:
            draft.note("grades_assumed")
    elif max(grades) >= len(texts):
        draft.note("answer_beyond", answer=answer[:60], count=len(texts))
    elif missing := [letter(place) for place in range(len(texts)) if place not in grades]:
        draft.note("no_grade", letters="、".join(missing))
    draft.parts = [{"text": text, "grade": grades.get(place, Grade.HARMFUL.value)} for place, text in enumerate(texts)]


def _decode_gaps(draft: DraftQuestion, texts: list[str], answer: str) -> None:
    gaps = len(GAP.findall(draft.stem))
    draft.parts = [decode_gap(text) for text in texts] or [
        {"accepted": accepted} for accepted in _accepted_in(answer, gaps)
    ]
    if not draft.parts:
        draft.note("no_answer")


def _accepted_in(answer: str, gaps: int) -> list[list[str]]:
    """What is accepted for each gap in an answer such as "甲；乙", "(1)甲 (2)乙" or, for one gap, "甲/乙"."""
    if not answer:
        return []
    if gaps == 1:
        return [_alternatives(answer, "[;；/／|｜]")]
    numbered = [piece.strip(" ；;，,、\n") for piece in _NUMBERED.split(answer)]
    guesses = [[piece for piece in numbered if piece]]
    guesses += [[piece for piece in re.split(mark, answer) if piece.strip()] for mark in _BETWEEN_GAPS]
    pieces = next((guess for guess in guesses if len(guess) == gaps), guesses[1])
    return [_alternatives(piece, "[/／|｜]") for piece in pieces]


def _alternatives(text: str, marks: str) -> list[str]:
    return [piece.strip() for piece in re.split(marks, text) if piece.strip()]


def _decode_steps(draft: DraftQuestion, texts: list[str], answer: str) -> None:
    order = list(range(len(texts)))
    # 3124 for four steps is 3, 1, 2, 4.
    places = places_of(" ".join(answer) if answer.isdecimal() and len(answer) == len(texts) else answer)
    if not answer:
        draft.note("order_assumed")
    elif places is None or sorted(places) != order:
        draft.note("order_not_read", answer=answer[:60], count=len(texts))
    else:
        order = places
    draft.parts = [{"text": texts[place]} for place in order]


def _decode_pairs(draft: DraftQuestion, texts: list[str], answer: str) -> None:
    pairs = [(place, text, decode_pair(text)) for place, text in enumerate(texts) if text]
    for place, _text, pair in pairs:
        if pair is None:
            draft.note("no_arrow", number=place + 1)
    found = [pair or {"left": "", "right": text} for _place, text, pair in pairs]
    draft.parts = [pair for pair in found if pair["left"]] + [pair for pair in found if not pair["left"]]


def _decode_turns(draft: DraftQuestion, texts: list[str], answer: str) -> None:
    draft.parts = [decode_turn(text) for text in texts]
    marked = any(part["is_fault"] for part in draft.parts)
    for place in _chosen(draft, texts, answer) if answer or not marked else []:
        draft.parts[place]["is_fault"] = True


def _decode_criteria(draft: DraftQuestion, texts: list[str], answer: str) -> None:
    for number, text in enumerate(texts, start=1):
        part = decode_criterion(text)
        if part is None:
            draft.note("no_points_told", number=number)
        draft.parts.append(part or {"criterion": text, "points": 1})
    if not texts:
        assume_rubric(draft)
    # What stands as the answer is what the trainer compares with.
    draft.reason = "\n".join(text for text in (answer, draft.reason) if text)


def assume_rubric(draft: DraftQuestion) -> None:
    """Gives a short answer that comes without a rubric the plainest one."""
    draft.parts = [dict(PLAIN_CRITERION)]
    draft.note("rubric_assumed")


_DECODERS: dict[str, Callable[[DraftQuestion, list[str], str], None]] = {
    QuestionKind.SINGLE: _decode_choices,
    QuestionKind.MULTIPLE: _decode_choices,
    QuestionKind.TRUE_FALSE: _decode_true_false,
    QuestionKind.FILL_IN: _decode_gaps,
    QuestionKind.ORDERING: _decode_steps,
    QuestionKind.MATCHING: _decode_pairs,
    QuestionKind.SITUATIONAL: _decode_reactions,
    QuestionKind.DIALOGUE: _decode_turns,
    QuestionKind.SHORT_ANSWER: _decode_criteria,
}
