"""To whom a programme is assigned, and by when."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from cadres.enums import RankBand
from cadres.models import Department, Posting, User
from cadres.models.department import subtree_filter
from training.duties.dates import DueTerms
from training.enums import DueRule
from training.panels import TellingPanel

from .programme import Programme


class RankBandsField(models.JSONField):
    """A list of rank bands, chosen by ticking them; an empty one means all."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        defaults = {"label": self.verbose_name, "help_text": self.help_text, "required": False, "initial": list}
        return forms.MultipleChoiceField(choices=RankBand.choices, widget=forms.CheckboxSelectMultiple, **defaults)

    def value_from_object(self, obj: models.Model) -> Any:
        return super().value_from_object(obj) or []


class PersonKey(models.ForeignKey):
    """A person who is named by staff number in forms."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        # Wagtail's forms, on which those of the people are built, want every model to be there.
        from cadres.forms import PersonField

        label = capfirst(self.verbose_name)
        return PersonField(label=label, help_text=self.help_text, required=not self.blank)


class Reach(models.Model):
    """Whose posts are meant: those that fulfil each condition that is set. Nothing set: everybody with a post."""

    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
        help_text=_("With all below it. Empty: the whole organisation."),
    )
    rank_bands = RankBandsField(_("rank bands"), default=list, blank=True, help_text=_("None ticked: all."))
    post_words = models.CharField(
        _("posts"),
        max_length=200,
        blank=True,
        help_text=_("Words in the name of the post, separated by commas; one of them is enough. Empty: all posts."),
    )

    class Meta:
        abstract = True

    @property
    def words(self) -> list[str]:
        """The words of which the name of the post has to contain one."""
        text = self.post_words.replace("，", ",").replace("、", ",")
        return [word.strip() for word in text.split(",") if word.strip()]

    @property
    def condition(self) -> Q:
        """What a posting has to fulfil."""
        found = Q()
        if self.department_id:
            found &= subtree_filter([self.department], "department__path")
        if self.rank_bands:
            found &= Q(rank_band__in=self.rank_bands)
        if self.words:
            named = Q()
            for word in self.words:
                named |= Q(post__icontains=word)
            found &= named
        return found

    @property
    def in_words(self) -> str:
        """Whom it reaches, for people to read."""
        where = self.department.name if self.department_id else gettext("The whole organisation")
        bands = [str(RankBand(band).label) for band in self.rank_bands if band in RankBand.values]
        return " · ".join(
            [where, *(["、".join(bands)] if bands else []), *(["、".join(self.words)] if self.words else [])]
        )


class Audience(ClusterableModel):
    """A saved rule of whom training is for, e.g. 新任科级干部: who fulfils one of its lines."""

    title = models.CharField(
        _("title"), max_length=100, unique=True, help_text=_("The name under which it is chosen for an assignment.")
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("A note for those who keep programmes: who is meant, and why.")
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("description"),
        InlinePanel(
            "lines",
            heading=_("Who belongs to it"),
            label=_("Line"),
            min_num=1,
            help_text=_("Who fulfils one line belongs to it; within a line every condition has to hold."),
        ),
    ]

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def condition(self) -> Q:
        """What a posting has to fulfil."""
        found = Q(pk__in=[])
        for line in self.lines.select_related("department"):
            found |= line.condition
        return found


class AudienceLine(Orderable, Reach):
    """One line of an audience."""

    audience = ParentalKey(Audience, on_delete=models.CASCADE, related_name="lines")

    panels = [FieldPanel("department"), FieldPanel("rank_bands"), FieldPanel("post_words")]

    class Meta(Orderable.Meta):
        verbose_name = _("line of an audience")
        verbose_name_plural = _("lines of audiences")

    def __str__(self) -> str:
        return self.in_words


class ProgrammeAssignmentQuerySet(models.QuerySet):
    def in_force(self, on: datetime.date | None = None) -> "ProgrammeAssignmentQuerySet":
        """Those that reach newcomers on the day `on` (today, if not given)."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class ProgrammeAssignment(Reach):
    """A programme assigned to a part of the organisation, to an audience or to one person.

    A duty keeps the date that was computed when the person was reached; changing an assignment moves no duty.
    """

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="assignments")
    audience = models.ForeignKey(
        Audience,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("audience"),
        help_text=_("Instead of the conditions above."),
    )
    person = PersonKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="personal_assignments",
        verbose_name=_("person"),
        help_text=_("A staff number, instead of all others: this person alone."),
    )
    due_rule = models.CharField(_("due"), max_length=20, choices=DueRule, default=DueRule.FIXED)
    due_on = models.DateField(_("due on"), null=True, blank=True, help_text=_("The last day, for a fixed day."))
    due_months = models.PositiveSmallIntegerField(_("months"), default=0, validators=[MaxValueValidator(60)])
    due_days = models.PositiveSmallIntegerField(_("days"), default=0, validators=[MaxValueValidator(730)])
    ends_on = models.DateField(
        _("reaches newcomers until"), null=True, blank=True, help_text=_("Empty: as long as the programme is there.")
    )
    assigned_at = models.DateTimeField(_("assigned at"), auto_now_add=True)

    objects = ProgrammeAssignmentQuerySet.as_manager()

    panels = [
        FieldPanel("department"),
        FieldPanel("rank_bands"),
        FieldPanel("post_words"),
        FieldRowPanel([FieldPanel("audience"), FieldPanel("person")]),
        FieldPanel("due_rule"),
        FieldRowPanel([FieldPanel("due_on"), FieldPanel("due_months"), FieldPanel("due_days")]),
        FieldPanel("ends_on"),
        TellingPanel("training/admin/assignment_panel.html", is_for_saved=True, needs="has_claims"),
    ]

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.programme} · {self.whom}"

    def clean(self) -> None:
        """Refuses contradictions: two ways of saying whom, or a date without what it is reckoned from."""
        super().clean()
        has_conditions = bool(self.department_id or self.rank_bands or self.words)
        if self.audience_id and has_conditions:
            raise ValidationError({"audience": _("Choose the audience or set conditions, not both.")})
        if self.person_id and (self.audience_id or has_conditions):
            raise ValidationError({"person": _("Choose the person alone, without audience or conditions.")})
        if self.due_rule == DueRule.FIXED and not self.due_on:
            raise ValidationError({"due_on": _("Say on which day it is due, or choose “No date”.")})
        is_relative = self.due_rule not in {DueRule.FIXED, DueRule.NONE}
        if is_relative and not (self.due_months or self.due_days):
            raise ValidationError({"due_months": _("Say how many months or days there are.")})

    @property
    def due_terms(self) -> DueTerms:
        return DueTerms(self.due_rule, self.due_on, self.due_months, self.due_days)

    @property
    def reach(self) -> Q:
        """What a posting has to fulfil."""
        if self.person_id:
            return Q(user=self.person_id)
        return self.audience.condition if self.audience_id else self.condition

    def postings(self, on: datetime.date | None = None) -> models.QuerySet[Posting]:
        """The posts through which it reaches active people on the day `on` (today, if not given)."""
        return Posting.objects.current(on).filter(self.reach, user__is_active=True)

    @cached_property
    def has_claims(self) -> bool:
        """Whether it asks something of somebody: then it is taken back, not deleted."""
        return self.pk is not None and self.claims.exists()

    @property
    def whom(self) -> str:
        """Whom it reaches, for people to read."""
        if self.person_id:
            return self.person.name
        if self.audience_id:
            return self.audience.title
        return self.in_words
