"""The calendar: who gets it, and that programmes can read what is written."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from cadres.models import User
from notices import calendar as registry
from notices.calendar import CalendarEntry
from notices.ical import write_calendar
from notices.services.calendar_links import make_calendar_link, revoke_calendar_link

SHANGHAI = ZoneInfo("Asia/Shanghai")
STAMP = datetime.datetime(2026, 3, 2, 2, tzinfo=datetime.UTC)
DUE = CalendarEntry("due-1", datetime.date(2026, 12, 31), "到期：谈心谈话技能培训", url="/me/")
TALK = CalendarEntry(
    "talk-1",
    datetime.datetime(2026, 3, 5, 1, 30, tzinfo=datetime.UTC),
    "培训班",
    ends=datetime.datetime(2026, 3, 5, 3, tzinfo=datetime.UTC),
    alarm=datetime.timedelta(minutes=30),
)


def write(*entries):
    return write_calendar(entries, name="谈心：我的日期", site="https://tanxin.example", zone=SHANGHAI, stamp=STAMP)


def lines(body):
    return body.decode().replace("\r\n ", "").split("\r\n")


# --- what is written ------------------------------------------------------------------------


def test_whole_day_is_a_date_without_zone():
    assert [line for line in lines(write(DUE)) if line.startswith(("UID", "DT", "SUMMARY", "URL", "BEGIN"))] == [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "SUMMARY:到期：谈心谈话技能培训",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "DTSTAMP:20260302T020000Z",
        "UID:due-1@tanxin.example",
        "URL:https://tanxin.example/me/",
    ]


def test_time_of_day_stands_in_the_zone_of_the_site_with_its_definition():
    found = lines(write(TALK, DUE))
    assert "DTSTART;TZID=Asia/Shanghai:20260305T093000" in found
    assert "DTEND;TZID=Asia/Shanghai:20260305T110000" in found
    assert found.count("BEGIN:VTIMEZONE") == 1
    zone = found[found.index("BEGIN:VTIMEZONE") : found.index("END:VTIMEZONE")]
    assert [line for line in zone if line.startswith(("TZID", "TZOFFSET", "BEGIN"))] == [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "BEGIN:STANDARD",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
    ]


def test_alarm_comes_before_the_start():
    found = lines(write(TALK))
    assert "TRIGGER:-PT30M" in found
    assert "BEGIN:VALARM" not in lines(write(DUE))


def test_calendar_without_entries_is_a_calendar():
    calendar = Calendar.from_ical(write())
    assert (calendar["version"], calendar["x-wr-calname"], calendar.events) == ("2.0", "谈心：我的日期", [])


def test_long_chinese_lines_are_folded_between_characters():
    title = "谈心谈话" * 40
    body = write(CalendarEntry("a", datetime.date(2026, 3, 2), title))
    assert max(map(len, body.split(b"\r\n"))) <= 75
    assert [part.decode() for part in body.split(b"\r\n")]  # no character is cut in two
    assert Calendar.from_ical(body).events[0]["summary"] == title


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120)


@given(
    title=TEXTS,
    description=TEXTS,
    starts=st.dates(datetime.date(2000, 1, 1), datetime.date(2090, 1, 1)),
    alarm=st.none() | st.timedeltas(datetime.timedelta(0), datetime.timedelta(days=60)),
)
def test_what_is_written_is_read_again(title, description, starts, alarm):
    body = write(CalendarEntry("a", starts, title, description, alarm=alarm))
    (event,) = Calendar.from_ical(body).events
    assert max(map(len, body.split(b"\r\n"))) <= 75
    assert (event["summary"], event.get("description", "")) == (title, description)
    assert (starts, starts + datetime.timedelta(days=1)) == (event.DTSTART, event.DTEND)
    assert len(event.alarms.times) == (alarm is not None)


@given(st.text(max_size=60))
def test_text_adds_no_line_of_its_own(title):
    """A title is a title, also with line breaks and the words of the format in it."""
    body = write(CalendarEntry("a", datetime.date(2026, 3, 2), f"x\r\nATTENDEE:y\nEND:VEVENT\r{title}"))
    starts = [line.split(":")[0] for line in lines(body)]
    assert (starts.count("END"), "ATTENDEE" in starts) == (2, False)


# --- who gets it ----------------------------------------------------------------------------


@pytest.fixture
def provided(monkeypatch):
    """A calendar with one entry that names its reader."""
    monkeypatch.setattr(
        registry, "PROVIDERS", [lambda user: [CalendarEntry(f"of-{user.pk}", datetime.date(2026, 12, 31), user.name)]]
    )


def address(token):
    return reverse("notices:calendar", args=[token])


def test_programme_with_the_secret_reads_the_dates_of_its_owner(client, cast, provided):
    for user in [cast.learner, cast.outsider]:
        response = client.get(address(make_calendar_link(user=user, replaces=None)))
        assert response.status_code == 200
        assert [event["summary"] for event in Calendar.from_ical(response.content).events] == [user.name]
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert response["Cache-Control"] == "no-store, private"


def test_who_is_signed_in_does_not_matter(client, cast, provided):
    client.force_login(cast.administrator)
    response = client.get(address(make_calendar_link(user=cast.learner, replaces=None)))
    assert "林某" in response.content.decode()


def test_address_stays_the_same_thing_each_time(client, cast, provided):
    url = address(make_calendar_link(user=cast.learner, replaces=None))
    uids = {Calendar.from_ical(client.get(url).content).events[0]["uid"] for _read in range(2)}
    assert uids == {f"of-{cast.learner.pk}@127.0.0.1"}


@pytest.mark.parametrize("why", ["unknown", "revoked", "left"])
def test_address_that_does_not_work_is_not_there(client, cast, provided, why):
    token = make_calendar_link(user=cast.learner, replaces=None)
    assert client.get(address(token)).status_code == 200
    if why == "revoked":
        revoke_calendar_link(user=cast.learner)
    if why == "left":
        User.objects.filter(pk=cast.learner.pk).update(is_active=False)
    response = client.get(address("x" * 43 if why == "unknown" else token))
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_address_is_read_so_often_and_no_more(client, cast, provided, settings):
    settings.CALENDAR_READS_PER_HOUR = 3
    url, other = (address(make_calendar_link(user=user, replaces=None)) for user in (cast.learner, cast.junior))
    assert [client.get(url).status_code for _read in range(4)] == [200, 200, 200, 429]
    assert client.get(url)["Retry-After"] == "3600"
    assert client.get(other).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_sent_to_the_address(client, cast, method):
    token = make_calendar_link(user=cast.learner, replaces=None)
    assert getattr(client, method)(address(token)).status_code == 405
