"""Brings all duties up to today: newcomers, leavers, moves, renewals. For the night; safe to run at any time."""

from typing import Any

from django.utils.translation import gettext as _

from audit.jobs import Counts, JobCommand
from training.services.daily import update_duties


class Command(JobCommand):
    help = "Gives newcomers their duties, marks who left, follows moves, opens renewals. Safe to repeat."

    def work(self, **options: Any) -> Counts:
        return vars(update_duties())

    def report(self, counts: Counts) -> str:
        text = _(
            "Assigned: %(assigned)s; too little time: %(exceptions)s; left: %(left)s; came back: %(returned)s; "
            "moved: %(moved)s; to be renewed: %(renewals)s."
        )
        return text % counts
