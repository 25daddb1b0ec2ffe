"""Submits the attempts whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from training.services.attempts import close_attempts_out_of_time


class Command(BaseCommand):
    help = "Submits quiz attempts whose time is over, as they were saved. For cron, every minute; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        closed = close_attempts_out_of_time()
        text = ngettext("%(count)s attempt submitted.", "%(count)s attempts submitted.", closed)
        self.stdout.write(text % {"count": closed})
