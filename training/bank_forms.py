"""Forms by which files of questions come in and go out."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from content.models import Topic
from training.bank_report import LEAVE_OUT, NEW_VERSION, TAKE_IN_TOO
from training.enums import QuestionKind, QuestionStatus
from training.importing.columns import OPTION_LETTERS
from training.importing.draft import DraftQuestion
from training.importing.notation import encode
from training.importing.reading import EXTENSIONS, MOST_BYTES
from training.importing.sheet import write_topics
from training.importing.wording import describe
from training.importing.words import USE_NAMES
from training.importing.writing import OutForm
from training.services.question_import import Action

#: Lines without an entry that the form offers below those with one.
SPARE_ENTRIES = 2
FEWEST_ENTRIES = 4


class ImportDefaultsForm(forms.Form):
    """What the questions of a file get that do not say it themselves."""

    skill = forms.ModelChoiceField(
        Topic.objects.skills(),
        label=_("Skill of questions that name none"),
        help_text=_("GIFT, Aiken and most Word files say nothing of skills."),
        required=False,
        empty_label=_("I add it to each question"),
    )
    status = forms.ChoiceField(
        label=_("They come in as"),
        choices=[(status.value, status.label) for status in (QuestionStatus.DRAFT, QuestionStatus.READY)],
        widget=forms.RadioSelect,
        initial=QuestionStatus.DRAFT,
        help_text=_("Only ready questions are asked. Those without a reason are drafts in any case."),
    )


class KnownQuestionsForm(forms.Form):
    """What is to become of all questions whose stem is known already."""

    action = forms.ChoiceField(
        label=_("All questions that are known already"),
        choices=[("", LEAVE_OUT), (Action.VERSION, NEW_VERSION), (Action.CREATE, TAKE_IN_TOO)],
        required=False,
    )


class QuestionUploadForm(ImportDefaultsForm):
    """A file of questions."""

    file = forms.FileField(
        label=_("File with questions"),
        help_text=_(
            "Excel (.xlsx), Word (.docx), GIFT, Aiken or plain text (.txt, .gift), Moodle XML (.xml); at most 5 MB and "
            "2,000 questions. Nothing comes into the bank before you have seen the report and accepted it."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in EXTENSIONS)}),
        allow_empty_file=True,
    )
    field_order = ["file"]

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size == 0:
            raise ValidationError(describe("empty_file", {}))
        if file.size > MOST_BYTES:
            raise ValidationError(describe("file_too_large", {"limit": MOST_BYTES // 1024 // 1024}))
        if not file.name.lower().endswith(EXTENSIONS):
            raise ValidationError(describe("wrong_extension", {}))
        return file


class ImportLineForm(forms.Form):
    """One question of a file as its notation shows it: an entry for each part, and the answer."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Told from the answer")), *QuestionKind.choices], required=False
    )
    stem = forms.CharField(label=_("Stem"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)
    answer = forms.CharField(
        label=pgettext_lazy("question", "Answer"),
        widget=forms.Textarea(attrs={"rows": 1}),
        max_length=5000,
        required=False,
    )
    reason = forms.CharField(
        label=pgettext_lazy("question", "Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        required=False,
    )
    skill = forms.ChoiceField(label=_("Skill"), required=False)
    topics = forms.CharField(
        label=_("Topics"),
        help_text=_("Names with ； between them, e.g. 谈前；年轻干部"),
        max_length=500,
        required=False,
    )
    difficulty = forms.ChoiceField(
        label=_("Difficulty"), choices=[("", "—"), *((str(n), str(n)) for n in range(1, 6))], required=False
    )
    use = forms.ChoiceField(
        label=pgettext_lazy("question", "Use"),
        choices=[("", "—"), (USE_NAMES[True][0], _("For tests only")), (USE_NAMES[False][0], _("Practice too"))],
        required=False,
    )

    def __init__(self, *args: Any, draft: DraftQuestion, skills: Iterable[Topic], **kwargs: Any) -> None:
        entries, answer = encode(draft.kind, draft.parts)
        told = {"kind": draft.kind, "stem": draft.stem, "answer": draft.answer or answer, "reason": draft.reason}
        use = "" if draft.test_only is None else USE_NAMES[draft.test_only][0]
        labels = {
            "skill": draft.skill,
            "topics": write_topics(draft.topics),
            "difficulty": draft.difficulty,
            "use": use,
        }
        typed = {f"entry_{place}": entry for place, entry in enumerate(entries)}
        super().__init__(*args, initial={**told, **labels, **typed}, **kwargs)
        names = dict.fromkeys([*(skill.name for skill in skills), draft.skill])
        self.fields["skill"].choices = [("", "—"), *((name, name) for name in names if name)]
        shown = max(len(entries) + SPARE_ENTRIES, FEWEST_ENTRIES)
        self._entries = [f"entry_{place}" for place in range(max(len(entries), min(shown, len(OPTION_LETTERS))))]
        for place, name in enumerate(self._entries):
            self.fields[name] = _entry_field(place)
        self.order_fields(["kind", "stem", *self._entries])

    def typed(self) -> dict[str, Any]:
        """What was typed, as `mend_question` takes it. Call it only when the form is valid."""
        others = {name: value for name, value in self.cleaned_data.items() if name not in self._entries}
        return {**others, "entries": [self.cleaned_data[name] for name in self._entries]}


def _entry_field(place: int) -> forms.CharField:
    letter = OPTION_LETTERS[place] if place < len(OPTION_LETTERS) else str(place + 1)
    label = gettext("Option %(letter)s") % {"letter": letter}
    return forms.CharField(label=label, max_length=2000, required=False)


class ExportForm(forms.Form):
    """Which questions go out, and how they are written."""

    skill = forms.ModelChoiceField(Topic.objects.skills(), label=_("Skill"), required=False, empty_label=_("All"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *QuestionKind.choices], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("All")), *QuestionStatus.choices], required=False)
    form = forms.ChoiceField(label=_("Format"), choices=OutForm.choices, required=False)

    def query(self, *, form: str) -> str:
        """What was chosen as a query string, for a file in the format `form`. Call it only when the form is valid."""
        chosen = {**self.cleaned_data, "form": form}
        return urlencode({name: getattr(value, "pk", value) for name, value in chosen.items() if value})
