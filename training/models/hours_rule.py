"""The tables of hours: what the training rules ask of rank bands, and what a course is usually worth."""

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Min
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cadres.enums import RankBand
from training.hours.terms import Terms, terms_in_force

from .assignment import RankBandsField


class HoursRuleQuerySet(models.QuerySet):
    def as_terms(self) -> list[Terms]:
        """The whole table as the pure rules read it."""
        return [rule.terms for rule in self]

    def first_year(self) -> int | None:
        """The year in which the first line takes effect; None while the table is empty."""
        first = self.aggregate(first=Min("effective_from"))["first"]
        return first.year if first else None

    def in_force(self, year: int) -> "list[HoursRule]":
        """The lines that hold for some rank band in `year`, in the order of the table."""
        rules = {rule.terms: rule for rule in self}
        held = {terms_in_force(rules, band, year) for band in RankBand.values}
        return [rule for terms, rule in rules.items() if terms in held]


class HoursRule(models.Model):
    """One line of the table of rules: how many hours are asked of some rank bands, from when on, and who says so.

    Hours are computed whenever they are asked: changing a line changes past years as well, a new line with a later
    date does not.
    """

    rank_bands = RankBandsField(_("rank bands"), default=list, help_text=_("Of whom it is asked; tick at least one."))
    hours = models.DecimalField(
        _("hours"),
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("At least so many, from all categories together."),
    )
    years = models.PositiveSmallIntegerField(
        _("within years"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("Calendar years; the first period begins with the year in which the rule takes effect."),
    )
    online_hours = models.DecimalField(
        _("of these online, each year"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("0: no part of them has to be online."),
    )
    days = models.PositiveSmallIntegerField(
        _("or days instead"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Days of training face to face or outside that are enough instead. Empty: hours alone count."),
    )
    day_hours = models.DecimalField(
        _("hours of a day"),
        max_digits=4,
        decimal_places=2,
        default=Decimal("7.5"),
        validators=[MinValueValidator(Decimal("0.25")), MaxValueValidator(24)],
        help_text=_("How many hours make a day. 90 hours in 12 days are 7.5; where a day of classes counts 6, put 6."),
    )
    effective_from = models.DateField(
        _("in effect from"), help_text=_("It holds for the whole of this year and until a newer rule takes effect.")
    )
    source = models.CharField(
        _("source"),
        max_length=300,
        help_text=_("The document that says so, with its article; people read it beside their hours."),
    )

    objects = HoursRuleQuerySet.as_manager()

    panels = [
        FieldPanel("rank_bands"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("hours"), FieldPanel("years")]),
                FieldPanel("online_hours"),
                FieldRowPanel([FieldPanel("days"), FieldPanel("day_hours")]),
            ],
            heading=_("What is asked"),
        ),
        FieldPanel("effective_from"),
        FieldPanel("source"),
    ]

    class Meta:
        verbose_name = _("rule of hours")
        verbose_name_plural = _("rules of hours")
        ordering = ["-effective_from", "-hours", "pk"]

    def __str__(self) -> str:
        return f"{self.whom} · {self.effective_from}"

    @property
    def whom(self) -> str:
        """The rank bands, for people to read."""
        return "、".join(str(RankBand(band).label) for band in self.rank_bands if band in RankBand.values)

    @property
    def terms(self) -> Terms:
        return Terms(
            bands=frozenset(self.rank_bands),
            hours=self.hours,
            effective_from=self.effective_from,
            years=self.years,
            online_hours=self.online_hours,
            days=self.days,
            day_hours=self.day_hours,
            source=self.source,
        )

    def clean(self) -> None:
        """Refuses a line for nobody, one that contradicts itself, and two that hold for a band from the same day."""
        super().clean()
        faults: dict[str, Any] = {}
        if not self.rank_bands:
            faults["rank_bands"] = _("Tick at least one rank band.")
        if self.hours is not None and self.online_hours is not None and self.online_hours > self.hours:
            faults["online_hours"] = _("This is more than is asked altogether.")
        if self.effective_from and (taken := self._bands_taken(self.effective_from)):
            names = "、".join(str(RankBand(band).label) for band in taken)
            faults["effective_from"] = _("From this day on there is a rule already for: %(bands)s") % {"bands": names}
        if faults:
            raise ValidationError(faults)

    def _bands_taken(self, day: datetime.date) -> list[str]:
        others = HoursRule.objects.filter(effective_from=day).exclude(pk=self.pk)
        taken = {band for other in others for band in other.rank_bands}
        return [band for band in RankBand.values if band in taken and band in self.rank_bands]


class HoursStepQuerySet(models.QuerySet):
    def worth(self, minutes: int) -> Decimal | None:
        """The hours that a course of so many minutes is usually worth; None where the table has no line for it."""
        step = self.filter(from_minutes__lte=minutes).order_by("-from_minutes").first()
        return step.hours if step else None


class HoursStep(models.Model):
    """One line of the table from which the form of a course suggests its hours. No course changes by itself."""

    from_minutes = models.PositiveSmallIntegerField(
        _("from minutes"), unique=True, help_text=_("Courses that take at least so many minutes.")
    )
    hours = models.DecimalField(
        _("hours"),
        max_digits=4,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(99)],
        help_text=_("What such a course is usually worth."),
    )

    objects = HoursStepQuerySet.as_manager()

    panels = [FieldPanel("from_minutes"), FieldPanel("hours")]

    class Meta:
        verbose_name = _("usual hours")
        verbose_name_plural = _("table of usual hours")
        ordering = ["from_minutes"]

    def __str__(self) -> str:
        return f"{self.from_minutes} · {self.hours}"
