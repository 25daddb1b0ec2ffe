"""The question bank: what trainers edit, and the frozen versions that attempts refer to."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import PreviewableMixin
from wagtail.search import index

from content.enums import Facet
from content.fields import BodyField
from content.models import Topic
from content.previews import PreviewedOnPhoneAndDesk
from training.blocks import CHOICE_BLOCKS
from training.enums import QuestionKind


class Question(PreviewedOnPhoneAndDesk, PreviewableMixin, index.Indexed, models.Model):
    """A question as trainers edit it. Saving a change freezes it as a new version; old versions stay as they were."""

    skill = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        limit_choices_to={"facet": Facet.SKILL},
        related_name="questions",
        verbose_name=_("skill"),
        help_text=_("The results of a quiz are told by skill."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=QuestionKind,
        default=QuestionKind.SINGLE,
        help_text=_(
            "Single choice has one right choice, multiple choice one or more, true or false exactly two choices."
        ),
    )
    stem = models.TextField(
        _("stem"),
        max_length=1000,
        help_text=_("The question as it is read. A situation that could happen tomorrow; no real names."),
    )
    choices = BodyField(
        CHOICE_BLOCKS,
        verbose_name=_("choices"),
        help_text=_("Wrong ones should be what people really do. Each reader sees them in an order of their own."),
    )
    reason = models.TextField(
        _("reason"), max_length=1000, help_text=_("Shown after submission: why the key is right.")
    )

    panels = [
        FieldPanel("stem"),
        MultiFieldPanel(
            # Four skills fit into a list; a chooser would hide them behind a window.
            [FieldPanel("kind"), FieldPanel("skill", widget=forms.Select)],
            heading=_("What it asks about"),
        ),
        FieldPanel("choices"),
        FieldPanel("reason"),
    ]
    search_fields = [
        index.SearchField("stem"),
        index.AutocompleteField("stem"),
        index.FilterField("kind"),
        index.FilterField("skill"),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.stem

    def clean(self) -> None:
        """Refuses a question that nobody could answer fairly."""
        super().clean()
        parts = self.choice_parts()
        texts = [text for text, _is_key in parts]
        keys = sum(is_key for _text, is_key in parts)
        if len(set(texts)) < len(texts):
            raise ValidationError({"choices": _("Two choices have the same text.")})
        if self.kind == QuestionKind.TRUE_FALSE and len(parts) != 2:
            raise ValidationError({"choices": _("A true-or-false question has exactly two choices.")})
        if len(parts) < 2:
            raise ValidationError({"choices": _("Give at least two choices.")})
        if self.kind == QuestionKind.MULTIPLE and not 0 < keys < len(parts):
            raise ValidationError({"choices": _("Mark at least one choice as right, and leave at least one wrong.")})
        if self.kind != QuestionKind.MULTIPLE and keys != 1:
            raise ValidationError({"choices": _("Mark exactly one choice as right.")})

    def choice_parts(self) -> list[tuple[str, bool]]:
        """The choices as (text, is key), in the order in which they were written."""
        return [(child.value["text"].strip(), bool(child.value["is_key"])) for child in self.choices]

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
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
        latest = self.versions.order_by("-number").first()
        wording = (self.kind, self.stem, self.reason, self.choice_parts())
        if latest is not None and latest.wording() == wording:
            return
        version = QuestionVersion.objects.create(
            question=self,
            number=latest.number + 1 if latest else 1,
            kind=self.kind,
            stem=self.stem,
            reason=self.reason,
        )
        Choice.objects.bulk_create(
            Choice(version=version, position=position, text=text, is_key=is_key)
            for position, (text, is_key) in enumerate(self.choice_parts(), start=1)
        )


class QuestionVersion(models.Model):
    """A question as it was shown from some moment on. Never changed and never deleted: attempts refer to it."""

    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="versions", verbose_name=_("question")
    )
    number = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=20, choices=QuestionKind)
    stem = models.TextField(_("stem"))
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

    def wording(self) -> tuple[str, str, str, list[tuple[str, bool]]]:
        """Everything a reader sees or is marked by; two versions that agree in it are the same question."""
        choices = [(choice.text, choice.is_key) for choice in self.choices.all()]
        return self.kind, self.stem, self.reason, choices


class Choice(models.Model):
    """One choice of a frozen question."""

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="choices")
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("text"), max_length=500)
    is_key = models.BooleanField(_("is right"))

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["version", "position"]
        constraints = [models.UniqueConstraint(name="unique_choice_position", fields=["version", "position"])]

    def __str__(self) -> str:
        return self.text
