"""Writes a calendar in the iCalendar format (RFC 5545). Entries in, bytes out; no database, no clock."""

import datetime
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone

from notices.calendar import CalendarEntry

ONE_DAY = datetime.timedelta(days=1)
#: How often a calendar programme should come back.
REFRESH = datetime.timedelta(hours=12)
#: The definition of the time zone covers this much more than the entries.
MARGIN = datetime.timedelta(days=366)


def write_calendar(
    entries: Sequence[CalendarEntry], *, name: str, site: str, zone: ZoneInfo, stamp: datetime.datetime
) -> bytes:
    """The calendar called `name`. `site` is the address of the portal, which entries and their uids belong to.

    Times of day stand in `zone`, with its definition; whole days in none: they are that day wherever the reader is.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Tanxin//{urlsplit(site).hostname}//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    moments = [entry.starts for entry in entries if isinstance(entry.starts, datetime.datetime)]
    if moments:
        first, last = min(moments).date() - MARGIN, max(moments).date() + MARGIN
        calendar.add_component(Timezone.from_tzinfo(zone, zone.key, first_date=first, last_date=last))
    for entry in entries:
        calendar.add_component(_event(entry, site, zone, stamp))
    return calendar.to_ical()


def _event(entry: CalendarEntry, site: str, zone: ZoneInfo, stamp: datetime.datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{urlsplit(site).hostname}")
    event.add("dtstamp", stamp.astimezone(datetime.UTC))
    for name, moment in _span(entry, zone):
        event.add(name, moment)
    event.add("summary", entry.title)
    if entry.description:
        event.add("description", entry.description)
    if entry.url:
        event.add("url", urljoin(site, entry.url))
    # A date to keep in mind, not an appointment: nobody appears busy to others.
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if entry.alarm is not None:
        event.add_component(_alarm(entry))
    return event


def _span(entry: CalendarEntry, zone: ZoneInfo) -> list[tuple[str, datetime.date]]:
    """Start and end; the end of a whole day is the day after, as the format has it."""
    if isinstance(entry.starts, datetime.datetime):
        ends = [("dtend", entry.ends.astimezone(zone))] if isinstance(entry.ends, datetime.datetime) else []
        return [("dtstart", entry.starts.astimezone(zone)), *ends]
    return [("dtstart", entry.starts), ("dtend", (entry.ends or entry.starts) + ONE_DAY)]


def _alarm(entry: CalendarEntry) -> Alarm:
    assert entry.alarm is not None
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", -entry.alarm)
    return alarm
