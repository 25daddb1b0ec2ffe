"""The table of make-ups that leaves the portal."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from content.exports import CHUNK_ROWS, code_cell, csv_response
from training.enums import EXCUSED_CAUSES, MakeUpCause, MakeUpOutcome
from training.models import MakeUp

COLUMNS = [
    "duty__user__name", "duty__user__staff_number", "duty__department__name", "duty__department__code",
    "duty__programme__title", "number", "cause", "opened_at", "first_deadline", "deadline", "outcome",
    "closure__closed_at", "duty__earned_at",
]  # fmt: skip


def make_ups_csv(make_ups: QuerySet[MakeUp]) -> StreamingHttpResponse:
    """`make_ups`, one line each; the last column says whether figures count it."""
    headings = [
        pgettext("person", "Name"),
        _("Staff number"),
        _("Department"),
        _("Department code"),
        _("Programme"),
        pgettext("make-up", "Number"),
        _("Cause"),
        _("Opened on"),
        _("Deadline at first"),
        _("Deadline"),
        _("State"),
        _("Closed on"),
        _("Earned on"),
        _("Counted"),
    ]
    return csv_response(name=_("Make-up training"), headings=headings, rows=_rows(make_ups))


def _rows(make_ups: QuerySet[MakeUp]) -> Iterator[list[object]]:
    # Looked up before the first row is asked for: by then the request's language is gone.
    causes = {cause.value: str(cause.label) for cause in MakeUpCause}
    outcomes = {"": pgettext("make-up", "Open"), **{one.value: str(one.label) for one in MakeUpOutcome}}
    counted = {True: _("Yes"), False: _("No")}

    def row(name: str, number: str, department: str, code: str, *rest: object) -> list[object]:
        programme, order, cause, *dates, outcome, closed_at, earned_at = rest
        is_counted = counted[cause not in EXCUSED_CAUSES]
        person = [name, code_cell(number), department, code_cell(code or "")]
        return [*person, programme, order, causes[cause], *dates, outcomes[outcome], closed_at, earned_at, is_counted]

    return (row(*values) for values in make_ups.values_list(*COLUMNS).iterator(chunk_size=CHUNK_ROWS))
