"""Programmes: what has to be mastered, in versions of a rule."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from content.fields import BodyField
from training.duties.dates import Validity
from training.duties.rule import Group, Rule, read_rule
from training.enums import RequirementKind, RuleEffect, ValidityRule
from training.panels import TellingPanel
from training.programme_form import ProgrammeForm
from training.requirement_blocks import RequirementStreamBlock, read_parts

from .course import CoursePage


class ProgrammeQuerySet(models.QuerySet):
    def assigned(self) -> "ProgrammeQuerySet":
        """Those that are assigned to somebody."""
        return self.filter(assignments__isnull=False).distinct()


class Programme(ClusterableModel):
    """A training requirement, e.g. 谈心谈话技能培训.

    What stands here is a draft: it holds for nobody until it is applied as a `RuleVersion` (services/rules.py).
    """

    title = models.CharField(
        _("title"),
        max_length=200,
        unique=True,
        help_text=_("The name under which it stands on the desk and on the board."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("A note for those who keep programmes: what it is required for.")
    )
    requirements = BodyField(
        RequirementStreamBlock(),
        default=list,
        verbose_name=_("what is required"),
        help_text=_("The programme is finished when each entry is met. People are led through them in this order."),
    )
    validity_rule = models.CharField(
        _("stays valid"),
        max_length=20,
        choices=ValidityRule,
        default=ValidityRule.ALWAYS,
        help_text=_("When it has run out, the quizzes, practice talks and workshops are asked for again."),
    )
    validity_months = models.PositiveSmallIntegerField(
        _("months"),
        default=0,
        validators=[MaxValueValidator(120)],
        help_text=_("For a fixed day: the shortest period."),
    )
    validity_month = models.PositiveSmallIntegerField(
        _("month of the fixed day"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("Only for a fixed day of the year."),
    )
    validity_day = models.PositiveSmallIntegerField(
        _("day of the month"),
        default=31,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_("A day that the month lacks means its last."),
    )
    renewal_days = models.PositiveSmallIntegerField(
        _("renewal window"), default=60, help_text=_("How many days before its end a completion may be renewed.")
    )
    make_up_days = models.PositiveSmallIntegerField(
        _("days for a make-up"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("How long a make-up training gives when nobody sets another date."),
    )
    minutes_per_day = models.PositiveSmallIntegerField(
        _("minutes a day"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(480)],
        help_text=_("What can be asked beside the work. Who would need more goes on the list of exceptions."),
    )
    issues_certificate = models.BooleanField(
        _("certificate"), default=True, help_text=_("Who finishes it gets a certificate.")
    )

    objects = ProgrammeQuerySet.as_manager()
    base_form_class = ProgrammeForm

    panels = [
        FieldPanel("title"),
        FieldPanel("description"),
        FieldPanel("requirements"),
        TellingPanel("training/admin/rule_panel.html", heading=_("What holds now"), is_for_saved=True),
        MultiFieldPanel(
            [
                FieldPanel("validity_rule"),
                FieldRowPanel(
                    [FieldPanel("validity_months"), FieldPanel("validity_month"), FieldPanel("validity_day")]
                ),
                FieldPanel("renewal_days"),
                FieldPanel("issues_certificate"),
            ],
            heading=_("Validity"),
        ),
        MultiFieldPanel([FieldPanel("make_up_days"), FieldPanel("minutes_per_day")], heading=_("Time")),
        InlinePanel(
            "assignments",
            heading=_("Assigned to"),
            label=_("Assignment"),
            help_text=_("Each names whom it reaches and by when. Newcomers are reached too, by the task of the night."),
        ),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        counts_months = {ValidityRule.FROM_COMPLETION, ValidityRule.FROM_EXPIRY}
        if self.validity_rule in counts_months and not self.validity_months:
            raise ValidationError({"validity_months": _("Say how many months it stays valid.")})

    def draft_rule(self) -> Rule:
        """The rule as it is written here, applied or not."""
        return Rule(
            root=Group("root", read_parts(self.requirements)),
            validity=Validity(self.validity_rule, self.validity_months, self.validity_month, self.validity_day),
            renewal_days=self.renewal_days,
            make_up_days=self.make_up_days,
            minutes_per_day=self.minutes_per_day,
        )

    @cached_property
    def current_version(self) -> "RuleVersion | None":
        """The version that holds for those to whom the programme is assigned now."""
        return self.rule_versions.order_by("-number").first()

    @property
    def has_unapplied_changes(self) -> bool:
        """Whether what is written here differs from what holds."""
        version = self.current_version
        return version is None or version.data != self.draft_rule().as_data()

    def courses(self) -> list[CoursePage]:
        """The courses that the version in force names, in order."""
        if self.current_version is None:
            return []
        leaves = self.current_version.rule.leaves()
        ids = [leaf.target for leaf in leaves if leaf.kind == RequirementKind.COURSE]
        found = CoursePage.objects.in_bulk(ids)
        return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


class RuleVersionQuerySet(models.QuerySet):
    def about(self, targets: Iterable[tuple[str, int]]) -> "RuleVersionQuerySet":
        """Those that name one of `targets`, pairs of a RequirementKind and an id."""
        named = Q(pk__in=[])
        for kind, target in targets:
            named |= Q(kind=kind, target=target)
        return self.filter(pk__in=RuleTarget.objects.filter(named).values("version"))

    def in_force(self) -> "RuleVersionQuerySet":
        """The newest of each programme."""
        newer = RuleVersion.objects.filter(programme=OuterRef("programme"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))


class RuleVersion(models.Model):
    """What a programme requires, from one moment on. Never changed: an edit makes the next version.

    `data` is `training.duties.rule.Rule.as_data`; `effect` says whom it reached when it was applied.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rule_versions")
    number = models.PositiveIntegerField(_("version"))
    data = models.JSONField(_("rule"))
    effect = models.CharField(_("effect"), max_length=20, choices=RuleEffect, default=RuleEffect.NOT_MET)
    note = models.CharField(_("reason"), max_length=300, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("applied by")
    )
    applied_at = models.DateTimeField(_("applied at"), default=timezone.now)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a rule")
        verbose_name_plural = _("versions of rules")
        ordering = ["programme", "-number"]
        constraints = [models.UniqueConstraint(name="unique_rule_version", fields=["programme", "number"])]

    def __str__(self) -> str:
        return f"{self.programme} · {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A version of a rule never changes.")
        super().save(*args, **kwargs)
        RuleTarget.objects.bulk_create(
            RuleTarget(version=self, kind=kind, target=target) for kind, target in sorted(self.rule.targets())
        )

    @cached_property
    def rule(self) -> Rule:
        return read_rule(self.data)


class RuleTarget(models.Model):
    """One thing that a version of a rule names, so that evidence finds the rules that it is about."""

    version = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="targets")
    kind = models.CharField(max_length=20, choices=RequirementKind)
    target = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("target of a rule")
        verbose_name_plural = _("targets of rules")
        constraints = [models.UniqueConstraint(name="unique_rule_target", fields=["version", "kind", "target"])]
        indexes = [models.Index(name="rule_target", fields=["kind", "target"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"
