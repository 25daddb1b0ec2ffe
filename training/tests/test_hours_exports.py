"""The hours of each person as a table that a worker writes."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from audit.enums import AuditAction
from audit.models import AuditEvent
from cadres.enums import RankBand
from cadres.models import User
from cadres.tests.factories import UserFactory
from training import export_files
from training.models import ExportJob, HoursRule
from training.permissions import user_can_fetch_export, user_can_view_board
from training.tests.hours_rows import attend, complete

ASK, PEOPLE = reverse("training:ask_export"), reverse("training:hours_people")
YEAR = timezone.localdate().year
DAY = datetime.date(YEAR, 1, 1)


@pytest.fixture(autouse=True)
def rule(db):
    """Three hours of this year from everybody but village cadres, one of them online."""
    bands = [band.value for band in RankBand if band != RankBand.VILLAGE]
    return HoursRule.objects.create(
        rank_bands=bands, hours=3, online_hours=1, effective_from=DAY, source="《本区培训规定》第三条"
    )


@pytest.fixture
def ask(client, django_capture_on_commit_callbacks):
    def asked(user, *, form="csv", query=""):
        client.cookies["django_language"] = "en"
        client.force_login(user)
        with django_capture_on_commit_callbacks():
            return client.post(ASK, {"subject": "hours", "form": form, "query": query})

    return asked


def written():
    """The newest export after a worker has had it."""
    job = ExportJob.objects.latest("pk")
    export_files.write_file(job.pk)
    return ExportJob.objects.get(pk=job.pk)


def csv_of(job):
    return list(csv.DictReader(io.StringIO(job.file.read().decode("utf-8-sig"), newline="")))


def sheet_of(job):
    [headings, *rows] = openpyxl.load_workbook(io.BytesIO(job.file.read())).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_table_holds_the_people_of_the_list_with_all_that_decides(cast, ask):
    complete(cast.learner, "3", DAY)
    attend(cast.learner, "1.5", DAY)
    ask(cast.overseer, query="state=met")

    [row] = csv_of(written())
    assert row == {
        "Name": "林某",
        "Staff number": f"{cast.learner.staff_number}\t",
        "Department": "组织部",
        "Department code": "010\t",
        "Post": "干事",
        "Rank band": "Section member and below",
        "Year": str(YEAR),
        "Online": "3.00",
        "Face to face": "1.50",
        "Outside training": "0.00",
        "Hours": "4.50",
        "Period": f"{YEAR}-{YEAR}",
        "Hours in the period": "4.50",
        "Asked": "3.00",
        "Missing": "0.00",
        "Missing online": "0.00",
        "State": "Enough",
    }


def test_workbook_holds_numbers_and_leaves_blank_what_is_not_asked(cast, ask):
    cast.junior.postings.update(rank_band=RankBand.VILLAGE)
    complete(cast.junior, "0.5", DAY)
    ask(cast.overseer, form="xlsx", query=f"department={cast.sub.pk}")

    [row] = sheet_of(written())
    assert (row["Staff number"], row["Online"], row["Hours"]) == (cast.junior.staff_number, 0.5, 0.5)
    assert [row[name] for name in ("Period", "Asked", "Missing", "Missing online")] == [None] * 4
    assert row["State"] == "Nothing asked"


@pytest.mark.parametrize("query", ["", "state=under_way"])
def test_table_stands_in_the_order_of_the_list_and_counts_its_rows(client, cast, ask, monkeypatch, query):
    for _ in range(5):
        UserFactory(department=cast.sub)
    monkeypatch.setattr("training.hours_board.CHUNK_PEOPLE", 2)
    monkeypatch.setattr("training.hours_export.CHUNK_ROWS", 2)
    ask(cast.chief, query=query)
    job = written()

    listed = [line.post.user.name for line in client.get(f"{PEOPLE}?{query}").context["lines"]]
    assert [row["Name"] for row in csv_of(job)] == listed
    assert (job.state, job.rows_done, job.rows_total) == ("ready", 17, 17)


def test_page_of_the_list_offers_both_files_and_nothing_at_once(client, cast):
    client.force_login(cast.overseer)
    page = client.get(PEOPLE, {"state": "under_way"}).content.decode()

    assert f'action="{ASK}"' in page
    assert [f'value="{form}"' in page for form in ("xlsx", "csv")] == [True, True]
    assert "download" not in page


def test_title_says_year_department_and_what_it_is(cast, ask):
    ask(cast.overseer, query=f"year={YEAR}&department={cast.sub.pk}")

    assert ExportJob.objects.get().title == f"Hours in {YEAR} · 干部科 · Hours of each person"


def test_the_trail_keeps_who_took_which_people(cast, ask):
    ask(cast.overseer, query=f"department={cast.sub.pk}&state=under_way")

    event = AuditEvent.objects.of_action(AuditAction.PEOPLE_EXPORTED).get()
    details = {"people": None, "department": cast.sub.pk, "year": YEAR, "state": "under_way"}
    assert (event.actor_id, event.details) == (cast.overseer.pk, details)


# --- rights --------------------------------------------------------------------------------


def test_nobody_without_a_board_asks_and_nothing_is_kept(cast, ask):
    answers = {name: ask(user).status_code for name, user in cast.people().items()}

    assert answers == {name: 302 if user_can_view_board(user) else 403 for name, user in cast.people().items()}
    assert set(ExportJob.objects.values_list("asked_by", flat=True)) == {
        user.pk for user in cast.people().values() if user_can_view_board(user)
    }


@pytest.mark.parametrize("query", ["state=odd", "year=1900", f"year={YEAR + 1}", "department=99"])
def test_what_means_nothing_is_not_found(cast, ask, query):
    assert ask(cast.overseer, query=query).status_code == 404
    assert not ExportJob.objects.exists()


def test_a_department_that_is_not_open_cannot_be_asked_for(cast, ask):
    assert ask(cast.overseer, query=f"department={cast.other.pk}").status_code == 404
    assert not AuditEvent.objects.of_action(AuditAction.PEOPLE_EXPORTED).exists()


def test_a_department_that_is_no_longer_open_is_not_written(cast, ask):
    ask(cast.overseer, query=f"department={cast.sub.pk}")
    cast.overseer.postings.update(department=cast.other)

    job = written()
    assert (job.state, bool(job.file)) == ("refused", False)


def test_who_may_no_longer_see_figures_gets_nothing(cast, ask):
    ask(cast.overseer)
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
    assert client.get(reverse("training:export_download", args=[job.pk])).status_code == 200
    cast.overseer.postings.update(department=cast.other)

    assert not user_can_fetch_export(User.objects.get(pk=cast.overseer.pk), job)
    assert client.get(reverse("training:export_download", args=[job.pk])).status_code == 403
