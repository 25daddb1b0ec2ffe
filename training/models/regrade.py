"""Regrades: what was marked anew, by whom and why. An append-only ledger."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .attempt import Answer
from .bank import Question, QuestionVersion


class Regrade(models.Model):
    """A signed decision to mark the answers to one version of a question anew. Never changed.

    `signature` is the signer's name at that time. With `only_raise` nobody loses a mark.
    """

    class Mode(models.TextChoices):
        CORRECTED_KEY = "corrected_key", _("By the corrected key")
        BOTH_KEYS = "both_keys", _("By either key, whichever earns more")
        FULL_CREDIT = "full_credit", _("Full mark for everybody")
        DROPPED = "dropped", _("Leave the question out")

    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="regrades", verbose_name=_("question")
    )
    shown = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("version that was asked")
    )
    corrected = models.ForeignKey(
        QuestionVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version with the corrected key"),
    )
    mode = models.CharField(_("mode"), max_length=20, choices=Mode)
    only_raise = models.BooleanField(_("only raise"), default=True)
    reason = models.TextField(_("reason"), max_length=1000)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signature = models.CharField(_("signature"), max_length=100)
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)

    class Meta:
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        ordering = ["-signed_at"]

    def __str__(self) -> str:
        return f"{self.question} · {self.get_mode_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A regrade is a record: file another one instead.")
        super().save(*args, **kwargs)


class MarkChange(models.Model):
    """One mark before and after a regrade, with the result of its attempt before and after. Never changed.

    `after` is None where the question was left out. `needs_decision`: the person would lose a pass; that is not done by
    the regrade but decided by a person (semantics, 19).
    """

    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, related_name="changes")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="mark_changes")
    before = models.DecimalField(_("before"), max_digits=4, decimal_places=3)
    after = models.DecimalField(_("after"), max_digits=4, decimal_places=3, null=True)
    points_before = models.DecimalField(max_digits=7, decimal_places=3)
    points_after = models.DecimalField(max_digits=7, decimal_places=3)
    passed_before = models.BooleanField()
    passed_after = models.BooleanField()
    needs_decision = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("change of a mark")
        verbose_name_plural = _("changes of marks")
        ordering = ["regrade", "pk"]
        constraints = [models.UniqueConstraint(name="one_change_of_each_answer", fields=["regrade", "answer"])]

    def __str__(self) -> str:
        return f"{self.regrade} · {self.answer}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A change of a mark is a record.")
        super().save(*args, **kwargs)
