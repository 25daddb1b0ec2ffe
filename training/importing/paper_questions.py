"""A question as its lines in a paper tell it, and the draft that it makes."""

import re
from dataclasses import dataclass, field

from cadres.sheets.quoting import quote
from training.enums import QuestionKind
from training.kinds.fill_in import GAP

from .decoding import decode
from .draft import DraftQuestion
from .notation import ARROWS, FAULT_MARK
from .sheet import read_labels
from .text import narrow
from .words import letter, letters_of, truth_of

_EMPTY_BRACKETS = re.compile(r"[(（]\s*[)）]")
_BRACKETS = re.compile(r"[(（]\s*(?:(?:正确|参考|标准)?答案[是为]?\s*[:：]?\s*)?([^()（）]{1,20}?)\s*[)）]")
_SPEAKER = re.compile(r"[^:]{1,30}:\s*\S")
_CROSS = re.compile(r"^[×✗✘]\s*|\s*[(（]\s*[×✗✘]\s*[)）]$")
_CIRCLED = re.compile(r"[①-⑳]\s*")
#: Kinds whose answer is prose, in which lists and further paragraphs are usual.
_PROSE = (QuestionKind.SHORT_ANSWER, "")


@dataclass
class PaperQuestion:
    """The lines of one question, sorted. `kind` may be "" (not told) or "?" and a name that the bank does not know."""

    where: int
    section: int = 0
    number: int | None = None
    kind: str = ""
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)
    #: The field that a line without a sign goes on with; empty: the options or the stem.
    last_field: str = ""
    has_picture: bool = False

    @property
    def takes_options(self) -> bool:
        """Whether a lettered line is an option: what comes after the answer is not, unless it named options to come."""
        return not self.last_field or (not self.options and letters_of(self.said("answer")) is not None)

    @property
    def is_prose(self) -> bool:
        """Whether the lines being read are somebody's sentences, in which numbers are lists."""
        return bool(self.last_field) and self.kind in _PROSE and not self.options

    def is_told_by(self, name: str) -> bool:
        """Whether somebody of that name speaks in the lines of a dialogue."""
        return any(narrow(line).startswith(f"{name}:") for line in self.stem)

    def add_option(self, name: str, text: str) -> None:
        """Adds the option with the letter `name`."""
        self.letters.append(name)
        self.options.append(text)
        self.last_field = ""

    def add_fields(self, fields: list[tuple[str, str]]) -> None:
        """Adds what labels such as 答案 and 解析 say."""
        for name, text in fields:
            self.fields.setdefault(name, [])
            if text:
                self.fields[name].append(text)
            self.last_field = name

    def go_on(self, text: str) -> bool:
        """Adds a line without a sign to what it continues. False when nothing here can go on."""
        if self.last_field in ("reason", "rubric") or (self.last_field == "answer" and self._answer_is_open):
            self.fields[self.last_field].append(text)
        elif self.last_field:
            return False
        elif self.options:
            self.options[-1] = f"{self.options[-1]} {text}"
        else:
            self.stem.append(text)
        return True

    @property
    def _answer_is_open(self) -> bool:
        said = self.fields.get("answer", [])
        return not said or self.is_prose or self.kind == QuestionKind.FILL_IN

    def said(self, name: str) -> str:
        """What stands behind a label, in lines."""
        return "\n".join(self.fields.get(name, []))


def as_draft(question: PaperQuestion) -> DraftQuestion:
    """The draft that the lines make; what they leave open is noted in it."""
    draft = DraftQuestion(where=question.where, reason=question.said("reason"))
    if question.kind.startswith("?"):
        draft.note("unknown_kind", kind=quote(question.kind[1:]))
    else:
        draft.kind = question.kind
    read_labels(
        draft,
        kind=question.said("kind"),
        skill=question.said("skill"),
        topics=question.said("topics"),
        difficulty=question.said("difficulty"),
        use=question.said("use"),
    )
    if question.has_picture:
        draft.note("picture_left_out")
    _check_letters(draft, question)
    answer = question.said("answer")
    texts = _texts(draft.kind, question)
    draft.stem = "\n".join(question.stem)
    found = _answer_in_stem(draft.stem, texts, draft.kind)
    if found:
        draft.stem, inline = found
        meant = [(letters_of(text), truth_of(text)) for text in (inline, answer)]
        if answer and meant[0] != meant[1]:
            draft.note("answers_differ", first=quote(inline), second=quote(answer))
        answer = answer or inline
    if _wants_gaps(draft, texts, answer):
        draft.stem = _EMPTY_BRACKETS.sub("____", draft.stem)
    if draft.kind == QuestionKind.SHORT_ANSWER and not texts:
        texts = question.fields.get("rubric", [])
    decode(draft, texts, answer)
    return draft


def _check_letters(draft: DraftQuestion, question: PaperQuestion) -> None:
    if question.letters != [letter(place) for place in range(len(question.letters))]:
        draft.note("letters_not_in_order", letters="、".join(question.letters[:20]))


def _texts(kind: str, question: PaperQuestion) -> list[str]:
    """The texts of the parts: options, or the lines below the stem where a kind is written so. Takes them from it."""
    if question.options:
        texts = question.options
    else:
        is_part = {
            QuestionKind.DIALOGUE: lambda line: _SPEAKER.match(_CROSS.sub("", narrow(line))),
            QuestionKind.MATCHING: lambda line: any(arrow in line for arrow in ARROWS),
            QuestionKind.ORDERING: _CIRCLED.match,
        }.get(kind)  # type: ignore[call-overload]
        texts = [line for line in question.stem[1:] if is_part and is_part(line)]
        question.stem = [line for line in question.stem if line not in texts]
    texts = [_CIRCLED.sub("", text, count=1) if _CIRCLED.match(text) else text for text in texts]
    if kind == QuestionKind.DIALOGUE:
        texts = [_marked(text) for text in texts]
    return texts


def _marked(turn: str) -> str:
    """A turn with a cross before or behind it, with the mark that `notation` reads."""
    return f"{_CROSS.sub('', turn)}{FAULT_MARK}】" if _CROSS.search(turn) else turn


def _answer_in_stem(stem: str, texts: list[str], kind: str) -> tuple[str, str] | None:
    """The stem with empty brackets and the answer that stood in them: …的是（A）。"""
    for found in reversed(list(_BRACKETS.finditer(stem))):
        inner = found[1]
        letters = letters_of(inner)
        names_options = letters and max(letters) < len(texts) and len(letters) == len(set(letters))
        says_truth = not texts and kind in (QuestionKind.TRUE_FALSE, "") and truth_of(inner) is not None
        if names_options or says_truth:
            return f"{stem[: found.start()]}（ ）{stem[found.end() :]}", inner
    return None


def _wants_gaps(draft: DraftQuestion, texts: list[str], answer: str) -> bool:
    return draft.kind == QuestionKind.FILL_IN and not GAP.search(draft.stem) and bool(texts or answer)
