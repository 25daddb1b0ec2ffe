"""The way of a roster file: received, checked, accepted or discarded, applied."""

import datetime
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cadres.models import RosterImport, User
from cadres.roster.checking import Statements, check_rows
from cadres.roster.columns import find_layout
from cadres.roster.diff import Plan, make_plan
from cadres.roster.findings import Finding, Outcome
from cadres.sheets.errors import UnreadableFile
from cadres.sheets.reading import read_table

from .roster_snapshot import take_snapshot
from .roster_writing import batches, write_plan

logger = logging.getLogger(__name__)
State = RosterImport.State
#: Called with rows done and rows in all.
Progress = Callable[[int, int], None]


class RosterStateError(Exception):
    """The import is no longer in a state in which this can be done: somebody else was quicker."""


class ConfirmationNeeded(Exception):
    """More people would be retired than the limit allows unasked."""


class PeopleChanged(Exception):
    """The people are no longer those the dry run compared with."""


def start_import(*, uploaded_by: User, file_name: str, content: bytes, is_partial: bool) -> RosterImport:
    """Keeps the file and asks a worker to read it."""
    from cadres.tasks import check_roster

    roster_import = _receive(uploaded_by, file_name, content, is_partial)
    check_roster.enqueue(roster_import.pk)
    return roster_import


def _receive(uploaded_by: User | None, file_name: str, content: bytes, is_partial: bool) -> RosterImport:
    # The end of the name tells what kind of file it is.
    return RosterImport.objects.create(
        uploaded_by=uploaded_by, file_name=file_name[-200:], content=content, is_partial=is_partial
    )


def preview_roster(
    *,
    file_name: str,
    content: bytes,
    is_partial: bool,
    importer: User | None = None,
    on_progress: Progress | None = None,
) -> Plan:
    """What the file would change; writes nothing. Raises UnreadableFile."""
    today = timezone.localdate()
    statements = _read(file_name, content, today, on_progress or (lambda _done, _total: None))
    known = take_snapshot(today=today, importer_pk=importer.pk if importer else None)
    return make_plan(statements, known, is_partial=is_partial)


def _read(file_name: str, content: bytes, today: datetime.date, on_progress: Progress) -> Statements:
    table = read_table(file_name, content, max_rows=settings.ROSTER_MAX_ROWS)
    layout, rows = find_layout(table)
    if len(rows) > settings.ROSTER_MAX_ROWS:
        raise UnreadableFile("too_many_rows", limit=settings.ROSTER_MAX_ROWS)
    on_progress(0, len(rows))
    statements = check_rows(
        layout, rows, table.formulas, today=today, on_progress=lambda done: on_progress(done, len(rows))
    )
    if not statements.people and not statements.departments and not statements.refused:
        raise UnreadableFile("no_rows")
    on_progress(len(rows), len(rows))
    return statements


def check_import(*, pk: int) -> None:
    """The dry run of a worker: reads the file and stores the report. Does nothing when it is not waiting for that."""
    roster_import = RosterImport.objects.defer("findings").get(pk=pk)
    if roster_import.state != State.READING:
        return

    def tell(done: int, total: int) -> None:
        _update(pk, State.READING, rows_done=done, rows_total=total)

    today = timezone.localdate()
    try:
        statements = _read(roster_import.file_name, bytes(roster_import.content), today, tell)
        known = take_snapshot(today=today, importer_pk=roster_import.uploaded_by_id)
        plan = make_plan(statements, known, is_partial=roster_import.is_partial)
    except UnreadableFile as error:
        _refuse(pk, State.READING, error)
        return
    except Exception:
        _fail(pk, State.READING)
        raise
    _update(
        pk,
        State.READING,
        state=State.REFUSED if plan.is_refused else State.READY,
        counts=plan.counts(),
        findings=[finding.as_json() for finding in plan.findings],
        fingerprint=known.fingerprint(),
    )


def check_again(*, roster_import: RosterImport) -> None:
    """Another dry run of the same file, because the people or the departments have changed. Raises RosterStateError."""
    from cadres.tasks import check_roster

    _reset(roster_import)
    check_roster.enqueue(roster_import.pk)


def _reset(roster_import: RosterImport) -> None:
    if not roster_import.can_be_checked_again:
        raise RosterStateError
    fresh = {"rows_done": 0, "counts": {}, "findings": [], "fingerprint": ""}
    _move(roster_import, {roster_import.state}, state=State.READING, **fresh)


def accept_import(*, roster_import: RosterImport, decided_by: User, is_confirmed: bool) -> None:
    """Asks a worker to write what the report shows. Raises ConfirmationNeeded, RosterStateError."""
    from cadres.tasks import apply_roster

    _accept(roster_import, decided_by, is_confirmed)
    apply_roster.enqueue(roster_import.pk)


def _accept(roster_import: RosterImport, decided_by: User | None, is_confirmed: bool) -> None:
    if roster_import.needs_confirmation and not is_confirmed:
        raise ConfirmationNeeded
    decision = {"decided_by": decided_by, "decided_at": timezone.now()}
    _move(roster_import, {State.READY}, state=State.APPLYING, **decision)


def apply_import(*, pk: int) -> None:
    """Writes an accepted import in one transaction, or nothing at all. Does nothing when it is not waiting for that."""
    roster_import = RosterImport.objects.defer("findings").get(pk=pk)
    if roster_import.state != State.APPLYING:
        return
    today = timezone.localdate()
    try:
        statements = _read(roster_import.file_name, bytes(roster_import.content), today, lambda _done, _total: None)
        _write(pk, statements, today)
    except PeopleChanged:
        _refuse(pk, State.APPLYING, UnreadableFile("people_changed"))
    except UnreadableFile as error:
        _refuse(pk, State.APPLYING, error)
    except Exception:
        _fail(pk, State.APPLYING)
        raise


def _write(pk: int, statements: Statements, today: datetime.date) -> None:
    from cadres.tasks import index_people

    with transaction.atomic():
        # All that are being applied are locked, so that two imports queue here.
        waiting = RosterImport.objects.select_for_update().filter(state=State.APPLYING).order_by("pk")
        roster_import = next((found for found in waiting.without_content() if found.pk == pk), None)
        if roster_import is None:
            return
        known = take_snapshot(today=today, importer_pk=roster_import.uploaded_by_id)
        if known.fingerprint() != roster_import.fingerprint:
            raise PeopleChanged
        unindexed = write_plan(make_plan(statements, known, is_partial=roster_import.is_partial))
        # Inside the transaction: the work is put off exactly when the people are written.
        for people in batches(unindexed):
            index_people.enqueue(people)
        _update(pk, State.APPLYING, state=State.APPLIED, content=None)
        logger.info("Roster import %s applied: %s", pk, roster_import.counts)


def discard_import(*, roster_import: RosterImport, decided_by: User | None) -> None:
    """Deletes the file and the report; that it was handed in stays known. Raises RosterStateError."""
    decision = {"decided_by": decided_by, "decided_at": timezone.now()}
    open_states = set(State) - RosterImport.CLOSED
    _move(roster_import, open_states, state=State.DISCARDED, content=None, findings=[], **decision)


def run_import(
    *, file_name: str, content: bytes, is_partial: bool, importer: User | None = None, is_confirmed: bool = False
) -> RosterImport:
    """Checks and applies a file at once, in this process. Raises ConfirmationNeeded; the state tells the rest."""
    roster_import = _receive(importer, file_name, content, is_partial)
    check_import(pk=roster_import.pk)
    roster_import.refresh_from_db()
    if not roster_import.can_be_applied:
        return roster_import
    try:
        _accept(roster_import, importer, is_confirmed)
    except ConfirmationNeeded:
        discard_import(roster_import=roster_import, decided_by=importer)
        raise
    apply_import(pk=roster_import.pk)
    roster_import.refresh_from_db()
    return roster_import


def _move(roster_import: RosterImport, states: set[State], **changes: object) -> None:
    """Changes the import unless somebody has just taken it out of `states`."""
    moved = RosterImport.objects.filter(pk=roster_import.pk, state__in=states).update(
        changed_at=timezone.now(), **changes
    )
    if not moved:
        raise RosterStateError
    # Only what was changed: the report of a large file takes a second to load.
    roster_import.refresh_from_db(fields=["changed_at", *changes])


def _update(pk: int, expected: State, **changes: object) -> None:
    """Changes the import unless it has left the state in which the caller found it."""
    RosterImport.objects.filter(pk=pk, state=expected).update(changed_at=timezone.now(), **changes)


def _refuse(pk: int, expected: State, error: UnreadableFile) -> None:
    finding = Finding(None, Outcome.REFUSED, "", ((error.code, error.params),))
    _update(pk, expected, state=State.REFUSED, counts={Outcome.REFUSED: 1}, findings=[finding.as_json()])


def _fail(pk: int, expected: State) -> None:
    logger.exception("Roster import %s failed", pk)
    finding = Finding(None, Outcome.REFUSED, "", (("failed", {}),))
    _update(pk, expected, state=State.FAILED, counts={Outcome.REFUSED: 1}, findings=[finding.as_json()])
