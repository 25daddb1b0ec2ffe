"""What training has people told, in the transaction of what it is about. Everything once, however often it is asked."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from notices.services.telling import Telling, tell_each
from training.change_notices import DueDateMoved, Exempted, ExemptionEnded, RuleChanged
from training.duty_notices import OutsideReviewed
from training.enums import OPEN
from training.honour_notices import CertificateRevoked, CertificateSuperseded, Commended
from training.make_up_notices import AppealDecided, MakeUpCancelled, MakeUpExtended, MakeUpOpened
from training.models import (
    AttendanceWithdrawal,
    Certificate,
    CertificateRevocation,
    CommendationEntry,
    CompletionVoidance,
    DueExtension,
    Exemption,
    ExemptionEnding,
    MakeUp,
    MakeUpAppealDecision,
    MakeUpClosure,
    MakeUpExtension,
    OutsideReview,
    OutsideReviewWithdrawal,
    QuizAttempt,
    SpotCheckDecision,
    SpotCheckMember,
    SpotCheckReview,
)
from training.models.duty import DutyQuerySet
from training.notice_kinds import ResultReady
from training.row_notices import RowKind
from training.spot_notices import SpotCheckDrawn, SpotReviewDecided, SpotReviewOpened
from training.voiding_notices import AcceptanceWithdrawn, AttendanceWithdrawn, CompletionVoided


def tell_of_results(*, attempts: Iterable[QuizAttempt], at: datetime.datetime) -> None:
    """Tells each owner, once, that an attempt which waited for a trainer has its result."""
    tellings = (Telling(one.user_id, str(one.pk), {"attempt": str(one.pk)}) for one in attempts)
    tell_each(kind=ResultReady.key, tellings=tellings, at=at)


def tell_of_outside_review(*, review: OutsideReview, at: datetime.datetime) -> None:
    """Tells the person that somebody has decided about their outside training."""
    telling = Telling(review.training.user_id, f"outside-{review.training_id}", {"training": review.training_id})
    tell_each(kind=OutsideReviewed.key, tellings=[telling], at=at)


def tell_of_opened(*, make_ups: Iterable[MakeUp], at: datetime.datetime) -> None:
    """Make-ups were opened. Fetch their duties beforehand, here and below."""
    _tell(MakeUpOpened, ((one.duty.user_id, one.pk) for one in make_ups), at)


def tell_of_more_time(*, extensions: Iterable[MakeUpExtension], at: datetime.datetime) -> None:
    """The deadlines of make-ups were moved."""
    _tell(MakeUpExtended, ((one.make_up.duty.user_id, one.pk) for one in extensions), at)


def tell_of_cancelled(*, closure: MakeUpClosure, at: datetime.datetime) -> None:
    """Somebody cancelled a make-up."""
    _tell(MakeUpCancelled, [(closure.make_up.duty.user_id, closure.pk)], at)


def tell_of_appeal(*, decision: MakeUpAppealDecision, person: int, at: datetime.datetime) -> None:
    """A report of a technical cause was decided for `person` (an id)."""
    _tell(AppealDecided, [(person, decision.pk)], at)


def tell_of_revoked(*, revocation: CertificateRevocation, at: datetime.datetime) -> None:
    """A certificate was revoked."""
    _tell(CertificateRevoked, [(revocation.certificate.user_id, revocation.pk)], at)


def tell_of_superseded(*, certificate: Certificate, at: datetime.datetime) -> None:
    """`certificate` took the place of an older one."""
    _tell(CertificateSuperseded, [(certificate.user_id, certificate.pk)], at)


def tell_of_voided(*, voidance: CompletionVoidance, at: datetime.datetime) -> None:
    """A completion was voided."""
    _tell(CompletionVoided, [(voidance.completion.user_id, voidance.pk)], at)


def tell_of_withdrawn_attendance(*, withdrawal: AttendanceWithdrawal, at: datetime.datetime) -> None:
    """An attendance was withdrawn."""
    _tell(AttendanceWithdrawn, [(withdrawal.attendance.user_id, withdrawal.pk)], at)


def tell_of_withdrawn_review(*, withdrawal: OutsideReviewWithdrawal, at: datetime.datetime) -> None:
    """The acceptance of an outside training was taken back."""
    _tell(AcceptanceWithdrawn, [(withdrawal.review.training.user_id, withdrawal.pk)], at)


def tell_of_drawn(*, members: Iterable[SpotCheckMember], at: datetime.datetime) -> None:
    """Chance drew these people."""
    _tell(SpotCheckDrawn, ((one.user_id, one.pk) for one in members), at)


def tell_of_review(*, review: SpotCheckReview, at: datetime.datetime) -> None:
    """A review was opened."""
    _tell(SpotReviewOpened, [(review.member.user_id, review.pk)], at)


def tell_of_decision(*, decision: SpotCheckDecision, at: datetime.datetime) -> None:
    """A review was decided."""
    _tell(SpotReviewDecided, [(decision.review.member.user_id, decision.pk)], at)


def tell_of_commended(*, entries: Iterable[CommendationEntry], at: datetime.datetime) -> None:
    """A notice names these people; departments are told by the notice itself."""
    named = ((one.nomination.user_id, one.pk) for one in entries if one.nomination.user_id is not None)
    _tell(Commended, named, at)


def tell_of_moved_dates(*, extensions: Iterable[DueExtension], at: datetime.datetime) -> None:
    """Due dates were moved."""
    _tell(DueDateMoved, ((one.duty.user_id, one.pk) for one in extensions), at)


def tell_of_exemption(*, exemption: Exemption, at: datetime.datetime) -> None:
    """Somebody is exempt."""
    _tell(Exempted, [(exemption.user_id, exemption.pk)], at)


def tell_of_ended_exemption(*, ending: ExemptionEnding, at: datetime.datetime) -> None:
    """An exemption was ended."""
    _tell(ExemptionEnded, [(ending.exemption.user_id, ending.pk)], at)


def tell_of_rule(*, duties: DutyQuerySet, version: int, at: datetime.datetime) -> None:
    """The version with this number holds for `duties` now; those of whom nothing is asked are not told."""
    rows = duties.with_status(timezone.localdate(at)).filter(status__in=OPEN, user__is_active=True)
    tellings = (
        Telling(user, f"duty-{pk}-rule-{version}", {"duty": pk, "version": version})
        for pk, user in rows.values_list("pk", "user").iterator(chunk_size=2_000)
    )
    tell_each(kind=RuleChanged.key, tellings=tellings, at=at)


def _tell(kind: type[RowKind], rows: Iterable[tuple[int, int]], at: datetime.datetime) -> None:
    """Tells people (ids) of rows (ids)."""
    tellings = (Telling(person, f"row-{pk}", {"row": pk}) for person, pk in rows)
    tell_each(kind=kind.key, tellings=tellings, at=at)
