"""Taking an assignment back: what it asked of people is asked no more, and everything stays on record."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils import timezone

from cadres.models import User
from training.errors import DutyRefused
from training.models import AssignmentWithdrawal, DueExtension, Duty, DutyClaim, MakeUp, ProgrammeAssignment
from training.services.batches import in_batches_by_key
from training.services.make_up import settle_make_ups


@dataclass(frozen=True)
class TakingBack:
    """What taking an assignment back does, in numbers of people.

    `finished` keep what they have, `kept` are asked by another assignment as well, of `released` nothing is asked.
    """

    finished: int
    kept: int
    released: int


def plan_taking_back(assignment: ProgrammeAssignment) -> TakingBack:
    """What taking `assignment` back would do; writes nothing."""
    return TakingBack(
        _reached(assignment).filter(earned_at__isnull=False).count(),
        _asked_otherwise(assignment).count(),
        _asked_by_it_alone(assignment).count(),
    )


@transaction.atomic
def take_back_assignment(
    *, assignment: ProgrammeAssignment, reason: str, by: User, at: datetime.datetime | None = None
) -> TakingBack:
    """Takes `assignment` back and deletes it; its claims stay and say so.

    Who has finished stays finished. Whom it alone asked is not counted from today on, and their make-ups end. Whom
    another assignment asks too is asked by the earliest date of those that are left, if the one of this assignment
    ruled. Raises DutyRefused when it reaches `by` alone.
    """
    at = at or timezone.now()
    if assignment.person_id == by.pk:
        raise DutyRefused("own")
    plan = plan_taking_back(assignment)
    withdrawal = AssignmentWithdrawal.objects.create(
        programme=assignment.programme, whom=assignment.whom, reason=reason, withdrawn_by=by, withdrawn_at=at
    )
    yesterday = timezone.localdate(at) - datetime.timedelta(days=1)
    _asked_by_it_alone(assignment).update(counts_until=yesterday)
    for duties in in_batches_by_key(_dated_by(assignment)):
        _move_dates(duties, assignment, withdrawal)
    assignment.claims.update(withdrawal=withdrawal)
    concerned = withdrawal.claims.values("duty__user")
    make_ups = MakeUp.objects.filter(duty__programme=assignment.programme_id, duty__user__in=concerned)
    settle_make_ups(make_ups=make_ups, at=at)
    assignment.delete()
    return plan


def _reached(assignment: ProgrammeAssignment) -> QuerySet[Duty]:
    """The newest cycle of each person whom `assignment` asks."""
    users = assignment.claims.values("duty__user")
    return Duty.objects.newest().filter(programme=assignment.programme_id, user__in=users)


def _asked_otherwise(assignment: ProgrammeAssignment) -> QuerySet[Duty]:
    return _reached(assignment).unmet().filter(Exists(_others(assignment)))


def _asked_by_it_alone(assignment: ProgrammeAssignment) -> QuerySet[Duty]:
    return _reached(assignment).unmet().filter(~Exists(_others(assignment)))


def _others(assignment: ProgrammeAssignment) -> QuerySet[DutyClaim]:
    """What else asks the duty of the outer row."""
    return DutyClaim.objects.asking(OuterRef("user"), OuterRef("programme")).exclude(assignment=assignment)


def _dated_by(assignment: ProgrammeAssignment) -> QuerySet[Duty]:
    """The duties whose date is that of `assignment`, and which something else asks too."""
    own = assignment.claims.filter(duty=OuterRef("pk"), due_on=OuterRef("due_on"))
    return _asked_otherwise(assignment).filter(Exists(own))


def _move_dates(duties: list[Duty], assignment: ProgrammeAssignment, withdrawal: AssignmentWithdrawal) -> None:
    """Gives `duties` the earliest date of what is left; the old one stays with the reason."""
    left = DutyClaim.objects.in_force().filter(duty__in=duties).exclude(assignment=assignment)
    dates = dict(left.order_by().values_list("duty").annotate(earliest=Min("due_on")))
    later = [duty for duty in duties if dates.get(duty.pk) != duty.due_on]
    DueExtension.objects.bulk_create(
        DueExtension(
            duty=duty,
            old_due_on=duty.due_on,
            new_due_on=dates.get(duty.pk),
            reason=withdrawal.reason,
            granted_by=withdrawal.withdrawn_by,
            granted_at=withdrawal.withdrawn_at,
        )
        for duty in later
    )
    for duty in later:
        duty.due_on = dates.get(duty.pk)
    Duty.objects.bulk_update(later, ["due_on"])
