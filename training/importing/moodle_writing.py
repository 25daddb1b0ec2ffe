"""Writing questions as Moodle XML that `moodle` and Moodle read."""

from collections.abc import Callable, Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from training.enums import Grade, QuestionKind

from .cloze import write_cloze
from .draft import DraftQuestion
from .gift_writing import LONGEST_TITLE
from .labels import write_tags
from .notation import encode_criterion, encode_turn
from .text import one_line
from .words import FALSE, TRUE

_WORTH = {Grade.BEST: "100", Grade.ACCEPTABLE: "50", Grade.HARMFUL: "0"}
_PLAIN = ' format="plain_text"'


def write_moodle(drafts: Iterable[DraftQuestion]) -> str:
    """All kinds of questions as Moodle XML, with their labels as tags."""
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *map(_write, drafts), "</quiz>", ""])


def _write(draft: DraftQuestion) -> str:
    kind, body = _BODIES[draft.kind](draft)
    stem, form = draft.stem, _PLAIN
    if kind == "cloze":
        # Moodle reads embedded answers from HTML.
        stem, form = write_cloze(escape(draft.stem), _escaped(draft)).replace("\n", "<br>"), ' format="html"'
    title = one_line(draft.stem)[:LONGEST_TITLE]
    return "\n".join(
        [
            f"<question type={quoteattr(kind)}>",
            _text("name", title, ""),
            _text("questiontext", stem, form),
            _text("generalfeedback", draft.reason),
            "<defaultgrade>1</defaultgrade>",
            *body,
            "<tags>",
            *(_text("tag", tag, "") for tag in write_tags(draft)),
            "</tags>",
            "</question>",
        ]
    )


def _escaped(draft: DraftQuestion) -> list[dict[str, list[str]]]:
    return [{"accepted": [escape(text) for text in part["accepted"]]} for part in draft.parts]


def _text(name: str, text: str, attributes: str = _PLAIN) -> str:
    return f"<{name}{attributes}><text>{escape(text)}</text></{name}>"


def _answer(text: str, fraction: str, feedback: str = "") -> str:
    inner = f"<text>{escape(text)}</text>{_text('feedback', feedback) if feedback else ''}"
    return f'<answer fraction="{fraction}"{_PLAIN}>{inner}</answer>'


Body = tuple[str, list[str]]


def _choices(answers: Iterable[str], *, is_single: bool) -> Body:
    head = [f"<single>{str(is_single).lower()}</single>", "<shuffleanswers>true</shuffleanswers>"]
    return "multichoice", [*head, "<answernumbering>ABCD</answernumbering>", *answers]


def _single(draft: DraftQuestion) -> Body:
    answers = [_answer(part["text"], "100" if part["is_key"] else "0") for part in draft.parts]
    return _choices(answers, is_single=True)


def _shares(are_keys: Sequence[bool]) -> list[str]:
    keys = sum(are_keys)
    gain, loss = 100 / keys, 100 / (len(are_keys) - keys)
    return [f"{gain:.5f}" if is_key else f"-{loss:.5f}" for is_key in are_keys]


def _multiple(draft: DraftQuestion) -> Body:
    shares = _shares([part["is_key"] for part in draft.parts])
    pairs = zip(draft.parts, shares, strict=True)
    return _choices([_answer(part["text"], share) for part, share in pairs], is_single=False)


def _true_false(draft: DraftQuestion) -> Body:
    if [part["text"] for part in draft.parts] != [TRUE, FALSE]:
        return _single(draft)
    truth = draft.parts[0]["is_key"]
    return "truefalse", [_answer("true", "100" if truth else "0"), _answer("false", "0" if truth else "100")]


def _gaps(draft: DraftQuestion) -> Body:
    if len(draft.parts) > 1:
        return "cloze", []
    return "shortanswer", ["<usecase>0</usecase>", *(_answer(text, "100") for text in draft.parts[0]["accepted"])]


def _steps(draft: DraftQuestion) -> Body:
    head = ["<layouttype>VERTICAL</layouttype>", "<selecttype>ALL</selecttype>", "<selectcount>0</selectcount>"]
    head += ["<gradingtype>ABSOLUTE_POSITION</gradingtype>", "<showgrading>SHOW</showgrading>"]
    return "ordering", head + [_answer(part["text"], str(rank)) for rank, part in enumerate(draft.parts, start=1)]


def _pairs(draft: DraftQuestion) -> Body:
    pairs = [
        f"<subquestion{_PLAIN}><text>{escape(part['left'])}</text>{_text('answer', part['right'], '')}</subquestion>"
        for part in draft.parts
    ]
    return "matching", ["<shuffleanswers>true</shuffleanswers>", *pairs]


def _reactions(draft: DraftQuestion) -> Body:
    return _choices([_answer(part["text"], _WORTH[part["grade"]]) for part in draft.parts], is_single=True)


def _turns(draft: DraftQuestion) -> Body:
    shares = _shares([part["is_fault"] for part in draft.parts])
    pairs = zip(draft.parts, shares, strict=True)
    kind, body = _choices([_answer(encode_turn(part), share, part["note"]) for part, share in pairs], is_single=False)
    # A dialogue keeps its order.
    return kind, [line.replace("<shuffleanswers>true", "<shuffleanswers>false") for line in body]


def _essay(draft: DraftQuestion) -> Body:
    rubric = "\n".join(encode_criterion(part) for part in draft.parts)
    return "essay", ["<responseformat>plain</responseformat>", _text("graderinfo", rubric)]


_BODIES: dict[str, Callable[[DraftQuestion], Body]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.FILL_IN: _gaps,
    QuestionKind.ORDERING: _steps,
    QuestionKind.MATCHING: _pairs,
    QuestionKind.SITUATIONAL: _reactions,
    QuestionKind.DIALOGUE: _turns,
    QuestionKind.SHORT_ANSWER: _essay,
}
