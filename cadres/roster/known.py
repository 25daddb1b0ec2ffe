"""What the portal knows about people and departments when a roster is compared with it."""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class KnownPosting(NamedTuple):
    """A post that has not ended. `ends_on` is a last day to come, or None."""

    pk: int
    department: str
    post: str
    rank_band: str
    starts_on: datetime.date
    ends_on: datetime.date | None
    is_primary: bool


class KnownPerson(NamedTuple):
    """A person and their posts. `is_protected`: never retired or switched on again by a roster."""

    pk: int
    staff_number: str
    name: str
    email: str
    is_active: bool
    is_protected: bool
    postings: tuple[KnownPosting, ...] = ()
    #: The last day of the latest counted post that has ended.
    held_until: datetime.date | None = None

    @property
    def counted(self) -> list[KnownPosting]:
        """The posts under which the person is counted, now or later."""
        return [posting for posting in self.postings if posting.is_primary]

    @property
    def held(self) -> KnownPosting | None:
        """The counted post: the one that begins last, when another is still running out."""
        return max(self.counted, key=lambda posting: (posting.starts_on, posting.pk), default=None)


class KnownDepartment(NamedTuple):
    code: str
    name: str
    parent: str | None


@dataclass(frozen=True)
class Known:
    """People by staff number, departments by code, as they are on the day `today`."""

    today: datetime.date
    people: dict[str, KnownPerson] = field(default_factory=dict)
    departments: dict[str, KnownDepartment] = field(default_factory=dict)

    def fingerprint(self) -> str:
        """Differs as soon as anything differs that a comparison looks at, or when it is another day."""
        digest = hashlib.sha256(self.today.isoformat().encode())
        for number in sorted(self.people):
            digest.update(repr(tuple(self.people[number])).encode())
        for code in sorted(self.departments):
            digest.update(repr(tuple(self.departments[code])).encode())
        return digest.hexdigest()


class PaddedTwins:
    """Numbers that begin with zeros, found by what is left of them after a spreadsheet has dropped the zeros."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._by_rest = {number.lstrip("0"): number for number in numbers if number.startswith("0")}

    def find(self, value: str) -> str | None:
        """The number that `value` is a damaged copy of, if any."""
        return self._by_rest.get(value) if value.isdecimal() else None
