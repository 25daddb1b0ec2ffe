"""Forms of workshop sessions: a new one, whom to look for, and who was there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.forms import DepartmentField
from cadres.models import Department, User
from cadres.models.user import UserQuerySet
from training.duty_forms import DayField
from training.models import Workshop, WorkshopSession

#: So many people are attested at once: a longer list is ticked department by department.
ATTEST_AT_ONCE = 300


class SessionForm(forms.Form):
    """A session that was held. Only departments that `keeper` sees are offered."""

    workshop = forms.ModelChoiceField(Workshop.objects.all(), label=_("Workshop"), empty_label=None)
    department = DepartmentField(Department.objects.none(), label=_("Held by the department"), empty_label=None)
    held_on = DayField(label=_("Held on"), initial=timezone.localdate, help_text=_("A day that has come."))
    place = forms.CharField(label=pgettext_lazy("session", "Place"), max_length=100, required=False)

    def __init__(self, *args: Any, keeper: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.visible_to(keeper)


class AttendeesForm(forms.Form):
    """Looks for people whom `keeper` may attest: all others whom they see."""

    text = forms.CharField(label=_("Name or staff number"), max_length=60, required=False)
    department = DepartmentField(
        Department.objects.none(), label=_("Department and below"), required=False, empty_label=_("All departments")
    )

    def __init__(self, *args: Any, keeper: User, session: WorkshopSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keeper, self.session = keeper, session
        self.fields["department"].queryset = Department.objects.visible_to(keeper)

    def people(self) -> UserQuerySet:
        """Those who are meant and not attested yet, by name; nobody while a field is wrong."""
        if not self.is_valid():
            return User.objects.none()
        there = self.session.attendances.valid().values("user")
        people = User.objects.visible_to(self.keeper).active().exclude(pk=self.keeper.pk).exclude(pk__in=there)
        if department := self.cleaned_data["department"]:
            people = people.in_departments([department])
        return people.matching(self.cleaned_data["text"]).order_by("name_sort_key", "staff_number")


class AttestForm(AttendeesForm):
    """Who was there: the ticked ones, or everybody who was found."""

    everybody = forms.BooleanField(required=False)
    person = forms.ModelMultipleChoiceField(User.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = User.objects.visible_to(self.keeper).active().exclude(pk=self.keeper.pk)
        self.fields["person"].queryset = seen

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        if self.errors:
            return chosen
        if not chosen["everybody"] and not chosen["person"]:
            raise ValidationError(_("Tick at least one person."))
        if chosen["everybody"] and self.people().count() > ATTEST_AT_ONCE:
            raise ValidationError(
                _("These are more than %(most)s people. Choose a smaller department."), params={"most": ATTEST_AT_ONCE}
            )
        return chosen

    def chosen(self) -> UserQuerySet:
        """Whom to attest; call it only when the form is valid."""
        return self.people() if self.cleaned_data["everybody"] else self.cleaned_data["person"]
