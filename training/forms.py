"""The filter of the board."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from cadres.forms import DepartmentField
from cadres.models import Department, User
from training.enums import ProgressState
from training.models import Programme


@dataclass(frozen=True)
class BoardFilter:
    """Whom a page of the board speaks of. Without a department: everybody whom the viewer may see."""

    programme: Programme
    department: Department | None = None
    directly: bool = False
    state: str = ""
    text: str = ""

    def query(self, **changes: Any) -> str:
        """The filter as a query string, with some parts changed: what an address has to say to mean the same people."""
        chosen = replace(self, **changes)
        parts = {
            "programme": chosen.programme.pk,
            "department": chosen.department.pk if chosen.department else "",
            "directly": "on" if chosen.directly else "",
            "state": chosen.state,
            "text": chosen.text,
        }
        return urlencode({name: value for name, value in parts.items() if value})


class BoardForm(forms.Form):
    """Takes a `BoardFilter` from an address.

    `programmes` are offered in their order. Departments that `user` may not see are no choice.
    """

    programme = forms.ModelChoiceField(Programme.objects.all(), label=_("Programme"), empty_label=None)
    department = DepartmentField(Department.objects.none(), label=_("Department"), required=False, empty_label=_("All"))
    directly = forms.BooleanField(label=_("Without the departments below"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *ProgressState.choices], required=False)
    text = forms.CharField(label=_("Name or staff number"), max_length=60, required=False)

    def __init__(self, *args: Any, user: User, programmes: list[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A list, because a field would ask the database each time it is drawn.
        self.fields["programme"].choices = [(programme.pk, programme.title) for programme in programmes]
        self.fields["department"].queryset = Department.objects.visible_to(user)

    def chosen(self) -> BoardFilter:
        """The filter; call it only when the form is valid."""
        return BoardFilter(**self.cleaned_data)
