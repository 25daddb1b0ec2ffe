"""The secret addresses of calendars: making, revoking and finding them."""

import datetime
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from cadres.models import User
from notices.errors import CalendarLinkChanged
from notices.models import CalendarLink

#: Of a secret; 43 characters in an address.
TOKEN_BYTES = 32


def make_calendar_link(*, user: User, replaces: int | None, at: datetime.datetime | None = None) -> str:
    """A new secret for the calendar of `user`; the one before (`replaces`, its id) works no more.

    The answer is the only place where the secret stands. Raises CalendarLinkChanged when another link than `replaces`
    is in force: the form was sent twice, or in two windows.
    """
    at = at or timezone.now()
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        _revoke(user, replaces, at)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        CalendarLink.objects.create(user=user, token_hash=hash_of(token), made_at=at)
        return token


def revoke_calendar_link(*, user: User, at: datetime.datetime | None = None) -> None:
    """Closes the calendar of `user`; safe to repeat."""
    CalendarLink.objects.filter(user=user, revoked_at=None).update(revoked_at=at or timezone.now())


def find_calendar_owner(token: str) -> User | None:
    """Whose calendar the secret opens; None for one that is unknown or revoked, and for people who have left."""
    link = CalendarLink.objects.in_force().filter(token_hash=hash_of(token)).select_related("user").first()
    return link.user if link else None


def hash_of(token: str) -> str:
    """What is stored of a secret. It has 256 bits of chance, so that no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _revoke(user: User, replaces: int | None, at: datetime.datetime) -> None:
    current = CalendarLink.objects.filter(user=user, revoked_at=None).first()
    if (current.pk if current else None) != replaces:
        raise CalendarLinkChanged
    if current is not None:
        current.revoked_at = at
        current.save(update_fields=["revoked_at"])
