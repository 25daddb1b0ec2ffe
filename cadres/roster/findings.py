"""What a dry run reports, row by row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_QUOTE = 60
MOST_LISTED = 5


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


def quote(text: object) -> str:
    """`text` as it may stand in a report: cut when it is very long."""
    shown = str(text)
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + "…"


def enumerate_briefly(items: Iterable[object], most: int = MOST_LISTED) -> str:
    """The first `most` items with 、 between; … stands for the rest."""
    listed = list(items)
    shown = "、".join(quote(item) for item in listed[:most])
    return shown if len(listed) <= most else f"{shown} …"
