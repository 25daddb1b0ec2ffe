"""New rounds of a quiz for one person."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .duty import Duty
from .quiz import QuizPage

if TYPE_CHECKING:
    from cadres.models import User


class QuizCycleQuerySet(models.QuerySet):
    def current(self, *, user: "User", quiz: QuizPage) -> int:
        """The number of the cycle that is open now for `user` at `quiz`."""
        return self.filter(user=user, quiz=quiz).aggregate(newest=Max("number"))["newest"] or 1


class QuizCycle(models.Model):
    """Somebody may take a quiz anew with all attempts, because a duty began again or a make-up asks for it.

    Attempts carry the number of their cycle; 1 is the time before any of these rows.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quiz_cycles")
    quiz = models.ForeignKey(QuizPage, on_delete=models.PROTECT, related_name="cycles")
    number = models.PositiveSmallIntegerField(_("cycle"))
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="quiz_cycles")
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)

    objects = QuizCycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("cycle of a quiz")
        verbose_name_plural = _("cycles of quizzes")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="unique_quiz_cycle", fields=["user", "quiz", "number"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.quiz} · {self.number}"


def current_cycles(cycles: QuerySet[QuizCycle]) -> dict[tuple[int, int], int]:
    """The number of the newest cycle by (user, quiz); pairs without a row are in cycle 1."""
    rows = cycles.order_by().values_list("user_id", "quiz_id").annotate(newest=Max("number"))
    return {(user, quiz): newest for user, quiz, newest in rows}
