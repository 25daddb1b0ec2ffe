"""The mail digest: who gets one, when, of what, and that nothing is told twice."""

import datetime
import email
from email.policy import default

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import JobRun
from cadres.models import User
from cadres.tests.factories import PostingFactory
from notices.digest_mail import MOST_ENTRIES
from notices.enums import MailOutcome
from notices.models import MAILED_WITHIN, DigestMail, Notice
from notices.services import digests
from notices.services.digests import MOST_TRIES_A_DAY, SERVER_IS_AWAY, choose_mail, send_digests
from notices.tests.factories import CadreNews, NoticeFactory

pytestmark = pytest.mark.django_db
#: Ten in the morning in Shanghai, on a Monday.
MORNING = datetime.datetime(2026, 3, 2, 2, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
NOTHING = {"sent": 0, "failed": 0}


@pytest.fixture
def overseer(cast):
    cast.overseer.email = "wang@tanxin.example"
    cast.overseer.save()
    return cast.overseer


@pytest.fixture
def server(monkeypatch):
    """A mail server that refuses the addresses in `refused`, or everybody when that is None."""

    class Server:
        refused = set()

    def send(self, messages):
        if Server.refused is None or set(messages[0].to) & Server.refused:
            raise OSError("550 no such mailbox")
        return original(self, messages)

    original = EmailBackend.send_messages
    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return Server


def news(recipient, about, at=MORNING - HOUR, **fields):
    return NoticeFactory(recipient=recipient, about=about, made_at=at, **fields)


def log():
    return list(DigestMail.objects.order_by("pk").values_list("address", "day", "notice_ids", "outcome", "error"))


def test_digest_tells_what_is_new_in_one_mail(cast, overseer):
    notices = [news(overseer, cast.learner), news(overseer, cast.junior, at=MORNING - 2 * HOUR)]
    assert send_digests(at=MORNING) == {"sent": 1, "failed": 0}
    (message,) = mail.outbox
    assert message.to == ["wang@tanxin.example"]
    assert message.body.index("林某有新情况") < message.body.index("钱某有新情况")
    assert f"http://127.0.0.1:8000/people/{cast.learner.pk}/" in message.body
    assert "http://127.0.0.1:8000/me/notices/settings/" in message.body
    assert log() == [
        ("wang@tanxin.example", datetime.date(2026, 3, 2), [one.pk for one in notices], "sent", ""),
    ]


def test_mail_is_plain_text_and_html_that_loads_nothing(cast, overseer):
    cast.junior.name = "钱<b>某&"
    cast.junior.save()
    news(overseer, cast.junior)
    send_digests(at=MORNING)
    raw = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=default)
    text, page = (raw.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert "钱<b>某&有新情况" in text
    assert "钱&lt;b&gt;某&amp;有新情况" in page
    assert [word for word in ("src=", "<img", "style", "<script") if word in page] == []
    assert raw["Auto-Submitted"] == "auto-generated"


def test_subject_names_nobody_and_nothing(cast, overseer):
    news(overseer, cast.junior)
    send_digests(at=MORNING)
    assert [name for name in ("钱", "王", "情况") if name in mail.outbox[0].subject] == []
    assert "1" in mail.outbox[0].subject


def test_nobody_gets_two_mails_a_day_and_nothing_is_told_twice(cast, overseer):
    first = news(overseer, cast.learner)
    assert send_digests(at=MORNING)["sent"] == 1
    later = news(overseer, cast.junior, at=MORNING + HOUR)
    assert send_digests(at=MORNING + 2 * HOUR) == NOTHING
    assert send_digests(at=MORNING + DAY)["sent"] == 1
    assert send_digests(at=MORNING + 2 * DAY) == NOTHING
    assert [ids for _address, _day, ids, *_rest in log()] == [[first.pk], [later.pk]]


def test_what_was_read_in_the_site_is_not_mailed(cast, overseer):
    news(overseer, cast.learner, read_at=MORNING)
    assert send_digests(at=MORNING) == NOTHING


def test_what_is_for_later_or_long_ago_is_not_mailed(cast, overseer):
    news(overseer, cast.learner, shown_from=MORNING + HOUR)
    news(overseer, cast.junior, at=MORNING - MAILED_WITHIN)
    assert send_digests(at=MORNING) == NOTHING


def test_right_that_was_lost_before_sending_keeps_the_news_back(cast, overseer):
    """Told of somebody who has moved to another department since."""
    news(overseer, cast.junior)
    news(overseer, cast.learner)
    cast.junior.postings.all().delete()
    PostingFactory(user=cast.junior, department=cast.other)
    send_digests(at=MORNING)
    assert "林某" in mail.outbox[0].body
    assert "钱某" not in mail.outbox[0].body


@pytest.mark.parametrize("part", ["overseer", "outside_overseer", "chief", "learner", "visitor", "reviewer", "junior"])
def test_mail_holds_what_its_reader_may_see(cast, part):
    reader = cast.people()[part]
    User.objects.filter(pk=reader.pk).update(email="one@tanxin.example")
    for about in [cast.learner, cast.junior, cast.outsider]:
        news(reader, about)
    send_digests(at=MORNING)
    text = "".join(message.body for message in mail.outbox)
    seen = User.objects.visible_to(User.objects.get(pk=reader.pk))
    names = [about.name for about in (cast.learner, cast.junior, cast.outsider)]
    assert [name for name in names if f"{name}有新情况" in text] == [
        name for name in names if seen.filter(name=name).exists()
    ]


def test_news_that_all_are_void_send_no_mail_and_may_hold_again(cast, overseer):
    news(overseer, cast.junior)
    User.objects.filter(pk=cast.junior.pk).update(is_active=False)
    assert send_digests(at=MORNING) == NOTHING
    assert log() == []
    User.objects.filter(pk=cast.junior.pk).update(is_active=True)
    assert send_digests(at=MORNING + DAY)["sent"] == 1


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_people_without_address_or_who_left_get_none(cast, overseer, change):
    news(overseer, cast.junior)
    User.objects.filter(pk=overseer.pk).update(**change)
    assert send_digests(at=MORNING) == NOTHING
    assert log() == []


def test_mail_can_be_switched_off_and_on(cast, overseer):
    news(overseer, cast.junior)
    choose_mail(user=overseer, wants_digest=False)
    assert send_digests(at=MORNING) == NOTHING
    choose_mail(user=overseer, wants_digest=True)
    assert send_digests(at=MORNING)["sent"] == 1


def test_nothing_leaves_in_the_quiet_hours_or_on_days_off(cast, overseer, settings):
    news(overseer, cast.junior)
    assert send_digests(at=MORNING + 11 * HOUR) == NOTHING
    settings.NOTICE_MAIL_ON_WORKING_DAYS = True
    assert send_digests(at=MORNING + 5 * DAY) == NOTHING
    settings.NOTICE_MAIL_ON_WORKING_DAYS = False
    assert send_digests(at=MORNING + 5 * DAY)["sent"] == 1


def test_without_a_mail_server_nothing_is_lost(cast, overseer, settings):
    news(overseer, cast.junior)
    kept, settings.NOTICE_MAIL = settings.NOTICE_MAIL, {}
    assert send_digests(at=MORNING) == NOTHING
    settings.NOTICE_MAIL = kept
    assert send_digests(at=MORNING)["sent"] == 1


def test_mail_that_fails_is_tried_again_with_what_is_new_by_then(cast, overseer, server):
    first = news(overseer, cast.learner)
    server.refused = {overseer.email}
    assert send_digests(at=MORNING) == {"sent": 0, "failed": 1}
    later = news(overseer, cast.junior, at=MORNING + HOUR)
    server.refused = set()
    assert send_digests(at=MORNING + 2 * HOUR) == {"sent": 1, "failed": 0}
    assert send_digests(at=MORNING + DAY) == NOTHING
    assert [(ids, outcome, error) for _address, _day, ids, outcome, error in log()] == [
        ([first.pk], "failed", "OSError: 550 no such mailbox"),
        ([later.pk, first.pk], "sent", ""),
    ]


def test_address_that_refuses_is_left_alone_until_the_next_day(cast, overseer, server):
    news(overseer, cast.learner)
    server.refused = {overseer.email}
    for hour in range(MOST_TRIES_A_DAY + 2):
        send_digests(at=MORNING + hour * HOUR)
    assert DigestMail.objects.count() == MOST_TRIES_A_DAY
    assert send_digests(at=MORNING + DAY) == {"sent": 0, "failed": 1}


def test_one_address_that_refuses_keeps_nobody_waiting(cast, overseer, server):
    User.objects.filter(pk=cast.chief.pk).update(email="chen@tanxin.example")
    for reader in (overseer, cast.chief):
        news(reader, cast.learner)
    server.refused = {overseer.email}
    assert send_digests(at=MORNING) == {"sent": 1, "failed": 1}
    assert [message.to for message in mail.outbox] == [["chen@tanxin.example"]]


def test_server_that_is_away_is_not_asked_for_everybody(cast, server):
    for number, user in enumerate(cast.people().values()):
        User.objects.filter(pk=user.pk).update(email=f"{number}@tanxin.example")
        news(user, user)
    server.refused = None
    assert send_digests(at=MORNING) == {"sent": 0, "failed": SERVER_IS_AWAY}


def test_digest_that_was_broken_off_is_not_repeated(cast, overseer, monkeypatch):
    """The process died between the mail and the log: it may have arrived."""
    news(overseer, cast.junior)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", lambda self, messages: interrupt())
        with pytest.raises(KeyboardInterrupt):
            send_digests(at=MORNING)
    assert send_digests(at=MORNING + HOUR) == NOTHING
    assert send_digests(at=MORNING + DAY) == NOTHING
    assert DigestMail.objects.get().outcome == MailOutcome.SENDING


def interrupt():
    raise KeyboardInterrupt


def test_kind_that_breaks_for_one_person_keeps_nobody_waiting(cast, overseer, monkeypatch):
    User.objects.filter(pk=cast.chief.pk).update(email="chen@tanxin.example")
    news(overseer, cast.learner)
    news(cast.chief, cast.junior)
    original = CadreNews.wording

    def wording(self, user, row):
        if row.name == "林某":
            raise LookupError(row.pk)
        return original(self, user, row)

    monkeypatch.setattr(CadreNews, "wording", wording)
    with pytest.raises(ExceptionGroup):
        send_digests(at=MORNING)
    assert [message.to for message in mail.outbox] == [["chen@tanxin.example"]]


def test_database_refuses_a_second_digest_of_a_day(cast):
    row = {"recipient": cast.overseer, "day": MORNING.date(), "address": "a@tanxin.example"}
    DigestMail.objects.create(**row, outcome=MailOutcome.FAILED)
    DigestMail.objects.create(**row, outcome=MailOutcome.SENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        DigestMail.objects.create(**row)


def test_long_digest_names_the_first_and_counts_the_others(cast, overseer):
    for _ in range(MOST_ENTRIES + 2):
        news(overseer, cast.junior)
    send_digests(at=MORNING)
    assert mail.outbox[0].body.count("钱某有新情况") == MOST_ENTRIES
    assert str(MOST_ENTRIES + 2) in mail.outbox[0].subject


@pytest.mark.parametrize("count", [1, 3])
def test_digest_takes_the_same_queries_for_any_number_of_notices(cast, overseer, count, django_assert_num_queries):
    for about in [cast.learner, cast.junior, cast.trainer][:count]:
        news(overseer, about)
    with django_assert_num_queries(10):
        send_digests(at=MORNING)


def test_command_sends_and_keeps_its_run(cast, overseer, capsys, settings):
    settings.NOTICE_QUIET_HOURS = None
    news(overseer, cast.junior, at=timezone.now() - HOUR)
    call_command("send_digests")
    run = JobRun.objects.get()
    assert (run.name, run.outcome, run.counts) == ("send_digests", "done", {"sent": 1, "failed": 0})
    assert "1" in capsys.readouterr().out


def test_digests_leave_by_a_connection_of_their_own(settings):
    """What Django and Wagtail send by themselves goes nowhere."""
    from portal import settings as own

    assert own.EMAIL_BACKEND == "django.core.mail.backends.dummy.EmailBackend"
    settings.NOTICE_MAIL = {"backend": "django.core.mail.backends.filebased.EmailBackend", "file_path": own.DATA_DIR}
    assert type(digests.open_mail()).__module__.endswith("filebased")


def test_notices_lie_with_the_mail_that_told_of_them(cast, overseer):
    news(overseer, cast.junior)
    send_digests(at=MORNING)
    assert Notice.objects.get().digest == DigestMail.objects.get()
