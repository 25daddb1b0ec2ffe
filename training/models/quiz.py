"""The quiz as trainers set it up."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cadres.models import Department
from content.enums import Facet
from content.models import PortalPage, Topic
from training.enums import AttemptMode, Grading, MultipleMarking, QuestionKind, ReviewDepth, ReviewTime
from training.panels import TellingPanel
from training.terms import QuizTerms, TermsChange, resolve_terms

from .bank import Question, QuestionQuerySet
from .course import CourseUnit

if TYPE_CHECKING:
    from cadres.models import User

LOWEST, HIGHEST = MinValueValidator(1), MaxValueValidator(100)


class QuizQuestion(Orderable):
    """A question of the bank that every attempt at a quiz asks."""

    quiz = ParentalKey("training.QuizPage", on_delete=models.CASCADE, related_name="quiz_questions")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", verbose_name=_("question"))

    panels = [FieldPanel("question")]

    class Meta(Orderable.Meta):
        verbose_name = _("question of a quiz")
        verbose_name_plural = _("questions of a quiz")
        constraints = [models.UniqueConstraint(name="unique_question_in_quiz", fields=["quiz", "question"])]


class QuizDraw(Orderable):
    """A row of the blueprint: so many ready questions of this skill, topic and difficulty, drawn anew each time."""

    quiz = ParentalKey("training.QuizPage", on_delete=models.CASCADE, related_name="draws")
    skill = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"facet": Facet.SKILL},
        related_name="+",
        verbose_name=_("skill"),
        help_text=_("Empty: any skill."),
    )
    topic = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to=~Q(facet=Facet.SKILL),
        related_name="+",
        verbose_name=_("topic"),
        help_text=_("Empty: any topic."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=QuestionKind,
        blank=True,
        help_text=_("Empty: any kind that is marked by its key. Short answers are drawn only where they are named."),
    )
    easiest = models.PositiveSmallIntegerField(
        _("difficulty from"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    hardest = models.PositiveSmallIntegerField(
        _("difficulty to"), default=5, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    count = models.PositiveSmallIntegerField(
        _("how many"), default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )

    panels = [
        FieldRowPanel(
            [FieldPanel("skill", widget=forms.Select), FieldPanel("topic", widget=forms.Select), FieldPanel("kind")]
        ),
        FieldRowPanel([FieldPanel("easiest"), FieldPanel("hardest"), FieldPanel("count")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("row of the blueprint")
        verbose_name_plural = _("rows of the blueprint")

    def __str__(self) -> str:
        filters = [str(part) for part in (self.skill, self.topic, self.get_kind_display()) if part]
        return " · ".join([*filters, f"{self.easiest}–{self.hardest}", f"× {self.count}"])

    def clean(self) -> None:
        super().clean()
        if self.easiest and self.hardest and self.easiest > self.hardest:
            raise ValidationError({"hardest": _("The highest difficulty is below the lowest.")})

    def pool(self, questions: QuestionQuerySet) -> QuestionQuerySet:
        """Those of `questions` that the row may draw."""
        found = questions.filter(difficulty__range=(self.easiest, self.hardest))
        found = found.filter(kind=self.kind) if self.kind else found.exclude(kind=QuestionKind.SHORT_ANSWER)
        if self.skill_id:
            found = found.filter(skill=self.skill_id)
        return found.filter(topics=self.topic_id) if self.topic_id else found


class QuizPage(CourseUnit, PortalPage):
    """A test at the end of a course part: passed when the marks reach the pass mark.

    Which questions an attempt asks: the fixed ones, then those drawn by the rows of the blueprint. Limits may be
    widened for people and departments by `QuizOverride`; `terms_for` says what holds for one person.
    """

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("What readers should know before they start. Not part of any question."),
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"),
        default=60,
        validators=[LOWEST, HIGHEST],
        help_text=_("Percent of the marks. An attempt keeps the pass mark with which it was started."),
    )
    skill_minimum = models.PositiveSmallIntegerField(
        _("minimum for each skill"),
        null=True,
        blank=True,
        validators=[LOWEST, HIGHEST],
        help_text=_("Percent of the marks of each skill that have to be reached besides the pass mark; empty: none."),
    )
    multiple_marking = models.CharField(
        _("marking of multiple choice"),
        max_length=20,
        choices=MultipleMarking,
        default=MultipleMarking.PARTIAL,
        help_text=_("For multiple choice and faulty dialogues. Other kinds do not depend on it."),
    )
    second_marker = models.BooleanField(
        _("two markers"),
        default=False,
        help_text=_("Short answers are marked by two trainers who do not see each other's points; the mean counts."),
    )
    grading = models.CharField(
        _("which attempt counts"),
        max_length=20,
        choices=Grading,
        default=Grading.BEST,
        help_text=_("A finished course stays finished, whatever a later attempt brings."),
    )
    time_limit = models.PositiveSmallIntegerField(
        _("time limit"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Minutes from the start; empty: none. When it is over, what was saved is submitted."),
    )
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True, help_text=_("Empty: with the course."))
    closes_at = models.DateTimeField(
        _("closes at"), null=True, blank=True, help_text=_("Open attempts are then submitted. Empty: never.")
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"), null=True, blank=True, validators=[LOWEST], help_text=_("Empty: as many as one likes.")
    )
    wait_hours = models.PositiveSmallIntegerField(
        _("wait between attempts"), default=0, help_text=_("Hours from the end of one attempt to the next start.")
    )
    review_time = models.CharField(
        _("when the questions are shown again"), max_length=20, choices=ReviewTime, default=ReviewTime.SUBMITTED
    )
    review_depth = models.CharField(
        _("what is shown then"), max_length=20, choices=ReviewDepth, default=ReviewDepth.REASONS
    )
    practice = models.BooleanField(
        _("practice"),
        default=False,
        help_text=_("Readers may practise: no limits, reasons at once, no evidence. What is for tests only stays out."),
    )

    parent_page_types = ["training.CoursePage"]
    subpage_types: list[str] = []
    icon = "portal-quiz"
    page_description = _("Questions of the bank, fixed or drawn by a blueprint, with a pass mark.")
    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("introduction"),
        InlinePanel(
            "draws",
            heading=_("Blueprint"),
            label=pgettext_lazy("blueprint", "Row"),
            help_text=_("Each attempt draws anew: what the person has not seen first, then what they saw least."),
        ),
        InlinePanel(
            "quiz_questions",
            heading=_("Fixed questions"),
            label=_("Question"),
            help_text=_("Chosen from the question bank. Every attempt asks them, before those that are drawn."),
        ),
        TellingPanel("training/admin/blueprint_panel.html", heading=_("What the bank has for it")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("skill_minimum")]),
                FieldPanel("grading"),
                FieldPanel("multiple_marking"),
                FieldPanel("second_marker"),
            ],
            heading=_("Marking"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("attempts_allowed"), FieldPanel("wait_hours")]),
                FieldPanel("time_limit"),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            ],
            heading=_("Limits"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("review_time", help_text=_("The result itself is told as soon as it is known.")),
                FieldPanel("review_depth", help_text=_("Without reasons, the keys stay unknown to later attempts.")),
                FieldPanel("practice"),
            ],
            heading=_("What readers see"),
        ),
    ]
    settings_panels = PortalPage.settings_panels[1:]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise ValidationError({"closes_at": _("The quiz would close before it opens.")})
        if self.review_time == ReviewTime.CLOSED and not self.closes_at:
            raise ValidationError({"review_time": _("Say when the quiz closes, or choose another time.")})

    @property
    def preview_modes(self) -> list[tuple[str, str | Promise]]:
        return [("questions", _("Questions")), ("", _("Before the start"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "training/quiz_preview.html" if mode_name == "questions" else self.get_template(request)

    @property
    def question_count(self) -> int:
        """How many questions an attempt asks when the bank has enough of them."""
        return len(self.quiz_questions.all()) + sum(draw.count for draw in self.draws.all())

    @property
    def terms(self) -> QuizTerms:
        """What holds for everybody without an override."""
        limit = datetime.timedelta(minutes=self.time_limit) if self.time_limit else None
        wait = datetime.timedelta(hours=self.wait_hours)
        return QuizTerms(limit, self.attempts_allowed, wait, self.opens_at, self.closes_at)

    def terms_for(self, user: "User") -> QuizTerms:
        """What holds for `user`: own overrides first, then the most lenient of the departments' for each limit."""
        return with_overrides(self.terms, QuizOverride.objects.reaching(user).filter(quiz=self))

    def bank(self, mode: str = AttemptMode.TEST) -> QuestionQuerySet:
        """The questions that an attempt in this mode may ask at all."""
        return Question.objects.for_practice() if mode == AttemptMode.PRACTICE else Question.objects.ready()


class QuizOverrideQuerySet(models.QuerySet):
    def reaching(self, user: "User") -> "QuizOverrideQuerySet":
        """Those made for `user`, or for a department in which they hold a post today or one above it."""
        paths = [path for department in user.current_departments for path in department.ancestor_paths()]
        return self.filter(Q(user=user) | Q(department__path__in=paths), is_withdrawn=False)


class QuizOverride(models.Model):
    """Wider limits of one quiz for one person or one department with all below it. Kept; withdrawn, not deleted.

    `time_percent` stretches the time limit (150 is half as much again). Each field counts by itself; empty or 0
    leaves the quiz's own. It may lengthen a running attempt, never shorten it (semantics, 9).
    """

    quiz = models.ForeignKey(QuizPage, on_delete=models.PROTECT, related_name="overrides")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quiz_overrides",
        verbose_name=_("person"),
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quiz_overrides",
        verbose_name=_("department"),
    )
    extra_attempts = models.PositiveSmallIntegerField(
        _("extra attempts"), default=0, validators=[MaxValueValidator(20)]
    )
    time_percent = models.PositiveSmallIntegerField(
        _("time in percent"), default=100, validators=[MinValueValidator(100), MaxValueValidator(400)]
    )
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    objects = QuizOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("override of a quiz")
        verbose_name_plural = _("overrides of quizzes")
        ordering = ["-granted_at"]
        constraints = [
            models.CheckConstraint(
                name="override_for_person_or_department",
                condition=Q(user__isnull=False, department__isnull=True)
                | Q(user__isnull=True, department__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz} · {self.user or self.department}"

    @property
    def change(self) -> TermsChange:
        return TermsChange(self.extra_attempts, self.time_percent, self.closes_at)


def with_overrides(terms: QuizTerms, overrides: Iterable[QuizOverride]) -> QuizTerms:
    """`terms` of a quiz with the overrides that reach one person."""
    found = list(overrides)
    personal = [override.change for override in found if override.user_id]
    departmental = [override.change for override in found if override.department_id]
    return resolve_terms(terms, personal, departmental)
