"""The guides of which a person takes care."""

from django.utils.translation import gettext_lazy as _

from audit.held import Entry, Group, Section, each, register
from audit.held_facts import entry_of
from guides.models import GuidePage


def _guide(row: GuidePage) -> Entry:
    return entry_of(row, "title", "review_by", "live", title=row.title)


register(
    Section(
        key="guides_kept",
        group=Group.WRITING,
        label=_("Guides you look after"),
        about=_("Guides of which you are asked to take care."),
        covers=("guides.GuidePage.steward",),
        rows=lambda person: GuidePage.objects.filter(steward=person.pk).order_by("-pk"),
        entries=each(_guide),
    )
)
