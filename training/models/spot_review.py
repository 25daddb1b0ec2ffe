"""What follows from a spot check for one person: what was found, what they say, what was decided. Append-only."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.enums import ReviewCause, ReviewOutcome

from .record import Record
from .spot_check import SpotCheck, SpotCheckMember

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from cadres.models import User


class SpotCheckReviewQuerySet(models.QuerySet):
    def open(self) -> "SpotCheckReviewQuerySet":
        """Those that nobody has decided."""
        return self.filter(decision__isnull=True)

    def visible_to(self, user: "User | AnonymousUser") -> "SpotCheckReviewQuerySet":
        """Those of the people whose result `user` may see. Twin of `user_can_view_spot_review`."""
        return self.filter(member__in=SpotCheckMember.objects.visible_to(user).values("pk"))

    def decidable_by(self, user: "User | AnonymousUser") -> "SpotCheckReviewQuerySet":
        """Those that `user` may decide: keepers of the check, never about themselves. Twin of
        `user_can_decide_spot_review`."""
        kept = SpotCheck.objects.kept_by(user)
        return self.filter(member__spot_check__in=kept.values("pk")).exclude(member__user=user.pk)


class SpotCheckReview(Record):
    """A look at one person's result. Opened by the portal (`opened_by` is None) or by a keeper. Never changed.

    `score` and `pass_mark` are percent, as the attempt had them when the review was opened.
    """

    member = models.OneToOneField(SpotCheckMember, on_delete=models.PROTECT, related_name="review")
    cause = models.CharField(_("cause"), max_length=20, choices=ReviewCause)
    found = models.TextField(_("what was found"), max_length=1000, blank=True)
    score = models.DecimalField(_("result"), max_digits=4, decimal_places=1, null=True, blank=True)
    pass_mark = models.PositiveSmallIntegerField(_("line"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)

    objects = SpotCheckReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of a spot check")
        verbose_name_plural = _("reviews of spot checks")
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                name="hand_made_review_says_what_was_found",
                condition=Q(opened_by__isnull=True) | ~Q(found=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_cause_display()}"

    @property
    def is_open(self) -> bool:
        return not hasattr(self, "decision")


class SpotCheckStatement(Record):
    """What the person says about a review. Never changed; one may say more."""

    review = models.ForeignKey(SpotCheckReview, on_delete=models.PROTECT, related_name="statements")
    text = models.TextField(_("what you say about it"), max_length=2000)
    said_at = models.DateTimeField(_("said at"), default=timezone.now)

    class Meta:
        verbose_name = _("statement about a review")
        verbose_name_plural = _("statements about reviews")
        ordering = ["said_at", "pk"]

    def __str__(self) -> str:
        return str(self.review)


class SpotCheckDecision(Record):
    """How a review ends. It takes nothing that was earned; make-up training is suggested, not ordered, here."""

    review = models.OneToOneField(SpotCheckReview, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=20, choices=ReviewOutcome)
    reason = models.TextField(_("reason"), max_length=1000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("decision on a review")
        verbose_name_plural = _("decisions on reviews")
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return f"{self.review} · {self.get_outcome_display()}"
