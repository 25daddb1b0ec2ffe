"""Regrades: what was marked anew, by whom and why, and what people decided about passes. An append-only ledger."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.enums import RegradeMode

from .attempt import Answer
from .bank import Question, QuestionVersion


class Regrade(models.Model):
    """A signed decision to mark the answers to one version of a question anew. Never changed.

    `signature` is the signer's name at that time. With `only_raise` nobody loses a mark.
    """

    Mode = RegradeMode

    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="regrades", verbose_name=_("question")
    )
    shown = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="regrades", verbose_name=_("version that was asked")
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


class MarkChangeQuerySet(models.QuerySet):
    def to_be_decided(self) -> "MarkChangeQuerySet":
        """Those that would take a pass, on which nobody has decided and which no later regrade has overtaken."""
        later = MarkChange.objects.filter(answer=OuterRef("answer"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), needs_decision=True, decision=None)


class MarkChange(models.Model):
    """One mark before and after a regrade, with the result of its attempt before and after. Never changed.

    `before` is None where no mark had been given or the question was left out, `after` where it is left out. Results
    are None while a trainer still has to mark something else. With `needs_decision` the person would lose a pass:
    the regrade changes nothing then, a person decides (semantics, 19).
    """

    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, related_name="changes")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="mark_changes")
    before = models.DecimalField(_("before"), max_digits=4, decimal_places=3, null=True)
    after = models.DecimalField(_("after"), max_digits=4, decimal_places=3, null=True)
    points_before = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    points_after = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    maximum_before = models.PositiveIntegerField(null=True)
    maximum_after = models.PositiveIntegerField(null=True)
    passed_before = models.BooleanField(null=True)
    passed_after = models.BooleanField(null=True)
    needs_decision = models.BooleanField(default=False)

    objects = MarkChangeQuerySet.as_manager()

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


class PassDecision(models.Model):
    """What a person decided about a pass that a regrade would have taken. Never changed."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("The pass stays")
        WITHDRAWN = "withdrawn", _("The pass is withdrawn")

    change = models.OneToOneField(MarkChange, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=20, choices=Outcome)
    reason = models.TextField(_("reason"), max_length=1000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("decision on a pass")
        verbose_name_plural = _("decisions on passes")
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return f"{self.change} · {self.get_outcome_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A decision is a record.")
        super().save(*args, **kwargs)
