"""Courses and their lessons."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Orderable
from wagtail.search import index

from content.blocks import LESSON_BLOCKS
from content.enums import Facet
from content.fields import BodyField
from content.forms import PortalPageForm
from content.models import PortalPage, Topic
from training.blocks import OUTCOME_BLOCKS
from training.panels import TellingPanel

SKILLS_ONLY = {"facet": Facet.SKILL}
SKILLS_PANEL = FieldPanel("skills", widget=forms.CheckboxSelectMultiple)


class CourseIndexPage(PortalPage):
    """All courses."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences above the list: what is found here.")
    )

    parent_page_types = ["home.HomePage"]
    subpage_types = ["training.CoursePage"]
    max_count = 1
    is_fixed = True
    icon = "folder-open-inverse"
    content_panels = [*PortalPage.content_panels, FieldPanel("introduction")]
    # The navigation leads to /courses/: the address of this page does not change.
    settings_panels: list[FieldPanel] = []

    class Meta:
        verbose_name = _("course index")
        verbose_name_plural = _("course indexes")


class CourseGuide(Orderable):
    """A guide that belongs to a course."""

    course = ParentalKey("training.CoursePage", on_delete=models.CASCADE, related_name="guide_links")
    guide = models.ForeignKey(
        "guides.GuidePage", on_delete=models.CASCADE, related_name="course_links", verbose_name=_("guide")
    )

    panels = [PageChooserPanel("guide", heading=_("Guide"))]

    class Meta(Orderable.Meta):
        verbose_name = _("guide of a course")
        verbose_name_plural = _("guides of a course")


class CoursePage(PortalPage):
    """An ordered path of units: lessons to acknowledge, practice talks and quizzes to pass. Worth hours (学时)."""

    summary = models.CharField(
        _("summary"),
        max_length=200,
        help_text=_("What it is about and why it helps. Stands in lists and below the title; at most 200 characters."),
    )
    audience = models.CharField(
        _("who it is for"),
        max_length=200,
        blank=True,
        help_text=_("For example: those who lead a team for the first time."),
    )
    outcomes = BodyField(
        OUTCOME_BLOCKS,
        blank=True,
        verbose_name=_("outcomes"),
        help_text=_("Two to five things that the reader can do afterwards. The quizzes should ask for them."),
    )
    hours = models.DecimalField(
        _("hours"),
        max_digits=4,
        decimal_places=2,
        default=Decimal("0.5"),
        validators=[MinValueValidator(0), MaxValueValidator(99)],
        help_text=_("Granted once, when the course is finished; never from a timer."),
    )
    quiz_first = models.BooleanField(
        _("the quiz may be passed first"),
        default=False,
        help_text=_(
            "Who passes each quiz of the course need not read its lessons; practice talks are still asked. In a course "
            "without a quiz this changes nothing."
        ),
    )
    skills = ParentalManyToManyField(
        Topic,
        blank=True,
        limit_choices_to=SKILLS_ONLY,
        related_name="courses",
        verbose_name=_("skills"),
        help_text=_("The skills that the course trains; marked in the list of courses."),
    )

    parent_page_types = ["training.CourseIndexPage"]
    subpage_types = ["training.LessonPage", "training.QuizPage", "training.ScenePage"]
    admin_default_ordering = "ord"
    base_form_class = PortalPageForm
    icon = "portal-course"
    page_description = _("An ordered path of lessons, practice talks and quizzes, with hours for those who finish it.")
    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        FieldPanel("audience"),
        FieldPanel("outcomes"),
        MultiFieldPanel([SKILLS_PANEL, FieldPanel("hours"), FieldPanel("quiz_first")], heading=_("What it counts for")),
        TellingPanel("training/admin/usual_hours_panel.html", heading=_("Usual hours"), is_for_saved=True),
        InlinePanel(
            "guide_links",
            heading=_("Guides"),
            label=_("Guide"),
            help_text=_("Stand beside the course, to look things up later. The guides lead back to the course."),
        ),
    ]
    search_fields = [*PortalPage.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        written = kwargs.get("update_fields")
        # Keeping a draft writes a few other fields only: what it says of readers does not hold yet.
        if written is None or {"department", "visibility"} & set(written):
            self._hand_readers_down()

    def units(self) -> Iterable["PortalPage"]:
        """The published units in order, as lessons, quizzes and practice talks."""
        return self.get_children().live().specific()

    def _hand_readers_down(self) -> None:
        """Units are parts of the course: they belong to whom it belongs to and are read by whom it is read."""
        own = (self.department_id, self.visibility)
        for unit in PortalPage.objects.child_of(self).specific():
            if (unit.department_id, unit.visibility) != own:
                unit.save(clean=False)


class CourseUnit(models.Model):
    """What lessons, practice talks and quizzes share: a place in a course, with its owner and its readers."""

    skills = ParentalManyToManyField(
        Topic,
        blank=True,
        limit_choices_to=SKILLS_ONLY,
        related_name="+",
        verbose_name=_("skills"),
        help_text=_("The skills that this part of the course trains."),
    )

    class Meta:
        abstract = True

    @property
    def course(self) -> CoursePage:
        return self.get_parent().specific

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Read afresh: an old draft that is published brings along a parent of its own time.
        self._take_readers_from(self.get_parent(update=True))
        super().save(*args, **kwargs)

    def set_url_path(self, parent: PortalPage | None) -> str:
        """Called by Wagtail with the parent when a page is placed or previewed: it has the readers of its course."""
        self._take_readers_from(parent)
        return super().set_url_path(parent)

    def _take_readers_from(self, parent: PortalPage | None) -> None:
        if parent is not None:
            self.department_id, self.visibility = parent.department_id, parent.visibility


class LessonPage(CourseUnit, PortalPage):
    """A short reading with examples, closed by the reader's own "I can use this"."""

    summary = models.CharField(
        _("summary"),
        max_length=200,
        help_text=_("What the lesson is about, in one sentence below the title; at most 200 characters."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("How long an unhurried reader needs; for planning only, it is never measured."),
    )
    body = BodyField(
        LESSON_BLOCKS,
        verbose_name=_("body"),
        help_text=_("One thought to a section, an example, then something to think about; close with the key points."),
    )
    guide = models.ForeignKey(
        "guides.GuidePage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("guide"),
        help_text=_("Named at the end of the lesson, to look it up later. The guide leads back to the course."),
    )

    parent_page_types = ["training.CoursePage"]
    subpage_types: list[str] = []
    icon = "portal-lesson"
    page_description = _("A short reading, closed by the reader's own “I can use this”.")
    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        FieldPanel("body"),
        MultiFieldPanel(
            [SKILLS_PANEL, FieldPanel("minutes"), PageChooserPanel("guide")], heading=_("About this lesson")
        ),
    ]
    settings_panels = PortalPage.settings_panels[1:]
    search_fields = [*PortalPage.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def __str__(self) -> str:
        return self.title
