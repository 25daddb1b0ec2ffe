"""A certificate for everybody who finished the programme, one of them revoked."""

import datetime

from django.utils import timezone

from cadres.models import User
from training.models import Certificate, ProgrammeCompletion
from training.services.certification import (
    certificates_revocable_by,
    issue_certificate,
    revoke_certificate,
)

#: The third, so that the newest ones hold.
REVOKED = 2
REASON = "经复核，其中一门课程的测验不是本人作答，证书撤销。本人重新学习并通过后，另行发证。"


def load_certificates(*, revoked_by: User, now: datetime.datetime) -> None:
    """Issues each an hour after it was earned, in that order, so that the numbers follow the days."""
    for completion in ProgrammeCompletion.objects.order_by("earned_at", "user__staff_number"):
        valid_until = completion.version.rule.validity.until(timezone.localdate(completion.earned_at))
        at = min(completion.earned_at + datetime.timedelta(hours=1), now)
        issue_certificate(completion=completion, valid_until=valid_until, at=at)
    revocable = certificates_revocable_by(revoked_by).order_by("year", "number")[REVOKED : REVOKED + 1]
    for certificate in revocable:
        revoke_certificate(certificate=certificate, by=revoked_by, reason=REASON, at=_some_days_later(certificate, now))


def _some_days_later(certificate: Certificate, now: datetime.datetime) -> datetime.datetime:
    return min(certificate.issued_at + datetime.timedelta(days=9), now)
