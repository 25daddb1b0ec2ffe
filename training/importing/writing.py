"""From questions to a file in one of the formats that leave the bank."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from training.kinds import check_question

from .draft import DraftQuestion
from .gift_writing import cannot_carry, write_gift
from .moodle_writing import write_moodle
from .sheet_writing import write_sheet


class OutForm(TextChoices):
    """The formats in which questions leave."""

    SHEET = "sheet", "Excel"
    GIFT = "gift", "GIFT"
    MOODLE = "moodle", "Moodle XML"


EXTENSIONS = {OutForm.SHEET: "xlsx", OutForm.GIFT: "txt", OutForm.MOODLE: "xml"}
CONTENT_TYPES = {
    OutForm.SHEET: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    OutForm.GIFT: "text/plain; charset=utf-8",
    OutForm.MOODLE: "application/xml",
}


@dataclass(frozen=True)
class Sorted:
    """What a format takes along, and what it does not, each with the reason as a code of `wording`."""

    carried: list[DraftQuestion]
    left_out: list[tuple[DraftQuestion, str]]


def sort_out(drafts: Iterable[DraftQuestion], form: OutForm) -> Sorted:
    """Tells which of `drafts` a file in this format can hold."""
    carried: list[DraftQuestion] = []
    left_out: list[tuple[DraftQuestion, str]] = []
    for draft in drafts:
        reason = _obstacle(draft, form)
        if reason:
            left_out.append((draft, reason))
        else:
            carried.append(draft)
    return Sorted(carried, left_out)


def _obstacle(draft: DraftQuestion, form: OutForm) -> str:
    if form == OutForm.SHEET:
        return ""
    # Weights of choices cannot be told while nobody has said which are right.
    if check_question(kind=draft.kind, stem=draft.stem, parts=draft.parts):
        return "not_finished"
    return cannot_carry(draft) if form == OutForm.GIFT else ""


def write_questions(drafts: Iterable[DraftQuestion], form: OutForm, *, in_chinese: bool, title: str) -> bytes:
    """A file with those of `drafts` that the format can hold."""
    carried = sort_out(drafts, form).carried
    if form == OutForm.SHEET:
        return write_sheet(carried, in_chinese=in_chinese, title=title)
    return (write_gift(carried) if form == OutForm.GIFT else write_moodle(carried)).encode()
