"""What the pages of an import show of its questions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.enums import QuestionKind
from training.importing.draft import Form
from training.importing.notation import encode
from training.importing.wording import NOTES, describe
from training.importing.words import letter
from training.models import Question, QuestionImport
from training.services.question_import import Action, Outcome, ReportLine

SHOWN_OF_STEM = 160

TAKE_IN, LEAVE_OUT = gettext_lazy("Take in"), gettext_lazy("Leave out")
NEW_VERSION = gettext_lazy("New version of the known one")
TAKE_IN_TOO = gettext_lazy("Take in as another question")


@dataclass(frozen=True)
class ShownLine:
    """One question of the report in words. `choices` are (value, label, is chosen); the first is the usual. Once the
    import is decided there is neither a choice nor an `edit_url`."""

    number: int
    place: str
    kind: str
    stem: str
    entries: list[str]
    answer: str
    outcome: Outcome
    problems: list[str]
    notes: list[str]
    known_url: str
    twin: str
    choices: list[tuple[str, str | Promise, bool]]
    edit_url: str

    @property
    def is_refused(self) -> bool:
        return self.outcome == Outcome.REFUSED

    @property
    def is_in_bank(self) -> bool:
        """Whether `known_url` leads to what has become of it."""
        return not self.edit_url and self.outcome in (Outcome.NEW, Outcome.VERSION)


def place_name(form: str, where: int) -> str:
    """Where a question stands in the file: its row, paragraph or line."""
    if form == Form.SHEET:
        return _("Row %(number)s") % {"number": where}
    if form == Form.WORD:
        return _("Paragraph %(number)s") % {"number": where}
    return _("Line %(number)s") % {"number": where}


def shown_lines(question_import: QuestionImport, lines: Iterable[ReportLine], places: Sequence[int]) -> list[ShownLine]:
    """`lines` in words; `places` tells where each question of the file stands in it."""
    return [_show(question_import, line, places) for line in lines]


def _show(question_import: QuestionImport, line: ReportLine, places: Sequence[int]) -> ShownLine:
    draft = line.draft
    entries, answer = encode(draft.kind, draft.parts)
    answer = draft.answer or answer
    texts = [(finding.code in NOTES, describe(finding.code, finding.params)) for finding in line.findings]
    return ShownLine(
        number=line.number,
        place=place_name(question_import.form, draft.where),
        kind=str(QuestionKind(draft.kind).label) if draft.kind else "",
        stem=Truncator(draft.stem).chars(SHOWN_OF_STEM),
        entries=[f"{letter(place)}. {entry}" for place, entry in enumerate(entries)],
        answer=answer,
        outcome=line.outcome,
        problems=[text for is_note, text in texts if not is_note],
        notes=[text for is_note, text in texts if is_note],
        known_url=_bank_url(line.known),
        twin=place_name(question_import.form, places[line.twin - 1]) if line.twin else "",
        choices=_choices(line) if question_import.is_open else [],
        edit_url=_edit_url(question_import, line) if question_import.is_open else "",
    )


def _edit_url(question_import: QuestionImport, line: ReportLine) -> str:
    return reverse("training:edit_import_line", args=[question_import.pk, line.number])


def _bank_url(question: Question | None) -> str:
    return reverse(Question.snippet_viewset.get_url_name("edit"), args=[question.pk]) if question else ""


def _choices(line: ReportLine) -> list[tuple[str, str | Promise, bool]]:
    """What the trainer may choose; nobody takes in what is to be mended."""
    if line.outcome == Outcome.REFUSED:
        return []
    if line.known is None and line.twin is None:
        offered = [("", TAKE_IN), (Action.SKIP, LEAVE_OUT)]
    else:
        offered = [("", LEAVE_OUT), (Action.CREATE, TAKE_IN_TOO)]
        offered[1:1] = [(Action.VERSION, NEW_VERSION)] if line.can_replace else []
    chosen = line.action if line.action in dict(offered) else ""
    return [(str(value), label, value == (chosen or "")) for value, label in offered]


def outcome_figures(lines: Iterable[ReportLine], chosen: str) -> list[dict[str, object]]:
    """How many questions there are of each outcome; each figure leads to them."""
    counts = Counter(line.outcome for line in lines)
    return [
        {
            "value": counts[outcome],
            "label": outcome.label,
            "url": f"?outcome={outcome.value}",
            "is_chosen": outcome.value == chosen,
        }
        for outcome in Outcome
        if counts[outcome]
    ]


def result_figures(question_import: QuestionImport) -> list[dict[str, object]]:
    """What acceptance has done, by outcome."""
    counts = question_import.counts
    return [{"value": counts[outcome], "label": outcome.label} for outcome in Outcome if counts.get(outcome)]
