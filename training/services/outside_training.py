"""Training taken elsewhere: the one review that decides whether it counts, and taking a mistaken acceptance back."""

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from audit.enums import AuditAction
from audit.services import record_event
from cadres.models import User
from training.errors import DutyRefused
from training.models import Duty, OutsideReview, OutsideReviewWithdrawal, OutsideTraining
from training.permissions import user_can_decide_for
from training.services.duties import refresh_duties
from training.services.telling import tell_of_outside_review, tell_of_withdrawn_review
from training.services.voiding import (
    Ruling,
    Verdicts,
    check_verdicts,
    hold_person,
    resting_on_outside,
    settle_resting,
)


@transaction.atomic
def review_outside_training(
    *,
    training: OutsideTraining,
    is_accepted: bool,
    hours: Decimal,
    reason: str,
    by: User,
    at: datetime.datetime | None = None,
) -> OutsideReview:
    """Decides about a claim, once, and tells the person. Accepted, it meets the requirement in whose place it stands.

    Raises DutyRefused for one's own claim, for one that has been decided or withdrawn, and for hours beyond those that
    were claimed; PermissionError when the person is not in the hands of `by`.
    """
    locked = OutsideTraining.objects.select_for_update(of=("self",)).get(pk=training.pk)
    if by.pk == locked.user_id:
        raise DutyRefused("own")
    if not user_can_decide_for(by, locked.user):
        raise PermissionError("This person is not the one to decide it.")
    if hasattr(locked, "review"):
        raise DutyRefused("reviewed")
    if locked.is_withdrawn:
        raise DutyRefused("claim_withdrawn")
    if is_accepted and not 0 <= hours <= locked.hours:
        raise DutyRefused("other_hours")
    at = at or timezone.now()
    review = OutsideReview.objects.create(
        training=locked,
        is_accepted=is_accepted,
        hours=hours if is_accepted else Decimal(0),
        reason=reason,
        reviewed_by=by,
        reviewed_at=at,
    )
    if is_accepted and locked.programme_id is not None:
        refresh_duties(duties=Duty.objects.filter(user=locked.user_id, programme=locked.programme_id), at=at)
    tell_of_outside_review(review=review, at=at)
    return review


@transaction.atomic
def withdraw_review(
    *, training: OutsideTraining, reason: str, by: User, verdicts: Verdicts, at: datetime.datetime | None = None
) -> OutsideReviewWithdrawal:
    """Takes back an acceptance that was given by mistake, and tells the person: no hours, no evidence any more.

    `verdicts` say what becomes of each completion of `resting_on_outside` about which there is a choice. Raises
    DutyRefused when they speak of others or of too few, when the training does not count anyway and for one's own;
    PermissionError when the person is not in the hands of `by`.
    """
    hold_person(training.user_id)
    locked = OutsideTraining.objects.select_for_update(of=("self",)).get(pk=training.pk)
    if by.pk == locked.user_id:
        raise DutyRefused("own")
    if not user_can_decide_for(by, locked.user):
        raise PermissionError("This person is not the one to decide it.")
    if not locked.is_counting:
        raise DutyRefused("not_accepted")
    resting = resting_on_outside(locked)
    check_verdicts(resting, verdicts)
    ruling = Ruling(by, reason, at or timezone.now())
    row = OutsideReviewWithdrawal.objects.create(
        review=locked.review, reason=reason, withdrawn_by=by, withdrawn_at=ruling.at
    )
    record_event(action=AuditAction.EVIDENCE_WITHDRAWN, actor=by, subject=locked.user, about=locked, at=ruling.at)
    tell_of_withdrawn_review(withdrawal=row, at=ruling.at)
    settle_resting(resting=resting, verdicts=verdicts, ruling=ruling)
    refresh_duties(duties=Duty.objects.filter(user=locked.user_id, programme=locked.programme_id), at=ruling.at)
    return row
