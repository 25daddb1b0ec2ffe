"""Forms of requests for correction."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from home.enums import CorrectionOutcome

LONGEST = 2000


def _text(label: str, help_text: str, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows})
    )


class CorrectionForm(forms.Form):
    """What is wrong in one section. `entries` are titles of its entries by id."""

    entry = forms.ChoiceField(label=pgettext_lazy("record", "Entry"), required=False)
    wrong = _text(_("What is wrong?"), _("As exactly as you can: which line, which date, which name."))
    right = _text(_("What would be right?"), _("And by what one can see it, if there is something."))

    def __init__(self, *args: Any, entries: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if entries:
            self.fields["entry"].choices = [("", gettext("The section as a whole")), *entries.items()]
        else:
            del self.fields["entry"]


class AnswerForm(forms.Form):
    """What became of a request."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("correction", "Answer"), choices=CorrectionOutcome, widget=forms.RadioSelect
    )
    reason = _text(_("Reason"), _("How it was corrected, or why it stays as it is. The person who asked reads this."))
