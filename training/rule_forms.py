"""The form with which a new version of a rule is applied."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.enums import RuleEffect


class EffectForm(forms.Form):
    """Whom the new version reaches; chosen before the preview."""

    effect = forms.ChoiceField(label=_("Whom it reaches"), choices=RuleEffect, widget=forms.RadioSelect)


class ApplyForm(EffectForm):
    """Applies what was looked at. `fingerprint` tells which rule that was."""

    effect = forms.ChoiceField(choices=RuleEffect, widget=forms.HiddenInput)
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    due_on = forms.DateField(
        label=_("Due date for those who begin again"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: after the days that the programme gives for a make-up."),
    )
    note = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Stands with the version, and on the page of each status.")
    )

    def __init__(self, *args: Any, begins_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not begins_again:
            del self.fields["due_on"]

    def clean_due_on(self) -> datetime.date | None:
        due_on = self.cleaned_data["due_on"]
        if due_on is not None and due_on < timezone.localdate():
            raise ValidationError(_("This day has passed already."))
        return due_on


class TakeBackForm(forms.Form):
    """Takes an assignment back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Stands on the page of each duty that it concerns.")
    )
