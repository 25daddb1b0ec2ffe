"""Notices about one row each: what a payload names, found again among the rows of the recipient alone."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

from cadres.models import User
from notices.kinds import NoticeKind, Payload

Row = TypeVar("Row", bound=Model)


class RowKind(NoticeKind[Row]):
    """Payload: `row`, the id of one of `own`."""

    def own(self, recipient: User) -> QuerySet[Row]:
        """The rows about `recipient`, with all that the words need."""
        raise NotImplementedError

    def rows_for(self, recipient: User, payloads: Sequence[Payload]) -> list[Row | None]:
        ids = [payload["row"] for payload in payloads]
        found = self.own(recipient).in_bulk(ids)
        return [found.get(pk) for pk in ids]
