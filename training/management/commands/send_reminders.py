"""Reminds people of what is due."""

from typing import Any

from django.utils.translation import ngettext

from audit.jobs import Counts, JobCommand
from training.services.reminders import remind


class Command(JobCommand):
    help = "Tells people what was assigned, is due or overdue, each thing once. For cron, mornings; safe to repeat."

    def work(self, **options: Any) -> Counts:
        return remind()

    def report(self, counts: Counts) -> str:
        told = sum(counts.values())
        return ngettext("%(count)s reminder.", "%(count)s reminders.", told) % {"count": told}
