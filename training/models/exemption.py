"""Exemptions from a programme."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .programme import Programme


class ExemptionQuerySet(models.QuerySet):
    def standing(self) -> "ExemptionQuerySet":
        """Those that were not ended on the very day they began or before."""
        return self.filter(Q(ending__isnull=True) | Q(ending__last_day__gte=F("effective_from")))


class Exemption(models.Model):
    """A person need not meet a programme for some time: why, by whose approval, on what proof (semantics 10).

    Both days are included; without a last one it lasts. Never changed: an ending is a row of its own.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exemptions", verbose_name=_("person")
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="exemptions")
    reason = models.CharField(_("reason"), max_length=300)
    proof = models.CharField(_("proof"), max_length=300, help_text=_("Which document shows it, and where it is kept."))
    effective_from = models.DateField(_("from"))
    effective_until = models.DateField(_("to"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), default=timezone.now)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["-effective_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="exemption_ends_after_start",
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.programme}"

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it holds; None when it lasts."""
        ending = getattr(self, "ending", None)
        days = [day for day in (self.effective_until, ending.last_day if ending else None) if day is not None]
        return min(days, default=None)


class ExemptionEnding(models.Model):
    """An exemption was ended early. `last_day` is the last on which it holds."""

    exemption = models.OneToOneField(Exemption, on_delete=models.PROTECT, related_name="ending")
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=300)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended at"), default=timezone.now)

    class Meta:
        verbose_name = _("ending of an exemption")
        verbose_name_plural = _("endings of exemptions")
        ordering = ["-ended_at"]

    def __str__(self) -> str:
        return str(self.exemption)
