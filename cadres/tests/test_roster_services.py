import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from cadres.enums import Role
from cadres.models import Department, Posting, RosterImport, User
from cadres.pinyin import sort_key
from cadres.roster.errors import RosterFileError
from cadres.services import roster, roster_writing
from cadres.services.roster_snapshot import take_snapshot
from cadres.tests.factories import PostingFactory, UserFactory

from .roster_files import csv_file, row

State = RosterImport.State
TODAY = datetime.date(2026, 11, 23)
YESTERDAY = datetime.date(2026, 11, 22)
SUN = row("A00901", "孙某某", "010", email="sun@example.org", post="科长", rank_band="正科级")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture(autouse=True)
def few_rows_at_a_time(monkeypatch):
    monkeypatch.setattr(roster_writing, "BATCH", 3)


def everybody(*, without=()):
    """The roster of all people as they are."""
    posts = Posting.objects.filter(ends_on=None, is_primary=True, user__is_active=True).select_related(
        "user", "department"
    )
    return [
        row(held.user.staff_number, held.user.name, held.department.code, post=held.post)
        for held in posts
        if held.user not in without
    ]


def start(cast, *rows, is_partial=False, content=None, file_name="a.csv"):
    content = csv_file(*rows) if content is None else content
    started = roster.start_import(
        uploaded_by=cast.administrator, file_name=file_name, content=content, is_partial=is_partial
    )
    started.refresh_from_db()
    return started


def accept(cast, started, *, is_confirmed=False):
    roster.accept_import(roster_import=started, decided_by=cast.administrator, is_confirmed=is_confirmed)
    started.refresh_from_db()
    return started


def state_of_the_people():
    people = list(User.objects.order_by("pk").values_list("pk", "name", "email", "is_active", "groups"))
    posts = list(Posting.objects.order_by("pk").values_list("user", "department", "post", "starts_on", "ends_on"))
    return people, posts, list(Department.objects.values_list("code", "name", "path", "depth", "numchild"))


def test_start_import_reports_and_writes_nothing(cast):
    before = state_of_the_people()
    started = start(cast, *everybody(), SUN)
    assert (started.state, started.rows_done, started.rows_total) == (State.READY, 17 - 4, 17 - 4)
    assert started.counts == {"created": 1, "unchanged": 12, "people_with_post": 12}
    assert started.findings[0]["subject"] == "孙某某 A00901"
    assert bytes(started.content) == csv_file(*everybody(), SUN)
    assert state_of_the_people() == before


def test_accept_import_creates_people(cast):
    started = accept(cast, start(cast, *everybody(), SUN))
    assert (started.state, started.content, started.decided_by) == (State.APPLIED, None, cast.administrator)
    sun = User.objects.get(staff_number="A00901")
    assert (sun.name, sun.email, sun.name_sort_key) == ("孙某某", "sun@example.org", sort_key("孙某某"))
    assert (sun.roles, sun.has_usable_password(), sun.is_active) == ({Role.LEARNER}, False, True)
    held = sun.current_posting
    assert (held.department, held.post, held.rank_band, held.starts_on) == (cast.own, "科长", "township_chief", TODAY)


def test_accept_import_puts_new_and_renamed_people_into_the_search_index(cast):
    rows = everybody(without=[cast.learner])
    accept(cast, start(cast, *rows, row(cast.learner.staff_number, "欧阳娜"), SUN))
    backend = get_search_backend()
    assert [found.name for found in backend.autocomplete("A00901", User)] == ["孙某某"]
    assert [found.pk for found in backend.autocomplete("欧阳", User)] == [cast.learner.pk]


def test_accept_import_moves_and_keeps_history(cast):
    rows = everybody(without=[cast.learner])
    accept(cast, start(cast, *rows, row(cast.learner.staff_number, "林某", "020", post="科长")))
    posts = cast.learner.postings.order_by("starts_on").values_list("department__code", "post", "starts_on", "ends_on")
    assert list(posts) == [("010", "干事", datetime.date(2024, 1, 1), YESTERDAY), ("020", "科长", TODAY, None)]


def test_accept_import_changes_names_and_swaps_addresses(cast):
    User.objects.filter(pk=cast.learner.pk).update(email="l@example.org")
    User.objects.filter(pk=cast.junior.pk).update(email="j@example.org")
    rows = everybody(without=[cast.learner, cast.junior])
    learner = row(cast.learner.staff_number, "林某某", "010", email="j@example.org")
    junior = row(cast.junior.staff_number, "钱某", "011", email="l@example.org")
    started = accept(cast, start(cast, *rows, learner, junior))
    assert started.state == State.APPLIED
    cast.learner.refresh_from_db()
    cast.junior.refresh_from_db()
    assert (cast.learner.name, cast.learner.name_sort_key) == ("林某某", sort_key("林某某"))
    assert (cast.learner.email, cast.junior.email) == ("j@example.org", "l@example.org")
    assert Role.LEARNER in User.objects.get(pk=cast.learner.pk).roles


def test_accept_import_keeps_password_and_roles_of_changed_people(cast):
    cast.trainer.set_password("correct horse")
    cast.trainer.save()
    rows = everybody(without=[cast.trainer])
    accept(cast, start(cast, *rows, row(cast.trainer.staff_number, "吴某某")))
    trainer = User.objects.get(pk=cast.trainer.pk)
    assert (trainer.check_password("correct horse"), trainer.roles) == (True, {Role.TRAINER})


def test_accept_import_retires_and_takes_back(cast):
    rows = everybody()
    started = accept(cast, start(cast, *everybody(without=[cast.learner])))
    assert started.counts["retired"] == 1
    cast.learner.refresh_from_db()
    assert (cast.learner.is_active, cast.learner.postings.get().ends_on) == (False, YESTERDAY)
    started = accept(cast, start(cast, *rows))
    assert started.counts["returned"] == 1
    learner = User.objects.get(pk=cast.learner.pk)
    assert (learner.is_active, learner.current_posting.starts_on, learner.postings.count()) == (True, TODAY, 2)
    assert learner.roles == {Role.LEARNER}


def test_accept_import_drops_a_post_that_never_began(cast):
    cast.learner.postings.update(starts_on=datetime.date(2026, 12, 1))
    accept(cast, start(cast, *everybody(without=[cast.learner])))
    assert not cast.learner.postings.exists()


def test_accept_import_corrects_a_post_that_began_today(cast):
    cast.learner.postings.update(starts_on=TODAY)
    rows = everybody(without=[cast.learner])
    accept(cast, start(cast, *rows, row(cast.learner.staff_number, "林某", "020", rank_band="county")))
    held = cast.learner.postings.get()
    assert (held.department, held.post, held.rank_band, held.starts_on) == (cast.other, "干事", "county", TODAY)


def test_accept_import_never_retires_administrators_superusers_or_the_importer(cast):
    root = UserFactory(name="超管", is_superuser=True, department=cast.root)
    second = UserFactory(name="二管", roles=[Role.ADMINISTRATOR], department=cast.root)
    # Somebody who may import today for another reason than the role.
    started = RosterImport.objects.create(uploaded_by=cast.chief, file_name="a.csv", content=csv_file(SUN))
    roster.check_import(pk=started.pk)
    started.refresh_from_db()
    accept(cast, started, is_confirmed=True)
    kept = {cast.administrator, root, second, cast.chief, User.objects.get(staff_number="A00901")}
    assert set(User.objects.filter(is_active=True)) == kept
    assert started.counts["note"] == 4


def test_accept_import_of_a_part_retires_nobody(cast):
    started = accept(cast, start(cast, SUN, is_partial=True))
    assert started.counts == {"created": 1, "unchanged": 0, "people_with_post": 12}
    assert not User.objects.filter(is_active=False).exists()


def test_accept_import_writes_departments(cast):
    started = accept(
        cast,
        start(
            cast, *everybody(),
            row("", "", "010", department_name="区委组织部", parent_department_code="020"),
            row("", "", "032", department_name="儿科", parent_department_code="030"),
            row("", "", "031", department_name="内科", parent_department_code="030"),
            row("", "", "030", department_name="医院", parent_department_code="011"),
            row("", "", "005", department_name="某县"),
        ),
    )  # fmt: skip
    assert started.state == State.APPLIED
    tree = [(found.depth, found.code, found.name) for found in Department.objects.all()]
    assert tree == [
        (1, "000", "某区"), (2, "020", "卫健局"), (3, "010", "区委组织部"), (4, "011", "干部科"), (5, "030", "医院"),
        (6, "031", "内科"), (6, "032", "儿科"), (1, "005", "某县"),
    ]  # fmt: skip
    assert Department.find_problems() == ([], [], [], [], [])


def test_accept_import_turns_a_branch_over(cast):
    rows = [row("", "", "010", parent_department_code="011"), row("", "", "011", parent_department_code="000")]
    assert accept(cast, start(cast, *everybody(), *rows)).state == State.APPLIED
    tree = [(found.depth, found.code) for found in Department.objects.all()]
    assert tree == [(1, "000"), (2, "011"), (3, "010"), (2, "020")]
    assert Department.find_problems() == ([], [], [], [], [])


def test_accept_import_fills_an_empty_portal(db):
    done = roster.run_import(
        file_name="a.csv",
        content=csv_file(
            row("1", department_code="1", department_name="某区"), row("2", name="李某", department_code="1")
        ),
        is_partial=False,
    )
    assert (done.state, done.uploaded_by, User.objects.count()) == (State.APPLIED, None, 2)


def test_import_a_second_time_finds_nothing_to_do(cast):
    rows = [*everybody(without=[cast.learner, cast.junior]), SUN, row(cast.learner.staff_number, "林某", "020")]
    rows[0][1] = "王某某"
    rows.append(row("", "", "020", department_name="卫生局", parent_department_code="010"))
    accept(cast, start(cast, *rows))
    again = start(cast, *rows)
    assert (again.state, again.findings, again.changes) == (State.READY, [], 0)


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
        ([row(department_code="099")], "unknown_department"),
        ([row(), row("", "", "010", parent_department_code="011")], "department_cycle"),
        ([row(starts_on="2026-02-30")], "bad_date"),
        ([row(name="=1+1")], "formula_cell"),
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
    rows = [row(str(number)) for number in range(900, 904)]
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
    with pytest.raises(RosterFileError):
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


APPLY_QUERIES = 19
