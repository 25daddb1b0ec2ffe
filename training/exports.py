"""The tables that training hands out."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.models import Posting
from content.exports import CHUNK_ROWS, code_cell, csv_response
from training.enums import ProgressState
from training.models import Programme

COLUMNS = [
    "user__name",
    "user__staff_number",
    "department__name",
    "department__code",
    "post",
    "state",
    "courses_finished",
    "earned_at",
]


def people_csv(*, programme: Programme, people: QuerySet[Posting]) -> StreamingHttpResponse:
    """`people` (rows of `reports.with_results`) with their state in `programme`, one line a person."""
    headings = [
        pgettext("person", "Name"),
        _("Staff number"),
        _("Department"),
        _("Department code"),
        _("Post"),
        _("Programme"),
        _("State"),
        _("Courses finished"),
        _("Courses required"),
        _("Earned on"),
    ]
    return csv_response(name=programme.title, headings=headings, rows=_rows(programme, people))


def _rows(programme: Programme, people: QuerySet[Posting]) -> Iterator[list[object]]:
    # Looked up before the first row is asked for: by then the request's language is gone.
    labels = {state.value: str(state.label) for state in ProgressState}
    required = programme.courses().count()

    def row(name: str, number: str, department: str, code: str, post: str, *result: object) -> list[object]:
        state, finished, earned_at = result
        person = [name, code_cell(number), department, code_cell(code), post]
        return [*person, programme.title, labels[str(state)], finished, required, earned_at]

    return (row(*values) for values in people.values_list(*COLUMNS).iterator(chunk_size=CHUNK_ROWS))
