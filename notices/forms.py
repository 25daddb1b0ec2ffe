"""Forms of notices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.models import MailPreference


class MailForm(forms.ModelForm):
    """Whether one wants the daily mail."""

    class Meta:
        model = MailPreference
        fields = ["wants_digest"]


class CalendarForm(forms.Form):
    """Which link the person saw when they asked for another one; empty: none."""

    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput, label=_("Calendar address"))
