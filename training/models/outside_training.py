"""Training that a person took elsewhere, and the one review that decides whether it counts."""

import secrets
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cadres.enums import Role

from .programme import Programme

if TYPE_CHECKING:
    from cadres.models import User


def proof_storage() -> Storage:
    """Where proofs lie: no address leads there."""
    return storages["proofs"]


def proof_path(training: "OutsideTraining", file_name: str) -> str:
    """A name that nobody guesses; of the given one only the ending stays, which the form has checked."""
    return f"{secrets.token_urlsafe(24)}{PurePath(file_name).suffix.lower()}"


class OutsideTrainingQuerySet(models.QuerySet):
    def waiting(self) -> "OutsideTrainingQuerySet":
        """Those that nobody has reviewed or withdrawn."""
        return self.filter(review__isnull=True, withdrawal__isnull=True)

    def standing(self) -> "OutsideTrainingQuerySet":
        """Those that count or may come to count: waiting, or accepted."""
        over = Q(is_accepted=False) | Q(withdrawal__isnull=False)
        reviews = OutsideReview.objects.filter(over, training=OuterRef("pk"))
        return self.filter(~Exists(reviews), withdrawal__isnull=True)

    def accepted(self) -> "OutsideTrainingQuerySet":
        """Those that count."""
        return self.filter(review__in=OutsideReview.objects.counting().values("pk"))

    def with_all(self) -> "OutsideTrainingQuerySet":
        """With the rows that a page about it names."""
        return self.select_related(
            "user", "programme", "review__reviewed_by", "review__withdrawal__withdrawn_by", "withdrawal"
        )

    def visible_to(self, user: "User") -> "OutsideTrainingQuerySet":
        """The own ones, those of people whom `user` sees, and all for auditors.

        Twin of `user_can_view_outside_training`.
        """
        from cadres.models import User

        if user.is_active and Role.AUDITOR in user.roles:
            return self
        return self.filter(user__in=User.objects.visible_to(user).values("pk"))

    def reviewable_by(self, user: "User") -> "OutsideTrainingQuerySet":
        """Those that wait and are for `user` to decide. Twin of `user_can_review_outside_training`."""
        from cadres.models import User

        if not (user.is_active and user.has_perm("training.change_programme")):
            return self.none()
        return self.waiting().filter(user__in=User.objects.visible_to(user).values("pk")).exclude(user=user.pk)

    def kept_by(self, user: "User") -> "OutsideTrainingQuerySet":
        """Those whose acceptance `user` may take back. Twin of `user_can_withdraw_review`."""
        from cadres.models import User

        if not (user.is_active and user.has_perm("training.change_programme")):
            return self.none()
        return self.accepted().filter(user__in=User.objects.visible_to(user).values("pk")).exclude(user=user.pk)


class OutsideTraining(models.Model):
    """What a person says they learned elsewhere. Never changed: a mistake is withdrawn and claimed anew.

    With a programme and the `requirement` (its key in the rule) it is claimed in place of that requirement; without,
    for its hours alone.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="outside_trainings")
    title = models.CharField(_("what it was"), max_length=200)
    organiser = models.CharField(_("who organised it"), max_length=200)
    began_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"))
    hours = models.DecimalField(
        _("hours"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(999)]
    )
    proof = models.FileField(_("proof"), storage=proof_storage, upload_to=proof_path, max_length=200)
    proof_name = models.CharField(_("name of the file"), max_length=200)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="outside_trainings"
    )
    requirement = models.CharField(_("requirement"), max_length=60, blank=True)
    requirement_title = models.CharField(_("requirement"), max_length=255, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"), default=timezone.now)

    objects = OutsideTrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("outside training")
        verbose_name_plural = _("outside trainings")
        ordering = ["-claimed_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="outside_training_ends_after_start", condition=Q(ended_on__gte=F("began_on")))
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.title}"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has reviewed or withdrawn it."""
        return not hasattr(self, "review") and not self.is_withdrawn

    @property
    def is_counting(self) -> bool:
        """Whether it was accepted and nobody has taken that back."""
        return hasattr(self, "review") and self.review.is_counting


class OutsideWithdrawal(models.Model):
    """A claim that the person took back before anybody reviewed it."""

    training = models.OneToOneField(OutsideTraining, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), default=timezone.now)

    class Meta:
        verbose_name = _("withdrawal of a claim")
        verbose_name_plural = _("withdrawals of claims")
        ordering = ["-withdrawn_at"]

    def __str__(self) -> str:
        return str(self.training)


class OutsideReviewQuerySet(models.QuerySet):
    def counting(self) -> "OutsideReviewQuerySet":
        """Those that accepted something, and that nobody has withdrawn."""
        return self.filter(is_accepted=True, withdrawal__isnull=True)


class OutsideReview(models.Model):
    """The one review of a claim. Accepted, it is evidence from the last day of the training on."""

    training = models.OneToOneField(OutsideTraining, on_delete=models.PROTECT, related_name="review")
    is_accepted = models.BooleanField(_("accepted"))
    hours = models.DecimalField(_("hours that count"), max_digits=5, decimal_places=2, default=0)
    reason = models.CharField(_("reason"), max_length=300)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), default=timezone.now)

    objects = OutsideReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of outside training")
        verbose_name_plural = _("reviews of outside training")
        ordering = ["-reviewed_at"]

    def __str__(self) -> str:
        return str(self.training)

    @property
    def is_counting(self) -> bool:
        """Whether it accepted something and nobody has withdrawn it."""
        return self.is_accepted and not hasattr(self, "withdrawal")


class OutsideReviewWithdrawal(models.Model):
    """An acceptance that was given by mistake: neither hours nor evidence any more. The claim may be made anew."""

    review = models.OneToOneField(OutsideReview, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=300)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), default=timezone.now)

    class Meta:
        verbose_name = _("withdrawal of an acceptance")
        verbose_name_plural = _("withdrawals of acceptances")
        ordering = ["-withdrawn_at"]

    def __str__(self) -> str:
        return str(self.review)
