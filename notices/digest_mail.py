"""The daily mail: its words, and the connection it leaves by."""

from collections.abc import Sequence
from email.utils import make_msgid
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadres.models import User
from notices.reading import ShownNotice

#: Entries that stand in a mail; of more it says how many there are.
MOST_ENTRIES = 20


def open_mail() -> BaseEmailBackend | None:
    """A connection of our own, so that Wagtail's mails stay off; None when no mail server is set."""
    options = dict(settings.NOTICE_MAIL)
    backend = options.pop("backend", "")
    return get_connection(backend, fail_silently=False, **options) if backend else None


def build_digest(user: User, shown: Sequence[ShownNotice]) -> EmailMultiAlternatives:
    """The mail that tells `user` of `shown`, in the portal's language. The subject names nothing but their number."""
    with translation.override(settings.LANGUAGE_CODE):
        count = len(shown)
        subject = ngettext("Tanxin: %(count)s new notice", "Tanxin: %(count)s new notices", count) % {"count": count}
        context = {
            "subject": subject,
            "name": user.name,
            "entries": [_entry(one) for one in shown[:MOST_ENTRIES]],
            "more": max(count - MOST_ENTRIES, 0),
            "list_url": _absolute(reverse("notices:notices")),
            "settings_url": _absolute(reverse("notices:settings")),
        }
        text = render_to_string("notices/digest_mail.txt", context)
        page = render_to_string("notices/digest_mail.html", context)
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=_host())}
    mail = EmailMultiAlternatives(subject, text, _sender(), [user.email], headers=headers)
    mail.attach_alternative(page, "text/html")
    return mail


def _entry(shown: ShownNotice) -> dict[str, object]:
    assert shown.wording is not None
    wording = shown.wording
    return {"label": shown.label, "title": wording.title, "text": wording.text, "url": _absolute(wording.url)}


def _absolute(path: str) -> str:
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def _host() -> str:
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"


def _sender() -> str:
    return settings.NOTICE_MAIL_FROM or f"{_('Tanxin')} <no-reply@{_host()}>"
