"""Requests to correct what is held about a person, and the one answer to each. Append-only."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.held import SECTIONS, Group
from cadres.enums import Role
from cadres.models import User
from home.enums import CorrectionOutcome
from training.models.record import Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CorrectionRequestQuerySet(models.QuerySet):
    def waiting(self) -> "CorrectionRequestQuerySet":
        return self.filter(answer__isnull=True)

    def answerable_by(self, user: "User | AnonymousUser") -> "CorrectionRequestQuerySet":
        """Those of others that `user` may answer: all for administrators, for trainers what is about the training of
        people they see. Twin of `user_can_answer_correction`."""
        if not user.is_active:
            return self.none()
        others = self.exclude(person=user)
        if user.is_administrator:
            return others
        if Role.TRAINER not in user.roles:
            return self.none()
        return others.filter(section__in=training_sections(), person__in=User.objects.visible_to(user).values("pk"))

    def visible_to(self, user: "User | AnonymousUser") -> "CorrectionRequestQuerySet":
        """The own ones, and those that `user` may answer. Twin of `user_can_view_correction`."""
        if not user.is_active:
            return self.none()
        answerable = CorrectionRequest.objects.answerable_by(user).values("pk")
        return self.filter(models.Q(person=user) | models.Q(pk__in=answerable))


class CorrectionRequest(Record):
    """A person says that something in their record is wrong. Never changed.

    `section` is the key of a section of the record (audit/held.py); `entry` the id of an entry of it, or empty for the
    whole section, with its title as it stood then.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="correction_requests",
        verbose_name=_("asked by"),
    )
    section = models.CharField(_("part of the record"), max_length=40)
    entry = models.CharField(_("id of the entry"), max_length=64, blank=True)
    entry_title = models.CharField(pgettext_lazy("record", "entry"), max_length=255, blank=True)
    wrong = models.TextField(_("what is wrong"), max_length=2000)
    right = models.TextField(_("what would be right"), max_length=2000)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for correction")
        verbose_name_plural = _("requests for correction")
        ordering = ["asked_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.section_label} · {self.asked_at:%Y-%m-%d}"

    @property
    def section_label(self) -> str:
        """What the part of the record is called; one that is no longer there keeps its key."""
        return str(SECTIONS[self.section].label) if self.section in SECTIONS else self.section

    @property
    def is_waiting(self) -> bool:
        return not hasattr(self, "answer")


class CorrectionAnswer(Record):
    """What became of a request, decided by somebody else than who asked. Never changed.

    `reason` says how it was corrected, or why there is nothing to correct.
    """

    request = models.OneToOneField(CorrectionRequest, on_delete=models.PROTECT, related_name="answer")
    outcome = models.CharField(pgettext_lazy("correction", "answer"), max_length=20, choices=CorrectionOutcome)
    reason = models.TextField(_("reason"), max_length=2000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a request for correction")
        verbose_name_plural = _("answers to requests for correction")
        ordering = ["-answered_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.request} · {self.get_outcome_display()}"


def training_sections() -> list[str]:
    """The keys of the sections that trainers keep."""
    return [key for key, section in SECTIONS.items() if section.group == Group.TRAINING]
