"""Quiet hours and working days. Plain times, no clock."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.mailing_times import is_mailing_time, is_quiet

NIGHT = (datetime.time(20), datetime.time(8))
NOON_REST = (datetime.time(12), datetime.time(14))
MONDAY = datetime.datetime(2026, 3, 2)


@pytest.mark.parametrize(
    ("quiet", "time", "expected"),
    [
        (NIGHT, "07:59", True),
        (NIGHT, "08:00", False),
        (NIGHT, "19:59", False),
        (NIGHT, "20:00", True),
        (NIGHT, "00:00", True),
        (NOON_REST, "11:59", False),
        (NOON_REST, "12:00", True),
        (NOON_REST, "14:00", False),
        ((datetime.time(8), datetime.time(8)), "08:00", False),
    ],
)
def test_quiet_hours(quiet, time, expected):
    assert is_quiet(datetime.time.fromisoformat(time), quiet) is expected


@given(time=st.times(), begins=st.times(), ends=st.times())
def test_hours_and_their_complement_fill_the_day(time, begins, ends):
    if begins != ends:
        assert is_quiet(time, (begins, ends)) != is_quiet(time, (ends, begins))


@pytest.mark.parametrize("day", range(7))
def test_working_days_are_monday_to_friday(day):
    moment = MONDAY + datetime.timedelta(days=day, hours=10)
    assert is_mailing_time(moment, quiet=NIGHT)
    assert is_mailing_time(moment, quiet=NIGHT, working_days_only=True) is (day < 5)


def test_without_quiet_hours_mail_leaves_at_any_time():
    assert is_mailing_time(MONDAY, quiet=None)
