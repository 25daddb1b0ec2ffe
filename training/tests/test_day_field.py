"""Days in forms: what only a slip of the pen can mean is refused."""

import datetime

import pytest
from django.utils import timezone

from training.duty_forms import ExtendForm


@pytest.mark.parametrize("day", ["9999-12-31", "1000-01-01", "1999-12-31"])
def test_day_that_only_a_slip_can_mean_is_refused(day):
    form = ExtendForm({"new_due_on": day, "reason": "出差"})

    last = timezone.localdate().year + 10
    assert form.errors == {"new_due_on": [f"请选择2000年1月1日至{last}年12月31日之间的日期。"]}


def test_day_within_the_years_to_come_is_taken():
    last = datetime.date(timezone.localdate().year + 10, 12, 31)

    assert ExtendForm({"new_due_on": last.isoformat(), "reason": "出差"}).errors == {}
