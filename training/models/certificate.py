"""Certificates: what was certified about a person, numbered, signed and never changed afterwards."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.enums import Role
from cadres.models import User
from training.certificate_facts import CertificateFacts, Requirement
from training.enums import CertificateState

from .completion import ProgrammeCompletion
from .programme import Programme


class CertificateCounter(models.Model):
    """The last number that was given in a year. Locked while a number is taken, so that none is left out or doubled."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("counter of certificates")
        verbose_name_plural = _("counters of certificates")

    def __str__(self) -> str:
        return f"{self.year}: {self.last_number}"


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "CertificateQuerySet":
        """Those that `user` may see. Twin of `user_can_view_certificate`."""
        if user.is_active and Role.AUDITOR in user.roles:
            return self
        return self.filter(user__in=User.objects.visible_to(user).values("pk"))

    def with_state(self) -> "CertificateQuerySet":
        """With what the state of each depends on, in one query."""
        return self.select_related("user", "revocation__revoked_by", "superseded_by", "supersedes")

    def in_state(self, state: str, on: datetime.date | None = None) -> "CertificateQuerySet":
        """Those in `state` on a day (today, if not given). The same order of questions as `Certificate.state`."""
        is_expired = Q(valid_until__lt=on or timezone.localdate())
        if state == CertificateState.REVOKED:
            return self.filter(revocation__isnull=False)
        standing = self.filter(revocation__isnull=True)
        if state == CertificateState.SUPERSEDED:
            return standing.filter(superseded_by__isnull=False)
        latest = standing.filter(superseded_by__isnull=True)
        return latest.filter(is_expired) if state == CertificateState.EXPIRED else latest.exclude(is_expired)

    def matching(self, text: str) -> "CertificateQuerySet":
        """Those whose number, code, programme or holder is meant by `text`."""
        wanted = text.strip()
        if not wanted:
            return self
        people = User.objects.matching(wanted).values("pk")
        named = Q(serial__icontains=wanted) | Q(holder_name__icontains=wanted) | Q(programme_title__icontains=wanted)
        return self.filter(named | Q(code=wanted) | Q(user__in=people))


class Certificate(models.Model):
    """What was certified about one completion of a programme, as it was printed on that day. The row never changes.

    `code` is the random part of the public address (128 bits), `token` the signed text of the QR code, by the key
    `key_id`. `requirements` lists title and content version of each course. `valid_until` is the last good day.
    """

    completion = models.OneToOneField(ProgrammeCompletion, on_delete=models.PROTECT, related_name="certificate")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("cadre")
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="certificates")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number in the year"))
    serial = models.CharField(_("certificate number"), max_length=60, unique=True)
    code = models.CharField(_("verification code"), max_length=32, unique=True)
    organisation = models.CharField(_("organisation"), max_length=100)
    holder_name = models.CharField(_("name of the holder"), max_length=60)
    masked_staff_number = models.CharField(_("staff number, masked"), max_length=32)
    department_name = models.CharField(_("department"), max_length=100, blank=True)
    programme_title = models.CharField(_("programme"), max_length=200)
    requirements = models.JSONField(_("what was required"), default=list)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=2)
    earned_at = models.DateTimeField(_("earned at"))
    issued_at = models.DateTimeField(pgettext_lazy("certificate", "issued at"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    key_id = models.CharField(_("signing key"), max_length=16)
    token = models.TextField(_("signed text"))

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(name="one_certificate_number", fields=["year", "number"]),
            models.CheckConstraint(name="certificate_number_counts_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return self.serial

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A certificate is a record.")
        super().save(*args, **kwargs)

    @property
    def facts(self) -> CertificateFacts:
        """Every printed fact, as the columns have it."""
        return CertificateFacts(
            serial=self.serial,
            code=self.code,
            organisation=self.organisation,
            holder_name=self.holder_name,
            staff_number=self.masked_staff_number,
            department=self.department_name,
            programme=self.programme_title,
            requirements=tuple(Requirement(one["title"], one["content_version"]) for one in self.requirements),
            hours=f"{self.hours.normalize():f}",
            earned_on=timezone.localdate(self.earned_at),
            issued_on=timezone.localdate(self.issued_at),
            valid_until=self.valid_until,
        )

    @property
    def is_revoked(self) -> bool:
        return hasattr(self, "revocation")

    @property
    def is_superseded(self) -> bool:
        return hasattr(self, "superseded_by")

    def state_on(self, day: datetime.date) -> CertificateState:
        """How it stands: a revocation weighs more than a successor, and that more than the date."""
        if self.is_revoked:
            return CertificateState.REVOKED
        if self.is_superseded:
            return CertificateState.SUPERSEDED
        return CertificateState.EXPIRED if self.facts.is_expired(day) else CertificateState.VALID

    @property
    def state(self) -> CertificateState:
        """How it stands today."""
        return self.state_on(timezone.localdate())

    @property
    def holds(self) -> bool:
        """Whether it may be relied on today."""
        return self.state == CertificateState.VALID

    @property
    def may_be_printed(self) -> bool:
        """A revoked one is not handed out again."""
        return not self.is_revoked


class CertificateRevocation(models.Model):
    """Who revoked a certificate, when and why. Never changed and never taken back."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="revocation")
    reason = models.TextField(_("reason"), max_length=1000)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("revoked by")
    )
    revoked_at = models.DateTimeField(_("revoked at"), default=timezone.now)

    class Meta:
        verbose_name = _("revocation of a certificate")
        verbose_name_plural = _("revocations of certificates")
        ordering = ["-revoked_at"]

    def __str__(self) -> str:
        return str(self.certificate)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A revocation is a record.")
        super().save(*args, **kwargs)
