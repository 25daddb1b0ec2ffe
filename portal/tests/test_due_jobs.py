"""Running what is due: each job on its own, every failure on record."""

import datetime
import threading
from dataclasses import replace

import bs4
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from audit.enums import JobOutcome
from audit.models import JobRun
from audit.tests.factories import JobRunFactory
from portal import due_jobs
from portal.due_jobs import keep_schedule, run_due_jobs
from portal.panels import job_lines
from portal.schedule import JOBS
from training.management.commands import close_attempts

pytestmark = pytest.mark.django_db


def runs():
    return list(JobRun.objects.order_by("pk").values_list("name", "outcome"))


@pytest.fixture
def broken(monkeypatch):
    """The first job of the schedule fails."""

    def fail(**options):
        raise OSError("the disc is full")

    monkeypatch.setattr(close_attempts, "close_attempts_out_of_time", fail)


def test_first_look_runs_every_job_and_the_second_none(db):
    now = timezone.now().replace(second=0)
    assert run_due_jobs(now=now) == []
    assert runs() == [(job.command, "done") for job in JOBS]
    JobRun.objects.update(started_at=now)
    assert run_due_jobs(now=now) == []
    assert len(runs()) == len(JOBS)


def test_job_that_fails_stops_no_other_and_waits_for_its_next_time(broken, monkeypatch):
    other = replace(JOBS[0], command="close_attempts")
    monkeypatch.setattr(due_jobs, "JOBS", [other, *JOBS[1:]])
    now = timezone.now().replace(second=0)

    assert run_due_jobs(now=now) == ["close_attempts"]

    assert runs() == [("close_attempts", "failed"), *((job.command, "done") for job in JOBS[1:])]
    assert JobRun.objects.of_job("close_attempts").get().message == "OSError: the disc is full"
    JobRun.objects.update(started_at=now)
    assert run_due_jobs(now=now + datetime.timedelta(seconds=20)) == []
    assert run_due_jobs(now=now + datetime.timedelta(minutes=1)) == ["close_attempts"]


def test_command_tells_cron_what_failed(broken):
    with pytest.raises(CommandError, match="close_attempts"):
        call_command("run_due_jobs")
    call_command("run_due_jobs")


def test_schedule_outlives_a_look_that_fails(db, monkeypatch):
    stop, looks = threading.Event(), []

    def look():
        looks.append(len(looks))
        if len(looks) == 2:
            stop.set()
        raise OSError("no database")

    monkeypatch.setattr(due_jobs, "run_due_jobs", look)
    monkeypatch.setattr(due_jobs, "LOOKS_EVERY_SECONDS", 0)
    monkeypatch.setattr(due_jobs, "close_old_connections", lambda: None)
    keep_schedule(stop)
    assert looks == [0, 1]


# --- what administrators see ---------------------------------------------------------------


def test_lines_tell_the_last_run_of_each_job(db):
    now = timezone.now()
    JobRunFactory(started_at=now - datetime.timedelta(minutes=2))
    last = JobRunFactory(started_at=now, outcome=JobOutcome.FAILED, message="OSError")
    line = job_lines(now)[0]
    assert (line.run, line.is_late, line.has_failed) == (last, False, True)


def test_line_of_a_job_that_never_ran_is_late(db):
    line = job_lines(timezone.now())[0]
    assert (line.run, line.is_late, line.has_failed) == (None, True, False)


@pytest.mark.parametrize(("part", "sees"), [("administrator", True), ("trainer", False), ("editor", False)])
def test_regular_work_is_shown_to_administrators(client, cast, part, sees):
    JobRunFactory(outcome=JobOutcome.FAILED, message="OSError: the disc is full")
    client.force_login(cast.people()[part])
    page = bs4.BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    panel = page.find(attrs={"aria-labelledby": "queue-schedule"})
    assert (panel is not None) is sees
    if panel:
        assert "the disc is full" in panel.get_text()
