"""Verifies a certificate without a network, and against the register where there is one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from training.certificate_reading import signed_text_in
from training.certificate_wording import fact_lines, verdict_text
from training.errors import SignatureRefused
from training.services.verification import verify_text
from training.signing_keys import public_keys

#: Longer than any certificate; what is larger is not read.
LARGEST_FILE = 20_000_000


class Command(BaseCommand):
    help = "Verifies the text of a certificate's QR code, a file with that text, or the PDF. Exit code 0: it holds."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("certificate", metavar="FILE_OR_TEXT")
        parser.add_argument("--keys", type=Path, help="Folder of public keys; that of this portal unless told.")

    def handle(self, *, certificate: str, keys: Path | None, **options: Any) -> None:
        try:
            verdict = verify_text(_read(certificate), keys=public_keys(keys), on=timezone.localdate())
        except SignatureRefused as error:
            raise CommandError(str(error.message)) from error
        for line in fact_lines(verdict.facts):
            self.stdout.write(f"{line.label}: {line.text}")
        self.stdout.write(_("Signed by key %(key)s; the signature is genuine.") % {"key": verdict.key_id})
        text = verdict_text(verdict)
        if not verdict.holds:
            raise CommandError(text)
        self.stdout.write(text)


def _read(given: str) -> str:
    """The text itself, or that of the file it names."""
    try:
        path = Path(given)
        if not path.is_file():
            return given
    except (OSError, ValueError):
        # The text of a QR code is longer than a file name may be.
        return given
    if path.stat().st_size > LARGEST_FILE:
        raise CommandError(_("This file is too large to be a certificate."))
    return signed_text_in(path.read_bytes())
