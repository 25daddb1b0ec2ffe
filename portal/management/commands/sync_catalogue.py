"""Brings locale/zh_Hans up to date with the code, or tells what is missing."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.catalogue import check_catalogue, sync_catalogue


class Command(BaseCommand):
    help = "Adds new messages to the Chinese catalogue and lists those that still need a translation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail when the catalogue is incomplete."
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        findings = check_catalogue(settings.BASE_DIR) if check else sync_catalogue(settings.BASE_DIR)
        for kind, messages in vars(findings).items():
            for message in messages:
                self.stdout.write(f"{kind}: {message}")
        if findings and check:
            raise CommandError(
                "The Chinese catalogue is not complete. Run `make messages` and translate what it lists."
            )
