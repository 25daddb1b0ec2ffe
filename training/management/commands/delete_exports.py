"""Throws away the exports that have been kept long enough."""

from typing import Any

from django.utils.translation import ngettext

from audit.jobs import Counts, JobCommand
from training.services.export_jobs import delete_outdated_exports


class Command(JobCommand):
    help = "Throws away files of exports that are older than EXPORT_DAYS. For cron, once a day; safe to repeat."

    def work(self, **options: Any) -> Counts:
        return {"deleted": delete_outdated_exports()}

    def report(self, counts: Counts) -> str:
        deleted = counts["deleted"]
        return ngettext("%(count)s export thrown away.", "%(count)s exports thrown away.", deleted) % {"count": deleted}
