"""What people were told, how they want to be told, and the secret addresses of their calendars."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.enums import MailOutcome

if TYPE_CHECKING:
    from cadres.models import User

#: News that are older than this are no news: they stay in the site and are not mailed any more.
MAILED_WITHIN = datetime.timedelta(days=14)


class DigestMail(models.Model):
    """One mail with what was new for one person: the log of what was sent where, and what went wrong.

    `day` is the date by the site's clock. A failed one is tried again by a row of its own.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digest_mails")
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    address = models.EmailField(_("address"))
    notice_ids = models.JSONField(_("ids of the notices"), default=list)
    outcome = models.CharField(_("outcome"), max_length=20, choices=MailOutcome, default=MailOutcome.SENDING)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("mail digest")
        verbose_name_plural = _("mail digests")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="one_digest_a_day", fields=["recipient", "day"], condition=~Q(outcome=MailOutcome.FAILED)
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.recipient_id} {self.outcome}"


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "NoticeQuerySet":
        """The notices of `user`, and nobody else's. Twin of `user_can_view_notice`."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(recipient=user)

    def shown(self, at: datetime.datetime | None = None) -> "NoticeQuerySet":
        """Those whose time has come."""
        return self.filter(shown_from__lte=at or timezone.now())

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def to_be_mailed(self, at: datetime.datetime) -> "NoticeQuerySet":
        """News of the last days that nobody has read and no mail has told of, unless that mail failed."""
        untold = Q(digest=None) | Q(digest__outcome=MailOutcome.FAILED)
        return self.unread().shown(at).filter(untold, shown_from__gt=at - MAILED_WITHIN)


class Notice(models.Model):
    """One thing told to one person.

    It holds no words: `payload` are ids and dates, from which its kind makes the words when they are shown or sent, for
    what the recipient may see then. `key` tells what it is about, so that nobody is told the same twice. `shown_from`
    is when it appears; `digest` the last mail that told of it.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind of notice"), max_length=60)
    key = models.CharField(_("key"), max_length=120)
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    shown_from = models.DateTimeField(_("shown from"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    digest = models.ForeignKey(DigestMail, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-shown_from", "-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="tell_once", fields=["recipient", "kind", "key"])]
        indexes = [
            models.Index(name="notices_of_person", fields=["recipient", "-shown_from"]),
            models.Index(name="unread_notices", fields=["recipient", "shown_from"], condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class MailPreference(models.Model):
    """Whether a person wants the daily mail; without a row they do."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference")
    wants_digest = models.BooleanField(_("a mail when there is something new, at most once a day"), default=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} {self.wants_digest}"


class CalendarLinkQuerySet(models.QuerySet):
    def in_force(self) -> "CalendarLinkQuerySet":
        """Those that open a calendar: not revoked, of an active person."""
        return self.filter(revoked_at=None, user__is_active=True)


class CalendarLink(models.Model):
    """A secret address under which a person's calendar programme fetches their dates without a sign-in.

    Only a hash of the secret is kept: the address is shown once. A revoked one never works again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_links")
    token_hash = models.CharField(_("hash of the secret"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="one_calendar_link", fields=["user"], condition=Q(revoked_at=None))]

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d}"
