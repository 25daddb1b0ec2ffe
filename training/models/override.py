"""How an override of a quiz ends."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .quiz import QuizOverride


class OverrideWithdrawal(models.Model):
    """Who withdrew an override and when. What it had given until then stays given. Never changed."""

    override = models.OneToOneField(QuizOverride, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), default=timezone.now)

    class Meta:
        verbose_name = _("withdrawal of an override")
        verbose_name_plural = _("withdrawals of overrides")
        ordering = ["-withdrawn_at"]

    def __str__(self) -> str:
        return str(self.override)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A withdrawal is a record.")
        super().save(*args, **kwargs)
