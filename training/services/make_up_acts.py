"""What people do with make-ups: more time, an end, an appeal and the decision about it."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cadres.models import User
from training.enums import MakeUpCause, MakeUpOutcome
from training.errors import MakeUpRefused
from training.models import MakeUp, MakeUpAppeal, MakeUpAppealDecision, MakeUpClosure, MakeUpExtension
from training.permissions import user_can_appeal_make_up
from training.services.make_up import close_rows, lock_duties, move_due_date, open_rechecks
from training.services.make_up_plans import read_lacks
from training.services.telling import tell_of_appeal, tell_of_cancelled, tell_of_more_time


def extend_make_ups(
    *,
    make_ups: Iterable[MakeUp],
    deadline: datetime.date,
    reason: str,
    by: User,
    at: datetime.datetime | None = None,
) -> int:
    """Gives the open ones among `make_ups` until the end of `deadline`; returns how many.

    Those with a later deadline keep it. Raises MakeUpRefused when there is none to extend, and PermissionError for one
    that is not in the hands of `by`.
    """
    at = at or timezone.now()
    if deadline < timezone.localdate(at):
        raise MakeUpRefused("in_the_past")
    with transaction.atomic():
        locked = _lock(make_ups, by)
        shorter = [one for one in locked if one.is_open and one.deadline < deadline]
        if not shorter:
            raise MakeUpRefused("not_later" if any(one.is_open for one in locked) else "closed")
        extensions = MakeUpExtension.objects.bulk_create(
            MakeUpExtension(
                make_up=one,
                old_deadline=one.deadline,
                new_deadline=deadline,
                reason=reason,
                granted_by=by,
                granted_at=at,
            )
            for one in shorter
        )
        for one in shorter:
            one.deadline = deadline
            if one.is_excused:
                move_due_date(make_up=one, reason=reason, by=by, at=at)
        MakeUp.objects.bulk_update(shorter, ["deadline"])
        tell_of_more_time(extensions=extensions, at=at)
        return len(shorter)


@transaction.atomic
def cancel_make_up(*, make_up: MakeUp, reason: str, by: User, at: datetime.datetime | None = None) -> MakeUpClosure:
    """Closes a make-up that should not go on. The task of the night opens no other one in its place.

    Cancelling twice is cancelling once. Raises MakeUpRefused when it ended in another way.
    """
    locked = _lock([make_up], by)[0]
    if not locked.is_open:
        if locked.outcome == MakeUpOutcome.CANCELLED:
            return locked.closure
        raise MakeUpRefused("closed")
    closure = MakeUpClosure(
        make_up=locked, outcome=MakeUpOutcome.CANCELLED, note=reason, closed_by=by, closed_at=at or timezone.now()
    )
    close_rows([closure])
    tell_of_cancelled(closure=closure, at=closure.closed_at)
    return closure


@transaction.atomic
def file_appeal(*, make_up: MakeUp, reason: str, by: User, at: datetime.datetime | None = None) -> MakeUpAppeal:
    """Keeps that a technical cause is said to have stood in the way. One waits for its decision at a time."""
    lock_duties([make_up.duty.user_id])
    locked = MakeUp.objects.select_for_update(of=("self",)).select_related("duty__user").get(pk=make_up.pk)
    waiting = locked.appeals.undecided().first()
    if waiting is not None:
        return waiting
    if not locked.is_open:
        raise MakeUpRefused("closed")
    if locked.cause == MakeUpCause.TECHNICAL:
        raise MakeUpRefused("technical_already")
    if not user_can_appeal_make_up(by, locked):
        raise PermissionError("This make-up is not open to them.")
    return MakeUpAppeal.objects.create(make_up=locked, reason=reason, filed_by=by, filed_at=at or timezone.now())


@transaction.atomic
def decide_appeal(
    *, appeal: MakeUpAppeal, is_accepted: bool, reason: str, by: User, at: datetime.datetime | None = None
) -> MakeUpAppealDecision:
    """Decides an appeal. Accepted, the cause is a technical one from now on and counts against nobody.

    The due date of the duty moves to the deadline of the make-up, and a quiz whose attempts are used up can be taken
    anew. Raises MakeUpRefused when it was decided before, PermissionError for one's own.
    """
    at = at or timezone.now()
    make_up = _lock([appeal.make_up], by)[0]
    if MakeUpAppealDecision.objects.filter(appeal=appeal).exists():
        raise MakeUpRefused("decided")
    decision = MakeUpAppealDecision.objects.create(
        appeal=appeal, is_accepted=is_accepted, reason=reason, decided_by=by, decided_at=at
    )
    if is_accepted:
        make_up.cause = MakeUpCause.TECHNICAL
        make_up.save(update_fields=["cause"])
        if make_up.is_open:
            move_due_date(make_up=make_up, reason=reason, by=by, at=at)
            open_rechecks([(make_up, read_lacks([make_up.duty])[0].failed)], at)
    tell_of_appeal(decision=decision, person=make_up.duty.user_id, at=at)
    return decision


def _lock(make_ups: Iterable[MakeUp], by: User) -> list[MakeUp]:
    """Holds the rows, the duties of their people first. Raises PermissionError unless all are in the hands of `by`."""
    pks = [one.pk for one in make_ups]
    lock_duties(MakeUp.objects.filter(pk__in=pks).values("duty__user"))
    rows = MakeUp.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    found = list(rows.select_related("duty__user", "duty__version").order_by("pk"))
    if MakeUp.objects.kept_by(by).filter(pk__in=pks).count() < len(found):
        raise PermissionError("This person is not the one to decide it.")
    return found
