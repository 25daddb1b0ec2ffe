"""Which year, and whom, a page of hours speaks of: taken from its address."""

import datetime
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cadres.forms import DepartmentField
from cadres.models import Department, User
from training.enums import HoursState
from training.models import HoursRule

#: Records do not go back further; a registration form covers at most so many years.
FIRST_YEAR = 2000
MOST_YEARS = 10


@dataclass(frozen=True)
class HoursFilter:
    """Of which year and of whom a page of hours of departments speaks.

    Without a department: everybody whom the viewer may see.
    """

    year: int
    department: Department | None = None
    directly: bool = False
    state: str = ""
    text: str = ""

    @property
    def about(self) -> None:
        """Hours belong to no programme."""
        return None

    @property
    def title(self) -> str:
        """What a table of it is called."""
        return gettext("Hours in %(year)s") % {"year": self.year}

    @property
    def details(self) -> dict[str, Any]:
        """What the trail keeps of it when a list of people is taken away."""
        return {"department": self.department and self.department.pk, "year": self.year, "state": self.state}

    def query(self, **changes: Any) -> str:
        """The filter as a query string, with some parts changed."""
        chosen = replace(self, **changes)
        parts = {
            "year": chosen.year,
            "department": chosen.department.pk if chosen.department else "",
            "directly": "on" if chosen.directly else "",
            "state": chosen.state,
            "text": chosen.text,
        }
        return urlencode({name: value for name, value in parts.items() if value})


class YearForm(forms.Form):
    """Takes one year up to this one from an address; this one, if none is named."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, data: Any, *, today: datetime.date, earliest: int) -> None:
        super().__init__({"year": today.year, **data.dict()})
        first = min(max(earliest, FIRST_YEAR), today.year)
        self.fields["year"].choices = [(year, str(year)) for year in range(today.year, first - 1, -1)]


class YearsForm(forms.Form):
    """Takes the years of a registration form from an address: this one, if none are named."""

    first = forms.TypedChoiceField(label=_("From the year"), coerce=int)
    last = forms.TypedChoiceField(label=_("to the year"), coerce=int)

    def __init__(self, data: Any, *, today: datetime.date, earliest: int) -> None:
        super().__init__({"first": today.year, "last": today.year, **data.dict()})
        first = min(max(earliest, FIRST_YEAR), today.year)
        years = [(year, str(year)) for year in range(today.year, first - 1, -1)]
        self.fields["first"].choices = self.fields["last"].choices = years

    def clean(self) -> dict[str, Any]:
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and first > last:
            raise forms.ValidationError(_("The first year is after the last."))
        if first and last and last - first >= MOST_YEARS:
            raise forms.ValidationError(_("A form holds at most %(count)s years.") % {"count": MOST_YEARS})
        return self.cleaned_data

    def years(self) -> tuple[int, int]:
        """The first and the last year; call it only when the form is valid."""
        return self.cleaned_data["first"], self.cleaned_data["last"]


class HoursForm(YearForm):
    """Takes an `HoursFilter` from an address, of a year since there are rules.

    Departments that `user` may not see are no choice.
    """

    department = DepartmentField(Department.objects.none(), label=_("Department"), required=False, empty_label=_("All"))
    directly = forms.BooleanField(label=_("Without the departments below"), required=False)
    state = forms.ChoiceField(label=_("Hours"), choices=[("", _("All")), *HoursState.choices], required=False)
    text = forms.CharField(label=_("Name or staff number"), max_length=60, required=False)

    def __init__(self, data: Any, *, user: User, today: datetime.date) -> None:
        super().__init__(data, today=today, earliest=HoursRule.objects.first_year() or today.year)
        self.fields["department"].queryset = Department.objects.visible_to(user)

    def chosen(self) -> HoursFilter:
        """The filter; call it only when the form is valid."""
        return HoursFilter(**self.cleaned_data)
