"""What the trail and the acts in office tell of a person."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.enums import AuditAction
from audit.held import Entry, Group, Section, Withheld, each, register
from audit.held_acts import acts_of
from audit.held_facts import entry_of, fact
from audit.models import AuditEvent
from audit.services import Person


def _look(row: AuditEvent) -> Entry:
    return entry_of(row, "at", "actor_name", title=row.actor_name)


def _event_about(row: AuditEvent) -> Entry:
    label = fact("action", gettext("What was done"), row.action, row.action_label)
    return entry_of(row, "at", "actor_name", "object_label", "details", title=row.action_label, facts=[label])


def _event_by(row: AuditEvent) -> Entry:
    label = fact("action", gettext("What was done"), row.action, row.action_label)
    return entry_of(row, "at", title=row.action_label, facts=[label])


def _acts(person: Person, rows: Sequence[dict[str, Any]], is_whole: bool) -> list[Entry]:
    return [_act(row) for row in rows]


def _act(row: dict[str, Any]) -> Entry:
    model, name = row["act"].rsplit(".", 1)
    options = apps.get_model(model)._meta
    what = f"{capfirst(str(options.verbose_name))}: {options.get_field(name).verbose_name}"
    facts = [fact("act", gettext("What"), row["act"], what), fact("at", gettext("At"), row["moment"])]
    return Entry(id="", title=what, facts=facts)


def _others_about(person: Person) -> QuerySet:
    return AuditEvent.objects.about(person).exclude(action=AuditAction.RECORD_VIEWED)


register(
    Section(
        key="looks",
        group=Group.TRAIL,
        label=_("Who looked at my record"),
        about=_("Everybody who opened your training record. Several looks of one person within an hour count once."),
        covers=(),
        rows=lambda person: AuditEvent.objects.about(person).of_action(AuditAction.RECORD_VIEWED),
        entries=each(_look),
    )
)
register(
    Section(
        key="events_about",
        group=Group.TRAIL,
        label=_("What else was done with my record"),
        about=_("Entries of the audit trail about you."),
        covers=(),
        rows=_others_about,
        entries=each(_event_about),
    )
)
register(
    Section(
        key="events_by",
        group=Group.TRAIL,
        label=_("What the trail says I did"),
        about=_("Entries of the audit trail that name you as the one who acted."),
        covers=(),
        rows=lambda person: AuditEvent.objects.filter(actor_id=person.pk).order_by("-pk"),
        entries=each(_event_by),
        withheld=(
            Withheld(
                _("Whose record an entry of the trail was about, where you acted"),
                _("It belongs to the record of that person, who reads there that it was you."),
            ),
        ),
    )
)
register(
    Section(
        key="acts",
        group=Group.TRAIL,
        label=_("What I did in office"),
        about=_("What you made, granted or decided: of which kind, and when."),
        covers=(),
        rows=acts_of,
        entries=_acts,
        withheld=(
            Withheld(
                _("Whom your acts in office were about, and what you wrote there"),
                _("It belongs to the records of those people. Each of them reads there what you decided, and why."),
            ),
        ),
    )
)
