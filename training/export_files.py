"""Writing the file of an export, with the rights that the person has at that moment."""

import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.files import File
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone, translation

from cadres.models import Department, User
from content.exports import code_cell, csv_lines
from content.workbooks import write_workbook
from training.exports import Row, Table, departments_table, people_table, risks_table
from training.forms import BoardFilter, BoardForm, RiskForm
from training.hours_export import hours_table
from training.hours_forms import HoursFilter, HoursForm
from training.models import ExportJob
from training.permissions import user_can_view_board
from training.services import reports
from training.services.export_jobs import close_export, note_progress

logger = logging.getLogger(__name__)
State, Subject = ExportJob.State, ExportJob.Subject
#: Of whom a table speaks.
Filter = BoardFilter | HoursFilter
TABLES: dict[str, Callable[[Any, list[Department]], Table]] = {
    Subject.PEOPLE: people_table,
    Subject.DEPARTMENTS: departments_table,
    Subject.RISKS: risks_table,
    Subject.HOURS: hours_table,
}
#: How many rows are written between two signs of life.
SIGN_AFTER = 2_000


def read_filter(*, user: User, subject: str, query: str) -> Filter | None:
    """Of whom `query` speaks; None when it means nothing, or something that `user` may not see."""
    form = _form(user, subject, QueryDict(query))
    return form.chosen() if form.is_valid() else None


def _form(user: User, subject: str, query: QueryDict) -> BoardForm | HoursForm:
    if subject == Subject.HOURS:
        return HoursForm(query, user=user, today=timezone.localdate())
    kind = RiskForm if subject == Subject.RISKS else BoardForm
    return kind(query, user=user, programmes=reports.programmes_by_reach([]))


def write_file(pk: int) -> None:
    """Writes the file of the export `pk`; whatever happens is told in its state. Safe to repeat."""
    job = ExportJob.objects.select_related("asked_by").get(pk=pk)
    if not job.is_busy:
        return
    try:
        with translation.override(job.language):
            state = _write(job)
    except Exception:
        logger.exception("Export %s failed", pk)
        state = State.FAILED
    close_export(job=job, state=state)


def _write(job: ExportJob) -> str:
    user = job.asked_by
    chosen = read_filter(user=user, subject=job.subject, query=job.query) if user_can_view_board(user) else None
    if chosen is None:
        return State.REFUSED
    roots = reports.topmost_departments(user)
    job.reach = [one.pk for one in ([chosen.department] if chosen.department else roots)]
    table = TABLES[job.subject](chosen, roots)
    note_progress(job=job, done=0, total=table.total)
    with tempfile.TemporaryFile() as file:
        write_table(file, table, form=job.form, rows=_counted(job, table.rows))
        file.seek(0)
        with transaction.atomic():
            job.file.save(job.file_name, File(file), save=False)
    return State.READY


def write_table(file: tempfile._TemporaryFileWrapper, table: Table, *, form: str, rows: Iterable[Row]) -> None:
    """`rows` with the headings of `table` as a file of the format `form`."""
    if form == ExportJob.Form.XLSX:
        write_workbook(file, name=table.name, headings=table.headings, rows=rows)
        return
    for piece in csv_lines(table.headings, csv_rows(table, rows)):
        file.write(piece.encode())


def csv_rows(table: Table, rows: Iterable[Row]) -> Iterator[Row]:
    """`rows` with a mark behind what looks like a number and is none; a workbook needs no such mark."""

    for row in rows:
        marked = list(row)
        for place in table.codes:
            marked[place] = code_cell(str(row[place]))
        yield marked


def _counted(job: ExportJob, rows: Iterable[Row]) -> Iterator[Row]:
    done = 0
    for done, row in enumerate(rows, start=1):
        if done % SIGN_AFTER == 0:
            note_progress(job=job, done=done, total=max(done, job.rows_total))
        yield row
    job.rows_done = done
