"""Scheduled work: one run at a time, each on record, whatever becomes of it."""

import datetime
import io

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.enums import JobOutcome
from audit.job_locks import hold_job
from audit.jobs import KEPT_FOR, LONGEST_MESSAGE, JobCommand, run_job
from audit.models import JobRun
from audit.tests.factories import JobRunFactory

pytestmark = pytest.mark.django_db


class Count(JobCommand):
    """A job that does nothing but say that it was asked."""

    asked = 0

    def work(self, **options):
        type(self).asked += 1
        return {"asked": self.asked}

    def report(self, counts):
        return f"asked {counts['asked']}"


@pytest.fixture
def command(monkeypatch):
    monkeypatch.setattr(Count, "asked", 0)
    return Count(stdout=io.StringIO())


def runs():
    return list(JobRun.objects.order_by("pk").values_list("name", "outcome", "counts", "message"))


def test_run_is_kept_with_what_it_counted(db):
    assert run_job("sweep", lambda: {"swept": 3}) == {"swept": 3}
    assert runs() == [("sweep", "done", {"swept": 3}, "")]
    run = JobRun.objects.get()
    assert run.started_at <= run.finished_at <= timezone.now()


def test_run_that_fails_is_kept_with_its_error_and_raised(db):
    def fail():
        raise OSError("no space left" * 1000)

    with pytest.raises(OSError, match="no space"):
        run_job("sweep", fail)
    ((name, outcome, counts, message),) = runs()
    assert (name, outcome, counts, len(message)) == ("sweep", "failed", {}, LONGEST_MESSAGE)
    assert message.startswith("OSError: no space left")


def test_run_that_never_ended_is_called_lost_by_the_next(db):
    JobRunFactory(name="sweep", outcome=JobOutcome.RUNNING)
    JobRunFactory(name="other", outcome=JobOutcome.RUNNING)
    run_job("sweep", dict)
    assert [(name, outcome) for name, outcome, *_rest in runs()] == [
        ("sweep", "lost"),
        ("other", "running"),
        ("sweep", "done"),
    ]


def test_database_refuses_a_second_run_beside_the_first(db):
    JobRunFactory(outcome=JobOutcome.RUNNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        JobRunFactory(outcome=JobOutcome.RUNNING)


def test_old_runs_are_forgotten_those_of_other_jobs_are_not(db):
    old = timezone.now() - KEPT_FOR - datetime.timedelta(minutes=1)
    JobRunFactory(name="sweep", started_at=old)
    young = JobRunFactory(name="sweep", started_at=old + datetime.timedelta(minutes=2))
    other = JobRunFactory(name="other", started_at=old)
    run_job("sweep", dict)
    assert list(JobRun.objects.order_by("pk")[:2]) == [young, other]
    assert JobRun.objects.count() == 3


def test_command_does_its_work_and_says_so(command):
    command.execute(stdout=command.stdout, no_color=True, force_color=False, skip_checks=True)
    assert command.stdout.getvalue() == "asked 1\n"
    assert runs() == [("test_jobs", "done", {"asked": 1}, "")]


@pytest.mark.parametrize("is_due", [True, False])
def test_command_of_a_schedule_works_only_when_due(command, is_due):
    last = JobRunFactory(name="test_jobs").started_at
    told = []
    command.handle(is_due=lambda moment: told.append(moment) or is_due)
    assert told == [last]
    assert Count.asked == is_due


def test_command_whose_job_is_held_leaves_it_alone(command, monkeypatch):
    """Held by another thread or process: see together/ for two connections."""
    from contextlib import nullcontext

    monkeypatch.setattr("audit.jobs.hold_job", lambda name: nullcontext(False))
    command.handle()
    assert (Count.asked, runs()) == (0, [])


def test_lock_is_free_again_after_work_that_failed(db):
    with pytest.raises(OSError), hold_job("sweep"):  # noqa: PT011 - whatever is raised
        raise OSError
    with hold_job("sweep") as is_held:
        assert is_held


def test_locks_of_two_jobs_do_not_meet(db):
    with hold_job("sweep") as first, hold_job("other") as second:
        assert (first, second) == (True, True)


def test_locked_file_is_held_by_one(db, settings, tmp_path):
    """What SQLite uses; on PostgreSQL a session may take its own lock twice."""
    from audit.job_locks import _hold_file

    settings.DATA_DIR = tmp_path
    with _hold_file("sweep") as first, _hold_file("sweep") as second:
        assert (first, second) == (True, False)
    with _hold_file("sweep") as third:
        assert third
