"""Forms of the people app: signing in, finding people, and editing them in the Wagtail admin."""

import unicodedata
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserForm

from cadres.enums import Role
from cadres.models import Department, User
from cadres.models.user import UserQuerySet


def role_label(group: Group) -> str:
    """The role's name in the reader's language; a group that is no role keeps its own name."""
    return str(Role(group.name).label) if group.name in Role.values else group.name


class SignInForm(AuthenticationForm):
    """Staff number or e-mail, and password. The answer is the same whatever was wrong."""

    error_messages = {
        "invalid_login": _("This does not match. Check the staff number or e-mail address and the password."),
        "inactive": _("This does not match. Check the staff number or e-mail address and the password."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        field = self.fields["username"]
        field.label = _("Staff number or e-mail")
        # Django takes the length of a staff number, which would cut long e-mail addresses.
        field.max_length = User._meta.get_field("email").max_length
        field.widget.attrs["maxlength"] = field.max_length


class DepartmentField(forms.ModelChoiceField):
    """Departments of a tree, each indented below the one it belongs to."""

    def label_from_instance(self, obj: models.Model) -> str:
        assert isinstance(obj, Department)
        return "\u3000" * (obj.depth - 1) + obj.name


class PersonField(forms.CharField):
    """One active person, typed as staff number: no list of everybody is drawn, however many there are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 32, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """A stored id is shown as the staff number; what was typed stays as it is."""
        if isinstance(value, User):
            return value.staff_number
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("staff_number", flat=True).first() or ""
        return value

    def clean(self, value: Any) -> User | None:
        number = super().clean(value)
        if not number:
            return None
        person = User.objects.active().filter(staff_number=unicodedata.normalize("NFKC", number).strip()).first()
        if person is None:
            raise ValidationError(_("No active person has this staff number."), code="unknown_person")
        return person

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class PeopleFilterForm(forms.Form):
    """Which of the people that `user` may see are listed."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        RETIRED = "retired", _("Retired")
        ALL = "all", _("All")

    q = forms.CharField(label=_("Name or staff number"), required=False, max_length=60)
    department = DepartmentField(
        label=_("Department and below"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("All departments"),
    )
    status = forms.ChoiceField(label=_("Status"), choices=Status, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.visible_to(user)

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or self.Status.ACTIVE

    def narrow(self, people: UserQuerySet) -> UserQuerySet:
        """`people` without those the form leaves out; nobody while a field of the form is wrong."""
        if not self.is_valid():
            return people.none()
        chosen = self.cleaned_data
        if chosen["status"] != self.Status.ALL:
            people = people.filter(is_active=chosen["status"] == self.Status.ACTIVE)
        if chosen["department"]:
            people = people.in_departments([chosen["department"]])
        return people.matching(chosen["q"])


class RolesField(forms.ModelMultipleChoiceField):
    """Roles under the names that people know them by."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: models.Model) -> str:
        assert isinstance(obj, Group)
        return role_label(obj)


class CadreForm(UserForm):
    """A person as administrators edit them in the Wagtail admin: one name, no superuser switch."""

    first_name = None
    last_name = None
    is_superuser = None
    email = forms.EmailField(required=False, label=_("E-mail"))
    groups = RolesField(queryset=Group.objects.order_by("pk"), required=False, label=_("Roles"))

    error_messages = {
        **UserForm.error_messages,
        "duplicate_username": _("This staff number is taken."),
    }

    def clean_staff_number(self) -> str:
        return unicodedata.normalize("NFKC", self.cleaned_data["staff_number"]).strip()

    def clean_name(self) -> str:
        return self.cleaned_data["name"].strip()


class CadreCreationForm(CadreForm):
    """A new person. Without a password they cannot sign in until one is set here."""

    class Meta:
        model = User
        fields = ["staff_number", "name", "email", "groups"]

    def save(self, commit: bool = True) -> User:
        if not self.cleaned_data["password1"]:
            self.instance.set_unusable_password()
        return super().save(commit)


class CadreEditForm(CadreForm):
    """A known person. Retiring is done by switching `is_active` off."""

    password_required = False

    class Meta:
        model = User
        fields = ["staff_number", "name", "email", "is_active", "groups"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editing_self = editing_self
        if editing_self:
            del self.fields["is_active"]

    def clean_groups(self) -> models.QuerySet[Group]:
        groups = self.cleaned_data["groups"]
        keeps_role = groups.filter(name=Role.ADMINISTRATOR).exists()
        if self.editing_self and Role.ADMINISTRATOR in self.instance.roles and not keeps_role:
            raise ValidationError(
                _("You cannot take the role of administrator from yourself. Ask another administrator.")
            )
        return groups
