"""Forms with which something that was recorded by mistake is withdrawn or voided, and the words of what follows."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.duty_forms import reason_field
from training.duty_words import date_words
from training.enums import Verdict
from training.services.duty_progress import needed_leaves
from training.services.voiding import Resting, Verdicts


class VoidForm(forms.Form):
    """Voids one completion."""

    reason = reason_field(gettext_lazy("The person reads it; it stays on record with your name."))


class WithdrawForm(VoidForm):
    """Withdraws evidence. Of each of `resting` that may be voided it asks what is to become of it, with no default."""

    def __init__(self, *args: Any, resting: Sequence[Resting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = {_name(one): one.completion.pk for one in resting if not one.has_later_cycle}
        for one in resting:
            if not one.has_later_cycle:
                self.fields[_name(one)] = forms.ChoiceField(
                    label=finished_words(one),
                    help_text=" ".join(follow_words(one)),
                    choices=Verdict,
                    widget=forms.RadioSelect,
                )

    def verdicts(self) -> Verdicts:
        """What was chosen, by id of the completion; call it only when the form is valid."""
        return {pk: Verdict(self.cleaned_data[name]) for name, pk in self.choices.items()}


def finished_words(resting: Resting) -> str:
    """Which completion it is."""
    day = date_words(timezone.localdate(resting.completion.earned_at))
    facts = {"programme": resting.completion.programme_title, "date": day}
    return _("“%(programme)s”, recorded as finished on %(date)s") % facts


def follow_words(resting: Resting) -> list[str]:
    """What is missing, and what voiding it would do."""
    found = [_standing_words(resting)]
    if resting.certificate is not None:
        found.append(_("Voided, the certificate %(serial)s is revoked.") % {"serial": resting.certificate.serial})
    if resting.duty is not None and not resting.standing.is_met:
        found.append(_due_words(resting))
    return found


def _standing_words(resting: Resting) -> str:
    if resting.standing.is_met:
        text = _("By what is left it was finished only on %(date)s. Voided, it is recorded anew with that date.")
        return text % {"date": date_words(timezone.localdate(resting.standing.met_at))}
    missing = [leaf.part.title for leaf in needed_leaves(resting.standing) if not leaf.is_met]
    return _("By what is left it is not finished; missing: %(parts)s.") % {"parts": "、".join(missing)}


def _due_words(resting: Resting) -> str:
    due_on = resting.duty.due_on
    if due_on is None:
        return _("Voided, the duty is open again, without a due date.")
    if due_on < timezone.localdate():
        text = _("Voided, the duty is open again and overdue since %(date)s; you may extend it then.")
    else:
        text = _("Voided, the duty is open again, due by the end of %(date)s.")
    return text % {"date": date_words(due_on)}


def _name(resting: Resting) -> str:
    return f"completion_{resting.completion.pk}"
