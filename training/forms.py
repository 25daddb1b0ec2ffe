"""The filters of the board."""

import datetime
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cadres.forms import DepartmentField
from cadres.models import Department, User
from training.enums import BoardState, DutyStatus
from training.models import Programme
from training.risks import Risk

#: The statuses first; behind them the figures of the board that are the sum of several.
STATES = [
    *DutyStatus.choices,
    *((one.value, one.label) for one in BoardState if one.value not in DutyStatus.values),
]


@dataclass(frozen=True)
class BoardFilter:
    """Whom a page of the board speaks of, and as of which day; None means now.

    Without a department: everybody whom the viewer may see.
    """

    programme: Programme
    department: Department | None = None
    directly: bool = False
    state: str = ""
    text: str = ""
    on: datetime.date | None = None
    risk: str = ""

    @property
    def about(self) -> Programme:
        """What the trail names when a list of people is taken away."""
        return self.programme

    @property
    def title(self) -> str:
        """What a table of it is called."""
        return self.programme.title

    @property
    def details(self) -> dict[str, Any]:
        """What the trail keeps of it when a list of people is taken away."""
        return {"department": self.department and self.department.pk, "state": self.state}

    def query(self, **changes: Any) -> str:
        """The filter as a query string, with some parts changed: what an address has to say to mean the same people."""
        chosen = replace(self, **changes)
        parts = {
            "programme": chosen.programme.pk,
            "department": chosen.department.pk if chosen.department else "",
            "directly": "on" if chosen.directly else "",
            "state": chosen.state,
            "text": chosen.text,
            "on": chosen.on.isoformat() if chosen.on else "",
            "risk": chosen.risk,
        }
        return urlencode({name: value for name, value in parts.items() if value})


class BoardForm(forms.Form):
    """Takes a `BoardFilter` from an address.

    `programmes` are offered in their order. Departments that `user` may not see are no choice.
    """

    programme = forms.ModelChoiceField(Programme.objects.all(), label=_("Programme"), empty_label=None)
    department = DepartmentField(Department.objects.none(), label=_("Department"), required=False, empty_label=_("All"))
    directly = forms.BooleanField(label=_("Without the departments below"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *STATES], required=False)
    text = forms.CharField(label=_("Name or staff number"), max_length=60, required=False)
    on = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The end of that day. Empty: now."),
    )

    def __init__(self, *args: Any, user: User, programmes: list[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A list, because a field would ask the database each time it is drawn.
        self.fields["programme"].choices = [(programme.pk, programme.title) for programme in programmes]
        self.fields["department"].queryset = Department.objects.visible_to(user)
        if "on" in self.fields:
            self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_on(self) -> datetime.date | None:
        """Today is now; a day to come has no figures."""
        day, today = self.cleaned_data["on"], timezone.localdate()
        if day is not None and day > today:
            raise forms.ValidationError(_("Choose a day up to today."))
        return None if day == today else day

    @property
    def means_something(self) -> bool:
        """Whether the address can be answered: a day that is none is told beside its field, all else is not found."""
        return self.is_valid() or set(self.errors) == {"on"}

    def chosen(self) -> BoardFilter:
        """The filter; call it only when the form means something."""
        return BoardFilter(**self.cleaned_data)


class RiskForm(BoardForm):
    """Takes the filter of the list of those at risk from an address; the list knows no other day than today."""

    risk = forms.ChoiceField(label=_("What is wrong"), choices=[("", _("All")), *Risk.choices], required=False)
    on = directly = state = None

    field_order = ["programme", "department", "risk", "text"]
