"""What was recorded by mistake: what rests on a piece of evidence, and voiding a completion. Never without a person."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from audit.enums import AuditAction
from audit.services import record_event
from cadres.models import User
from training.duties.standing import Standing
from training.enums import RequirementKind, Verdict
from training.errors import DutyRefused
from training.models import (
    Attendance,
    Certificate,
    CompletionKeeping,
    CompletionVoidance,
    Duty,
    OutsideTraining,
    ProgrammeCompletion,
    RuleVersion,
)
from training.models.completion import ProgrammeCompletionQuerySet
from training.permissions import user_can_decide_for
from training.services.certification import revoke_certificate
from training.services.completions import complete_programmes
from training.services.duties import reopen_duty
from training.services.evidence import EVERYTHING, Asked, Without, read_standings
from training.services.make_up import lock_duties
from training.services.telling import tell_of_voided

#: What is to become of each completion, by its id.
Verdicts = Mapping[int, Verdict]


@dataclass(frozen=True)
class Resting:
    """A valid completion and where its person stands by the evidence that is left.

    `duty` is the one that it closed, `certificate` the one that is to be revoked with it, if there are any.
    `has_later_cycle`: the programme has been asked anew since, so that this completion is history and stays.
    """

    completion: ProgrammeCompletion
    standing: Standing
    duty: Duty | None
    certificate: Certificate | None
    has_later_cycle: bool


@dataclass(frozen=True)
class Ruling:
    """What somebody decides, why and when."""

    by: User
    reason: str
    at: datetime.datetime


def resting_on_attendance(attendance: Attendance) -> list[Resting]:
    """The completions that would not be met, or only at a later date, without `attendance`; writes nothing."""
    about = RuleVersion.objects.about([(RequirementKind.ATTENDANCE, attendance.session.workshop_id)])
    rows = attendance.user.programme_completions.filter(version__in=about)
    return _resting_on(rows, Without(attendance=attendance.pk))


def resting_on_outside(training: OutsideTraining) -> list[Resting]:
    """The same for an accepted outside training."""
    if training.programme_id is None:
        return []
    rows = training.user.programme_completions.filter(programme=training.programme_id)
    return _resting_on(rows, Without(review=training.review.pk))


def unsupported(completion: ProgrammeCompletion) -> Resting | None:
    """`completion`, if it is valid although the evidence that is left does not meet it: it was let stand, or what it
    rested on was taken back elsewhere. None where the evidence meets it, or nobody knows by which rule."""
    found = _read(ProgrammeCompletion.objects.filter(pk=completion.pk), EVERYTHING)
    return next((one for one in found if not one.standing.is_met), None)


def check_verdicts(resting: Sequence[Resting], verdicts: Verdicts) -> None:
    """Raises DutyRefused unless `verdicts` speak of exactly those of `resting` about which there is a choice."""
    if set(verdicts) != {one.completion.pk for one in resting if not one.has_later_cycle}:
        raise DutyRefused("undecided")


def settle_resting(*, resting: Iterable[Resting], verdicts: Verdicts, ruling: Ruling) -> None:
    """Does with `resting` what `verdicts` say, after the evidence was withdrawn. Call it holding the person's locks."""
    for one in resting:
        if verdicts.get(one.completion.pk) == Verdict.VOID:
            _void(one, ruling)
        else:
            _keep(one, ruling)


@transaction.atomic
def void_completion(
    *, completion: ProgrammeCompletion, reason: str, by: User, at: datetime.datetime | None = None
) -> CompletionVoidance:
    """Voids a completion that the evidence does not meet any more: its certificate is revoked, its duty open again.

    Raises DutyRefused for one's own, when it has been voided already, when the evidence that is left still meets it,
    and when a later cycle exists; PermissionError when the person is not in the hands of `by`.
    """
    hold_person(completion.user_id)
    locked = ProgrammeCompletion.objects.select_related("user", "voidance").get(pk=completion.pk)
    if by.pk == locked.user_id:
        raise DutyRefused("own")
    if not user_can_decide_for(by, locked.user):
        raise PermissionError("This person is not the one to decide it.")
    if locked.is_voided:
        raise DutyRefused("voided")
    found = unsupported(locked)
    if found is None:
        raise DutyRefused("still_met")
    return _void(found, Ruling(by, reason, at or timezone.now()))


def hold_person(user_id: int) -> None:
    """Holds a person and their duties, in the order in which everybody does who records or certifies something."""
    User.objects.select_for_update(no_key=True).get(pk=user_id)
    lock_duties([user_id])


def _resting_on(rows: ProgrammeCompletionQuerySet, without: Without) -> list[Resting]:
    """Those of `rows` to which it makes a difference that some evidence is left out."""
    before, after = _read(rows, EVERYTHING), _read(rows, without)
    pairs = zip(before, after, strict=True)
    return [now for then, now in pairs if then.standing.met_at != now.standing.met_at]


def _read(rows: ProgrammeCompletionQuerySet, without: Without) -> list[Resting]:
    """The valid ones among `rows` of one person, each by its own version of the rule and its own cycle."""
    rows = rows.valid().filter(version__isnull=False).select_related("user", "version", "certificate__revocation")
    completions = list(rows.order_by("earned_at", "pk"))
    if not completions:
        return []
    programmes = {row.programme_id for row in completions}
    found = Duty.objects.filter(user=completions[0].user_id, programme__in=programmes).order_by("cycle")
    duties = {(duty.programme_id, duty.cycle): duty for duty in found.select_related("version", "programme")}
    newest = dict(duties.keys())
    own = [duties.get((row.programme_id, row.cycle)) for row in completions]
    asked = [
        Asked(row.user_id, row.programme_id, row.version.rule, duty.evidence_from if duty else None)
        for row, duty in zip(completions, own, strict=True)
    ]
    return [
        Resting(row, standing, duty, _revocable(row), newest.get(row.programme_id, row.cycle) > row.cycle)
        for row, duty, standing in zip(completions, own, read_standings(asked, without=without), strict=True)
    ]


def _revocable(completion: ProgrammeCompletion) -> Certificate | None:
    certificate = getattr(completion, "certificate", None)
    return None if certificate is None or certificate.is_revoked else certificate


def _void(resting: Resting, ruling: Ruling) -> CompletionVoidance:
    if resting.has_later_cycle:
        raise DutyRefused("later_cycle")
    completion, duty = resting.completion, resting.duty
    row = CompletionVoidance.objects.create(
        completion=completion, reason=ruling.reason, voided_by=ruling.by, voided_at=ruling.at
    )
    _record(AuditAction.COMPLETION_VOIDED, completion, ruling)
    # Read afresh: the worker may have issued it since it was looked at.
    for certificate in Certificate.objects.filter(completion=completion, revocation__isnull=True):
        revoke_certificate(certificate=certificate, by=ruling.by, reason=ruling.reason, at=ruling.at)
    if duty is None:
        complete_programmes(user=completion.user, about=RuleVersion.objects.filter(pk=completion.version_id))
    elif duty.is_met:
        reopen_duty(duty=duty, at=ruling.at)
    tell_of_voided(voidance=row, at=ruling.at)
    return row


def _keep(resting: Resting, ruling: Ruling) -> None:
    CompletionKeeping.objects.create(
        completion=resting.completion, reason=ruling.reason, decided_by=ruling.by, decided_at=ruling.at
    )
    _record(AuditAction.COMPLETION_KEPT, resting.completion, ruling)


def _record(action: AuditAction, completion: ProgrammeCompletion, ruling: Ruling) -> None:
    details = {"cycle": completion.cycle, "number": completion.number, "reason": ruling.reason}
    record_event(
        action=action, actor=ruling.by, subject=completion.user, about=completion, details=details, at=ruling.at
    )
