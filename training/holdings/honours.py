"""Commendations of a person, from the notice on. Until then a nomination is closed to the nominee."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.held import Entry, Group, Part, Section, Withheld, each, leave_out, register
from audit.held_facts import entry_of, fact, facts_of
from audit.services import Person
from training.models import CommendationEntry

leave_out(
    "The nominee never sees a nomination: before the notice it is open, afterwards the notice says what was granted.",
    "training.Nomination.user",
    "training.NominationDecision.nomination",
)


def _entries(person: Person) -> QuerySet[CommendationEntry]:
    rows = CommendationEntry.objects.filter(nomination__user=person.pk).select_related("notice")
    return rows.prefetch_related("choices").order_by("-pk")


def _entry(row: CommendationEntry) -> Entry:
    facts = [
        *facts_of(row.notice, "number", "dated_on", "signed"),
        fact("notice_title", _("Notice"), row.notice.title),
    ]
    chosen = [entry_of(one, "is_shown", "chosen_at") for one in row.choices.all()]
    parts = [Part("choices", _("Your choice about the page of honours"), chosen)]
    url = reverse("training:commendation_notice", args=[row.notice_id])
    return entry_of(
        row, "name", "department_name", "grounds", title=row.notice.title, facts=facts, parts=parts, url=url
    )


register(
    Section(
        key="honours",
        group=Group.TRAINING,
        label=_("Commendations"),
        about=_("Notices that commend you, on which grounds, and whether you wish to be shown."),
        covers=("training.CommendationEntry.nomination", "training.HonourChoice.entry"),
        rows=_entries,
        entries=each(_entry),
        withheld=(
            Withheld(
                _("Whether somebody nominated you for a commendation, and what the leading group decided"),
                _("It is told with the notice alone, so that nobody is pressed about whom they put forward."),
            ),
        ),
    )
)
