"""Forms of the roster import."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cadres.roster.wording import describe
from cadres.sheets.reading import MOST_BYTES


class RosterUploadForm(forms.Form):
    """A roster file. What is in it is looked at later, by a worker."""

    file = forms.FileField(
        label=_("Roster file"),
        help_text=_("CSV or XLSX, at most 10 MB. Nothing is changed before you have seen the report and accepted it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        allow_empty_file=True,
    )
    is_partial = forms.BooleanField(
        label=_("This is only a part of the roster"),
        help_text=_("Then people who are not in the file stay as they are. Otherwise they are retired."),
        required=False,
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size == 0:
            raise ValidationError(describe("empty_file", {}))
        if file.size > MOST_BYTES:
            raise ValidationError(describe("file_too_large", {"limit": MOST_BYTES // 1024 // 1024}))
        if not file.name.lower().endswith((".csv", ".xlsx")):
            raise ValidationError(describe("wrong_extension", {}))
        return file
