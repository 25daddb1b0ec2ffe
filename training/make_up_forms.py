"""Forms of make-ups: which of them are listed, and what people decide about them."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.forms import DepartmentField
from cadres.models import Department, User
from cadres.models.department import subtree_filter
from training.duty_forms import DayField, reason_field
from training.enums import MakeUpCause, MakeUpOutcome, ProgressState
from training.models import Duty, MakeUp
from training.models.make_up import MakeUpQuerySet
from training.services.make_up import Opening, default_consequence

FOUND_AT_MOST = 20


class Chosen(models.TextChoices):
    """Which make-ups a list shows."""

    OPEN = "open", pgettext_lazy("make-ups", "Open")
    APPEALED = "appealed", _("Report of a technical cause waits")
    AWAITING = "awaiting", _("Missed, to be decided")
    MET = "met", MakeUpOutcome.MET.label
    MISSED = "missed", MakeUpOutcome.MISSED.label
    CANCELLED = "cancelled", MakeUpOutcome.CANCELLED.label
    ALL = "all", _("All")


class Order(models.TextChoices):
    """How a list of make-ups is sorted."""

    DEADLINE = "deadline", _("Deadline")
    NAME = "name", pgettext_lazy("person", "Name")
    NEWEST = "newest", _("Last opened first")


ORDERS = {
    Order.DEADLINE: ["deadline", "pk"],
    Order.NAME: ["duty__user__name_sort_key", "duty__user__staff_number", "pk"],
    Order.NEWEST: ["-opened_at", "-pk"],
}


class MakeUpFilterForm(forms.Form):
    """Takes from an address which make-ups are listed. Departments that `user` may not see are no choice."""

    state = forms.ChoiceField(label=_("State"), choices=Chosen, required=False)
    cause = forms.ChoiceField(label=_("Cause"), choices=[("", _("All")), *MakeUpCause.choices], required=False)
    department = DepartmentField(
        Department.objects.none(), label=_("Department and below"), required=False, empty_label=_("All departments")
    )
    text = forms.CharField(label=_("Name or staff number"), max_length=60, required=False)
    order = forms.ChoiceField(label=_("Sort by"), choices=Order, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Department.objects.visible_to(user)
        self.fields["department"].queryset = seen
        if not seen.exists():
            del self.fields["department"]

    def clean_state(self) -> str:
        return self.cleaned_data["state"] or Chosen.OPEN

    def clean_order(self) -> str:
        return self.cleaned_data["order"] or Order.DEADLINE

    def within(self, make_ups: MakeUpQuerySet) -> MakeUpQuerySet:
        """Those of the chosen department and people, whatever their state; none while a field is wrong."""
        if not self.is_valid():
            return make_ups.none()
        if department := self.cleaned_data.get("department"):
            make_ups = make_ups.filter(subtree_filter([department], "duty__department__path"))
        if text := self.cleaned_data["text"].strip():
            make_ups = make_ups.filter(duty__user__in=User.objects.matching(text).values("pk"))
        return make_ups

    def narrow(self, make_ups: MakeUpQuerySet) -> MakeUpQuerySet:
        """Those that fit the whole choice, in its order."""
        make_ups = self.within(make_ups)
        if not self.is_valid():
            return make_ups
        chosen = self.cleaned_data
        if chosen["cause"]:
            make_ups = make_ups.filter(cause=chosen["cause"])
        return _of_state(make_ups, chosen["state"]).order_by(*ORDERS[chosen["order"]])


def _of_state(make_ups: MakeUpQuerySet, state: str) -> MakeUpQuerySet:
    match state:
        case Chosen.ALL:
            return make_ups
        case Chosen.OPEN:
            return make_ups.open()
        case Chosen.APPEALED:
            return make_ups.appealed()
        case Chosen.AWAITING:
            return make_ups.awaiting_decision()
    return make_ups.filter(outcome=state)


class PersonForm(forms.Form):
    """Looks for the people for whom `keeper` may open a make-up."""

    text = forms.CharField(label=_("Name or staff number"), max_length=60)

    def __init__(self, *args: Any, keeper: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keeper = keeper

    def duties(self) -> QuerySet[Duty]:
        """What is missing of those who are meant by the text, by name."""
        if not self.is_valid():
            return Duty.objects.none()
        people = User.objects.visible_to(self.keeper).active().exclude(pk=self.keeper.pk)
        meant = people.matching(self.cleaned_data["text"])
        rows = Duty.objects.newest().unmet().filter(user__in=meant.values("pk")).with_status()
        shown = rows.select_related("user", "programme", "department").order_by("user__name_sort_key", "pk")
        return shown[:FOUND_AT_MOST]


class OpenForm(forms.Form):
    """Opens a make-up by hand. Why is always said: the person reads it."""

    cause = forms.ChoiceField(
        label=_("Cause"),
        choices=MakeUpCause,
        help_text=_("With leave or a technical cause the due date moves along, and no figure counts the make-up."),
    )
    reason = reason_field(_("The person reads it."))
    deadline = DayField(label=_("Deadline"), help_text=_("The last day, its end included."))
    consequence = forms.CharField(
        label=_("What follows if it is missed"),
        max_length=300,
        help_text=_("In plain words; it stands in the letter."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, duty: Duty, on: datetime.date, **kwargs: Any) -> None:
        days = datetime.timedelta(days=duty.rule.make_up_days)
        initial = {
            "cause": _likely_cause(duty, on),
            "deadline": on + days,
            "consequence": default_consequence(),
        }
        super().__init__(*args, initial=initial, **kwargs)

    def opening(self, by: User) -> Opening:
        """What was decided; call it only when the form is valid."""
        return Opening(by=by, **self.cleaned_data)


def _likely_cause(duty: Duty, on: datetime.date) -> str:
    if duty.progress == ProgressState.FAILED:
        return MakeUpCause.FAILED
    return MakeUpCause.OVERDUE if duty.is_past_due(on) else MakeUpCause.ABSENT


class ExtendForm(forms.Form):
    """A later deadline."""

    deadline = DayField(label=_("New deadline"))
    reason = reason_field(_("The person reads it beside the old and the new date."))

    def clean_deadline(self) -> datetime.date:
        day = self.cleaned_data["deadline"]
        if day < timezone.localdate():
            raise ValidationError(_("The new date has passed already."))
        return day


class ExtendSeveralForm(ExtendForm):
    """A later deadline for several people at once."""

    make_ups = forms.ModelMultipleChoiceField(
        MakeUp.objects.none(),
        label=_("People"),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Choose at least one person.")},
    )

    def __init__(self, *args: Any, kept: MakeUpQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["make_ups"].queryset = kept


class CancelForm(forms.Form):
    """Closes a make-up that should not go on."""

    reason = reason_field(_("The person reads it."))


class AppealForm(forms.Form):
    """Says what technical cause stood in the way."""

    reason = forms.CharField(
        label=_("What happened"),
        max_length=300,
        help_text=_("When it was, on which device, and what was to be seen. A trainer decides about it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecideForm(forms.Form):
    """Decides about a technical cause."""

    is_accepted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[
            ("yes", _("Accept: it counts against nobody, and the due date moves to the deadline")),
            ("no", _("Do not accept: everything stays as it is")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = reason_field(_("The person reads it."))
