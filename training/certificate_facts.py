"""What a certificate says: the facts that are printed, signed and repeated on the page that verifies it. Plain data."""

import datetime
import json
from dataclasses import dataclass
from typing import Any

from training.errors import SignatureRefused

#: What the signature of a certificate is good for; never give it to another kind of token.
PURPOSE = "tanxin certificate"
FORMAT = 1
#: How many characters at the end of a staff number stay readable, at most.
READABLE = 3


@dataclass(frozen=True)
class Requirement:
    """A course that had to be finished, and the version of its content that was learned."""

    title: str
    content_version: int | None


@dataclass(frozen=True)
class CertificateFacts:
    """Every printed fact. `hours` is plain text such as 3.5; `valid_until` is the last good day, None without end."""

    serial: str
    code: str
    organisation: str
    holder_name: str
    staff_number: str
    department: str
    programme: str
    requirements: tuple[Requirement, ...]
    hours: str
    earned_on: datetime.date
    issued_on: datetime.date
    valid_until: datetime.date | None

    def to_payload(self) -> bytes:
        """The canonical JSON: keys in order, no blanks, UTF-8. The same facts give the same bytes."""
        facts = {
            "v": FORMAT,
            "no": self.serial,
            "code": self.code,
            "org": self.organisation,
            "name": self.holder_name,
            "staff": self.staff_number,
            "dept": self.department,
            "prog": self.programme,
            "req": [[one.title, one.content_version] for one in self.requirements],
            "hours": self.hours,
            "earned": self.earned_on.isoformat(),
            "issued": self.issued_on.isoformat(),
            "until": self.valid_until and self.valid_until.isoformat(),
        }
        return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_payload(cls, payload: bytes) -> "CertificateFacts":
        """The facts back from `to_payload`. Raises SignatureRefused for anything else."""
        try:
            return cls._read(json.loads(payload))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SignatureRefused("malformed") from error

    @classmethod
    def _read(cls, facts: dict[str, Any]) -> "CertificateFacts":
        if facts["v"] != FORMAT:
            raise SignatureRefused("malformed")
        until = facts["until"]
        return cls(
            serial=facts["no"],
            code=facts["code"],
            organisation=facts["org"],
            holder_name=facts["name"],
            staff_number=facts["staff"],
            department=facts["dept"],
            programme=facts["prog"],
            requirements=tuple(Requirement(title, version) for title, version in facts["req"]),
            hours=facts["hours"],
            earned_on=datetime.date.fromisoformat(facts["earned"]),
            issued_on=datetime.date.fromisoformat(facts["issued"]),
            valid_until=datetime.date.fromisoformat(until) if until else None,
        )

    def is_expired(self, on: datetime.date) -> bool:
        """Whether the last good day lies before `on`."""
        return self.valid_until is not None and self.valid_until < on


def mask_number(staff_number: str) -> str:
    """`staff_number` as anyone may read it: its end tells two people of one name apart, the rest is hidden."""
    readable = min(READABLE, len(staff_number) // 2)
    hidden = len(staff_number) - readable
    return "*" * hidden + staff_number[hidden:]
