"""Moodle's embedded answers, {1:SHORTANSWER:=谈前~=谈话前}: how several gaps in one stem travel."""

import re
from collections.abc import Sequence

from cadres.sheets.quoting import quote
from training.enums import QuestionKind
from training.kinds import Part
from training.kinds.fill_in import GAP

from .draft import DraftQuestion
from .text import from_html, one_line, tidy

BLANK = "____"
# A brace within one is escaped, so that a file full of open braces takes no longer than another.
_EMBEDDED = re.compile(r"\{\d{0,3}:([A-Z_]+):((?:\\.|[^\\{}])*)\}", re.DOTALL)
_ANSWER = re.compile(r"((?:\\.|[^\\~])+)", re.DOTALL)
_WEIGHT = re.compile(r"(?:=|%(-?\d{1,3}(?:\.\d*)?)%)")
_TYPED = frozenset({"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"})
_SIGN = re.compile(r'[\\{}#~/"]')
_FULL = 100.0


def write_cloze(stem: str, parts: Sequence[Part]) -> str:
    """`stem` with the accepted answers of each gap in its place."""
    gaps = iter(parts)

    def embed(_gap: re.Match[str]) -> str:
        accepted = (_SIGN.sub(r"\\\g<0>", text) for text in next(gaps)["accepted"])
        return "{1:SHORTANSWER:" + "~".join(f"={text}" for text in accepted) + "}"

    return GAP.sub(embed, stem)


def read_cloze(draft: DraftQuestion, source: str, *, is_html: bool) -> None:
    """Fills `draft` from a text with embedded answers. Those that are chosen from a list are told, not taken."""
    read = from_html if is_html else tidy
    others = sorted({kind for kind, _body in _EMBEDDED.findall(source)} - _TYPED)
    draft.stem = read(_EMBEDDED.sub(BLANK, source))
    if others or not _EMBEDDED.search(source):
        draft.kind = ""
        draft.note("unsupported_kind", kind=quote("cloze " + "、".join(others)))
        return
    draft.kind = QuestionKind.FILL_IN.value
    draft.parts = [{"accepted": _accepted(draft, read(body))} for _kind, body in _EMBEDDED.findall(source)]


def _accepted(draft: DraftQuestion, body: str) -> list[str]:
    accepted = []
    for piece in _ANSWER.findall(body):
        weight = _WEIGHT.match(piece)
        share = _FULL if weight and not weight[1] else float(weight[1]) if weight else 0.0
        text = re.split(r"(?<!\\)#", piece[weight.end() :] if weight else piece, maxsplit=1)[0]
        text = one_line(re.sub(r"\\(.)", r"\1", text))
        if share >= _FULL:
            accepted.append(text)
        elif share > 0:
            draft.note("partial_answer_left_out", answer=quote(text))
    return accepted
