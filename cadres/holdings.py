"""What the people app holds about a person: the account, the posts, and whence both came."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from audit.held import Entry, Group, Section, Withheld, each, register
from audit.held_acts import Act, register_acts
from audit.held_facts import entry_of, fact
from audit.services import Person
from cadres.enums import Role
from cadres.models import Posting, User
from cadres.models.user import UserQuerySet

register_acts(
    Act("cadres.RosterImport", "uploaded_by", "uploaded_at"),
    Act("cadres.RosterImport", "decided_by", "decided_at"),
)


def _account(person: Person) -> UserQuerySet:
    return User.objects.filter(pk=person.pk)


def _account_entry(row: User) -> Entry:
    held = [role for role in Role if role in row.roles]
    roles = fact("roles", gettext("Roles"), [role.value for role in held], "、".join(str(role.label) for role in held))
    names = ["staff_number", "name", "email", "is_active", "is_superuser", "date_joined", "last_login"]
    return entry_of(row, *names, title=row.name, facts=[roles])


def _posting(row: Posting) -> Entry:
    title = f"{row.department} · {row.post}" if row.post else str(row.department)
    return entry_of(row, "department", "post", "rank_band", "starts_on", "ends_on", "is_primary", title=title)


register(
    Section(
        key="account",
        group=Group.ACCOUNT,
        label=_("Account"),
        about=_("Who you are here, and what you may do."),
        covers=(),
        rows=_account,
        entries=each(_account_entry),
        withheld=(
            Withheld(
                _("Your password and the sign-in of this browser"),
                _("Of the password a hash alone is kept, which nobody can read; the sign-in ends with the browser."),
            ),
            Withheld(
                _("Roster files and their reports"),
                _("They name other people line by line. What they changed about you stands in your account and posts."),
            ),
        ),
    )
)
register(
    Section(
        key="postings",
        group=Group.ACCOUNT,
        label=pgettext_lazy("record", "Posts"),
        about=_("Where you worked in which post, from when to when."),
        covers=("cadres.Posting.user",),
        rows=lambda person: Posting.objects.filter(user=person.pk).select_related("department"),
        entries=each(_posting),
    )
)
