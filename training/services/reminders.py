"""Reminders before, on and after the due date. Each milestone of each date is told once, also when days were missed."""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from notices.services.telling import Telling, tell_each
from training.duty_notices import DutyAssigned, DutyDue, DutyOverdue, RenewalOpen, due_text
from training.enums import OPEN
from training.models import Duty
from training.models.duty import DutyQuerySet

#: How long an assignment is news.
NEWS_DAYS = 7
CHUNK = 2_000


def remind(*, on: datetime.date | None = None, at: datetime.datetime | None = None) -> dict[str, int]:
    """Tells everybody what the day `on` (today, if not given) is the time to tell; answers how many were told what."""
    on = on or timezone.localdate()
    kinds = {
        DutyAssigned.key: _assigned(on),
        RenewalOpen.key: _renewals(on),
        DutyDue.key: _due(on),
        DutyOverdue.key: _overdue(on),
    }
    return {kind: tell_each(kind=kind, tellings=tellings, at=at) for kind, tellings in kinds.items()}


def milestone(days_left: int) -> int | None:
    """The reminder that belongs to a duty with so many days left: those before and on the day as 14, 3, 0, those after
    as -1, -7, -30 (settings REMIND_BEFORE and REMIND_AFTER); None while it is too early for one.
    """
    if days_left >= 0:
        return min((days for days in settings.REMIND_BEFORE if days >= days_left), default=None)
    return max((-days for days in settings.REMIND_AFTER if days <= -days_left), default=None, key=abs)


def _open(on: datetime.date) -> DutyQuerySet:
    return Duty.objects.newest().unmet().with_status(on).filter(status__in=OPEN, user__is_active=True)


def _assigned(on: datetime.date) -> Iterator[Telling]:
    since = timezone.make_aware(datetime.datetime.combine(on - datetime.timedelta(days=NEWS_DAYS), datetime.time.min))
    rows = _open(on).filter(assigned_at__gte=since, evidence_from__isnull=True)
    for pk, user, due_on in rows.values_list("pk", "user", "due_on").iterator(chunk_size=CHUNK):
        yield Telling(user, f"duty-{pk}", {"duty": pk, "due": due_text(due_on)})


def _renewals(on: datetime.date) -> Iterator[Telling]:
    rows = _open(on).filter(evidence_from__isnull=False, due_on__gte=on)
    for pk, user, due_on in rows.values_list("pk", "user", "due_on").iterator(chunk_size=CHUNK):
        yield Telling(user, f"duty-{pk}", {"duty": pk, "due": due_text(due_on)})


def _due(on: datetime.date) -> Iterator[Telling]:
    last = on + datetime.timedelta(days=max(settings.REMIND_BEFORE, default=0))
    yield from _milestones(_open(on).filter(due_on__range=(on, last)), on)


def _overdue(on: datetime.date) -> Iterator[Telling]:
    # Who was told the last of the reminders is not looked for again for ever.
    longest = datetime.timedelta(days=max(settings.REMIND_AFTER, default=0) + NEWS_DAYS)
    yield from _milestones(_open(on).filter(due_on__range=(on - longest, on - datetime.timedelta(days=1))), on)


def _milestones(rows: DutyQuerySet, on: datetime.date) -> Iterator[Telling]:
    for pk, user, due_on in rows.values_list("pk", "user", "due_on").iterator(chunk_size=CHUNK):
        step = milestone((due_on - on).days)
        if step is not None:
            due = due_text(due_on)
            yield Telling(user, f"duty-{pk}-{due}-{step}", {"duty": pk, "due": due})
