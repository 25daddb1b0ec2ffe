"""The question bank: what trainers edit, and the frozen versions that attempts refer to."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import PreviewableMixin
from wagtail.search import index

from cadres.models import User
from content.enums import Facet
from content.fields import BodyField
from content.models import Topic
from content.previews import PreviewedOnPhoneAndDesk
from training.blocks import PART_BLOCKS, plain_part
from training.enums import AttemptMode, QuestionKind, QuestionStatus
from training.kinds import KINDS, Part, check_question
from training.panels import TellingPanel
from training.question_forms import QuestionForm
from training.widgets import TypedDateInput


class QuestionQuerySet(models.QuerySet):
    def ready(self) -> "QuestionQuerySet":
        """Those that may be asked."""
        return self.filter(status=QuestionStatus.READY)

    def for_practice(self) -> "QuestionQuerySet":
        """Those that may be asked where the key is shown at once."""
        return self.ready().filter(test_only=False)

    def withheld_from(self, user: User) -> "QuestionQuerySet":
        """Those whose key `user` may not see now, wherever they met them: a test of theirs that asks them is open, or a
        spot check."""
        asked = QuestionVersion.objects.filter(
            answers__attempt__user=user,
            answers__attempt__mode__in=[AttemptMode.TEST, AttemptMode.SPOT_CHECK],
            answers__attempt__submitted_at__isnull=True,
        )
        return self.filter(pk__in=asked.values("question"))

    def overdue_for_review(self) -> "QuestionQuerySet":
        """Those in use whose review date has passed."""
        return self.exclude(status=QuestionStatus.RETIRED).filter(review_by__lt=timezone.localdate())

    def with_use(self) -> "QuestionQuerySet":
        """Each with `newest`, the number of its last version, and `exposure`, how often any version was shown."""
        # Joined, every answer ever given would be grouped for the fifty questions of one page.
        versions = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by().values("question")
        newest = versions.annotate(newest=Max("number")).values("newest")
        exposure = versions.annotate(exposure=Count("answers")).values("exposure")
        return self.annotate(newest=Subquery(newest), exposure=Coalesce(Subquery(exposure), 0))


class Question(PreviewedOnPhoneAndDesk, PreviewableMixin, index.Indexed, models.Model):
    """A question as trainers edit it. Saving a ready one freezes it as a new version; old versions stay as they were.

    `kind` stays what it was once a version exists. `test_only` keeps the question out of practice, where the key is
    shown at once. `owner` looks after the question until `review_by`; `guide` is what it was written from.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=QuestionKind, default=QuestionKind.SINGLE)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=QuestionStatus,
        default=QuestionStatus.DRAFT,
        help_text=_("Only ready questions are asked. A retired one stays readable for those who answered it."),
    )
    skill = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        limit_choices_to={"facet": Facet.SKILL},
        related_name="questions",
        verbose_name=_("skill"),
        help_text=_("The results of a quiz are told by skill."),
    )
    topics = models.ManyToManyField(
        Topic,
        blank=True,
        limit_choices_to=~models.Q(facet=Facet.SKILL),
        related_name="+",
        verbose_name=_("topics"),
        help_text=_("Quizzes draw by them: the stage of the talk, its kind, whom it is with."),
    )
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("From 1, nearly everybody knows it, to 5, it divides the experienced."),
    )
    stem = models.TextField(
        _("stem"),
        max_length=1000,
        help_text=_("The question as it is read. A situation that could happen tomorrow; no real names."),
    )
    parts = BodyField(
        PART_BLOCKS,
        blank=True,
        verbose_name=_("parts of the question"),
    )
    reason = models.TextField(
        _("reason"),
        max_length=1000,
        blank=True,
        help_text=_("Shown after submission: why the key is right. For a short answer: a model answer."),
    )
    test_only = models.BooleanField(
        _("for tests only"), default=False, help_text=_("Never asked in practice, where the key is shown at once.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Looks after the question; yourself, if you leave it empty."),
    )
    guide = models.ForeignKey(
        "guides.GuidePage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source guide"),
        help_text=_("What the question was written from; named beside the reason."),
    )
    review_by = models.DateField(
        _("review by"), null=True, blank=True, help_text=_("After this day it stands among the questions to look over.")
    )

    objects = QuestionQuerySet.as_manager()

    base_form_class = QuestionForm
    panels = [
        FieldPanel("kind", read_only=True, help_text=_("Stays as it is. For another kind, write another question.")),
        TellingPanel(
            "training/admin/missing_panel.html",
            heading=_("Missing before it can be ready"),
            is_for_saved=True,
            needs="missing_for_ready",
        ),
        FieldPanel("stem"),
        FieldPanel("parts"),
        FieldPanel("reason"),
        MultiFieldPanel(
            [
                # Four skills fit into a list; a chooser would hide them behind a window.
                FieldPanel("skill", widget=forms.Select),
                FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
                FieldPanel("difficulty"),
            ],
            heading=_("What it asks about"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("status", widget=forms.RadioSelect),
                FieldPanel("test_only"),
                FieldPanel("owner", widget=forms.Select),
                PageChooserPanel("guide"),
                FieldPanel("review_by", widget=TypedDateInput),
            ],
            heading=_("Use and care"),
        ),
        TellingPanel("training/admin/versions_panel.html", heading=_("Versions"), is_for_saved=True),
    ]
    search_fields = [
        index.SearchField("stem"),
        index.AutocompleteField("stem"),
        index.FilterField("kind"),
        index.FilterField("skill"),
        index.FilterField("status"),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.stem

    def clean(self) -> None:
        """Refuses a ready question that nobody could answer fairly, and another kind once a version exists."""
        super().clean()
        if self.pk and self.versions.exclude(kind=self.kind).exists():
            raise ValidationError({"kind": _("People have answered it in its kind, which stays. Make a new question.")})
        if self.status == QuestionStatus.READY and (errors := self._unready()):
            raise ValidationError(errors)

    def _unready(self) -> dict[str, list[str | Promise]]:
        faults = [fault.message for fault in check_question(kind=self.kind, stem=self.stem, parts=self.plain_parts())]
        errors: dict[str, list[str | Promise]] = {"parts": faults} if faults else {}
        if not self.reason.strip():
            errors["reason"] = [_("Say why the key is right: a question without a reason teaches nothing.")]
        return errors

    @property
    def missing_for_ready(self) -> list[str | Promise]:
        """What a draft lacks before it can be asked, in words; empty for a question that is none."""
        if self.status != QuestionStatus.DRAFT:
            return []
        return [text for texts in self._unready().values() for text in texts]

    @property
    def is_overdue_for_review(self) -> bool:
        """Whether it is in use past its review date. Twin of `overdue_for_review`."""
        in_use = self.status != QuestionStatus.RETIRED
        return in_use and self.review_by is not None and self.review_by < timezone.localdate()

    def plain_parts(self) -> list[Part]:
        """The parts of its own kind as plain data, in the order in which they were written."""
        block = KINDS[self.kind].block
        return [plain_part(child.value) for child in self.parts if child.block_type == block]

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.status == QuestionStatus.READY:
                self._freeze()

    @property
    def preview_modes(self) -> list[tuple[str, str | Promise]]:
        return [("asked", _("As it is asked")), ("reviewed", _("After submission"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return f"training/question_preview_{mode_name}.html"

    def current_version(self) -> "QuestionVersion":
        """The version that a new attempt shows."""
        return self.versions.latest("number")

    def _freeze(self) -> None:
        if fresh := self.next_version(self.versions.order_by("-number").first()):
            fresh.save()

    def next_version(self, latest: "QuestionVersion | None") -> "QuestionVersion | None":
        """The question as it stands now, frozen but not saved; None when `latest` says the same."""
        fresh = QuestionVersion(
            question=self,
            number=latest.number + 1 if latest else 1,
            kind=self.kind,
            skill=self.skill,
            stem=self.stem,
            parts=self.plain_parts(),
            reason=self.reason,
        )
        return None if latest and latest.wording() == fresh.wording() else fresh


class QuestionVersion(models.Model):
    """A question as it was shown from some moment on. Never changed and never deleted: attempts refer to it.

    `parts` is plain data whose keys depend on the kind (docs/questions.md).
    """

    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="versions", verbose_name=_("question")
    )
    number = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=20, choices=QuestionKind)
    skill = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("skill"))
    stem = models.TextField(_("stem"))
    parts = models.JSONField(_("parts of the question"), default=list)
    reason = models.TextField(_("reason"))
    created_at = models.DateTimeField(_("frozen at"), auto_now_add=True)

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints = [models.UniqueConstraint(name="unique_question_version", fields=["question", "number"])]

    def __str__(self) -> str:
        return f"{self.stem} (v{self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A question version never changes: save the question, which makes a new one.")
        super().save(*args, **kwargs)

    def wording(self) -> tuple[str, int, str, str, list[Part]]:
        """Everything a reader sees or is marked by; two versions that agree in it are the same question."""
        return self.kind, self.skill_id, self.stem, self.reason, self.parts
