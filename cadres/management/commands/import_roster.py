"""The roster import on the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cadres.models import RosterImport, User
from cadres.permissions import user_can_import_roster
from cadres.roster.findings import Outcome
from cadres.roster.wording import describe
from cadres.services import roster
from cadres.sheets.errors import UnreadableFile
from cadres.sheets.reading import MOST_BYTES


class Command(BaseCommand):
    help = (
        "Compares a roster (CSV or XLSX) with the people who are known and lists row by row what would change. "
        "Nothing is written without --apply."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="write the changes")
        parser.add_argument("--partial", action="store_true", help="people who are not in the file stay as they are")
        parser.add_argument(
            "--confirm-retiring", action="store_true", help="apply even if more people than the limit would be retired"
        )
        parser.add_argument("--by", metavar="STAFF_NUMBER", help="the administrator in whose name the file is applied")

    def handle(self, *args: Any, **options: Any) -> None:
        importer = self._importer(options["by"])
        file: dict[str, Any] = {
            "file_name": options["file"].name,
            "content": self._read(options["file"]),
            "is_partial": options["partial"],
            "importer": importer,
        }
        if options["apply"]:
            self._apply(file, is_confirmed=options["confirm_retiring"])
        else:
            self._preview(file)

    def _importer(self, staff_number: str | None) -> User | None:
        if staff_number is None:
            return None
        user = User.objects.filter(staff_number=staff_number).first()
        if user is None or not user_can_import_roster(user):
            raise CommandError(_("%(number)s is not the staff number of an administrator.") % {"number": staff_number})
        return user

    def _read(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                # One byte more than allowed is enough to know that the file is too large.
                return file.read(MOST_BYTES + 1)
        except OSError as error:
            text = _("%(path)s cannot be read: %(reason)s")
            raise CommandError(text % {"path": path, "reason": error.strerror}) from error

    def _preview(self, file: dict[str, Any]) -> None:
        try:
            plan = roster.preview_roster(**file, on_progress=self._show_progress)
        except UnreadableFile as error:
            raise CommandError(describe(error.code, error.params)) from error
        self._report([finding.as_json() for finding in plan.findings], plan.counts())
        if plan.is_refused:
            raise CommandError(_("The file is refused. Correct the rows above; nothing was written."))
        self.stdout.write(_("This was a dry run: nothing was written. Add --apply to write it."))

    def _show_progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done} / {total}", ending="\n" if done == total else "")

    def _apply(self, file: dict[str, Any], *, is_confirmed: bool) -> None:
        try:
            done = roster.run_import(**file, is_confirmed=is_confirmed)
        except roster.ConfirmationNeeded as error:
            text = _(
                "More people would be retired than ROSTER_RETIRE_LIMIT_PERCENT allows; nothing was written. "
                "Look at the dry run, then add --confirm-retiring, or --partial if the file is a part of the roster."
            )
            raise CommandError(text) from error
        self._report(done.findings, done.counts)
        if done.state != RosterImport.State.APPLIED:
            raise CommandError(_("The file is refused. Correct the rows above; nothing was written."))
        self.stdout.write(self.style.SUCCESS(_("Applied")))

    def _report(self, findings: list[dict[str, Any]], counts: dict[str, int]) -> None:
        for stored in findings:
            self.stdout.write(self._line(stored))
        for outcome in Outcome:
            if counts.get(outcome):
                self.stdout.write(f"{outcome.label}: {counts[outcome]}")
        if "unchanged" in counts:
            self.stdout.write(f"{_('Unchanged')}: {counts['unchanged']}")

    def _line(self, stored: dict[str, Any]) -> str:
        row = "-" if stored["row"] is None else str(stored["row"])
        texts = "; ".join(describe(code, params) for code, params in stored["details"])
        return f"{row}\t{Outcome(stored['outcome']).label}\t{stored['subject']}\t{texts}"
