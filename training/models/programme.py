"""Programmes: which courses a department's people have to finish."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable

from cadres.models import Department, User
from content.models import PortalPage

from .course import CoursePage


class ProgrammeQuerySet(models.QuerySet):
    def assigned(self) -> "ProgrammeQuerySet":
        """Those that somebody has to finish."""
        return self.filter(pk__in=ProgrammeAssignment.objects.values("programme"))


class Programme(ClusterableModel):
    """A training requirement, e.g. 谈心谈话技能培训: finished when each of its courses is."""

    title = models.CharField(
        _("title"),
        max_length=200,
        unique=True,
        help_text=_("The name under which it stands on the desk and on the board."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("A note for those who keep programmes: what it is required for.")
    )

    objects = ProgrammeQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("description"),
        InlinePanel(
            "programme_courses",
            heading=_("Required courses"),
            label=_("Course"),
            min_num=1,
            help_text=_("The programme is finished when each of these is. People are led through them in this order."),
        ),
        InlinePanel(
            "assignments",
            heading=_("Assigned to"),
            label=_("Department"),
            help_text=_("Reaches everyone with a post there or below, from the moment you save, newcomers included."),
        ),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def courses(self) -> models.QuerySet[CoursePage]:
        """The required courses in order."""
        return CoursePage.objects.filter(programme_links__programme=self).order_by("programme_links__sort_order")

    def units(self) -> models.QuerySet[PortalPage]:
        """The published lessons and quizzes of the required courses."""
        below = Q(pk__in=[])
        for path, depth in self.courses().values_list("path", "depth"):
            below |= Q(path__startswith=path, depth=depth + 1)
        return PortalPage.objects.live().filter(below)

    def cadres(self) -> models.QuerySet[User]:
        """The active people to whom the programme is assigned today, each once."""
        departments = Department.objects.filter(programme_assignments__programme=self)
        return User.objects.active().in_departments(departments)


class ProgrammeCourse(Orderable):
    """A course that a programme requires."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="programme_courses")
    course = models.ForeignKey(
        CoursePage, on_delete=models.PROTECT, related_name="programme_links", verbose_name=_("course")
    )

    panels = [PageChooserPanel("course", heading=_("Course"))]

    class Meta(Orderable.Meta):
        verbose_name = _("course of a programme")
        verbose_name_plural = _("courses of a programme")
        constraints = [models.UniqueConstraint(name="unique_course_in_programme", fields=["programme", "course"])]


class ProgrammeAssignmentQuerySet(models.QuerySet):
    def reaching(self, user: User) -> "ProgrammeAssignmentQuerySet":
        """The assignments to a department in which `user` holds a post today, or to one above it."""
        paths = [path for department in user.current_departments for path in department.ancestor_paths()]
        return self.filter(department__path__in=paths)


class ProgrammeAssignment(models.Model):
    """A programme assigned to a department and everything below it, to be finished by the end of `due_on`."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="assignments")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="programme_assignments", verbose_name=_("department")
    )
    due_on = models.DateField(
        _("due on"), null=True, blank=True, help_text=_("The last day to finish it; empty when there is no date.")
    )
    assigned_at = models.DateTimeField(_("assigned at"), auto_now_add=True)

    objects = ProgrammeAssignmentQuerySet.as_manager()

    panels = [FieldPanel("department"), FieldPanel("due_on")]

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["department__path"]
        constraints = [models.UniqueConstraint(name="one_assignment", fields=["programme", "department"])]

    def __str__(self) -> str:
        return f"{self.programme} · {self.department}"
