"""Forms with which somebody decides about duties."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from training.models import AssignmentException

#: Nothing that is decided about today lies before this day, or further off than these years: a slip of the pen does.
FIRST_DAY = datetime.date(2000, 1, 1)
YEARS_AHEAD = 10


class DayField(forms.DateField):
    """A day, chosen from a calendar where the device has one; one that only a slip can mean is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        last = datetime.date(timezone.localdate().year + YEARS_AHEAD, 12, 31)
        if value is not None and not FIRST_DAY <= value <= last:
            days = {"first": date_format(FIRST_DAY), "last": date_format(last)}
            raise ValidationError(_("Choose a day from %(first)s to %(last)s."), params=days)


def reason_field(help_text: Any = "") -> forms.CharField:
    """Why: it stands on the page of the status."""
    return forms.CharField(label=_("Reason"), max_length=300, help_text=help_text)


class ExtendForm(forms.Form):
    """A later due date."""

    new_due_on = DayField(label=_("New due date"))
    reason = reason_field(_("The person reads it beside the old and the new date."))


class ExemptForm(forms.Form):
    """An exemption for some days, both included."""

    effective_from = DayField(label=_("From"), initial=timezone.localdate)
    effective_until = DayField(label=_("To"), required=False, help_text=_("Empty: until it is ended."))
    reason = reason_field()
    proof = forms.CharField(
        label=_("Proof"), max_length=300, help_text=_("Which document shows it, and where it is kept.")
    )

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        starts, ends = chosen.get("effective_from"), chosen.get("effective_until")
        if starts and ends and ends < starts:
            raise ValidationError({"effective_until": _("It would end before it begins.")})
        return chosen


class EndExemptionForm(forms.Form):
    """Ends an exemption."""

    last_day = DayField(label=_("Last day"), initial=timezone.localdate)
    reason = reason_field()


class DecideExceptionsForm(forms.Form):
    """Decides about people whose time is too short, several at once."""

    exceptions = forms.ModelMultipleChoiceField(
        AssignmentException.objects.none(),
        label=_("People"),
        error_messages={"required": _("Choose at least one person.")},
    )
    decision = forms.ChoiceField(label=_("Decision"), choices=AssignmentException.Decision, widget=forms.RadioSelect)

    def __init__(self, *args: Any, waiting: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exceptions"].queryset = waiting


def not_in_the_future(day: datetime.date) -> None:
    """Refuses a day that has not come yet."""
    if day > timezone.localdate():
        raise ValidationError(_("This day has not come yet."))
