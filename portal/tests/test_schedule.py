"""When a job is due: once in each turn, whatever the clock does. Plain moments, no database."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import get_commands, load_command_class
from hypothesis import given
from hypothesis import strategies as st

from audit.jobs import JobCommand
from portal.schedule import JOBS, LATE_AFTER, Daily, Every, is_due, is_late

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVERY_TEN, NIGHTLY = Every(minutes=10), Daily(datetime.time(2, 30))
HOUR = datetime.timedelta(hours=1)
WHENS = st.one_of(
    st.integers(1, 1440).map(lambda minutes: Every(minutes=minutes)),
    st.times().map(lambda time: Daily(time.replace(second=0, microsecond=0))),
)
MOMENTS = st.datetimes(
    min_value=datetime.datetime(1992, 1, 2), max_value=datetime.datetime(2100, 1, 1), timezones=st.just(SHANGHAI)
)


def at(text):
    """A moment by the clock in Shanghai, e.g. "03-02 08:00"."""
    return datetime.datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def length(when):
    return datetime.timedelta(minutes=when.minutes) if isinstance(when, Every) else datetime.timedelta(days=1)


def due(when, last, now):
    return is_due(when, last=last, now=now, zone=SHANGHAI)


@pytest.mark.parametrize(
    ("when", "last", "now", "expected"),
    [
        (EVERY_TEN, None, "03-02 08:00", True),
        (EVERY_TEN, "03-02 08:00", "03-02 08:09", False),
        (EVERY_TEN, "03-02 08:09", "03-02 08:10", True),
        (EVERY_TEN, "03-02 08:00", "03-05 08:00", True),
        (NIGHTLY, None, "03-02 15:00", True),
        (NIGHTLY, "03-01 02:30", "03-02 02:29", False),
        (NIGHTLY, "03-01 02:30", "03-02 02:30", True),
        (NIGHTLY, "03-02 02:30", "03-02 23:59", False),
        # Down over the night: caught up in the morning, and again at the next time.
        (NIGHTLY, "03-01 02:30", "03-02 09:00", True),
        (NIGHTLY, "03-02 09:00", "03-03 02:30", True),
        # Set back by minutes: it has been done. Set back by days: what is on record says nothing.
        (NIGHTLY, "03-02 02:30", "03-02 02:10", False),
        (NIGHTLY, "03-09 02:30", "03-02 09:00", True),
        (EVERY_TEN, "03-02 08:10", "03-02 08:09", False),
        (EVERY_TEN, "03-02 09:00", "03-02 08:09", True),
    ],
)
def test_job_is_due(when, last, now, expected):
    assert due(when, last and at(last), at(now)) is expected


@given(when=WHENS, now=MOMENTS)
def test_job_that_has_just_begun_is_not_due(when, now):
    assert not due(when, now, now)


@given(when=WHENS, last=MOMENTS, now=MOMENTS)
def test_job_is_begun_once_whatever_the_clock_shows(when, last, now):
    """Also after a jump: having been begun at `now`, it rests there."""
    begun = now if due(when, last, now) else last
    assert not due(when, begun, now)


@given(when=WHENS, last=MOMENTS)
def test_job_is_due_again_within_one_turn(when, last):
    assert due(when, last, last + length(when))


@given(when=WHENS, last=MOMENTS, days=st.integers(2, 900))
def test_clock_that_jumps_ahead_and_back_stops_no_job_for_longer_than_two_turns(when, last, days):
    ahead = last + days * datetime.timedelta(days=1)
    assert due(when, ahead, last) or due(when, ahead, last + 2 * length(when))


@given(when=WHENS, start=MOMENTS, steps=st.lists(st.integers(0, 4000), max_size=40))
def test_job_runs_once_in_each_turn_that_somebody_sees(when, start, steps):
    """The clock only goes forward, in steps of minutes: runs are the turns in which anybody looked."""
    now, last, runs, seen = start, None, 0, set()
    for step in steps:
        now += datetime.timedelta(minutes=step)
        seen.add(when.turn(now, SHANGHAI))
        if due(when, last, now):
            last, runs = now, runs + 1
    assert runs == len(seen)


@given(when=WHENS, now=MOMENTS, later=st.timedeltas(min_value=datetime.timedelta(0), max_value=400 * HOUR))
def test_turns_rise_with_the_clock(when, now, later):
    assert when.turn(now, SHANGHAI) <= when.turn(now + later, SHANGHAI)


def test_daily_turn_begins_at_its_time_by_the_clock_of_the_site():
    before, begins = (NIGHTLY.turn(at(text), SHANGHAI) for text in ["03-02 02:29", "03-02 02:30"])
    assert begins == before + 1
    assert NIGHTLY.turn(at("03-02 02:30").astimezone(datetime.UTC), SHANGHAI) == begins


@pytest.mark.parametrize(("turns", "late"), [(0, False), (LATE_AFTER - 1, False), (LATE_AFTER, True)])
def test_job_is_late_when_it_has_missed_its_times(turns, late):
    last = at("03-02 08:00")
    assert is_late(EVERY_TEN, last=last, now=last + turns * length(EVERY_TEN), zone=SHANGHAI) is late
    assert is_late(EVERY_TEN, last=None, now=last, zone=SHANGHAI)


def test_every_job_is_a_command_that_keeps_its_runs():
    """Else the schedule would begin it again at every look."""
    commands = {job.command: load_command_class(get_commands()[job.command], job.command) for job in JOBS}
    assert [name for name, command in commands.items() if not isinstance(command, JobCommand)] == []
    assert [name for name, command in commands.items() if command.job_name != name] == []
    assert len(commands) == len(JOBS)
