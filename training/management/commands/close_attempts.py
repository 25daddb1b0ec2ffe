"""Submits the attempts whose time is over."""

from typing import Any

from django.utils.translation import ngettext

from audit.jobs import Counts, JobCommand
from training.services.attempts import close_attempts_out_of_time


class Command(JobCommand):
    help = "Submits quiz attempts whose time is over, as they were saved. For cron, every minute; safe to repeat."

    def work(self, **options: Any) -> Counts:
        return {"closed": close_attempts_out_of_time()}

    def report(self, counts: Counts) -> str:
        closed = counts["closed"]
        return ngettext("%(count)s attempt submitted.", "%(count)s attempts submitted.", closed) % {"count": closed}
