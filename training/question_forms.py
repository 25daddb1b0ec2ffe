"""The form in which trainers edit a question: it shows the parts of the question's own kind."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import BlockField, StreamBlock, StreamValue

from cadres.enums import Role
from cadres.models import User
from content.forms import TopicsByFacet
from training.blocks import PART_BLOCKS, drop_trailing_blanks
from training.entry_faults import at_entries
from training.kind_wording import KIND_WORDINGS
from training.kinds import KINDS, Fault, check_question

#: Those who keep the question bank (migration 0002_grant_questions).
KEEPERS = [Role.TRAINER, Role.ADMINISTRATOR]
#: What is wrong with the stem itself; the rest is shown with the parts.
STEM_FAULTS = {"no_stem", "stem_too_long"}


class QuestionForm(WagtailAdminModelForm):
    """Offers only the parts that belong to the kind. The kind is chosen before; here it is told, not changed."""

    class Meta(WagtailAdminModelForm.Meta):
        help_texts = {"parts": _("What the kind of the question asks for.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fit_to_kind()
        self._offer_keepers()
        if topics := self.fields.get("topics"):
            topics.iterator = TopicsByFacet
            topics.widget.choices = topics.choices

    def add_error(self, field: str | None, error: Any) -> None:
        """Shows what a ready question lacks where it is lacking; what could not be read is not judged a second time."""
        if field is not None or not hasattr(error, "error_dict"):
            super().add_error(field, error)
            return
        found: dict[str, Any] = {**error.error_dict}
        if "parts" in found:
            found = {**found, "parts": None, **self._placed_faults()}
        for name, errors in found.items():
            if errors and name not in self.errors:
                super().add_error(name if name in self.fields else None, errors)

    def clean_parts(self) -> StreamValue:
        """A new question opens with more entries than some need."""
        parts = self.cleaned_data["parts"]
        drop_trailing_blanks(parts)
        return parts

    def save(self, commit: bool = True) -> Any:
        if self.instance.owner_id is None and self.for_user is not None:
            self.instance.owner = self.for_user
        return super().save(commit)

    def _fit_to_kind(self) -> None:
        rules, wording = KINDS[self.instance.kind], KIND_WORDINGS[self.instance.kind]
        if "parts" in self.fields:
            block = StreamBlock([(rules.block, dict(PART_BLOCKS)[rules.block])], required=False, max_num=rules.most)
            self.fields["parts"] = BlockField(block, label=wording.parts, required=False, help_text=wording.help)
        for name, attribute, text in [
            ("stem", "help_text", wording.stem_help),
            ("reason", "label", wording.reason_label),
            ("reason", "help_text", wording.reason_help),
        ]:
            if name in self.fields and text:
                setattr(self.fields[name], attribute, text)

    def _offer_keepers(self) -> None:
        if owner := self.fields.get("owner"):
            keepers = User.objects.active().filter(groups__name__in=KEEPERS)
            present = Q(pk=self.instance.owner_id) | Q(pk=self.for_user.pk if self.for_user else None)
            owner.queryset = User.objects.filter(Q(pk__in=keepers.values("pk")) | present)

    def _placed_faults(self) -> dict[str, Any]:
        question = self.instance
        faults = check_question(kind=question.kind, stem=question.stem, parts=question.plain_parts())
        stem = [fault.message for fault in faults if fault.code in STEM_FAULTS]
        return {"stem": stem, "parts": at_entries(_places(faults))}


def _places(faults: Iterable[Fault]) -> Iterator[tuple[int | None, str]]:
    """The faults of the parts, with the number of the entry that they name."""
    for fault in faults:
        if fault.code not in STEM_FAULTS:
            number = fault.params.get("number")
            yield None if number is None else int(number), fault.message
