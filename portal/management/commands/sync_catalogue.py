"""Brings the Chinese catalogues up to date with the code and the installed packages, or tells what is missing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.catalogue import Findings, catalogue_path, check_catalogue, sync_catalogue
from portal.supplement import DOMAINS, check_supplement, supplement_path, sync_supplement


class Command(BaseCommand):
    help = "Adds new messages to the Chinese catalogues and lists those that still need a translation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; fail when a catalogue is incomplete.")

    def handle(self, *, check: bool, **options: Any) -> None:
        findings = self._findings(settings.BASE_DIR, check=check)
        for path, found in findings.items():
            for kind, messages in vars(found).items():
                for message in messages:
                    self.stdout.write(f"{path.relative_to(settings.BASE_DIR)}: {kind}: {message}")
        if check and any(findings.values()):
            raise CommandError(
                "The Chinese catalogues are not complete. Run `make messages` and translate what it lists."
            )

    def _findings(self, root: Path, *, check: bool) -> dict[Path, Findings]:
        own = check_catalogue if check else sync_catalogue
        supplement = check_supplement if check else sync_supplement
        return {catalogue_path(root): own(root)} | {
            supplement_path(root, domain): supplement(root, domain) for domain in DOMAINS
        }
