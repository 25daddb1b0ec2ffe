import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.utils import timezone

from cadres.enums import Role
from cadres.models import RosterImport, User
from cadres.services import roster, roster_writing
from cadres.services.roster_snapshot import take_snapshot
from cadres.sheets.errors import UnreadableFile
from cadres.tests.factories import PostingFactory, UserFactory

from .roster_files import TODAY, csv_file, row
from .roster_steps import SUN, accept, everybody, start, state_of_the_people

State = RosterImport.State
YESTERDAY = datetime.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture(autouse=True)
def few_rows_at_a_time(monkeypatch):
    monkeypatch.setattr(roster_writing, "BATCH", 3)


def test_start_import_reports_and_writes_nothing(cast):
    before = state_of_the_people()
    started = start(cast, *everybody(), SUN)
    assert (started.state, started.rows_done, started.rows_total) == (State.READY, 17 - 4, 17 - 4)
    assert started.counts == {"created": 1, "unchanged": 12, "people_with_post": 12}
    assert started.findings[0]["subject"] == "孙某某 A00901"
    assert bytes(started.content) == csv_file(*everybody(), SUN)
    assert state_of_the_people() == before


def test_accept_import_asks_when_many_would_be_retired(cast, settings):
    settings.ROSTER_RETIRE_LIMIT_PERCENT = 20
    started = start(cast, *everybody(without=[cast.learner, cast.junior, cast.outsider]))
    before = state_of_the_people()
    assert (started.retired_percent, started.needs_confirmation) == (25, True)
    with pytest.raises(roster.ConfirmationNeeded):
        accept(cast, started)
    assert (state_of_the_people(), RosterImport.objects.get().state) == (before, State.READY)
    assert accept(cast, started, is_confirmed=True).state == State.APPLIED


def test_accept_import_does_not_ask_at_the_limit(cast, settings):
    settings.ROSTER_RETIRE_LIMIT_PERCENT = 25
    started = start(cast, *everybody(without=[cast.learner, cast.junior, cast.outsider]))
    assert accept(cast, started).state == State.APPLIED


def test_accept_import_refuses_when_the_people_have_changed(cast):
    started = start(cast, *everybody(), SUN)
    User.objects.filter(pk=cast.learner.pk).update(name="林大")
    before = state_of_the_people()
    assert accept(cast, started).state == State.REFUSED
    assert started.findings[0]["details"] == [["people_changed", {}]]
    assert state_of_the_people() == before
    roster.check_again(roster_import=started)
    started.refresh_from_db()
    assert (started.state, started.counts["changed"]) == (State.READY, 1)


def test_accept_import_refuses_on_another_day(cast, monkeypatch):
    started = start(cast, *everybody(), SUN)
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY + datetime.timedelta(days=1))
    assert accept(cast, started).state == State.REFUSED


def test_apply_import_writes_all_or_nothing(cast, monkeypatch):
    started = start(cast, *everybody(without=[cast.learner]), SUN)
    before = state_of_the_people()

    def fail(_opened):
        raise IntegrityError

    monkeypatch.setattr(roster_writing, "_open_postings", fail)
    assert accept(cast, started).state == State.FAILED
    assert state_of_the_people() == before
    assert started.findings[0]["details"] == [["failed", {}]]
    monkeypatch.undo()
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)
    roster.check_again(roster_import=started)
    started.refresh_from_db()
    assert accept(cast, started).state == State.APPLIED


def test_apply_import_twice_writes_once(cast):
    started = accept(cast, start(cast, *everybody(), SUN))
    roster.apply_import(pk=started.pk)
    assert User.objects.filter(staff_number="A00901").count() == 1
    with pytest.raises(roster.RosterStateError):
        accept(cast, started)


def test_check_import_does_not_touch_a_decided_import(cast):
    started = start(cast, SUN, is_partial=True)
    roster.discard_import(roster_import=started, decided_by=cast.administrator)
    roster.check_import(pk=started.pk)
    started.refresh_from_db()
    assert started.state == State.DISCARDED


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([SUN, SUN], "duplicate_number"),
        ([row("A00902", department_code="099")], "unknown_department"),
        ([SUN, row("", "", "010", parent_department_code="011")], "department_cycle"),
        ([row("A00902", starts_on="2026-02-30")], "bad_date"),
        ([row("A00902", name="=1+1")], "formula_cell"),
    ],
)
def test_check_import_refuses_the_whole_file_for_one_wrong_row(cast, rows, code):
    before = state_of_the_people()
    started = start(cast, *everybody(), *rows)
    assert started.state == State.REFUSED
    refused = [finding for finding in started.findings if finding["outcome"] == "refused"]
    assert {detail[0] for finding in refused for detail in finding["details"]} == {code}
    with pytest.raises(roster.RosterStateError):
        accept(cast, started, is_confirmed=True)
    assert state_of_the_people() == before


@pytest.mark.parametrize(
    ("file_name", "content", "code"),
    [
        ("a.xlsx", b"PK\x03\x04", "broken_workbook"),
        ("a.csv", b"a,b\n1,2\n", "missing_columns"),
        ("a.csv", csv_file(), "no_rows"),
        ("a.csv", csv_file(headings=["", ""]), "empty_file"),
    ],
)
def test_check_import_refuses_a_bad_file(cast, file_name, content, code):
    started = start(cast, file_name=file_name, content=content)
    assert (started.state, started.counts) == (State.REFUSED, {"refused": 1})
    assert started.findings[0]["details"][0][0] == code


def test_check_import_refuses_more_rows_than_allowed(cast, settings):
    settings.ROSTER_MAX_ROWS = 3
    rows = [row(f"A{number}") for number in range(900, 904)]
    assert start(cast, *rows, is_partial=True).findings[0]["details"] == [["too_many_rows", {"limit": 3}]]
    assert start(cast, *rows[:3], is_partial=True).state == State.READY


def test_check_import_marks_an_unexpected_error(cast, monkeypatch):
    def fail(**_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(roster, "take_snapshot", fail)
    assert start(cast, SUN).state == State.FAILED


def test_preview_roster_writes_nothing(cast):
    before = state_of_the_people()
    told = []
    plan = roster.preview_roster(
        file_name="a.csv", content=csv_file(SUN), is_partial=True, on_progress=lambda *numbers: told.append(numbers)
    )
    assert (plan.counts()["created"], told) == (1, [(0, 1), (1, 1)])
    assert (state_of_the_people(), RosterImport.objects.count()) == (before, 0)
    with pytest.raises(UnreadableFile):
        roster.preview_roster(file_name="a.csv", content=b"", is_partial=True)


@pytest.mark.parametrize("state", [State.READING, State.READY, State.REFUSED, State.APPLYING, State.FAILED])
def test_discard_import_deletes_file_and_report(cast, state):
    started = start(cast, SUN, is_partial=True)
    RosterImport.objects.update(state=state)
    roster.discard_import(roster_import=started, decided_by=cast.administrator)
    assert (started.state, started.content, started.findings) == (State.DISCARDED, None, [])
    assert (started.decided_by, started.counts["created"]) == (cast.administrator, 1)


def test_discard_import_does_not_undo(cast):
    started = accept(cast, start(cast, SUN, is_partial=True))
    with pytest.raises(roster.RosterStateError):
        roster.discard_import(roster_import=started, decided_by=cast.administrator)


@pytest.mark.parametrize("state", [State.READING, State.APPLYING, State.APPLIED, State.DISCARDED])
def test_check_again_only_while_undecided(cast, state):
    started = start(cast, SUN, is_partial=True)
    RosterImport.objects.update(state=state)
    started.refresh_from_db()
    with pytest.raises(roster.RosterStateError):
        roster.check_again(roster_import=started)


def test_run_import_drops_what_needs_confirmation(cast):
    file = {"file_name": "a.csv", "content": csv_file(SUN), "is_partial": False}
    with pytest.raises(roster.ConfirmationNeeded):
        roster.run_import(**file)
    assert RosterImport.objects.get().state == State.DISCARDED
    assert roster.run_import(**file, is_confirmed=True).state == State.APPLIED


def test_visible_to_agrees_with_the_permission(cast):
    from cadres.permissions import user_can_import_roster

    start(cast, SUN)
    for user in cast.people().values():
        assert RosterImport.objects.visible_to(user).exists() is user_can_import_roster(user)


def test_is_stalled_after_a_while_without_a_sign_of_life(cast):
    started = start(cast, SUN)
    started.state = State.READING
    assert not started.is_stalled
    started.changed_at = timezone.now() - datetime.timedelta(seconds=16)
    assert started.is_stalled


@pytest.mark.parametrize("people", [1, 3])
def test_take_snapshot_asks_as_often_whatever_the_number(cast, people, django_assert_num_queries):
    for number in range(people):
        PostingFactory(user=UserFactory(), department=cast.own, ends_on=YESTERDAY if number else None)
    with django_assert_num_queries(5):
        take_snapshot(today=TODAY, importer_pk=None)


@pytest.mark.parametrize("people", [1, 3])
def test_apply_import_asks_as_often_whatever_the_number(cast, people, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(roster_writing, "BATCH", 2_000)
    assert Group.objects.filter(name=Role.LEARNER).exists()
    started = start(cast, *[row(f"{number:05}", "孙某某") for number in range(people)], is_partial=True)
    RosterImport.objects.update(state=State.APPLYING)
    monkeypatch.setattr("cadres.services.roster_writing.index_people", lambda _pks: None)
    with django_assert_num_queries(APPLY_QUERIES):
        roster.apply_import(pk=started.pk)


APPLY_QUERIES = 17
