"""Forms of certificates: what to verify, which to list, and why one is revoked."""

from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from training.enums import CertificateState
from training.errors import REFUSED_CERTIFICATIONS
from training.models.certificate import CertificateQuerySet

#: More than the largest QR code holds.
LONGEST_TEXT = 8000


class SignedTextForm(forms.Form):
    """The text of a QR code, whole."""

    text = forms.CharField(
        label=_("Text of the QR code"),
        max_length=LONGEST_TEXT,
        help_text=_("Scan the code of the certificate, copy the whole text and paste it here."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )


class CertificateFilterForm(forms.Form):
    """What of the list is shown. Anything that is not on offer narrows nothing."""

    text = forms.CharField(label=_("Name, staff number or certificate number"), max_length=60, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *CertificateState.choices], required=False)

    def narrow(self, found: CertificateQuerySet) -> CertificateQuerySet:
        """Those of `found` that are asked for."""
        chosen = self._chosen()
        if state := chosen.get("state"):
            found = found.in_state(state)
        return found.matching(chosen.get("text", ""))

    def query(self) -> str:
        """The filters as a query string, for the links of the pager."""
        return urlencode({name: value for name, value in self._chosen().items() if value})

    def _chosen(self) -> dict[str, str]:
        self.is_valid()
        return self.cleaned_data


class RevocationForm(forms.Form):
    """Why a certificate is revoked."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with your name. The holder and those who see the holder read it; who verifies does not."),
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError(REFUSED_CERTIFICATIONS["no_reason"])
        return reason
