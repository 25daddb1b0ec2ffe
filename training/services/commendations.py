"""Commendation: open a round, nominate on evidence, decide, publish. Each step may be repeated and is done once."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from cadres.models import Department, User
from training.commendation_permissions import user_can_decide_nomination, user_can_keep_rounds, user_can_nominate
from training.enums import RoundState
from training.errors import CommendationRefused
from training.ground_kinds import Reference
from training.models import (
    CommendationEntry,
    CommendationNotice,
    CommendationRound,
    HonourChoice,
    Nomination,
    NominationDecision,
)
from training.services.telling import tell_of_commended

#: What stands between two grounds in one line of a notice.
SEPARATOR = "；"


def open_round(*, planned: CommendationRound, opened_by: User) -> CommendationRound:
    """Opens a round for nominations. Raises CommendationRefused, and ValidationError."""
    if not user_can_keep_rounds(opened_by):
        raise CommendationRefused("not_leading")
    planned.opened_by = opened_by
    planned.full_clean()
    planned.save()
    return planned


def nominate(
    *,
    of_round: CommendationRound,
    nominee: User | Department,
    grounds: Sequence[tuple[str, Reference]],
    statement: str,
    nominated_by: User,
    at: datetime.datetime | None = None,
) -> Nomination:
    """Puts a person or a department forward. `grounds` are keys of kinds of evidence with what they refer to.

    The same nomination by the same person twice is one. Raises CommendationRefused, and ValidationError for a
    nomination without evidence, with evidence that shows nothing, or a second one in the round.
    """
    if not user_can_nominate(nominated_by, nominee):
        raise CommendationRefused("not_yours")
    with transaction.atomic():
        locked = _locked(of_round)
        if not locked.is_open:
            raise CommendationRefused("closed")
        target = {"user": nominee} if isinstance(nominee, User) else {"department": nominee}
        made = locked.nominations.filter(nominated_by=nominated_by, statement=statement, **target).first()
        if made is not None:
            return made
        nomination = Nomination(
            round=locked,
            grounds=[{"kind": kind, "reference": reference} for kind, reference in grounds],
            statement=statement,
            nominated_by=nominated_by,
            nominated_at=at or timezone.now(),
            **target,
        )
        nomination.full_clean()
        nomination.save()
        return nomination


def close_round(
    *, of_round: CommendationRound, closed_by: User, at: datetime.datetime | None = None
) -> CommendationRound:
    """Ends the time for nominations. A second call changes nothing."""
    if not user_can_keep_rounds(closed_by):
        raise CommendationRefused("not_leading")
    with transaction.atomic():
        locked = _locked(of_round)
        if locked.is_open:
            locked.closed_by, locked.closed_at = closed_by, at or timezone.now()
            locked.save(update_fields=["closed_by", "closed_at"])
        return locked


def decide_nomination(
    *, nomination: Nomination, is_granted: bool, reason: str, decided_by: User, at: datetime.datetime | None = None
) -> NominationDecision:
    """Decides one nomination of a closed round. Raises CommendationRefused when somebody else has decided."""
    with transaction.atomic():
        locked = Nomination.objects.select_for_update(of=("self",)).select_related("round").get(pk=nomination.pk)
        if not user_can_decide_nomination(decided_by, locked):
            raise CommendationRefused("not_yours")
        if locked.round.is_open:
            raise CommendationRefused("still_open")
        if NominationDecision.objects.filter(nomination=locked).exists():
            raise CommendationRefused("decided")
        return NominationDecision.objects.create(
            nomination=locked,
            is_granted=is_granted,
            reason=reason,
            decided_by=decided_by,
            decided_at=at or timezone.now(),
        )


def publish_notice(*, notice: CommendationNotice, issued_by: User) -> CommendationNotice:
    """Issues the notice of its round, with a line for everybody who was granted. From then on nothing of it changes.

    A second call answers the notice that was issued. Raises CommendationRefused, and ValidationError for its texts.
    """
    if not user_can_keep_rounds(issued_by):
        raise CommendationRefused("not_leading")
    with transaction.atomic():
        locked = _locked(notice.round)
        if locked.state == RoundState.PUBLISHED:
            return locked.notice
        if locked.is_open:
            raise CommendationRefused("still_open")
        if locked.state != RoundState.DECIDED:
            raise CommendationRefused("undecided")
        granted = list(locked.nominations.granted().select_related("user", "department"))
        if not granted:
            raise CommendationRefused("nobody")
        notice.round, notice.issued_by = locked, issued_by
        notice.full_clean()
        notice.save()
        entries = CommendationEntry.objects.bulk_create(_entry(notice, one) for one in granted)
        tell_of_commended(entries=entries, at=notice.issued_at)
        return notice


def choose_honour(
    *, entry: CommendationEntry, is_shown: bool, chosen_by: User, at: datetime.datetime | None = None
) -> HonourChoice:
    """Keeps whether the person wishes to be shown. Only they choose; the same choice twice is one."""
    if entry.nomination.user_id != chosen_by.pk:
        raise CommendationRefused("not_yours")
    last = entry.choices.first()
    if last is not None and last.is_shown == is_shown:
        return last
    return HonourChoice.objects.create(entry=entry, is_shown=is_shown, chosen_at=at or timezone.now())


def _entry(notice: CommendationNotice, nomination: Nomination) -> CommendationEntry:
    person = nomination.user
    posting = person.current_posting if person else None
    return CommendationEntry(
        notice=notice,
        nomination=nomination,
        name=str(nomination.nominee),
        department_name=posting.department.name if posting else "",
        grounds=SEPARATOR.join(nomination.sentences),
    )


def _locked(of_round: CommendationRound) -> CommendationRound:
    """Holds the row: nominating, closing and publishing wait for each other."""
    return CommendationRound.objects.select_for_update(of=("self",)).get(pk=of_round.pk)
