"""The windows for a link in running text, with labels that can be translated.

Wagtail names most of these fields by their English name in the code.
"""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)


def link_text_field() -> forms.CharField:
    return forms.CharField(label=_("Link text"), required=False)


class ExternalLinkForm(ExternalLinkChooserForm):
    link_text = link_text_field()


class AnchorLinkForm(AnchorLinkChooserForm):
    url = forms.CharField(label=_("Anchor"))
    link_text = link_text_field()


class EmailLinkForm(EmailLinkChooserForm):
    email_address = forms.EmailField(label=_("E-mail address"))
    link_text = link_text_field()
    subject = forms.CharField(label=pgettext_lazy("mail", "Subject"), required=False)
    body = forms.CharField(
        label=pgettext_lazy("mail", "Text"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PhoneLinkForm(PhoneLinkChooserForm):
    phone_number = forms.CharField(label=_("Telephone number"))
    link_text = link_text_field()
