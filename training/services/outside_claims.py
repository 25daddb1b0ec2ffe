"""Claims of training taken elsewhere: what a person hands in, and takes back."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cadres.models import User
from training.errors import ClaimRefused
from training.models import Duty, OutsideTraining, OutsideWithdrawal
from training.proofs import HEAD_BYTES, has_proof_name, proof_kind, proof_name
from training.services.duties import standings_of
from training.services.evidence import noon

#: Nobody learns longer than this on one day.
MOST_HOURS_A_DAY = 12


@dataclass(frozen=True)
class Taken:
    """What was taken elsewhere: both days included, hours as the organiser counts them."""

    title: str
    organiser: str
    began_on: datetime.date
    ended_on: datetime.date
    hours: Decimal


@dataclass(frozen=True)
class Replaced:
    """The requirement of a duty in whose place a training is claimed; `key` is its key in the rule."""

    duty: Duty
    key: str


@transaction.atomic
def claim_outside_training(
    *,
    user: User,
    taken: Taken,
    proof: UploadedFile,
    in_place_of: Replaced | None = None,
    at: datetime.datetime | None = None,
) -> OutsideTraining:
    """Keeps what `user` says to have learned elsewhere, with its proof, until somebody reviews it.

    Raises ClaimRefused for days that have not come or are in the wrong order, hours that do not fit the days, a file
    that is no proof, a requirement that is not missing in an own duty, and for what is claimed already.
    """
    at = at or timezone.now()
    # Two windows must not claim the same twice.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _check_days(taken, timezone.localdate(at))
    _check_double(user, taken)
    title = _replaced_title(user, taken, in_place_of) if in_place_of else ""
    kind = _kind_of(proof)
    proof.seek(0)
    name = proof_name(proof.name or "", kind)
    return OutsideTraining.objects.create(
        user=user,
        title=taken.title.strip(),
        organiser=taken.organiser.strip(),
        began_on=taken.began_on,
        ended_on=taken.ended_on,
        hours=taken.hours,
        proof=ContentFile(proof.read(), name=name),
        proof_name=name,
        programme=in_place_of.duty.programme if in_place_of else None,
        requirement=in_place_of.key if in_place_of else "",
        requirement_title=title,
        claimed_at=at,
    )


@transaction.atomic
def withdraw_claim(*, training: OutsideTraining, by: User, at: datetime.datetime | None = None) -> OutsideWithdrawal:
    """Takes a claim back while nobody has reviewed it. Twice is once.

    Raises ClaimRefused when it has been reviewed, PermissionError when it is somebody else's.
    """
    locked = OutsideTraining.objects.select_for_update(of=("self",)).get(pk=training.pk)
    if locked.user_id != by.pk:
        raise PermissionError("Only the person takes a claim back.")
    if hasattr(locked, "review"):
        raise ClaimRefused("reviewed")
    row, _is_new = OutsideWithdrawal.objects.get_or_create(
        training=locked, defaults={"withdrawn_at": at or timezone.now()}
    )
    return row


def _check_days(taken: Taken, today: datetime.date) -> None:
    if taken.ended_on < taken.began_on:
        raise ClaimRefused("wrong_order")
    if taken.ended_on > today:
        raise ClaimRefused("not_over")
    most = ((taken.ended_on - taken.began_on).days + 1) * MOST_HOURS_A_DAY
    if taken.hours <= 0:
        raise ClaimRefused("no_hours")
    if taken.hours > most:
        raise ClaimRefused("too_many_hours", hours=MOST_HOURS_A_DAY, most=most)


def _check_double(user: User, taken: Taken) -> None:
    same_days = user.outside_trainings.standing().filter(began_on=taken.began_on, ended_on=taken.ended_on)
    if _plain(taken.title) in {_plain(title) for title in same_days.values_list("title", flat=True)}:
        raise ClaimRefused("claimed_already")


def _plain(title: str) -> str:
    """A title without what two people write differently."""
    return "".join(title.split()).casefold()


def _replaced_title(user: User, taken: Taken, replaced: Replaced) -> str:
    """The title of the requirement, which has to be missing and may be replaced."""
    duty = replaced.duty
    is_asked = duty.user_id == user.pk and Duty.objects.newest().unmet().filter(pk=duty.pk).exists()
    leaves = standings_of([duty])[0].leaves() if is_asked else []
    missing = next((leaf for leaf in leaves if leaf.part.key == replaced.key and not leaf.is_met), None)
    if missing is None:
        raise ClaimRefused("not_asked")
    if duty.evidence_from is not None and noon(taken.ended_on) < duty.evidence_from:
        raise ClaimRefused("too_early", date=date_format(timezone.localtime(duty.evidence_from), "DATE_FORMAT"))
    waiting = user.outside_trainings.waiting().filter(programme=duty.programme_id, requirement=replaced.key)
    if waiting.exists():
        raise ClaimRefused("waiting")
    return missing.part.title


def _kind_of(proof: UploadedFile) -> str:
    if proof.size is None or proof.size > settings.PROOF_MAX_MB * 1024 * 1024:
        raise ClaimRefused("proof_too_large", limit=settings.PROOF_MAX_MB)
    proof.seek(0)
    kind = proof_kind(proof.read(HEAD_BYTES))
    if kind is None or not has_proof_name(proof.name or ""):
        raise ClaimRefused("no_proof")
    return kind
