"""What a queue of work is, and an entry of it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from cadres.models import User


@dataclass(frozen=True)
class Entry:
    """One thing to do: what it is, where it is done, why it stands here and since when."""

    title: str
    kind: str
    icon: str
    url: str
    why: str
    when: datetime.datetime | datetime.date | None


class Queue:
    """One kind of work. `key` stands in its address; `empty` tells what will stand here, and who brings it."""

    key: str
    heading: str | Promise
    empty: str | Promise
    icon: str

    def is_for(self, user: User) -> bool:
        """Whether `user` does this kind of work at all."""
        return True

    def is_taught_to(self, user: User) -> bool:
        """Whether `user` should see the queue when nothing is in it."""
        return self.is_for(user)

    def rows(self, user: User) -> QuerySet:
        """What waits for `user`, most urgent first."""
        raise NotImplementedError

    def entry(self, row: Any) -> Entry:
        raise NotImplementedError

    def entries(self, rows: Iterable[Any]) -> list[Entry]:
        return [self.entry(row) for row in rows]
