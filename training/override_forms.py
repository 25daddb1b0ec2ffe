"""Forms of overrides: whom to look for, and what to grant."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from cadres.forms import DepartmentField
from cadres.models import Department, User
from training.models import QuizPage
from training.terms import TermsChange

FOUND_AT_MOST = 20


class TargetForm(forms.Form):
    """Whom to grant something: a person by name or number, or a department. Only what `granter` sees is offered."""

    text = forms.CharField(label=_("Name or staff number"), max_length=60, required=False)
    department = DepartmentField(
        Department.objects.none(), label=_("Or a department and all below it"), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, granter: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.granter = granter
        self.fields["department"].queryset = Department.objects.visible_to(granter)

    def clean(self) -> dict[str, Any]:
        """Refuses a search for nobody."""
        chosen = super().clean()
        if not self.errors and not (chosen["text"].strip() or chosen["department"]):
            raise ValidationError(_("Type a name or choose a department."))
        return chosen

    def people(self) -> list[User]:
        """Those who are meant by the text; nobody without one, and never the one who looks."""
        text = self.cleaned_data["text"].strip() if self.is_valid() else ""
        if not text:
            return []
        seen = User.objects.visible_to(self.granter).active().exclude(pk=self.granter.pk)
        return list(seen.matching(text).with_posts_today()[:FOUND_AT_MOST])


class OverrideForm(forms.Form):
    """What is granted. Only limits that the quiz has are offered."""

    extra_attempts = forms.IntegerField(
        label=_("Extra attempts"),
        required=False,
        help_text=_("Beyond those of the quiz, in total. Grants are not added up: the largest one counts."),
        validators=[MinValueValidator(0), MaxValueValidator(20)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": 20}),
    )
    time_percent = forms.IntegerField(
        label=_("Time in percent"),
        required=False,
        help_text=_("150 is half as much time again. A test that is running gets it at once."),
        validators=[MinValueValidator(100), MaxValueValidator(400)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 100, "max": 400, "step": 5}),
    )
    closes_at = forms.DateTimeField(
        label=_("Closes at"),
        required=False,
        help_text=_("Instead of the end that holds for everybody."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Kept with your name."), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, quiz: QuizPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = {
            "extra_attempts": quiz.attempts_allowed,
            "time_percent": quiz.time_limit,
            "closes_at": quiz.closes_at,
        }
        for name, limit in limits.items():
            if not limit:
                del self.fields[name]

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError(_("Say why."))
        return reason

    def change(self) -> TermsChange:
        """What is granted; call it only when the form is valid."""
        chosen = self.cleaned_data
        return TermsChange(
            extra_attempts=chosen.get("extra_attempts") or 0,
            time_percent=chosen.get("time_percent") or 100,
            closes_at=chosen.get("closes_at"),
        )
