"""Telling people something, and what they have read of it."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from django.db import transaction
from django.utils import timezone

from cadres.models import User
from notices.kinds import KINDS, Payload
from notices.models import Notice, NoticeQuerySet

#: Rows that one statement reads or writes; SQLite takes no more values at once.
BATCH = 100
#: Characters of a value in a payload: an id or a date, not a text.
LONGEST_VALUE = 64


@dataclass(frozen=True)
class Telling:
    """One thing to tell one person. `key` names it among all of its kind; `not_before` keeps it back until then."""

    recipient_id: int
    key: str
    payload: Payload = field(default_factory=dict)
    not_before: datetime.datetime | None = None


def tell(
    *,
    recipients: Iterable[User],
    kind: str,
    key: str,
    payload: Payload,
    at: datetime.datetime | None = None,
    not_before: datetime.datetime | None = None,
) -> int:
    """Tells each of `recipients` the same thing once, however often it is called. Answers how many were told now.

    ValueError for an unknown kind and for a payload that holds more than ids and dates.
    """
    tellings = (Telling(user.pk, key, payload, not_before) for user in recipients)
    return tell_each(kind=kind, tellings=tellings, at=at)


def tell_each(*, kind: str, tellings: Iterable[Telling], at: datetime.datetime | None = None) -> int:
    """The same for things that differ from person to person; for many people in few statements."""
    if kind not in KINDS:
        raise ValueError(f"Nobody has registered the kind of notice {kind}")
    at, batches = at or timezone.now(), _batches(tellings)
    first = next(batches, None)
    if first is None:
        return 0
    with transaction.atomic():
        return sum(_tell(kind, batch, at) for batch in chain([first], batches))


def mark_read(*, notices: NoticeQuerySet, at: datetime.datetime | None = None) -> int:
    """Keeps that `notices` were read; the first time counts. Answers how many were new."""
    return notices.unread().update(read_at=at or timezone.now())


def _tell(kind: str, tellings: list[Telling], at: datetime.datetime) -> int:
    known = Notice.objects.filter(
        kind=kind,
        recipient__in={telling.recipient_id for telling in tellings},
        key__in={telling.key for telling in tellings},
    )
    told = set(known.values_list("recipient_id", "key"))
    new = {(one.recipient_id, one.key): one for one in tellings if (one.recipient_id, one.key) not in told}
    # Whoever tells the same at this moment on another connection is first or second; nobody is told twice.
    Notice.objects.bulk_create((_notice(kind, one, at) for one in new.values()), ignore_conflicts=True)
    return len(new)


def _notice(kind: str, telling: Telling, at: datetime.datetime) -> Notice:
    for value in telling.payload.values():
        if not isinstance(value, int | str) or len(str(value)) > LONGEST_VALUE:
            raise ValueError(f"The payload of a notice holds ids and dates alone: {kind}")
    return Notice(
        recipient_id=telling.recipient_id,
        kind=kind,
        key=telling.key,
        payload=dict(telling.payload),
        made_at=at,
        shown_from=max(at, telling.not_before or at),
    )


def _batches(tellings: Iterable[Telling]) -> Iterator[list[Telling]]:
    waiting = iter(tellings)
    while batch := list(islice(waiting, BATCH)):
        yield batch
