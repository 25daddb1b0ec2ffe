"""Scheduled work: a command that never runs twice at once and leaves a record of each run."""

import datetime
import logging
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.enums import JobOutcome
from audit.job_locks import hold_job
from audit.models import JobRun

Counts = Mapping[str, int]
#: Whether the job is due, told when it was begun last (None: never).
IsDue = Callable[[datetime.datetime | None], bool]
#: Runs that ended longer ago are forgotten; the newest of each job stays.
KEPT_FOR = datetime.timedelta(days=30)
LONGEST_MESSAGE = 2000

logger = logging.getLogger(__name__)


class JobCommand(BaseCommand):
    """A job by the name of its command. Subclasses do the work in `work` and say in `report` what came of it.

    Run by cron, by hand or by the schedule: always under the lock of the job, always on record. `is_due` is asked under
    the lock, so that of two schedules one does the work.
    """

    stealth_options = ("is_due",)

    @property
    def job_name(self) -> str:
        return type(self).__module__.rpartition(".")[2]

    def work(self, **options: Any) -> Counts:
        """Does the work and counts it. Whatever it raises is kept with the run."""
        raise NotImplementedError

    def report(self, counts: Counts) -> str:
        """What came of the work, in words."""
        raise NotImplementedError

    def handle(self, *args: Any, is_due: IsDue | None = None, **options: Any) -> None:
        with hold_job(self.job_name) as is_held:
            if not is_held:
                self.stdout.write(_("This job is running already."))
            elif is_due is None or is_due(JobRun.objects.last_start(self.job_name)):
                self.stdout.write(self.report(run_job(self.job_name, lambda: self.work(**options))))


def run_job(name: str, work: Callable[[], Counts]) -> Counts:
    """Does `work` and keeps when, how it ended and what it counted. Call it holding the job's lock.

    Raises what the work raises, after keeping it. A run that has no end yet was broken off: nobody else has the lock.
    """
    now = timezone.now()
    JobRun.objects.of_job(name).filter(outcome=JobOutcome.RUNNING).update(outcome=JobOutcome.LOST, finished_at=now)
    run = JobRun.objects.create(name=name, started_at=now)
    try:
        counts = dict(work())
    except Exception as error:
        logger.exception("The job %s failed", name)
        _end(run, JobOutcome.FAILED, message="".join(traceback.format_exception_only(error)))
        raise
    _end(run, JobOutcome.DONE, counts=counts)
    return counts


def _end(run: JobRun, outcome: JobOutcome, *, counts: Counts | None = None, message: str = "") -> None:
    run.outcome, run.finished_at = outcome, timezone.now()
    run.counts, run.message = dict(counts or {}), message.strip()[:LONGEST_MESSAGE]
    run.save()
    old = JobRun.objects.of_job(run.name).filter(started_at__lt=run.started_at - KEPT_FOR)
    old.exclude(pk=run.pk).delete()
