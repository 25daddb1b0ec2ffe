"""Draws a spot check, or draws it again to see that the record is true."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cadres.models import User
from training.errors import SpotCheckRefused
from training.models import SpotCheck
from training.services.spot_checks import Verification, draw_spot_check, verify_draw


class Command(BaseCommand):
    help = "Draws a spot check whose seed is published; with --verify draws it again and compares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int, help="The number of the spot check, as its address has it.")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--verify", action="store_true", help="Draw again from the frozen population and compare.")
        what.add_argument("--as", dest="staff_number", help="Draw now, as the person with this staff number.")

    def handle(self, *, id: int, verify: bool, staff_number: str | None, **options: Any) -> None:  # noqa: A002
        check = SpotCheck.objects.filter(pk=id).first()
        if check is None:
            raise CommandError(_("There is no such spot check."))
        try:
            if not verify:
                user = User.objects.filter(staff_number=staff_number).first()
                if user is None:
                    raise CommandError(_("Nobody has this staff number."))
                check = draw_spot_check(check=check, drawn_by=user)
            found = verify_draw(check)
        except SpotCheckRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(check, found)
        if not found.is_same:
            raise CommandError(_("The record is not what the seed draws from this population."))
        self.stdout.write(_("The same people, the same population: the record is true."))

    def _tell(self, check: SpotCheck, found: Verification) -> None:
        self.stdout.write(f"{check.title}\nseed\t{check.seed}\npopulation\t{check.population_digest}")
        for stratum in found.sample.strata:
            self.stdout.write(f"stratum\t{stratum.key}\t{stratum.seats}/{stratum.count}\t{stratum.digest}")
        for one in found.sample.drawn:
            self.stdout.write(f"drawn\t{one.stratum}\t{one.id}\t{one.rank_value}")
        for label in ("wrong_strata", "missing", "unexpected"):
            for one in getattr(found, label):
                self.stdout.write(f"{label}\t{one}")
