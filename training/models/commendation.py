"""Commendation (表彰): rounds, nominations on evidence, decisions of the leading group, and the notice that names."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.enums import Role
from cadres.models import Department, User
from training.enums import RoundState
from training.ground_kinds import KINDS, Case, GroundRefused

from .record import Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

NOMINATING_ROLES = frozenset({Role.TRAINER, Role.EDITOR, Role.OVERSEER})


class CommendationRoundQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> "CommendationRoundQuerySet":
        """All, for those who nominate, decide or audit. Twin of `user_can_view_rounds`."""
        may = user.is_active and (user.is_administrator or user.roles & {*NOMINATING_ROLES, Role.AUDITOR})
        return self if may else self.none()

    def with_figures(self) -> "CommendationRoundQuerySet":
        """Each with `undecided`, its nominations without a decision, which `state` needs."""
        undecided = Count("nominations", filter=Q(nominations__decision__isnull=True))
        return self.annotate(undecided=undecided).order_by("-opened_at", "-pk")


class CommendationRound(models.Model):
    """One round of commendation: what it is for, and from which days the evidence has to come (both included)."""

    title = models.CharField(_("title"), max_length=120)
    purpose = models.TextField(
        _("what it is for"),
        max_length=1000,
        help_text=_("What is honoured: getting better, helping others, experience that others took over."),
    )
    starts_on = models.DateField(_("evidence from"))
    ends_on = models.DateField(_("evidence to"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = CommendationRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of commendation")
        verbose_name_plural = _("rounds of commendation")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="round_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether one may still nominate."""
        return self.closed_at is None

    @property
    def state(self) -> RoundState:
        if self.is_open:
            return RoundState.OPEN
        if hasattr(self, "notice"):
            return RoundState.PUBLISHED
        undecided = getattr(self, "undecided", None)
        if undecided is None:
            undecided = self.nominations.filter(decision__isnull=True).count()
        return RoundState.CLOSED if undecided else RoundState.DECIDED


class NominationQuerySet(models.QuerySet):
    def with_all(self) -> "NominationQuerySet":
        """With all that a list shows."""
        return self.select_related("round__notice", "user", "department", "nominated_by", "decision__decided_by")

    def visible_to(self, user: "User | AnonymousUser") -> "NominationQuerySet":
        """All for the leading group and auditors; for nominators their own and those of people and departments they
        see; never those about oneself. Twin of `user_can_view_nomination`."""
        if not user.is_active:
            return self.none()
        others = self.exclude(user=user)
        if user.is_administrator or Role.AUDITOR in user.roles or leads(user):
            return others
        if not user.roles & NOMINATING_ROLES:
            return self.none()
        people, departments = User.objects.visible_to(user), Department.objects.visible_to(user)
        seen = Q(user__in=people.values("pk")) | Q(department__in=departments.values("pk"))
        return others.filter(seen | Q(nominated_by=user))

    def decidable_by(self, user: "User | AnonymousUser") -> "NominationQuerySet":
        """Those that `user` may decide: the leading group, but not about themselves, about a department in which they
        hold a post, or about what they nominated. Twin of `user_can_decide_nomination`."""
        if not user.is_active or not leads(user):
            return self.none()
        own = [department.pk for department in user.current_departments]
        return self.exclude(user=user).exclude(department__in=own).exclude(nominated_by=user)

    def granted(self) -> "NominationQuerySet":
        return self.filter(decision__is_granted=True)


def leads(user: "User | AnonymousUser") -> bool:
    """Whether `user` is of the leading group: administrators, and overseers with a post in a topmost department."""
    if not user.is_active:
        return False
    top = any(department.is_root() for department in user.current_departments)
    return user.is_administrator or (Role.OVERSEER in user.roles and top)


class Nomination(Record):
    """A person or a department put forward, on evidence. Never changed.

    `grounds` is a list of `{"kind", "reference", "sentence"}`: the kind is one of `training.ground_kinds`, the
    reference names the evidence, the sentence says what it shows. `clean` refuses a nomination without any.
    """

    round = models.ForeignKey(CommendationRound, on_delete=models.PROTECT, related_name="nominations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="nominations",
        verbose_name=_("person"),
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="nominations",
        verbose_name=_("department"),
    )
    grounds = models.JSONField(_("grounds"), default=list)
    statement = models.TextField(_("statement"), max_length=2000)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("nominated by")
    )
    nominated_at = models.DateTimeField(_("nominated at"), default=timezone.now)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["nominated_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="nomination_of_person_or_department",
                condition=Q(user__isnull=False, department__isnull=True)
                | Q(user__isnull=True, department__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_nomination_of_a_person",
                fields=["round", "user"],
                violation_error_message=_("This person is nominated in this round already."),
            ),
            models.UniqueConstraint(
                name="one_nomination_of_a_department",
                fields=["round", "department"],
                violation_error_message=_("This department is nominated in this round already."),
            ),
            models.CheckConstraint(name="nomination_rests_on_evidence", condition=~Q(grounds=[])),
            models.CheckConstraint(
                name="nobody_nominates_themselves", condition=Q(user__isnull=True) | ~Q(user=F("nominated_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.nominee}"

    @property
    def nominee(self) -> "User | Department":
        return self.user or self.department

    @property
    def case(self) -> Case:
        return Case(self.nominee, self.nominated_by, self.round.starts_on, self.round.ends_on)

    @property
    def sentences(self) -> list[str]:
        return [ground["sentence"] for ground in self.grounds]

    def clean(self) -> None:
        """Verifies each ground and writes its sentence. Raises ValidationError for none, or one that shows nothing."""
        super().clean()
        if not self.grounds:
            raise ValidationError({"grounds": _("A nomination rests on evidence: point at one thing at least.")})
        # The sentences stand in a notice: they are in the language of the organisation, whoever nominates.
        with translation.override(settings.LANGUAGE_CODE):
            self.grounds = [self._verified(ground) for ground in self.grounds]

    def _verified(self, ground: dict) -> dict:
        kind = KINDS.get(ground.get("kind", ""))
        if kind is None or not kind.fits(self.nominee):
            raise ValidationError({"grounds": _("This is no kind of evidence that a nomination may rest on.")})
        try:
            sentence = kind.verify(ground["reference"], self.case)
        except GroundRefused as refusal:
            raise ValidationError({"grounds": str(refusal.message)}) from refusal
        return {"kind": kind.key, "reference": ground["reference"], "sentence": sentence}


class NominationDecision(Record):
    """What the leading group decided about a nomination. Never changed."""

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="decision")
    is_granted = models.BooleanField(_("granted"))
    reason = models.TextField(_("reason"), max_length=1000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("decision on a nomination")
        verbose_name_plural = _("decisions on nominations")
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return f"{self.nomination} · {self.is_granted}"


class CommendationNotice(Record):
    """The notice (表彰通报) of a round, as it was issued. Never changed."""

    round = models.OneToOneField(CommendationRound, on_delete=models.PROTECT, related_name="notice")
    number = models.CharField(
        _("number of the notice"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("There is a notice with this number already.")},
    )
    dated_on = models.DateField(_("date of the notice"), default=timezone.localdate)
    title = models.CharField(pgettext_lazy("notice", "heading"), max_length=160)
    opening = models.TextField(_("opening words"), max_length=2000)
    closing = models.TextField(_("closing words"), max_length=2000, blank=True)
    signed = models.CharField(_("issued in the name of"), max_length=100)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)

    class Meta:
        verbose_name = _("notice of commendation")
        verbose_name_plural = _("notices of commendation")
        ordering = ["-dated_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def clean(self) -> None:
        super().clean()
        if self.dated_on and self.dated_on > timezone.localdate() + datetime.timedelta(days=31):
            raise ValidationError({"dated_on": _("This day is more than a month ahead.")})


class CommendationEntryQuerySet(models.QuerySet):
    def with_choice(self) -> "CommendationEntryQuerySet":
        """Each with `is_shown`: what the person chose last; shown, if they never chose."""
        chosen = HonourChoice.objects.filter(entry=OuterRef("pk")).order_by("-chosen_at", "-pk")
        return self.annotate(is_shown=models.functions.Coalesce(Subquery(chosen.values("is_shown")[:1]), True))

    def visible_to(self, user: "User | AnonymousUser") -> "CommendationEntryQuerySet":
        """Those whose people wish to be shown, and one's own; all of them for the leading group and auditors.

        Twin of `user_can_view_honour`.
        """
        if not user.is_active:
            return self.none()
        entries = self.with_choice()
        if leads(user) or Role.AUDITOR in user.roles:
            return entries
        return entries.filter(Q(is_shown=True) | Q(nomination__user=user))


class CommendationEntry(Record):
    """One line of a notice: name, department and grounds as they were printed. Never changed."""

    notice = models.ForeignKey(CommendationNotice, on_delete=models.PROTECT, related_name="entries")
    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="entry")
    name = models.CharField(_("name"), max_length=100)
    department_name = models.CharField(_("department"), max_length=100, blank=True)
    grounds = models.TextField(_("grounds"))

    objects = CommendationEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a notice")
        verbose_name_plural = _("lines of notices")
        ordering = ["notice", "pk"]

    def __str__(self) -> str:
        return f"{self.notice} · {self.name}"


class HonourChoice(Record):
    """Whether a person wishes to be shown on the page of honours. The last row counts. Never changed."""

    entry = models.ForeignKey(CommendationEntry, on_delete=models.PROTECT, related_name="choices")
    is_shown = models.BooleanField(_("shown"))
    chosen_at = models.DateTimeField(_("chosen at"), default=timezone.now)

    class Meta:
        verbose_name = _("choice about the page of honours")
        verbose_name_plural = _("choices about the page of honours")
        ordering = ["-chosen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.entry} · {self.is_shown}"
