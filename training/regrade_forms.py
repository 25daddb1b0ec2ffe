"""Forms of regrades: what is proposed, the signature below it, and what is decided about a pass."""

import datetime
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cadres.models import User
from training.enums import RegradeMode
from training.errors import REFUSED_REGRADES, RegradeRefused
from training.models import PassDecision, QuestionVersion
from training.services.regrade_plans import Proposal
from training.services.regrading import is_signature_of


class VersionField(forms.ModelChoiceField):
    """Versions of one question by number and day."""

    def label_from_instance(self, obj: Any) -> str:
        day = date_format(timezone.localtime(obj.created_at), "DATE_FORMAT")
        return gettext("Version %(number)s of %(day)s") % {"number": obj.number, "day": day}


@dataclass(frozen=True)
class Versions:
    """The versions of one question, the newest first; `asked` are those that tests have asked."""

    every: list[QuestionVersion]
    asked: list[QuestionVersion]


class ProposalForm(forms.Form):
    """Takes a proposal from an address. Only what was asked can be marked anew."""

    shown = VersionField(
        QuestionVersion.objects.none(),
        label=_("Version that was asked"),
        empty_label=None,
        help_text=_("Only answers to this version are marked anew."),
    )
    mode = forms.ChoiceField(label=_("How"), choices=RegradeMode, widget=forms.RadioSelect)
    corrected = VersionField(
        QuestionVersion.objects.none(),
        label=_("Version with the corrected key"),
        required=False,
        empty_label=_("None"),
        help_text=_("Correct the key in the question bank first and save the question: that makes the version."),
    )
    only_raise = forms.BooleanField(
        label=_("Only raise"), required=False, help_text=_("Nobody loses a mark or a pass by the regrade.")
    )

    def __init__(self, *args: Any, versions: Versions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in [("shown", versions.asked), ("corrected", versions.every)]:
            field = self.fields[name]
            field.queryset = QuestionVersion.objects.filter(pk__in=[version.pk for version in offered])
            # Lists, because a field would ask the database each time it is drawn.
            empty = [("", field.empty_label)] if field.empty_label else []
            field.choices = [*empty, *((version.pk, field.label_from_instance(version)) for version in offered)]

    def clean(self) -> dict[str, Any]:
        """Refuses what cannot be marked anew in this way; see `Proposal.check`."""
        chosen = super().clean()
        if not self.errors:
            try:
                self.proposal().check()
            except RegradeRefused as error:
                self.add_error("mode" if error.code == "by_rubric" else "corrected", str(error.message))
        return chosen

    def proposal(self) -> Proposal:
        """What the form asks for; call it only when the form is valid."""
        chosen = self.cleaned_data
        return Proposal(chosen["shown"], chosen["mode"], chosen["corrected"], chosen["only_raise"])


class SignatureForm(forms.Form):
    """The reason, the signature, and which dry run was signed."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the ledger. People whose result changes read it where they may see the key."),
    )
    signature = forms.CharField(label=_("Your name, as signature"), max_length=100)
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    as_of = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, signer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signer = signer
        self.fields["signature"].help_text = gettext("Type your name as the account has it: %(name)s") % {
            "name": signer.name
        }
        self.fields["signature"].widget.attrs["autocomplete"] = "off"

    def clean_signature(self) -> str:
        typed = self.cleaned_data["signature"]
        if not is_signature_of(self.signer, typed):
            raise ValidationError(REFUSED_REGRADES["other_signature"])
        return typed

    def clean_as_of(self) -> datetime.datetime:
        # The first and the last day of the calendar may not exist in another zone.
        with suppress(ValueError, OverflowError):
            moment = datetime.datetime.fromisoformat(self.cleaned_data["as_of"])
            if timezone.is_aware(moment):
                return moment.astimezone(datetime.UTC)
        raise ValidationError(REFUSED_REGRADES["changed"])


class PassDecisionForm(forms.Form):
    """What becomes of a pass that a regrade would have taken."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=PassDecision.Outcome, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with your name. A finished course stays finished whatever is decided."),
    )
