"""What a dry run reports, row by row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(TextChoices):
    """What would become of a row, a person or a department."""

    REFUSED = "refused", _("Refused")
    CREATED = "created", pgettext_lazy("roster", "Created")
    CHANGED = "changed", _("Changed")
    MOVED = "moved", pgettext_lazy("roster", "Moved")
    RETURNED = "returned", _("Returned")
    RETIRED = "retired", _("Retired")
    DEPARTMENT_CREATED = "department_created", _("Department created")
    DEPARTMENT_CHANGED = "department_changed", _("Department renamed")
    DEPARTMENT_MOVED = "department_moved", _("Department moved")
    NOTE = "note", _("Note")


Params = dict[str, str | int]
#: A message: its code in `wording.MESSAGES` and the values that fill it.
Detail = tuple[str, Params]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `row` is the row number the spreadsheet shows; None when no row is meant."""

    row: int | None
    outcome: Outcome
    subject: str
    details: tuple[Detail, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data to be stored."""
        return {
            "row": self.row,
            "outcome": self.outcome.value,
            "subject": self.subject,
            "details": [[code, params] for code, params in self.details],
        }


def count_outcomes(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings there are of each outcome that occurs."""
    return dict(Counter(finding.outcome.value for finding in findings))
