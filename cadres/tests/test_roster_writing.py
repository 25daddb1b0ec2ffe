import datetime

import pytest
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from cadres.enums import Role
from cadres.models import Department, RosterImport, User
from cadres.pinyin import sort_key
from cadres.services import roster, roster_writing
from cadres.tests.factories import UserFactory

from .roster_files import TODAY, csv_file, row
from .roster_steps import SUN, accept, everybody, start

State = RosterImport.State
YESTERDAY = datetime.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture(autouse=True)
def few_rows_at_a_time(monkeypatch):
    monkeypatch.setattr(roster_writing, "BATCH", 3)


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
