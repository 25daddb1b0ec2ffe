"""Evidence of what was mastered. Rows are added, never changed: no edit of content un-completes anybody."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
    course on that day. `content_version` is the id of the course page's live revision.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="course_completions")
    course = models.ForeignKey("training.CoursePage", on_delete=models.PROTECT, related_name="completions")
    course_title = models.CharField(_("course"), max_length=255)
    content_version = models.PositiveBigIntegerField(_("content version"), null=True)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=2)
    earned_at = models.DateTimeField(_("earned at"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("course completion")
        verbose_name_plural = _("course completions")
        ordering = ["-earned_at"]
        constraints = [models.UniqueConstraint(name="one_course_completion", fields=["user", "course"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.course_title}"


class ProgrammeCompletion(models.Model):
    """A programme finished by a person. `hours` is the sum over its courses; `required` tells what it asked for."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="programme_completions")
    programme = models.ForeignKey("training.Programme", on_delete=models.PROTECT, related_name="completions")
    programme_title = models.CharField(_("programme"), max_length=200)
    required = models.JSONField(_("what was required"), default=list, help_text=_("Ids and versions of the courses."))
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=2)
    earned_at = models.DateTimeField(_("earned at"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("programme completion")
        verbose_name_plural = _("programme completions")
        ordering = ["-earned_at"]
        constraints = [models.UniqueConstraint(name="one_programme_completion", fields=["user", "programme"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.programme_title}"
