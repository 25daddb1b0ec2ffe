"""Forms of outside training: claiming it, finding claims, and deciding about one."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.forms import DepartmentField
from cadres.models import Department, User
from training.duty_forms import DayField, reason_field
from training.models import OutsideTraining
from training.models.outside_training import OutsideTrainingQuerySet
from training.proofs import ENDINGS
from training.services.duty_progress import DutyProgress, read_due
from training.services.outside_claims import MOST_HOURS_A_DAY, Replaced, Taken

HOURS = {"max_digits": 5, "decimal_places": 2}


def hours_widget() -> forms.NumberInput:
    return forms.NumberInput(attrs={"step": "0.25", "min": "0", "inputmode": "decimal"})


class ClaimForm(forms.Form):
    """What was taken elsewhere, its proof, and for what it is to count. Offers what is missing in own duties."""

    title = forms.CharField(label=_("What it was"), max_length=200, help_text=_("As it stands on the certificate."))
    organiser = forms.CharField(label=_("Who organised it"), max_length=200)
    began_on = DayField(label=pgettext_lazy("outside", "First day"))
    ended_on = DayField(label=pgettext_lazy("outside", "Last day"))
    hours = forms.DecimalField(
        label=_("Hours"),
        **HOURS,
        help_text=format_lazy(
            _("As the organiser counts them; at most {most} for each day."), most=str(MOST_HOURS_A_DAY)
        ),
        widget=hours_widget(),
    )
    proof = forms.FileField(
        label=_("Proof"),
        help_text=format_lazy(
            _("A certificate, notice or list of names: PDF, JPEG or PNG, at most {limit} MB."),
            limit=str(settings.PROOF_MAX_MB),
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        max_length=200,
    )
    in_place_of = forms.ChoiceField(
        label=_("In place of"),
        required=False,
        help_text=_("If it covers a part of what is due for you. Accepted, that part is met on the last day of it."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duties: list[DutyProgress] = read_due(user=user)
        missing = [
            (
                one.programme.title,
                [(f"{one.duty.pk}:{step.requirement.key}", step.requirement.title) for step in one.missing],
            )
            for one in self.duties
            if one.missing
        ]
        if missing:
            self.fields["in_place_of"].choices = [("", _("Nothing: for its hours alone")), *missing]
        else:
            del self.fields["in_place_of"]

    def taken(self) -> Taken:
        """What was taken; call it only when the form is valid."""
        chosen = self.cleaned_data
        return Taken(**{name: chosen[name] for name in ("title", "organiser", "began_on", "ended_on", "hours")})

    def replaced(self) -> Replaced | None:
        """In place of what, if of anything; call it only when the form is valid."""
        duty, _colon, key = self.cleaned_data.get("in_place_of", "").partition(":")
        by_id = {str(one.duty.pk): one.duty for one in self.duties}
        return Replaced(by_id[duty], key) if key else None


class ClaimState(models.TextChoices):
    """Which claims a list shows."""

    WAITING = "waiting", _("Waits for a review")
    ACCEPTED = "accepted", pgettext_lazy("claim", "Accepted")
    REFUSED = "refused", pgettext_lazy("claim", "Not accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("claim", "Withdrawn")
    ALL = "all", _("All")


class ClaimFilterForm(forms.Form):
    """Takes from an address which claims are listed. Departments that `user` may not see are no choice."""

    state = forms.ChoiceField(label=_("State"), choices=ClaimState, required=False)
    department = DepartmentField(
        Department.objects.none(), label=_("Department and below"), required=False, empty_label=_("All departments")
    )
    text = forms.CharField(label=_("Name or staff number"), max_length=60, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Department.objects.visible_to(user)
        self.fields["department"].queryset = seen
        if not seen.exists():
            del self.fields["department"]

    def clean_state(self) -> str:
        return self.cleaned_data["state"] or ClaimState.WAITING

    def narrow(self, claims: OutsideTrainingQuerySet) -> OutsideTrainingQuerySet:
        """Those that fit: who waits longest comes first, else the newest; none while a field is wrong."""
        if not self.is_valid():
            return claims.none()
        chosen = self.cleaned_data
        if department := chosen.get("department"):
            claims = claims.filter(user__in=User.objects.in_departments([department]).values("pk"))
        if text := chosen["text"].strip():
            claims = claims.filter(user__in=User.objects.matching(text).values("pk"))
        match chosen["state"]:
            case ClaimState.WAITING:
                return claims.waiting().order_by("claimed_at", "pk")
            case ClaimState.ACCEPTED:
                return claims.accepted()
            case ClaimState.REFUSED:
                return claims.filter(review__is_accepted=False)
            case ClaimState.WITHDRAWN:
                return claims.filter(Q(withdrawal__isnull=False) | Q(review__withdrawal__isnull=False))
        return claims


class ReviewForm(forms.Form):
    """The one decision about a claim."""

    is_accepted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Accept: it counts")), ("no", _("Do not accept: nothing changes"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    hours = forms.DecimalField(
        label=_("Hours that count"),
        required=False,
        **HOURS,
        validators=[MinValueValidator(0)],
        help_text=_("At most those that were claimed; 0 if none of them are to count. Read only when you accept."),
        widget=hours_widget(),
    )
    reason = reason_field(_("The person reads it."))

    def __init__(self, *args: Any, claim: OutsideTraining, **kwargs: Any) -> None:
        super().__init__(*args, initial={"hours": f"{claim.hours.normalize():f}"}, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Hours are asked for only with what is accepted."""
        chosen = super().clean()
        if chosen.get("is_accepted") and chosen.get("hours") is None and "hours" not in self.errors:
            self.add_error("hours", _("Give the hours that count."))
        elif chosen.get("is_accepted") is False:
            self.errors.pop("hours", None)
            chosen["hours"] = Decimal(0)
        return chosen
