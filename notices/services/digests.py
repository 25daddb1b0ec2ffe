"""The mail digest: at most one a day for each person, only of what is new and still true."""

import datetime
import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cadres.models import User
from notices.digest_mail import build_digest, open_mail
from notices.enums import MailOutcome
from notices.mailing_times import is_mailing_time
from notices.models import DigestMail, MailPreference, Notice
from notices.reading import ShownNotice, current_notices

#: So often an address that refuses is tried in one day.
MOST_TRIES_A_DAY = 3
#: So many failures in a row are the mail server's; the others wait for the next run.
SERVER_IS_AWAY = 5
LONGEST_ERROR = 500

logger = logging.getLogger(__name__)


def send_digests(*, at: datetime.datetime | None = None) -> dict[str, int]:
    """Mails everybody what is new for them. Answers how many mails were `sent` and how many `failed`.

    Nothing leaves in the quiet hours or without a mail server. Safe to repeat: who got a mail today gets none, and what
    a mail told of is not told again. One person's trouble keeps nobody else waiting; it is raised after the last.
    """
    at = at or timezone.now()
    counts, connection = {"sent": 0, "failed": 0}, open_mail()
    quiet, working_days_only = settings.NOTICE_QUIET_HOURS, settings.NOTICE_MAIL_ON_WORKING_DAYS
    local = timezone.localtime(at, timezone.get_default_timezone())
    if connection is None or not is_mailing_time(local, quiet=quiet, working_days_only=working_days_only):
        return counts
    in_a_row, troubles = 0, []
    try:
        for user in people_to_mail(at):
            try:
                outcome = send_digest(user=user, connection=connection, at=at)
            except Exception as error:
                troubles.append(error)
                continue
            if outcome is not None:
                counts["sent" if outcome == MailOutcome.SENT else "failed"] += 1
                in_a_row = 0 if outcome == MailOutcome.SENT else in_a_row + 1
            if in_a_row >= SERVER_IS_AWAY:
                break
    finally:
        connection.close()
    if troubles:
        raise ExceptionGroup("Digests that could not be made", troubles)
    return counts


def people_to_mail(at: datetime.datetime) -> QuerySet[User]:
    """Whom there may be something to mail: active, with an address, not content with the site, none today yet."""
    news = Notice.objects.to_be_mailed(at).filter(recipient=OuterRef("pk"))
    declined = MailPreference.objects.filter(user=OuterRef("pk"), wants_digest=False)
    today = Q(digest_mails__day=_day(at))
    failed = Count("digest_mails", filter=today & Q(digest_mails__outcome=MailOutcome.FAILED))
    told = Count("digest_mails", filter=today & ~Q(digest_mails__outcome=MailOutcome.FAILED))
    people = User.objects.active().exclude(email="").filter(Exists(news), ~Exists(declined))
    tried = people.annotate(failed_today=failed, told_today=told)
    return tried.filter(told_today=0, failed_today__lt=MOST_TRIES_A_DAY).order_by("pk")


def send_digest(*, user: User, connection: BaseEmailBackend, at: datetime.datetime) -> str | None:
    """Mails `user` what is new and holds now, and keeps what became of it; None when nothing does.

    The row stands before the mail leaves: if the process dies between the two, nobody is told twice.
    """
    shown = current_notices(user, list(Notice.objects.to_be_mailed(at).visible_to(user)))
    if not shown:
        return None
    mail = build_digest(user, shown)
    digest = _claim(user, shown, at)
    try:
        connection.open()
        connection.send_messages([mail])
    except Exception as error:
        # Of any kind: a refused address, a server that is away, a folder that is full.
        logger.warning("Digest %s was not sent: %s", digest.pk, type(error).__name__)
        digest.outcome, digest.error = MailOutcome.FAILED, f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        _close(connection)
    else:
        digest.outcome = MailOutcome.SENT
    digest.save(update_fields=["outcome", "error"])
    return digest.outcome


def choose_mail(*, user: User, wants_digest: bool) -> None:
    """Keeps whether `user` wants the daily mail."""
    MailPreference.objects.update_or_create(user=user, defaults={"wants_digest": wants_digest})


def _claim(user: User, shown: Sequence[ShownNotice], at: datetime.datetime) -> DigestMail:
    ids = [one.notice.pk for one in shown]
    with transaction.atomic():
        digest = DigestMail.objects.create(recipient=user, day=_day(at), at=at, address=user.email, notice_ids=ids)
        Notice.objects.filter(pk__in=ids).update(digest=digest)
    return digest


def _close(connection: BaseEmailBackend) -> None:
    """A connection that failed is opened anew for the next mail."""
    try:
        connection.close()
    except Exception:
        logger.info("The mail connection was closed already")


def _day(at: datetime.datetime) -> datetime.date:
    return timezone.localdate(at, timezone.get_default_timezone())
