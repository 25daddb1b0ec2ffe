"""Certificates: issuing, numbering and revoking them. Safe to call again at any time."""

import datetime
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.module_loading import import_string

from cadres.models import User
from training.certificate_facts import PURPOSE, mask_number
from training.errors import CertificationRefused
from training.models import (
    Certificate,
    CertificateCounter,
    CertificateRevocation,
    CompletionVoidance,
    Duty,
    ProgrammeCompletion,
)
from training.permissions import user_can_keep_bank, user_can_revoke_certificate
from training.services.telling import tell_of_revoked, tell_of_superseded
from training.signing import key_id_of, sign
from training.signing_keys import signing_key

#: 128 bits, which nobody guesses (OWASP ASVS 11.5.1).
CODE_BYTES = 16


@transaction.atomic
def issue_certificate(
    *, completion: ProgrammeCompletion, valid_until: datetime.date | None = None, at: datetime.datetime | None = None
) -> Certificate:
    """The certificate of `completion`, issued now if there is none yet; whatever became of it, there is no second one.

    An earlier certificate of the same person and programme is superseded. Raises CertificationRefused when a later
    completion has its certificate already, and for a completion that was voided. `valid_until` is the last good day.
    """
    # Two tasks that issue for one person wait here for each other.
    holder = User.objects.select_for_update(no_key=True).get(pk=completion.user_id)
    issued = Certificate.objects.filter(completion=completion).first()
    if issued is not None:
        return issued
    if CompletionVoidance.objects.filter(completion=completion).exists():
        raise CertificationRefused("voided")
    earlier = _earlier(completion)
    certificate = _fill(completion, holder, valid_until, at or timezone.now())
    certificate.supersedes = earlier
    _number(certificate)
    key = signing_key()
    certificate.key_id = key_id_of(key.public_key())
    certificate.token = sign(certificate.facts.to_payload(), purpose=PURPOSE, key=key)
    certificate.save()
    if earlier is not None:
        tell_of_superseded(certificate=certificate, at=certificate.issued_at)
    return certificate


def issue_certificates(*, at: datetime.datetime | None = None) -> int:
    """Issues for every completion that earned a certificate and has none, in the order in which they were earned.

    Each is valid as long as the rule says. Returns how many were issued.
    """
    duty = Duty.objects.filter(user=OuterRef("user"), programme=OuterRef("programme"), cycle=OuterRef("cycle"))
    waiting = ProgrammeCompletion.objects.valid().filter(certificate__isnull=True, programme__issues_certificate=True)
    rows = waiting.annotate(duty_until=Subquery(duty.values("valid_until")[:1])).select_related("version")
    count = 0
    for completion in rows.order_by("earned_at", "pk").iterator(chunk_size=500):
        try:
            issue_certificate(completion=completion, valid_until=_valid_until(completion), at=at)
        except CertificationRefused:
            continue
        count += 1
    return count


def _valid_until(completion: ProgrammeCompletion) -> datetime.date | None:
    """The last good day: that of the duty, which knows what it renews; without one by the rule alone."""
    if completion.duty_until is not None or completion.version is None:
        return completion.duty_until
    return completion.version.rule.validity.until(timezone.localdate(completion.earned_at))


def revoke_certificate(
    *, certificate: Certificate, by: User, reason: str, at: datetime.datetime | None = None
) -> CertificateRevocation:
    """Revokes `certificate` for good. Revoking twice is revoking once: the first reason stands.

    Raises PermissionError for who may not, and CertificationRefused without a reason.
    """
    if not user_can_revoke_certificate(by, certificate):
        raise PermissionError("This person is not the one to revoke it.")
    if not reason.strip():
        raise CertificationRefused("no_reason")
    with transaction.atomic():
        Certificate.objects.select_for_update(of=("self",), no_key=True).get(pk=certificate.pk)
        revocation, _is_new = CertificateRevocation.objects.get_or_create(
            certificate=certificate,
            defaults={"revoked_by": by, "reason": reason.strip(), "revoked_at": at or timezone.now()},
        )
        tell_of_revoked(revocation=revocation, at=revocation.revoked_at)
        return revocation


def certificates_revocable_by(user: User) -> QuerySet[Certificate]:
    """What `user` may revoke, revoked already or not. Twin of `user_can_revoke_certificate`."""
    if not user_can_keep_bank(user):
        return Certificate.objects.none()
    people = User.objects.visible_to(user).exclude(pk=user.pk)
    return Certificate.objects.filter(user__in=people.values("pk"))


def _earlier(completion: ProgrammeCompletion) -> Certificate | None:
    """The newest certificate of the same person and programme, which the new one follows."""
    same = Certificate.objects.filter(user=completion.user_id, programme=completion.programme_id)
    rows = same.filter(superseded_by__isnull=True).select_related("completion__voidance")
    newest = rows.order_by("-earned_at", "-pk").first()
    if newest is not None and newest.earned_at > completion.earned_at and not newest.completion.is_voided:
        raise CertificationRefused("overtaken")
    return newest


def _fill(
    completion: ProgrammeCompletion, holder: User, valid_until: datetime.date | None, at: datetime.datetime
) -> Certificate:
    """The certificate but for number and signature: names as they are today, evidence as it was recorded."""
    posting = holder.postings.current().primary().select_related("department").first()
    return Certificate(
        completion=completion,
        user=holder,
        programme_id=completion.programme_id,
        code=secrets.token_urlsafe(CODE_BYTES),
        organisation=import_string(settings.CERTIFICATE_ORGANISATION)(),
        holder_name=holder.name,
        masked_staff_number=mask_number(holder.staff_number),
        department_name=posting.department.name if posting else "",
        programme_title=completion.programme_title,
        requirements=[{key: one.get(key) for key in ("title", "content_version")} for one in completion.required],
        hours=completion.hours,
        earned_at=completion.earned_at,
        issued_at=at,
        valid_until=valid_until,
    )


def _number(certificate: Certificate) -> None:
    """Takes the next number of the year. A number that is not used after all goes back with the transaction."""
    year = timezone.localtime(certificate.issued_at).year
    CertificateCounter.objects.get_or_create(year=year)
    counter = CertificateCounter.objects.select_for_update().get(year=year)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    certificate.year, certificate.number = year, counter.last_number
    certificate.serial = f"{settings.CERTIFICATE_MARK}〔{year}〕第{counter.last_number:06}号"
