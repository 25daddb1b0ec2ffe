"""Duties: one cadre must meet one programme by one date."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.models import Department, User
from training.duties.rule import Rule
from training.duties.status import DutyFacts, duty_status
from training.enums import DutyStatus, ProgressState

from .assignment import ProgrammeAssignment
from .programme import Programme, RuleVersion
from .withdrawal import AssignmentWithdrawal


def status_case(
    on: datetime.date,
    *,
    progress: str = "progress",
    due: str = "due_on",
    is_exempt: Q | None = None,
    has_expired: Q | None = None,
) -> Case:
    """`training.duties.status.duty_status` for the database, on rows as they stand now.

    For another day than today the caller says where the progress and the due date of that day stand, who was exempt
    on it, and whose completion had run out.
    """
    is_met = Q((progress, ProgressState.MET))
    is_valid = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    if is_exempt is None:
        is_exempt = Q(exempt_from__lte=on) & (Q(exempt_until__isnull=True) | Q(exempt_until__gte=on))
    has_left = Q(left_on__lte=on) & (Q((f"{due}__isnull", True)) | Q(left_on__lte=F(due)))
    lines = [
        (is_met & is_valid, DutyStatus.MET),
        (is_exempt, DutyStatus.EXEMPT),
        (has_left, DutyStatus.LEFT),
        (Q(valid_until__lt=on) if has_expired is None else has_expired, DutyStatus.EXPIRED),
        (Q((progress, ProgressState.FAILED)), DutyStatus.FAILED),
        (Q((f"{due}__lt", on)), DutyStatus.OVERDUE),
    ]
    return Case(
        *(When(condition, then=Value(status.value)) for condition, status in lines),
        default=F(progress),
        output_field=models.CharField(),
    )


class DutyQuerySet(models.QuerySet):
    def counted(self, on: datetime.date | None = None) -> "DutyQuerySet":
        """The one cycle of each duty that counts on the day `on` (today, if not given)."""
        day = on or timezone.localdate()
        return self.filter(counts_from__lte=day).filter(Q(counts_until__isnull=True) | Q(counts_until__gte=day))

    def with_status(self, on: datetime.date | None = None) -> "DutyQuerySet":
        """Rows with `status`, a DutyStatus, as the evidence stands now; the clock is at the day `on`."""
        return self.annotate(status=status_case(on or timezone.localdate()))

    def unmet(self) -> "DutyQuerySet":
        """Those that evidence has not closed."""
        return self.exclude(progress=ProgressState.MET)

    def newest(self) -> "DutyQuerySet":
        """The newest cycle of each duty, unless what asked it was taken back: the one that nothing has ended."""
        return self.filter(counts_until__isnull=True)

    def asked(self) -> "DutyQuerySet":
        """Those that an assignment still asks, in whichever cycle it began to; also those that none ever asked."""
        withdrawn = DutyClaim.objects.filter(
            duty__user=OuterRef("user"), duty__programme=OuterRef("programme"), withdrawal__isnull=False
        )
        asking = DutyClaim.objects.asking(OuterRef("user"), OuterRef("programme"))
        return self.filter(~Exists(withdrawn) | Exists(asking))

    def visible_to(self, user: User) -> "DutyQuerySet":
        """The own ones, and those of people whom `user` may see. Twin of `user_can_view_duty`."""
        return self.filter(user__in=User.objects.visible_to(user))


class Duty(models.Model):
    """One cycle of one programme for one person.

    What closes it is evidence, kept elsewhere. `progress`, `since`, `earned_at` and `valid_until` follow from it,
    `exempt_*` from exemptions, `due_on` from claims and extensions: they stand here so that lists and figures need
    no more than this row; `services.duties` writes them, and `manage.py verify_duties` compares them with their origin.

    `department` is the one to whose figures it belongs: that of the person's counted post until the due date, and from
    then on the one that it was on that day. `counts_from` and `counts_until` say on which days this cycle is the one
    that counts. Evidence older than `evidence_from` does not close it: that is how a renewal asks again. While a
    renewal is not met, `valid_until` is the last valid day of what it renews.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="duties")
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="duties")
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="duties", verbose_name=_("department")
    )
    assigned_at = models.DateTimeField(_("assigned at"), default=timezone.now)
    evidence_from = models.DateTimeField(_("evidence from"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    progress = models.CharField(_("progress"), max_length=20, choices=ProgressState, default=ProgressState.NOT_STARTED)
    since = models.DateTimeField(_("since"), null=True, blank=True)
    earned_at = models.DateTimeField(_("earned at"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    exempt_from = models.DateField(_("exempt from"), null=True, blank=True)
    exempt_until = models.DateField(_("exempt until"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    counts_from = models.DateField(_("counts from"), default=timezone.localdate)
    counts_until = models.DateField(_("counts until"), null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_duty_a_cycle", fields=["user", "programme", "cycle"]),
            models.CheckConstraint(
                name="met_duty_was_earned",
                condition=Q(progress=ProgressState.MET, earned_at__isnull=False)
                | (~Q(progress=ProgressState.MET) & Q(earned_at__isnull=True)),
            ),
        ]
        indexes = [
            # All that a figure of the board needs, so that the rows themselves stay untouched.
            models.Index(
                name="duty_board",
                fields=[
                    "programme",
                    "department",
                    "progress",
                    "due_on",
                    "valid_until",
                    "exempt_from",
                    "exempt_until",
                    "left_on",
                    "counts_from",
                    "counts_until",
                ],
            ),
            models.Index(name="duty_due", fields=["due_on", "progress"]),
            models.Index(name="duty_expiry", fields=["valid_until"], condition=Q(valid_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.programme} · {self.cycle}"

    @cached_property
    def rule(self) -> Rule:
        return self.version.rule

    def status_on(self, day: datetime.date | None = None) -> DutyStatus:
        """The status on `day` (today, if not given), as the evidence stands now."""
        day = day or timezone.localdate()
        return duty_status(self.facts_on(day), day)

    def facts_on(self, day: datetime.date) -> DutyFacts:
        """What the status of `day` follows from."""
        return DutyFacts(
            progress=ProgressState(self.progress),
            due_on=self.due_on,
            valid_until=self.valid_until,
            is_exempt=self.is_exempt_on(day),
            left_on=self.left_on,
        )

    def is_exempt_on(self, day: datetime.date) -> bool:
        """Whether an exemption is in force on `day`."""
        starts = self.exempt_from is not None and self.exempt_from <= day
        return starts and (self.exempt_until is None or self.exempt_until >= day)

    def is_past_due(self, on: datetime.date) -> bool:
        """Whether the last day for it was before `on`."""
        return self.due_on is not None and self.due_on < on

    @property
    def is_met(self) -> bool:
        return self.progress == ProgressState.MET

    @property
    def is_released(self) -> bool:
        """Whether all that asked it was taken back before it was met."""
        return not self.is_met and self.counts_until is not None

    @property
    def was_late(self) -> bool:
        """Whether it was met after its due date."""
        return (
            self.earned_at is not None and self.due_on is not None and timezone.localdate(self.earned_at) > self.due_on
        )


class DutyClaimQuerySet(models.QuerySet):
    def in_force(self) -> "DutyClaimQuerySet":
        """Those whose assignment nobody has taken back."""
        return self.filter(withdrawal__isnull=True)

    def asking(self, user: models.F | int, programme: models.F | int) -> "DutyClaimQuerySet":
        """Those in force that ask `programme` of `user`, in whichever cycle they began to."""
        return self.in_force().filter(duty__user=user, duty__programme=programme)


class DutyClaim(models.Model):
    """One assignment that asks a duty of a person. The earliest date of those in force rules, all are shown.

    `reason` is how the date came about: the rule, the day it is reckoned from and whom the assignment reaches, in
    words of that day. It is never computed again.
    """

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="claims")
    assignment = models.ForeignKey(ProgrammeAssignment, on_delete=models.SET_NULL, null=True, related_name="claims")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    reason = models.JSONField(_("reason"), default=dict)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    withdrawal = models.ForeignKey(AssignmentWithdrawal, on_delete=models.PROTECT, null=True, related_name="claims")

    objects = DutyClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="one_claim", fields=["duty", "assignment"])]

    def __str__(self) -> str:
        return f"{self.duty} · {self.due_on}"


class DutyStep(models.Model):
    """From when a duty stood at which progress. Added to, so that the figures of an earlier day can be made again."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="steps")
    progress = models.CharField(_("progress"), max_length=20, choices=ProgressState)
    since = models.DateTimeField(_("since"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("step of a duty")
        verbose_name_plural = _("steps of duties")
        ordering = ["pk"]
        indexes = [models.Index(name="duty_step", fields=["duty", "since"])]

    def __str__(self) -> str:
        return f"{self.duty} · {self.progress}"


class DutyMove(models.Model):
    """A person with an open duty went to another department, and the duty with them (semantics 11)."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="moves")
    came_from = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    went_to = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    moved_on = models.DateField(_("moved on"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("move of a duty")
        verbose_name_plural = _("moves of duties")
        ordering = ["moved_on", "pk"]

    def __str__(self) -> str:
        return f"{self.duty} · {self.went_to}"


class DueExtension(models.Model):
    """The due date of a duty, moved by somebody. The old date stays known (semantics 7).

    Without a new one the assignment that set it was taken back, and the others have none.
    """

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="extensions")
    old_due_on = models.DateField(_("old date"), null=True, blank=True)
    new_due_on = models.DateField(_("new date"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.duty} · {self.new_due_on}"


class AssignmentExceptionQuerySet(models.QuerySet):
    def waiting_for(self, user: User) -> "AssignmentExceptionQuerySet":
        """Those that nobody has decided, of the people whom `user` sees and who are not `user`."""
        return self.filter(decision="", assignment__isnull=False, user__in=User.objects.visible_to(user)).exclude(
            user=user
        )


class AssignmentException(models.Model):
    """A person for whom the time is too short: not assigned until somebody decides (semantics 8).

    `minutes` is how long the content takes, `realistic_on` the earliest day by which it can be done at the pace of the
    rule. `decision` is empty while it waits.
    """

    class Decision(models.TextChoices):
        AS_IT_IS = "as_it_is", _("Assign all the same")
        REALISTIC = "realistic", _("Assign with the realistic date")
        LEAVE_OUT = "leave_out", pgettext_lazy("assignment", "Leave out")

    # An assignment that is taken back leaves what was decided about it.
    assignment = models.ForeignKey(ProgrammeAssignment, on_delete=models.SET_NULL, null=True, related_name="exceptions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignment_exceptions")
    due_on = models.DateField(_("due on"))
    realistic_on = models.DateField(_("realistic date"))
    minutes = models.PositiveIntegerField(_("minutes"))
    reason = models.JSONField(_("reason"), default=dict)
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=20, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = AssignmentExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exception of an assignment")
        verbose_name_plural = _("exceptions of assignments")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="one_exception", fields=["assignment", "user"])]

    def __str__(self) -> str:
        return f"{self.assignment} · {self.user}"
