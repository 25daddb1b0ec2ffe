"""Mails people what is new for them."""

from typing import Any

from django.utils.translation import gettext as _

from audit.jobs import Counts, JobCommand
from notices.services.digests import send_digests


class Command(JobCommand):
    help = "Mails each person what is new, at most once a day and not in the quiet hours. For cron; safe to repeat."

    def work(self, **options: Any) -> Counts:
        return send_digests()

    def report(self, counts: Counts) -> str:
        return _("%(sent)s mails sent, %(failed)s failed.") % dict(counts)
