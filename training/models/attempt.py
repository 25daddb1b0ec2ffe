"""What a person was asked and what they answered. Kept for ever."""

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.charts import Ring
from training.enums import MultipleMarking

from .bank import QuestionVersion

if TYPE_CHECKING:
    from cadres.models import User


class QuizAttemptQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "QuizAttemptQuerySet":
        """The attempts whose questions and answers `user` may see: their own. Twin of `user_can_view_attempt`."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(user=user)

    def open(self) -> "QuizAttemptQuerySet":
        return self.filter(submitted_at__isnull=True)


class QuizAttempt(models.Model):
    """One sitting of one quiz by one person, from start to result.

    Title, pass mark and marking rule are copied at the start, so that a later edit changes no finished result.
    `points` and `maximum` count one for each question; `content_version` is the id of the quiz page's live revision.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quiz_attempts")
    quiz = models.ForeignKey("training.QuizPage", on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(_("attempt number"))
    quiz_title = models.CharField(_("quiz"), max_length=255)
    content_version = models.PositiveBigIntegerField(_("content version"), null=True)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark"))
    multiple_marking = models.CharField(_("marking of multiple choice"), max_length=20, choices=MultipleMarking)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=3, null=True, blank=True)
    maximum = models.PositiveIntegerField(_("maximum points"))
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    receipt = models.CharField(_("receipt code"), max_length=16, blank=True)

    objects = QuizAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("quiz attempt")
        verbose_name_plural = _("quiz attempts")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_attempt", fields=["user", "quiz"], condition=Q(submitted_at__isnull=True)
            ),
            models.UniqueConstraint(name="unique_attempt_number", fields=["user", "quiz", "number"]),
            models.CheckConstraint(
                name="submitted_attempt_has_result",
                condition=Q(submitted_at__isnull=True, points__isnull=True, passed__isnull=True)
                | Q(submitted_at__isnull=False, points__isnull=False, passed__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.quiz_title} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None

    @property
    def score(self) -> Decimal | None:
        """The result in percent with one decimal, rounded down so that 59.96 does not read as a pass at 60."""
        if self.points is None or not self.maximum:
            return None
        return (self.points * 1000 // self.maximum) / 10

    @property
    def ring(self) -> Ring:
        """The result in whole percent, as components/chart_ring.html draws it."""
        return Ring(int(self.score or 0), 100)


class Answer(models.Model):
    """One question of an attempt: the version that was shown, the order of its choices, and what was chosen.

    `option_order` and `chosen` hold ids of `Choice`. `sequence` is the number of the last saved change as the
    browser counted it; `mark` is between 0 and 1 and filled on submission.
    """

    attempt = models.ForeignKey(QuizAttempt, on_delete=models.PROTECT, related_name="answers")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField(_("position"))
    option_order = models.JSONField(_("order of choices"), default=list)
    chosen = models.JSONField(_("chosen"), default=list)
    sequence = models.PositiveBigIntegerField(_("sequence"), default=0)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    mark = models.DecimalField(_("mark"), max_digits=4, decimal_places=3, null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(name="unique_answer_position", fields=["attempt", "position"]),
            models.UniqueConstraint(name="unique_answer_question", fields=["attempt", "version"]),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} · {self.position}"
