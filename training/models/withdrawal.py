"""Assignments that were taken back."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .programme import Programme


class AssignmentWithdrawal(models.Model):
    """An assignment that somebody took back, and why. `whom` is whom it reached, in words of that day.

    The assignment itself is gone; the claims that it made stay, and name this row.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="withdrawals")
    whom = models.CharField(_("assigned to"), max_length=500)
    reason = models.CharField(_("reason"), max_length=300)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), default=timezone.now)

    class Meta:
        verbose_name = _("assignment that was taken back")
        verbose_name_plural = _("assignments that were taken back")
        ordering = ["-withdrawn_at"]

    def __str__(self) -> str:
        return f"{self.programme} · {self.whom}"
