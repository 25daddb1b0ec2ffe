"""Workshops: training face to face, and who was there."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel

from cadres.enums import Role
from cadres.models import Department

if TYPE_CHECKING:
    from cadres.models import User


class Workshop(models.Model):
    """A kind of training face to face that a programme may require, e.g. 谈心谈话情景演练半天. Held in sessions."""

    title = models.CharField(
        _("title"), max_length=200, unique=True, help_text=_("The name under which a programme asks for it.")
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("What is practised, and what to bring along.")
    )
    hours = models.DecimalField(
        _("hours"),
        max_digits=4,
        decimal_places=2,
        default=3,
        validators=[MinValueValidator(0), MaxValueValidator(99)],
        help_text=_("Granted for each session that was attended."),
    )

    panels = [FieldPanel("title"), FieldPanel("description"), FieldPanel("hours")]

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class WorkshopSessionQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "WorkshopSessionQuerySet":
        """All for those who see people or audit: a session names nobody. Twin of `user_can_view_sessions`."""
        from training.permissions import user_can_view_sessions

        return self.all() if user_can_view_sessions(user) else self.none()

    def with_counts(self, user: "User") -> "WorkshopSessionQuerySet":
        """Each with `there`: how many of those whom `user` sees were there."""
        seen = Attendance.objects.visible_to(user).valid().filter(session=OuterRef("pk")).order_by()
        counted = seen.values("session").annotate(number_there=Count("pk")).values("number_there")
        return self.annotate(there=Coalesce(Subquery(counted), 0))


class WorkshopSession(models.Model):
    """One time that a workshop was held. `department` is the one that held it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="sessions")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="workshop_sessions", verbose_name=_("department")
    )
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    objects = WorkshopSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.workshop} · {self.held_on}"


class AttendanceQuerySet(models.QuerySet):
    def valid(self) -> "AttendanceQuerySet":
        """Those that nobody has withdrawn."""
        return self.filter(withdrawal__isnull=True)

    def visible_to(self, user: "User") -> "AttendanceQuerySet":
        """The own ones, those of people whom `user` sees, and all for auditors. Twin of `user_can_view_attendance`."""
        from cadres.models import User

        if user.is_active and Role.AUDITOR in user.roles:
            return self
        return self.filter(user__in=User.objects.visible_to(user).values("pk"))

    def kept_by(self, user: "User") -> "AttendanceQuerySet":
        """Those that `user` may withdraw. Twin of `user_can_withdraw_attendance`."""
        from cadres.models import User

        if not (user.is_active and user.has_perm("training.change_programme")):
            return self.none()
        return self.valid().filter(user__in=User.objects.visible_to(user).values("pk")).exclude(user=user.pk)


class Attendance(models.Model):
    """Somebody attests that a person was there. Never changed; a mistake is withdrawn.

    Hours and title are copied, so that the row stays true. `number` counts on when it is attested again after a
    withdrawal.
    """

    session = models.ForeignKey(WorkshopSession, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendances")
    workshop_title = models.CharField(_("workshop"), max_length=200)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=2)
    attended_on = models.DateField(_("attended on"))
    number = models.PositiveSmallIntegerField(pgettext_lazy("attendance", "number"), default=1)
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("attested by")
    )
    attested_at = models.DateTimeField(_("attested at"), default=timezone.now)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["-attended_on", "pk"]
        constraints = [models.UniqueConstraint(name="one_attendance", fields=["session", "user", "number"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.workshop_title}"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An attendance never changes.")
        super().save(*args, **kwargs)


class AttendanceWithdrawal(models.Model):
    """An attendance that was attested by mistake."""

    attendance = models.OneToOneField(Attendance, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=300)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), default=timezone.now)

    class Meta:
        verbose_name = _("withdrawal of an attendance")
        verbose_name_plural = _("withdrawals of attendances")
        ordering = ["-withdrawn_at"]

    def __str__(self) -> str:
        return str(self.attendance)
