"""What a person was asked and what they answered. Kept for ever."""

import datetime
import math
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.charts import Ring
from training.enums import AttemptMode, MultipleMarking
from training.terms import GRACE

from .bank import QuestionVersion

if TYPE_CHECKING:
    from cadres.models import User


class QuizAttemptQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "QuizAttemptQuerySet":
        """The attempts whose questions and answers `user` may see: their own. Twin of `user_can_view_attempt`."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(user=user)

    def tests(self) -> "QuizAttemptQuerySet":
        """Those that are evidence: practice and spot checks are none."""
        return self.filter(mode=AttemptMode.TEST)

    def open(self) -> "QuizAttemptQuerySet":
        return self.filter(submitted_at__isnull=True)

    def to_be_marked(self) -> "QuizAttemptQuerySet":
        """Submitted ones in which a trainer still has something to mark."""
        return self.filter(submitted_at__isnull=False, marked_at__isnull=True)

    def out_of_time(self, at: datetime.datetime) -> "QuizAttemptQuerySet":
        """Open ones whose deadline and grace have passed."""
        return self.open().filter(deadline_at__lt=at - GRACE)


class QuizAttempt(models.Model):
    """One sitting of one quiz by one person, from start to result.

    Title, pass mark, minimum for each skill and marking rule are copied at the start, so that a later edit changes no
    finished result. `points` and `maximum` count one for each question; `content_version` is the id of the quiz page's
    live revision. `cycle` counts renewals of the training; limits belong to one cycle. `deadline_at` is when the
    attempt ends by itself; a later save is kept within `GRACE`. `marked_at` is when the last mark was given: until
    then there is no result. An attempt in practice mode has points and is never passed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quiz_attempts")
    quiz = models.ForeignKey("training.QuizPage", on_delete=models.PROTECT, related_name="attempts")
    mode = models.CharField(_("mode"), max_length=20, choices=AttemptMode, default=AttemptMode.TEST)
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    number = models.PositiveIntegerField(_("attempt number"))
    quiz_title = models.CharField(_("quiz"), max_length=255)
    content_version = models.PositiveBigIntegerField(_("content version"), null=True)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark"))
    skill_minimum = models.PositiveSmallIntegerField(_("minimum for each skill"), null=True, blank=True)
    multiple_marking = models.CharField(_("marking of multiple choice"), max_length=20, choices=MultipleMarking)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    deadline_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    is_timed_out = models.BooleanField(_("submitted by the clock"), default=False)
    marked_at = models.DateTimeField(_("marked at"), null=True, blank=True)
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=3, null=True, blank=True)
    maximum = models.PositiveIntegerField(_("maximum points"))
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    receipt = models.CharField(_("receipt code"), max_length=16, blank=True)

    objects = QuizAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("quiz attempt")
        verbose_name_plural = _("quiz attempts")
        ordering = ["-started_at"]
        indexes = [
            # What the clock looks for every minute: open attempts only.
            models.Index(name="open_attempt_deadline", fields=["deadline_at"], condition=Q(submitted_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_open_attempt",
                fields=["user", "quiz", "cycle", "mode"],
                condition=Q(submitted_at__isnull=True),
            ),
            models.UniqueConstraint(name="unique_attempt_number", fields=["user", "quiz", "mode", "number"]),
            models.CheckConstraint(
                name="submitted_attempt_has_receipt",
                condition=Q(submitted_at__isnull=True, receipt="") | (Q(submitted_at__isnull=False) & ~Q(receipt="")),
            ),
            models.CheckConstraint(
                name="marked_attempt_has_result",
                condition=Q(marked_at__isnull=True, points__isnull=True, passed__isnull=True)
                | Q(marked_at__isnull=False, submitted_at__isnull=False, points__isnull=False, passed__isnull=False),
            ),
            models.CheckConstraint(
                name="practice_is_never_passed", condition=~Q(mode=AttemptMode.PRACTICE) | ~Q(passed=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.quiz_title} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None

    @property
    def is_marked(self) -> bool:
        """Whether there is a result. A submitted attempt without one waits for a trainer."""
        return self.marked_at is not None

    @property
    def is_practice(self) -> bool:
        return self.mode == AttemptMode.PRACTICE

    @property
    def is_spot_check(self) -> bool:
        return self.mode == AttemptMode.SPOT_CHECK

    @property
    def is_evidence(self) -> bool:
        """Whether courses and programmes may rest on it. Twin of `QuizAttemptQuerySet.tests`."""
        return self.mode == AttemptMode.TEST

    def is_out_of_time(self, at: datetime.datetime) -> bool:
        """Whether deadline and grace have passed: nothing is saved any more."""
        return self.deadline_at is not None and at > self.deadline_at + GRACE

    def seconds_left(self, at: datetime.datetime) -> int | None:
        """Seconds until the deadline, begun ones counted, 0 when it has passed; None without one."""
        return None if self.deadline_at is None else max(math.ceil((self.deadline_at - at).total_seconds()), 0)

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
    """One question of an attempt: the version that was shown, the order of its parts, and what was answered.

    `option_order` and `response` count parts from 0 (docs/questions.md); an empty response is no answer. `sequence`
    is the number of the last saved change as the browser counted it. `mark` is between 0 and 1; it is filled on
    submission, or later by trainers where only they can. `revealed_at`: in practice, when the reason was shown.
    """

    attempt = models.ForeignKey(QuizAttempt, on_delete=models.PROTECT, related_name="answers")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField(_("position"))
    option_order = models.JSONField(_("order of the parts"), default=list)
    response = models.JSONField(_("response"), default=list)
    sequence = models.PositiveBigIntegerField(_("sequence"), default=0)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    revealed_at = models.DateTimeField(_("reason shown at"), null=True, blank=True)
    mark = models.DecimalField(_("mark"), max_digits=4, decimal_places=3, null=True, blank=True)
    is_dropped = models.BooleanField(_("left out by a regrade"), default=False)

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


class RubricMark(models.Model):
    """The points that one trainer gave to one short answer, one whole number for each criterion. Never changed."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="rubric_marks")
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("marker")
    )
    points = models.JSONField(_("points"))
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    marked_at = models.DateTimeField(_("marked at"), default=timezone.now)

    class Meta:
        verbose_name = _("marking")
        verbose_name_plural = _("markings")
        ordering = ["answer", "marked_at"]
        constraints = [models.UniqueConstraint(name="one_marking_of_each_marker", fields=["answer", "marker"])]

    def __str__(self) -> str:
        return f"{self.answer} · {self.marker}"
