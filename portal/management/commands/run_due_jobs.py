"""Runs the jobs that are due."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.due_jobs import run_due_jobs


class Command(BaseCommand):
    help = "Runs the jobs of the schedule that are due. For cron, every minute; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        if failed := run_due_jobs():
            raise CommandError(_("Failed: %(jobs)s") % {"jobs": ", ".join(failed)})
