"""The quiz as trainers set it up."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from content.models import PortalPage
from training.enums import MultipleMarking

from .bank import Question
from .course import CourseUnit


class QuizQuestion(Orderable):
    """A question of the bank in its place in a quiz."""

    quiz = ParentalKey("training.QuizPage", on_delete=models.CASCADE, related_name="quiz_questions")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", verbose_name=_("question"))

    panels = [FieldPanel("question")]

    class Meta(Orderable.Meta):
        verbose_name = _("question of a quiz")
        verbose_name_plural = _("questions of a quiz")
        constraints = [models.UniqueConstraint(name="unique_question_in_quiz", fields=["quiz", "question"])]


class QuizPage(CourseUnit, PortalPage):
    """A test at the end of a course part: passed when the marks reach the pass mark."""

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("What readers should know before they start. Not part of any question."),
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Percent of the marks. An attempt keeps the pass mark with which it was started."),
    )
    multiple_marking = models.CharField(
        _("marking of multiple choice"),
        max_length=20,
        choices=MultipleMarking,
        default=MultipleMarking.PARTIAL,
        help_text=_("Single choice and true or false give a full mark or none, whatever stands here."),
    )

    parent_page_types = ["training.CoursePage"]
    subpage_types: list[str] = []
    icon = "portal-quiz"
    page_description = _("Questions of the bank with a pass mark; may be taken as often as one likes.")
    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("introduction"),
        InlinePanel(
            "quiz_questions",
            heading=_("Questions"),
            label=_("Question"),
            help_text=_(
                "Chosen from the question bank. Each reader gets all of them, the choices in an order of their own."
            ),
        ),
        MultiFieldPanel([FieldPanel("pass_mark"), FieldPanel("multiple_marking")], heading=_("Marking")),
    ]
    settings_panels = PortalPage.settings_panels[1:]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    @property
    def preview_modes(self) -> list[tuple[str, str | Promise]]:
        return [("questions", _("Questions")), ("", _("Before the start"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "training/quiz_preview.html" if mode_name == "questions" else self.get_template(request)
