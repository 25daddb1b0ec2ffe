"""Spot checks (日常抽查): whether what was finished is still mastered by people whom chance chose."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cadres.enums import RankBand, Role
from cadres.models import Department, User
from cadres.models.department import subtree_filter
from training.enums import SpotCheckState
from training.sampling import digest, sample_size

from .attempt import QuizAttempt
from .programme import Programme
from .quiz import QuizPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class SpotCheckQuerySet(models.QuerySet):
    def announced(self) -> "SpotCheckQuerySet":
        """Those whose seed is published: how they draw is open to everybody who signs in."""
        return self.filter(seed_published_at__isnull=False)

    def kept_by(self, user: "User | AnonymousUser") -> "SpotCheckQuerySet":
        """Those that `user` plans, draws and decides. Twin of `user_can_keep_spot_check`."""
        if not user.is_active:
            return self.none()
        if user.is_administrator:
            return self
        if Role.TRAINER not in user.roles:
            return self.none()
        return self.filter(subtree_filter(user.current_departments, "department__path"))

    def visible_to(self, user: "User | AnonymousUser") -> "SpotCheckQuerySet":
        """Those whose results `user` may see: the keepers, auditors, and once the seed is published those overseers
        whose departments it reaches. Twin of `user_can_view_spot_check`."""
        if not user.is_active:
            return self.none()
        if user.is_administrator or Role.AUDITOR in user.roles:
            return self
        seen = Q(pk__in=self.kept_by(user).values("pk"))
        if Role.OVERSEER in user.roles:
            above = [path for own in user.current_departments for path in own.ancestor_paths()]
            reached = subtree_filter(user.current_departments, "department__path") | Q(department__path__in=above)
            seen |= reached & Q(seed_published_at__isnull=False)
        return self.filter(seen)


class SpotCheck(models.Model):
    """A sample of those who finished `programme` in `department` and below, asked a short fresh quiz.

    Strata: the departments `levels` below `department`, by rank band. Either `size` or `share` (percent, rounded up)
    says how many. The seed is published before the draw and from then on the plan stays; the draw freezes the
    population (`SpotCheckStratum`). Nothing that was earned depends on the result.
    """

    title = models.CharField(_("title"), max_length=120, help_text=_("As it stands on the record."))
    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name="spot_checks",
        verbose_name=_("programme"),
        help_text=_("Those who finished it may be drawn."),
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="spot_checks", verbose_name=_("department and below")
    )
    levels = models.PositiveSmallIntegerField(
        _("strata by departments"),
        default=1,
        choices=[
            (0, _("All departments together")),
            (1, _("Departments one level below")),
            (2, _("Departments two levels below")),
        ],
        help_text=_("Within each of them by rank band, so that the sample is made up like those who finished."),
    )
    quiz = models.ForeignKey(
        QuizPage,
        on_delete=models.PROTECT,
        related_name="spot_checks",
        verbose_name=_("quiz"),
        help_text=_("Its blueprint draws the questions, unseen ones first. Its limits of attempts do not count here."),
    )
    size = models.PositiveIntegerField(
        _("number of people"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    share = models.PositiveSmallIntegerField(
        _("or percent of them"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    minimum = models.PositiveSmallIntegerField(
        _("at least from each stratum"), default=1, validators=[MaxValueValidator(20)]
    )
    due_on = models.DateField(_("last day"), help_text=_("Whoever is drawn takes the check by the end of this day."))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    seed = models.CharField(_("seed"), max_length=200, blank=True)
    seed_published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seed_published_at = models.DateTimeField(_("seed published at"), null=True, blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("spot check")
        verbose_name_plural = _("spot checks")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="spot_check_size_or_share",
                condition=Q(size__isnull=False, share__isnull=True) | Q(size__isnull=True, share__isnull=False),
                violation_error_message=_("Give either a number of people or a percentage."),
            ),
            models.CheckConstraint(
                name="spot_check_seed_before_draw",
                condition=Q(drawn_at__isnull=True) | Q(seed_published_at__lte=models.F("drawn_at")),
            ),
            models.CheckConstraint(
                name="spot_check_drawn_before_closed",
                condition=Q(closed_at__isnull=True) | Q(drawn_at__lte=models.F("closed_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.due_on and self.state == SpotCheckState.PLANNED and self.due_on < timezone.localdate():
            raise ValidationError({"due_on": _("This day has passed.")})

    @property
    def state(self) -> SpotCheckState:
        if self.closed_at:
            return SpotCheckState.CLOSED
        if self.drawn_at:
            return SpotCheckState.DRAWN
        return SpotCheckState.ANNOUNCED if self.seed_published_at else SpotCheckState.PLANNED

    @property
    def ends_at(self) -> datetime.datetime:
        """The end of the last day, from which on nobody can take the check."""
        next_day = self.due_on + datetime.timedelta(days=1)
        return timezone.make_aware(datetime.datetime.combine(next_day, datetime.time.min))

    def size_of(self, population: int) -> int:
        """How many of a population of this size are drawn."""
        return sample_size(population, size=self.size, share=self.share)

    @cached_property
    def frozen_strata(self) -> list["SpotCheckStratum"]:
        """The strata of the draw by key; none before it."""
        return sorted(self.strata.all(), key=lambda stratum: stratum.key)

    @property
    def population_count(self) -> int:
        return sum(stratum.count for stratum in self.frozen_strata)

    @property
    def population_digest(self) -> str:
        """The digest of all strata: of lines `key digest` (training/sampling.py)."""
        return digest(f"{stratum.key} {stratum.digest}" for stratum in self.frozen_strata)


class SpotCheckStratum(models.Model):
    """One stratum as the draw found it: who belonged to it, the digest of their numbers, how many were drawn.

    `people` are staff numbers in order. Code and name of the department are those of that day. Never changed.
    """

    spot_check = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="strata")
    department_code = models.CharField(_("department code"), max_length=32)
    department_name = models.CharField(_("department"), max_length=100)
    rank_band = models.CharField(_("rank band"), max_length=20, choices=RankBand)
    people = models.JSONField(_("population"))
    count = models.PositiveIntegerField(_("population"))
    digest = models.CharField(_("digest"), max_length=64)
    seats = models.PositiveIntegerField(_("drawn"))

    class Meta:
        verbose_name = _("stratum of a spot check")
        verbose_name_plural = _("strata of a spot check")
        ordering = ["department_code", "rank_band"]
        constraints = [
            models.UniqueConstraint(
                name="unique_stratum_of_spot_check", fields=["spot_check", "department_code", "rank_band"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.department_name} · {self.get_rank_band_display()}"

    @property
    def key(self) -> str:
        """What the stratum is called in the draw."""
        return f"{self.department_code}/{self.rank_band}"


class SpotCheckMemberQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> "SpotCheckMemberQuerySet":
        """The drawn whose result `user` may see: their own, all for keepers and auditors, and for overseers the people
        they see today. Twin of `user_can_view_spot_member`."""
        if not user.is_active:
            return self.none()
        if user.is_administrator or Role.AUDITOR in user.roles:
            return self
        seen = Q(user=user) | Q(spot_check__in=SpotCheck.objects.kept_by(user).values("pk"))
        if Role.OVERSEER in user.roles:
            seen |= Q(user__in=User.objects.visible_to(user).values("pk"))
        return self.filter(seen)

    def waiting(self) -> "SpotCheckMemberQuerySet":
        """Those who have not handed in."""
        return self.filter(Q(attempt__isnull=True) | Q(attempt__submitted_at__isnull=True))


class SpotCheckMember(models.Model):
    """One person of the sample, with the rank value by which chance chose them and, once begun, their attempt.

    Name and staff number are those of the day of the draw. Apart from the attempt nothing changes.
    """

    spot_check = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="members")
    stratum = models.ForeignKey(SpotCheckStratum, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="spot_check_members")
    staff_number = models.CharField(_("staff number"), max_length=32)
    name = models.CharField(_("name"), max_length=60)
    rank_value = models.CharField(_("rank value"), max_length=64)
    attempt = models.OneToOneField(
        QuizAttempt, on_delete=models.PROTECT, null=True, blank=True, related_name="spot_check_member"
    )

    objects = SpotCheckMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of a spot check")
        verbose_name_plural = _("people of a spot check")
        ordering = ["stratum__department_code", "stratum__rank_band", "rank_value"]
        constraints = [models.UniqueConstraint(name="drawn_once_in_a_spot_check", fields=["spot_check", "user"])]

    def __str__(self) -> str:
        return f"{self.spot_check} · {self.name}"

    @property
    def has_taken(self) -> bool:
        return self.attempt is not None and not self.attempt.is_open

    @property
    def is_missed(self) -> bool:
        """Whether the last day has passed without an attempt."""
        return self.attempt is None and self.spot_check.ends_at <= timezone.now()

    @property
    def mark(self) -> str:
        """How far the person is, as components/status.html shows it; a result below the line is told beside it."""
        if self.attempt is None:
            return "overdue" if self.is_missed else "not_started"
        if self.attempt.is_open:
            return "in_progress"
        return "met" if self.attempt.is_marked else "waiting"
