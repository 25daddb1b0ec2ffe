"""Keeps the schedule: runs each job at its time until the process is told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from portal.due_jobs import keep_schedule
from portal.schedule import JOBS


class Command(BaseCommand):
    help = "Runs the jobs of the schedule at their times, until SIGTERM or Ctrl-C; a job that runs is finished first."

    def handle(self, *args: Any, **options: Any) -> None:
        for job in JOBS:
            self.stdout.write(f"{job.command}: {job.when.words}")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: stop.set())
        keep_schedule(stop)
        self.stdout.write(_("The schedule has stopped."))
