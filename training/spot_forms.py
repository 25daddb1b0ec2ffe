"""Forms of spot checks: the plan, the words of the seed, and what is said about one person's result."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cadres.forms import DepartmentField
from cadres.models import Department, User
from training.enums import ReviewOutcome
from training.models import QuizPage, SpotCheck


class SpotCheckForm(forms.ModelForm):
    """The plan of a spot check. Only departments and quizzes that `planner` sees are offered."""

    department = DepartmentField(
        Department.objects.none(),
        label=_("Department and below"),
        empty_label=None,
        help_text=_("Those who finished the programme and hold a post there today may be drawn."),
    )

    class Meta:
        model = SpotCheck
        fields = ["title", "programme", "department", "levels", "quiz", "size", "share", "minimum", "due_on"]
        widgets = {
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "size": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "share": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "minimum": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }

    def __init__(self, *args: Any, planner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.visible_to(planner)
        self.fields["quiz"].queryset = QuizPage.objects.live().visible_to(planner).order_by("path")
        self.fields["programme"].empty_label = None
        self.fields["quiz"].empty_label = None


class SeedForm(forms.Form):
    """The words with which the seed begins. The portal adds characters that nobody chooses."""

    words = forms.CharField(
        label=_("Words of the seed"),
        max_length=100,
        help_text=_("Any words. The portal adds 16 characters by chance, so that nobody can try out seeds beforehand."),
    )

    def __init__(self, *args: Any, check: SpotCheck, **kwargs: Any) -> None:
        suggestion = f"{check.title} {timezone.localdate().isoformat()}"
        super().__init__(*args, initial={"words": suggestion[:100]}, **kwargs)


class FindingForm(forms.Form):
    """What a keeper found, when a review is opened by hand."""

    text = forms.CharField(
        label=_("What was found"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it. Facts alone: what was to be done and was not."),
    )


class StatementForm(forms.Form):
    """What the person says about a review."""

    text = forms.CharField(
        label=_("What you say about it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Kept word for word. Whoever decides reads it first."),
    )


class ReviewDecisionForm(forms.Form):
    """How a review ends."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=ReviewOutcome,
        widget=forms.RadioSelect,
        help_text=_("What was finished stays finished, whatever is decided."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it, with your name."),
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError(_("Say why."))
        return reason
