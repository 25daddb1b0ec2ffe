"""Tables that a worker writes for one person."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cadres.enums import Role
from cadres.models import User
from content.exports import csv_lines
from content.workbooks import write_workbook
from training import export_files
from training.enums import DutyStatus
from training.models import ExportJob
from training.models.export_job import export_storage
from training.permissions import user_can_fetch_export, user_can_view_board, user_can_view_export
from training.tests.duty_rows import duty_in
from training.tests.factories import CourseFactory, ProgrammeFactory

ASK, FILES = reverse("training:ask_export"), reverse("training:exports")


@pytest.fixture
def programme(cast):
    return ProgrammeFactory(title="谈心谈话技能培训", courses=[CourseFactory()], departments=[cast.root])


@pytest.fixture
def ask(client, programme, django_capture_on_commit_callbacks):
    def asked(user, *, subject="people", form="csv", query="", has_worker=False):
        client.cookies["django_language"] = "en"
        client.force_login(user)
        query = f"programme={programme.pk}&{query}"
        with django_capture_on_commit_callbacks(execute=has_worker):
            return client.post(ASK, {"subject": subject, "form": form, "query": query})

    return asked


def written(job=None):
    """The newest export after a worker has had it."""
    job = job or ExportJob.objects.latest("pk")
    export_files.write_file(job.pk)
    return ExportJob.objects.get(pk=job.pk)


def address(name, job):
    return reverse(f"training:{name}", args=[job.pk])


def csv_of(job):
    return list(csv.DictReader(io.StringIO(job.file.read().decode("utf-8-sig"), newline="")))


def sheet_of(job):
    book = openpyxl.load_workbook(io.BytesIO(job.file.read()))
    [headings, *rows] = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


# --- asking and fetching -------------------------------------------------------------------


def test_what_is_asked_for_is_written_by_a_worker_and_fetched_by_who_asked(client, cast, ask):
    response = ask(cast.overseer, form="xlsx")
    job = ExportJob.objects.get()

    assert response.url == address("export_job", job)
    assert job.state == "writing"
    assert client.get(address("export_download", job)).status_code == 403
    job = written()
    assert (job.state, job.rows_done, job.rows_total) == ("ready", 6, 6)
    response = client.get(address("export_download", job))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert openpyxl.load_workbook(io.BytesIO(response.getvalue())).worksheets[0].max_row == 7


def test_page_says_how_far_it_is_and_then_offers_the_file(client, cast, ask):
    ask(cast.overseer)
    job = ExportJob.objects.get()
    status = client.get(address("export_status", job)).json()
    assert (status["is_busy"], status["total"]) == (True, None)
    assert "data-progress-url" in client.get(address("export_job", job)).content.decode()

    written()
    assert address("export_download", job) in client.get(address("export_job", job)).content.decode()
    assert address("export_job", job) in client.get(FILES).content.decode()


def test_a_worker_that_runs_takes_it_up_by_itself(cast, ask):
    ask(cast.overseer, has_worker=True)

    assert ExportJob.objects.get().state == "ready"


def test_progress_is_told_while_rows_are_written(cast, ask, monkeypatch):
    monkeypatch.setattr(export_files, "SIGN_AFTER", 2)
    told = []
    monkeypatch.setattr(export_files, "note_progress", lambda job, done, total: told.append(done))
    ask(cast.overseer)
    written()

    assert told == [0, 2, 4, 6]


def test_worker_that_does_not_run_is_told(client, cast, ask):
    ask(cast.overseer)
    ExportJob.objects.update(changed_at=timezone.now() - datetime.timedelta(minutes=1))

    assert client.get(address("export_status", ExportJob.objects.get())).json()["is_stalled"]


@pytest.mark.parametrize(
    "wrong", [{"subject": "pages"}, {"form": "pdf"}, {"query": "state=odd"}, {"query": "department=99"}]
)
def test_what_means_nothing_is_not_found(cast, ask, wrong):
    assert ask(cast.overseer, **wrong).status_code == 404
    assert not ExportJob.objects.exists()


def test_a_get_asks_for_nothing(client, cast, programme):
    client.force_login(cast.overseer)

    assert client.get(ASK).status_code == 405


# --- what is in it -------------------------------------------------------------------------


def test_people_as_csv_are_those_of_the_filter(cast, ask, programme):
    duty_in(programme, cast.sub, DutyStatus.MET)
    ask(cast.overseer, query=f"state=met&department={cast.sub.pk}")

    [row] = csv_of(written())
    assert (row["Department"], row["Department code"], row["State"]) == ("干部科", "011\t", "Finished")


def test_people_as_workbook_keep_their_zeros_without_a_mark(cast, ask):
    ask(cast.overseer, form="xlsx", query=f"department={cast.sub.pk}")

    [row] = sheet_of(written())
    assert (row["Name"], row["Staff number"], row["Department code"]) == ("钱某", cast.junior.staff_number, "011")


def test_board_has_a_line_for_each_department_with_all_below(cast, ask, programme):
    duty_in(programme, cast.sub, DutyStatus.EXEMPT)
    duty_in(programme, cast.sub, DutyStatus.MET)
    ask(cast.overseer, subject="departments", form="xlsx")

    rows = sheet_of(written())
    found = [(row["Level"], row["Department"], row["Assigned"], row["Finished"], row["Exempt"]) for row in rows]
    assert found == [(2, "组织部", 8, 1, 1), (3, "干部科", 3, 1, 1)]
    assert [row["Percent finished"] for row in rows] == [14, 50]


def test_those_at_risk_come_with_what_to_do(cast, ask, programme):
    duty_in(programme, cast.sub, DutyStatus.EXPIRED)
    ask(cast.overseer, subject="risks")

    [row] = csv_of(written())
    assert (row["What is wrong"], row["What to do next"]) == ("Expired", "Remind the person to renew it")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_runs_as_a_formula(cast, ask, form):
    formula = '=HYPERLINK("http://x","y")'
    User.objects.filter(pk=cast.junior.pk).update(name=formula)
    ask(cast.overseer, form=form, query=f"department={cast.sub.pk}")
    job = written()

    if form == "csv":
        assert csv_of(job)[0]["Name"] == f"'{formula}"
        return
    cell = openpyxl.load_workbook(io.BytesIO(job.file.read())).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (formula, "s")


def test_workbook_goes_on_in_another_sheet_and_drops_what_no_cell_holds(monkeypatch):
    monkeypatch.setattr("content.workbooks.ROWS_A_SHEET", 2)
    file = io.BytesIO()
    write_workbook(file, name="a/b:" + "长" * 40, headings=["#"], rows=[["a\x00b"], [1], ["#REF!"]])

    sheets = openpyxl.load_workbook(file).worksheets
    assert [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in sheets] == [
        ["#", "ab", 1],
        ["#", "#REF!"],
    ]
    assert "".join(csv_lines(["#"], [])).endswith('"#"\r\n')


# --- rights --------------------------------------------------------------------------------


def test_export_is_open_to_who_asked_and_to_nobody_else(client, cast, ask):
    ask(cast.overseer)
    job = written()
    for name, user in cast.people().items():
        client.force_login(user)
        expected = 200 if name == "overseer" else 404 if user_can_view_board(user) else 403
        for page in ["export_job", "export_status", "export_download"]:
            assert client.get(address(page, job)).status_code == expected, (name, page)
        assert client.get(FILES).status_code == (200 if user_can_view_board(user) else 403)
        assert user_can_view_export(user, job) == ExportJob.objects.visible_to(user).contains(job)


def test_nobody_without_a_board_asks(cast, ask):
    for user in [cast.learner, cast.visitor, cast.reviewer, cast.auditor]:
        assert ask(user).status_code == 403
    assert not ExportJob.objects.exists()


def test_rights_are_those_of_the_moment_at_which_it_is_written(cast, ask):
    ask(cast.overseer, query=f"department={cast.sub.pk}")
    cast.overseer.groups.clear()

    job = written()
    assert (job.state, bool(job.file)) == ("refused", False)


def test_who_moves_before_it_is_written_gets_the_people_of_the_new_department(cast, ask):
    ask(cast.overseer)
    cast.overseer.postings.update(department=cast.other)

    assert {row["Department"] for row in csv_of(written())} == {"卫健局"}


def test_who_moves_before_it_is_fetched_cannot_fetch_it(client, cast, ask):
    ask(cast.overseer)
    job = written()
    cast.overseer.postings.update(department=cast.other)

    assert not user_can_fetch_export(User.objects.get(pk=cast.overseer.pk), job)
    assert client.get(address("export_download", job)).status_code == 403
    assert address("export_download", job) not in client.get(address("export_job", job)).content.decode()


def test_who_is_retired_gets_nothing(cast, ask):
    ask(cast.overseer)
    User.objects.filter(pk=cast.overseer.pk).update(is_active=False)

    assert written().state == "refused"


def test_who_gets_a_wider_view_still_gets_the_own_departments(cast, ask):
    ask(cast.administrator)

    assert written().rows_done == len(cast.people())
    assert Role.ADMINISTRATOR in cast.administrator.roles


# --- the end -------------------------------------------------------------------------------


def test_a_failure_is_told_and_leaves_no_file(client, cast, ask, monkeypatch):
    monkeypatch.setitem(export_files.TABLES, "people", lambda *args: 1 / 0)
    ask(cast.overseer)

    job = written()
    assert (job.state, bool(job.file)) == ("failed", False)
    assert 'class="notice notice--error"' in client.get(address("export_job", job)).content.decode()


def test_what_is_written_is_not_written_again(cast, ask):
    ask(cast.overseer)
    job = written()

    assert written(job).file.name == job.file.name


def test_files_are_thrown_away_after_a_week(cast, ask):
    ask(cast.overseer)
    old = written()
    ask(cast.overseer)
    kept = written()
    ExportJob.objects.filter(pk=old.pk).update(asked_at=timezone.now() - datetime.timedelta(days=7, minutes=1))

    call_command("delete_exports")

    assert list(ExportJob.objects.all()) == [kept]
    assert [export_storage().exists(job.file.name) for job in (old, kept)] == [False, True]
    call_command("delete_exports")
    assert ExportJob.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_files_take_the_same_queries_for_any_number(client, cast, ask, count, django_assert_num_queries):
    for _ in range(count):
        ask(cast.overseer)
    client.get(FILES)

    with django_assert_num_queries(7):
        client.get(FILES)
