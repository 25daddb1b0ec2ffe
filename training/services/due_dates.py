"""Moving the due date of duties: only ever later, and the old date stays known (semantics 7)."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cadres.models import User
from training.errors import DutyRefused
from training.models import DueExtension, Duty
from training.services.telling import tell_of_moved_dates


@transaction.atomic
def extend_duties(
    *,
    duties: Iterable[Duty],
    new_due_on: datetime.date,
    reason: str,
    by: User | None,
    at: datetime.datetime | None = None,
    is_told: bool = True,
) -> list[DueExtension]:
    """Moves the due date of `duties` to `new_due_on`. All or none: raises DutyRefused when one of them cannot be moved.

    Asked again with the same date it changes nothing. `by` is None for what the portal decides by a rule of its own.
    Without `is_told` the people learn of it in another way.
    """
    at, granted = at or timezone.now(), []
    rows = Duty.objects.select_for_update(of=("self",)).filter(pk__in=[duty.pk for duty in duties]).order_by("pk")
    for duty in rows:
        if duty.due_on == new_due_on:
            continue
        _check(duty, new_due_on, by, at)
        granted.append(
            DueExtension(
                duty=duty, old_due_on=duty.due_on, new_due_on=new_due_on, reason=reason, granted_by=by, granted_at=at
            )
        )
        duty.due_on = new_due_on
        duty.save(update_fields=["due_on"])
    extensions = DueExtension.objects.bulk_create(granted)
    if is_told:
        tell_of_moved_dates(extensions=extensions, at=at)
    return extensions


def _check(duty: Duty, new_due_on: datetime.date, by: User | None, at: datetime.datetime) -> None:
    if by is not None and by.pk == duty.user_id:
        raise DutyRefused("own")
    if duty.is_met:
        raise DutyRefused("met")
    if duty.due_on is not None and new_due_on < duty.due_on:
        raise DutyRefused("not_later")
    if new_due_on < timezone.localdate(at):
        raise DutyRefused("in_the_past")
