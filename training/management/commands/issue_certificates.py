"""Issues the certificates of finished programmes."""

from typing import Any

from django.utils.translation import ngettext

from audit.jobs import Counts, JobCommand
from training.services.certification import issue_certificates


class Command(JobCommand):
    help = "Issues a certificate for each finished programme that has none. For cron; safe to repeat."

    def work(self, **options: Any) -> Counts:
        return {"issued": issue_certificates()}

    def report(self, counts: Counts) -> str:
        issued = counts["issued"]
        return ngettext("%(count)s certificate issued.", "%(count)s certificates issued.", issued) % {"count": issued}
