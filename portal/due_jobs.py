"""Runs what the schedule says is due: once, or for as long as the process lives."""

import datetime
import io
import logging
import threading
from functools import partial

from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone

from portal.schedule import JOBS, Job, is_due

#: How often a process that keeps the schedule looks at the clock.
LOOKS_EVERY_SECONDS = 15

logger = logging.getLogger(__name__)


def run_due_jobs(*, now: datetime.datetime | None = None) -> list[str]:
    """Begins every job that is due, one after the other. Answers the commands that failed.

    One that fails stops no other; its error is on record, and it is tried again at its next time.
    """
    now = now or timezone.now()
    return [job.command for job in JOBS if not _run(job, now)]


def keep_schedule(stop: threading.Event) -> None:
    """Looks again and again what is due, until `stop` is set. Outlives a database that is away for a while."""
    while not stop.is_set():
        close_old_connections()
        try:
            run_due_jobs()
        except Exception:
            logger.exception("The schedule could not be looked at")
        finally:
            close_old_connections()
        stop.wait(LOOKS_EVERY_SECONDS)


def _run(job: Job, now: datetime.datetime) -> bool:
    zone = timezone.get_default_timezone()
    due = partial(_is_due_since, job, now, zone)
    try:
        call_command(job.command, is_due=due, stdout=io.StringIO())
    except Exception:
        # What went wrong in the job itself is kept and logged with its run.
        logger.warning("The schedule goes on without %s", job.command)
        return False
    return True


def _is_due_since(job: Job, now: datetime.datetime, zone: datetime.tzinfo, last: datetime.datetime | None) -> bool:
    return is_due(job.when, last=last, now=now, zone=zone)
