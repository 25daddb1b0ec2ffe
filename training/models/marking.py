"""What trainers decide when two markings of a short answer lie far apart."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .attempt import Answer


class MarkingDecision(models.Model):
    """Whether the mean of two markings that lie far apart counts, or a third trainer marks. Never changed."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="marking_decision")
    wants_third = models.BooleanField(_("a third trainer marks"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("decision on markings")
        verbose_name_plural = _("decisions on markings")
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return str(self.answer)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A decision is a record.")
        super().save(*args, **kwargs)
