"""Make-up trainings (限期补课): what is to be made up for a duty by when, and how that ended (semantics 13)."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.enums import Role
from training.duties.make_up_plan import Plan, read_plan
from training.enums import EXCUSED_CAUSES, MakeUpCause, MakeUpOutcome

from .duty import Duty
from .quiz_cycle import QuizCycle

if TYPE_CHECKING:
    from cadres.models import User

BY = {"on_delete": models.PROTECT, "related_name": "+"}


class MakeUpQuerySet(models.QuerySet):
    def open(self) -> "MakeUpQuerySet":
        return self.filter(outcome="")

    def counting(self) -> "MakeUpQuerySet":
        """Those that figures count: none with a cause for which the person can do nothing."""
        return self.exclude(cause__in=EXCUSED_CAUSES)

    def past_deadline(self, on: datetime.date) -> "MakeUpQuerySet":
        """Open ones whose last day is over on the day `on`."""
        return self.open().filter(deadline__lt=on)

    def appealed(self) -> "MakeUpQuerySet":
        """Those with an appeal that nobody has decided yet."""
        return self.filter(Exists(MakeUpAppeal.objects.undecided().filter(make_up=OuterRef("pk"))))

    def awaiting_decision(self) -> "MakeUpQuerySet":
        """Missed ones after which nothing was opened, while the duty is not met: a person says how it goes on."""
        later = MakeUp.objects.filter(duty=OuterRef("duty"), number__gt=OuterRef("number"))
        return self.filter(outcome=MakeUpOutcome.MISSED, duty__in=Duty.objects.unmet()).filter(~Exists(later))

    def visible_to(self, user: "User") -> "MakeUpQuerySet":
        """The own ones, those of people whom `user` may see, and all for auditors. Twin of `user_can_view_make_up`."""
        from cadres.models import User

        if user.is_active and Role.AUDITOR in user.roles:
            return self
        return self.filter(duty__user__in=User.objects.visible_to(user).values("pk"))

    def kept_by(self, user: "User") -> "MakeUpQuerySet":
        """Those that `user` extends, cancels and decides about. Twin of `user_can_keep_make_up`."""
        from cadres.models import User

        if not (user.is_active and user.has_perm("training.change_programme")):
            return self.none()
        return self.filter(duty__user__in=User.objects.visible_to(user).values("pk")).exclude(duty__user=user.pk)


class MakeUp(models.Model):
    """One make-up training for one duty; a duty has one open at a time, and each miss leads to the next number.

    What was decided at the opening never changes. `cause`, `deadline` and `outcome` follow from the rows below it and
    stand here so that lists and figures need no more: `opened_for` and `first_deadline` say what they were at first.
    `covers_duty`: it closes when the whole duty is met; else when the quizzes to be repeated are passed, because the
    rest is not due yet. The plan is `training.duties.make_up_plan.Plan`. The deadline is a day of the site, its end
    included. `consequence` is what the person is told will follow if it is missed, in plain words.
    """

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="make_ups")
    number = models.PositiveSmallIntegerField(pgettext_lazy("make-up", "number"))
    opened_for = models.CharField(_("cause at first"), max_length=20, choices=MakeUpCause)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    plan_data = models.JSONField(_("plan"), default=dict)
    covers_duty = models.BooleanField(_("covers the whole duty"), default=True)
    consequence = models.CharField(_("what follows if it is missed"), max_length=300)
    first_deadline = models.DateField(_("deadline at first"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, verbose_name=_("opened by"), **BY)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    cause = models.CharField(_("cause"), max_length=20, choices=MakeUpCause)
    deadline = models.DateField(_("deadline"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=MakeUpOutcome, blank=True)

    objects = MakeUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("make-up training")
        verbose_name_plural = _("make-up trainings")
        ordering = ["deadline", "pk"]
        constraints = [
            models.UniqueConstraint(name="unique_make_up_number", fields=["duty", "number"]),
            models.UniqueConstraint(name="one_open_make_up", fields=["duty"], condition=Q(outcome="")),
            models.CheckConstraint(name="make_up_deadline_only_later", condition=Q(deadline__gte=F("first_deadline"))),
        ]
        indexes = [models.Index(name="make_up_deadline", fields=["outcome", "deadline"])]

    def __str__(self) -> str:
        return f"{self.duty} · {self.number}"

    @cached_property
    def plan(self) -> Plan:
        return read_plan(self.plan_data)

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def is_excused(self) -> bool:
        """Whether it counts in no figure and the due date of the duty goes with its deadline."""
        return self.cause in EXCUSED_CAUSES

    def days_left(self, on: datetime.date | None = None) -> int:
        """How many days are left, the last one counted in; negative after it."""
        return (self.deadline - (on or timezone.localdate())).days + 1


class ReCheck(models.Model):
    """A quiz that a make-up asks again: the cycle that was opened for it, in which questions are drawn anew.

    Make-ups of two programmes that ask for the same quiz share its cycle.
    """

    make_up = models.ForeignKey(MakeUp, on_delete=models.PROTECT, related_name="rechecks")
    cycle = models.ForeignKey(QuizCycle, on_delete=models.PROTECT, related_name="rechecks")

    class Meta:
        verbose_name = _("re-check")
        verbose_name_plural = _("re-checks")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="one_recheck", fields=["make_up", "cycle"])]

    def __str__(self) -> str:
        return f"{self.make_up} · {self.cycle}"


class MakeUpExtension(models.Model):
    """The deadline of a make-up, moved by somebody. The old date stays known."""

    make_up = models.ForeignKey(MakeUp, on_delete=models.PROTECT, related_name="extensions")
    old_deadline = models.DateField(_("old date"))
    new_deadline = models.DateField(_("new date"))
    reason = models.CharField(_("reason"), max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("granted by"), **BY)
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)

    class Meta:
        verbose_name = _("extension of a make-up")
        verbose_name_plural = _("extensions of make-ups")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.make_up} · {self.new_deadline}"


class MakeUpAppealQuerySet(models.QuerySet):
    def undecided(self) -> "MakeUpAppealQuerySet":
        return self.filter(decision__isnull=True)


class MakeUpAppeal(models.Model):
    """Somebody says that a technical cause stood in the way: the person, or a trainer for them."""

    make_up = models.ForeignKey(MakeUp, on_delete=models.PROTECT, related_name="appeals")
    reason = models.CharField(_("what happened"), max_length=300)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("filed by"), **BY)
    filed_at = models.DateTimeField(_("filed at"), default=timezone.now)

    objects = MakeUpAppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.make_up} · {self.filed_at:%Y-%m-%d}"


class MakeUpAppealDecision(models.Model):
    """What became of an appeal. Never made by the person whom it is about."""

    appeal = models.OneToOneField(MakeUpAppeal, on_delete=models.PROTECT, related_name="decision")
    is_accepted = models.BooleanField(_("accepted"))
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("decided by"), **BY)
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("decision of an appeal")
        verbose_name_plural = _("decisions of appeals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.appeal)


class MakeUpClosure(models.Model):
    """How a make-up ended. `closed_by` is empty when evidence or the clock closed it; `note` says what did."""

    class Note(models.TextChoices):
        """What the clock and the evidence have to say. People write their own words."""

        DEADLINE = "deadline", pgettext_lazy("make-up", "The deadline has passed.")
        USED_UP = "used_up", pgettext_lazy("make-up", "The re-check was not passed and no attempt is left.")
        NOT_ASKED = "not_asked", pgettext_lazy("make-up", "Nothing is asked of the person any more.")

    make_up = models.OneToOneField(MakeUp, on_delete=models.PROTECT, related_name="closure")
    outcome = models.CharField(_("outcome"), max_length=20, choices=MakeUpOutcome)
    note = models.CharField(_("note"), max_length=300, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, verbose_name=_("closed by"), **BY)
    closed_at = models.DateTimeField(_("closed at"), default=timezone.now)

    class Meta:
        verbose_name = _("closure of a make-up")
        verbose_name_plural = _("closures of make-ups")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.make_up} · {self.outcome}"

    @property
    def note_text(self) -> str:
        """The note for people to read."""
        return str(self.Note(self.note).label) if self.note in self.Note.values else self.note
