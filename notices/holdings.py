"""What people were told, by which way, and what their calendar has."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.held import Entry, Group, Section, Withheld, each, register
from audit.held_facts import entry_of, fact
from audit.services import Person
from cadres.models import User
from notices.models import CalendarLink, DigestMail, MailPreference, Notice
from notices.reading import ShownNotice, read_notices


def _notices(person: Person, rows: Sequence[Notice], is_whole: bool) -> list[Entry]:
    reader = person if isinstance(person, User) else User.objects.get(pk=person.pk)
    return [_notice(shown) for shown in read_notices(reader, rows)]


def _notice(shown: ShownNotice) -> Entry:
    title = shown.wording.title if shown.wording else str(shown.label)
    facts = [
        fact("kind", gettext("Kind"), shown.notice.kind, str(shown.label)),
        fact("title", gettext("Words"), shown.wording.title if shown.wording else ""),
        fact("payload", gettext("Ids and dates in it"), shown.notice.payload),
    ]
    names = ["made_at", "shown_from", "read_at"]
    return entry_of(shown.notice, *names, title=title, facts=facts, url=shown.wording.url if shown.wording else "")


def _digest(row: DigestMail) -> Entry:
    count = fact("notices", gettext("Notices in it"), len(row.notice_ids))
    return entry_of(row, "day", "at", "address", "outcome", "error", title=row.day.isoformat(), facts=[count])


def _preference(row: MailPreference) -> Entry:
    return entry_of(row, "wants_digest", "changed_at", title=gettext("Daily mail"))


def _link(row: CalendarLink) -> Entry:
    return entry_of(row, "made_at", "revoked_at", title=gettext("Calendar address"))


register(
    Section(
        key="notices",
        group=Group.MESSAGES,
        label=_("Notices"),
        about=_("What the portal told you, and when you read it. What holds no more has no words."),
        covers=("notices.Notice.recipient",),
        rows=lambda person: Notice.objects.filter(recipient=person.pk),
        entries=_notices,
    )
)
register(
    Section(
        key="mails",
        group=Group.MESSAGES,
        label=_("Mails to you"),
        about=_("When a mail with news went to which address."),
        covers=("notices.DigestMail.recipient", "notices.Notice.digest"),
        rows=lambda person: DigestMail.objects.filter(recipient=person.pk),
        entries=each(_digest),
    )
)
register(
    Section(
        key="mail_preference",
        group=Group.MESSAGES,
        label=_("Whether you want mails"),
        about=_("Without an entry the portal mails you."),
        covers=("notices.MailPreference.user",),
        rows=lambda person: MailPreference.objects.filter(user=person.pk).order_by("pk"),
        entries=each(_preference),
    )
)
register(
    Section(
        key="calendar_links",
        group=Group.MESSAGES,
        label=_("Calendar addresses"),
        about=_("That there is one, since when, and whether you took it back."),
        covers=("notices.CalendarLink.user",),
        rows=lambda person: CalendarLink.objects.filter(user=person.pk),
        entries=each(_link),
        withheld=(
            Withheld(
                _("The secret part of your calendar address"),
                _("A hash alone is kept; the address was shown once, to you."),
            ),
        ),
    )
)
