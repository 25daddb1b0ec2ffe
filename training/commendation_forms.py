"""Forms of commendation: a round, a nomination with its evidence, a decision, the notice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from training.ground_kinds import KINDS, Case, GroundKind, GroundRefused, Reference
from training.models import CommendationNotice, CommendationRound

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RoundForm(forms.ModelForm):
    """A new round."""

    class Meta:
        model = CommendationRound
        fields = ["title", "purpose", "starts_on", "ends_on"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3}), "starts_on": DATE, "ends_on": DATE}


class NominationForm(forms.Form):
    """The evidence, as each kind of evidence asks for it, and a statement. Refuses a nomination without evidence."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.kinds = [kind for kind in KINDS.values() if kind.fits(case.nominee)]
        for kind in self.kinds:
            self.fields.update(kind.fields(case))
        self.fields["statement"] = forms.CharField(
            label=_("Statement"),
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_(
                "Why this deserves to be honoured. No numbers of posts, hours or visits: they count for nothing."
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Refuses a nomination without evidence, and evidence that shows nothing."""
        given = super().clean()
        if not self.errors:
            self.grounds = [(kind.key, one) for kind in self.kinds for one in self._references(kind, given)]
            if not self.grounds and not self.errors:
                raise ValidationError(_("A nomination rests on evidence: point at one thing at least."))
        return given

    def _references(self, kind: GroundKind, given: dict[str, Any]) -> list[Reference]:
        found = kind.references(given, self.case)
        for reference in found:
            try:
                kind.verify(reference, self.case)
            except GroundRefused as refusal:
                self.add_error(next(iter(kind.fields(self.case)), None), str(refusal.message))
        return found


class NominationDecisionForm(forms.Form):
    """What the leading group decides."""

    is_granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Commend")), ("no", _("Do not commend this time"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with your name."),
    )


class NoticeForm(forms.ModelForm):
    """The texts of the notice. The names and grounds come from the decisions."""

    class Meta:
        model = CommendationNotice
        fields = ["title", "number", "dated_on", "opening", "closing", "signed"]
        widgets = {
            "dated_on": DATE,
            "opening": forms.Textarea(attrs={"rows": 4}),
            "closing": forms.Textarea(attrs={"rows": 3}),
        }
