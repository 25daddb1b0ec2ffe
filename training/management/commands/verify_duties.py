"""Compares every duty with what it follows from. Changes nothing; ends with an error when something differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.models import Duty
from training.services.duty_check import differences


class Command(BaseCommand):
    help = "Compares what stands on duties with evidence, claims, extensions, moves and exemptions. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--programme", type=int, help="Only the duties of the programme with this id.")

    def handle(self, *args: Any, programme: int | None = None, **options: Any) -> None:
        duties = Duty.objects.all() if programme is None else Duty.objects.filter(programme=programme)
        found = 0
        for found, one in enumerate(differences(duties=duties), start=1):  # noqa: B007 - counted
            text = _("Duty %(pk)s (%(number)s, %(programme)s): %(column)s is %(held)s and should be %(expected)s")
            self.stdout.write(
                text
                % {
                    "pk": one.duty.pk,
                    "number": one.duty.user.staff_number,
                    "programme": one.duty.programme.title,
                    "column": one.column,
                    "held": one.held,
                    "expected": one.expected,
                }
            )
        if found:
            text = ngettext("%(count)s value differs.", "%(count)s values differ.", found)
            raise CommandError(text % {"count": found})
        text = ngettext("%(count)s duty agrees.", "%(count)s duties agree.", duties.count())
        self.stdout.write(text % {"count": duties.count()})
