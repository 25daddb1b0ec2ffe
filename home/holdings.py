"""What the home app holds about a person: their requests for correction."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.held import Group, Part, register
from audit.held_acts import Act, register_acts
from audit.held_facts import entry_of
from audit.held_rows import rows_section
from home.models import CorrectionRequest

register_acts(Act("home.CorrectionAnswer", "answered_by", "answered_at"))


def _answered(row: CorrectionRequest) -> list[Part]:
    answer = getattr(row, "answer", None)
    names = ["outcome", "reason", "answered_by", "answered_at"]
    return [Part("answer", pgettext_lazy("correction", "Answer"), [entry_of(answer, *names)] if answer else [])]


register(
    rows_section(
        key="corrections",
        group=Group.MESSAGES,
        label=_("Requests for correction"),
        about=_("What you said is wrong in your record, and what was answered."),
        model=CorrectionRequest,
        by="person",
        names=["section", "entry", "entry_title", "wrong", "right", "asked_at"],
        title=lambda row: row.section_label,
        url=lambda row: reverse("correction", args=[row.pk]),
        related=("answer__answered_by",),
        parts=_answered,
        covers=("home.CorrectionAnswer.request",),
    )
)
