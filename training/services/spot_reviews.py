"""Taking a spot check, and what follows for one person: opening a review, answering it, deciding it."""

import datetime
import random

from django.db import transaction
from django.utils import timezone

from cadres.models import User
from training.enums import AttemptMode, ReviewCause
from training.errors import SpotCheckRefused
from training.models import (
    QuizAttempt,
    SpotCheckDecision,
    SpotCheckMember,
    SpotCheckReview,
    SpotCheckStatement,
)
from training.services.attempts import start_attempt
from training.services.telling import tell_of_decision, tell_of_review
from training.spot_permissions import user_can_decide_spot_review, user_can_keep_spot_check, user_can_take_spot_check


def start_spot_check(
    *, member: SpotCheckMember, user: User, at: datetime.datetime | None = None, source: random.Random | None = None
) -> QuizAttempt:
    """The attempt of the person who was drawn, begun if there is none. It ends with the last day at the latest.

    Raises SpotCheckRefused, and TrainingError where the quiz cannot be asked.
    """
    if not user_can_take_spot_check(user, member):
        raise SpotCheckRefused("not_yours")
    with transaction.atomic():
        # Through the person's row, as every start of an attempt: two windows begin one attempt.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        locked = SpotCheckMember.objects.select_related("spot_check__quiz", "attempt").get(pk=member.pk)
        if locked.attempt is not None:
            return locked.attempt
        check, moment = locked.spot_check, at or timezone.now()
        if check.closed_at or moment >= check.ends_at:
            raise SpotCheckRefused("due_passed")
        attempt = start_attempt(
            user=user, quiz=check.quiz, mode=AttemptMode.SPOT_CHECK, ends_at=check.ends_at, at=moment, source=source
        )
        if SpotCheckMember.objects.filter(attempt=attempt).exists():
            raise SpotCheckRefused("other_open")
        locked.attempt = attempt
        locked.save(update_fields=["attempt"])
        return attempt


def open_review(
    *, member: SpotCheckMember, found: str, opened_by: User, at: datetime.datetime | None = None
) -> SpotCheckReview:
    """Opens a review by hand, with what was found: not taken by the last day, or something else that needs a look.

    There is one review for each person: a second call answers the first.
    """
    with transaction.atomic():
        locked = SpotCheckMember.objects.select_for_update(of=("self",)).select_related("spot_check").get(pk=member.pk)
        if not user_can_keep_spot_check(opened_by, locked.spot_check) or locked.user_id == opened_by.pk:
            raise SpotCheckRefused("not_yours")
        if locked.spot_check.closed_at:
            raise SpotCheckRefused("closed")
        review = SpotCheckReview.objects.filter(member=locked).first()
        if review is not None:
            return review
        cause = ReviewCause.NOT_TAKEN if locked.is_missed else ReviewCause.OTHER
        made = SpotCheckReview.objects.create(
            member=locked, cause=cause, found=found, opened_by=opened_by, opened_at=at or timezone.now()
        )
        tell_of_review(review=made, at=made.opened_at)
        return made


def answer_review(
    *, review: SpotCheckReview, text: str, said_by: User, at: datetime.datetime | None = None
) -> SpotCheckStatement:
    """Keeps what the person says. The same words twice are one statement. Raises SpotCheckRefused once decided."""
    with transaction.atomic():
        locked = _locked(review)
        if locked.member.user_id != said_by.pk:
            raise SpotCheckRefused("not_about_you")
        if not locked.is_open:
            raise SpotCheckRefused("decided")
        said = locked.statements.filter(text=text).first()
        return said or SpotCheckStatement.objects.create(review=locked, text=text, said_at=at or timezone.now())


def decide_review(
    *, review: SpotCheckReview, outcome: str, reason: str, decided_by: User, at: datetime.datetime | None = None
) -> SpotCheckDecision:
    """Ends a review. Nothing that was earned changes. Raises SpotCheckRefused when somebody else has decided."""
    with transaction.atomic():
        locked = _locked(review)
        if not user_can_decide_spot_review(decided_by, locked):
            raise SpotCheckRefused("not_yours")
        if not locked.is_open:
            raise SpotCheckRefused("decided")
        decision = SpotCheckDecision.objects.create(
            review=locked, outcome=outcome, reason=reason, decided_by=decided_by, decided_at=at or timezone.now()
        )
        tell_of_decision(decision=decision, at=decision.decided_at)
        return decision


def _locked(review: SpotCheckReview) -> SpotCheckReview:
    rows = SpotCheckReview.objects.select_for_update(of=("self",))
    return rows.select_related("member__spot_check__department").get(pk=review.pk)
