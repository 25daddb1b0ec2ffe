"""Evidence of what was mastered. Rows are added, never changed: no edit of content un-completes anybody.

What was recorded by mistake a person voids, with a reason, or lets stand; that is a row too.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from cadres.models import User


class LessonAcknowledgement(models.Model):
    """A reader's "I can use this" under a lesson. `content_version` is the id of the lesson's live revision."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lesson_acknowledgements")
    lesson = models.ForeignKey("training.LessonPage", on_delete=models.PROTECT, related_name="acknowledgements")
    lesson_title = models.CharField(_("lesson"), max_length=255)
    content_version = models.PositiveBigIntegerField(_("content version"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), default=timezone.now)

    class Meta:
        verbose_name = _("lesson acknowledgement")
        verbose_name_plural = _("lesson acknowledgements")
        constraints = [models.UniqueConstraint(name="one_acknowledgement", fields=["user", "lesson"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.lesson_title}"


class CourseCompletion(models.Model):
    """A course finished by a person.

    `earned_at` is the moment of the decisive evidence, `recorded_at` the moment of this row; hours are those of the
    course on that day. `content_version` is the id of the course page's live revision. `by_prior_learning`: lessons
    were spared, because the quizzes were passed first.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="course_completions")
    course = models.ForeignKey("training.CoursePage", on_delete=models.PROTECT, related_name="completions")
    course_title = models.CharField(_("course"), max_length=255)
    content_version = models.PositiveBigIntegerField(_("content version"), null=True)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=2)
    earned_at = models.DateTimeField(_("earned at"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    by_prior_learning = models.BooleanField(_("by prior learning"), default=False)

    class Meta:
        verbose_name = _("course completion")
        verbose_name_plural = _("course completions")
        ordering = ["-earned_at"]
        constraints = [models.UniqueConstraint(name="one_course_completion", fields=["user", "course"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.course_title}"


class ProgrammeCompletionQuerySet(models.QuerySet):
    def valid(self) -> "ProgrammeCompletionQuerySet":
        """Those that nobody has voided."""
        return self.filter(voidance__isnull=True)

    def kept_by(self, user: "User") -> "ProgrammeCompletionQuerySet":
        """Those that `user` may void or let stand. Twin of `user_can_void_completion`."""
        from cadres.models import User

        if not (user.is_active and user.has_perm("training.change_programme")):
            return self.none()
        return self.valid().filter(user__in=User.objects.visible_to(user).values("pk")).exclude(user=user.pk)


class ProgrammeCompletion(models.Model):
    """A programme finished by a person, once in each cycle. `required` tells what was asked for and what met it.

    `version` is the version of the rule; rows from before there were any have none. `hours` is the sum over the courses
    and workshops that were finished for it. `number` counts on when a cycle is finished again after its completion was
    voided; of several rows of one cycle, only the last is valid.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="programme_completions")
    programme = models.ForeignKey("training.Programme", on_delete=models.PROTECT, related_name="completions")
    programme_title = models.CharField(_("programme"), max_length=200)
    version = models.ForeignKey("training.RuleVersion", on_delete=models.PROTECT, null=True, related_name="completions")
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    number = models.PositiveSmallIntegerField(pgettext_lazy("completion", "number"), default=1)
    required = models.JSONField(_("what was required"), default=list)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=2)
    earned_at = models.DateTimeField(_("earned at"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = ProgrammeCompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme completion")
        verbose_name_plural = _("programme completions")
        ordering = ["-earned_at"]
        constraints = [
            models.UniqueConstraint(name="one_programme_completion", fields=["user", "programme", "cycle", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.programme_title}"

    @property
    def is_voided(self) -> bool:
        return hasattr(self, "voidance")


class CompletionVoidance(models.Model):
    """A completion that was recorded by mistake and counts nowhere any more."""

    completion = models.OneToOneField(ProgrammeCompletion, on_delete=models.PROTECT, related_name="voidance")
    reason = models.CharField(_("reason"), max_length=300)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("voided by")
    )
    voided_at = models.DateTimeField(_("voided at"), default=timezone.now)

    class Meta:
        verbose_name = _("voidance of a completion")
        verbose_name_plural = _("voidances of completions")
        ordering = ["-voided_at"]

    def __str__(self) -> str:
        return str(self.completion)


class CompletionKeeping(models.Model):
    """A completion that somebody let stand when evidence on which it rests was withdrawn."""

    completion = models.ForeignKey(ProgrammeCompletion, on_delete=models.PROTECT, related_name="keepings")
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("completion that was let stand")
        verbose_name_plural = _("completions that were let stand")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.completion)
