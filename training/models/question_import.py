"""Files of questions that were handed in: what they hold, and what became of it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.enums import Facet
from content.models import Topic
from training.enums import QuestionStatus

if TYPE_CHECKING:
    from cadres.models import User


class QuestionImportQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "QuestionImportQuerySet":
        """Their own for those who keep the bank, all of them for administrators. Twin of `user_can_view_import`."""
        if not user.is_active or not user.has_perm("training.change_question"):
            return self.none()
        return self if user.is_administrator else self.filter(uploaded_by=user)

    def without_content(self) -> "QuestionImportQuerySet":
        """Leaves the large columns in the database: the questions and what was found."""
        return self.defer("lines", "findings")


class QuestionImport(models.Model):
    """One file of questions on its way: read and reported, mended in place, then accepted as a whole or discarded.

    Nothing of it is in the bank before it is accepted. `lines` holds each question as the file has it or as it was
    mended since, with what is chosen for it; `findings` speak of the file as a whole. `status` and `skill` are given to
    the questions that come in, the skill only where the file names none.
    """

    class State(models.TextChoices):
        READY = "ready", _("Waiting for your decision")
        ACCEPTED = "accepted", pgettext_lazy("questions", "Taken in")
        DISCARDED = "discarded", _("Discarded")

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("handed in by")
    )
    uploaded_at = models.DateTimeField(_("handed in at"), default=timezone.now)
    file_name = models.CharField(_("file name"), max_length=200)
    form = models.CharField(_("format"), max_length=20)
    status = models.CharField(
        _("status of the questions"), max_length=20, choices=QuestionStatus, default=QuestionStatus.DRAFT
    )
    skill = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"facet": Facet.SKILL},
        related_name="+",
        verbose_name=_("skill"),
    )
    lines = models.JSONField(_("questions of the file"), default=list)
    findings = models.JSONField(_("findings"), default=list)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.READY)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    #: What acceptance did, by outcome; `lines` tells it of each question.
    counts = models.JSONField(_("counts"), default=dict)

    objects = QuestionImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Whether the file still waits for a decision."""
        return self.state == self.State.READY
