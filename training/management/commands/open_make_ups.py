"""Closes the make-ups that evidence or the clock has decided, and opens those that are due."""

from typing import Any

from django.utils.translation import gettext as _

from audit.jobs import Counts, JobCommand
from training.services.make_up import open_due_make_ups, settle_make_ups


class Command(JobCommand):
    help = "Closes decided make-ups, opens one for each duty that is overdue or failed. For cron, every night."

    def work(self, **options: Any) -> Counts:
        return {"closed": len(settle_make_ups()), "opened": open_due_make_ups()}

    def report(self, counts: Counts) -> str:
        return _("Make-ups closed: %(closed)s. Make-ups opened: %(opened)s.") % counts
