"""Figures of any day, beside the same worked out by hand from what happened."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cadres.models import Department
from training.board import quarter_ends
from training.duties.status import DutyFacts, duty_status
from training.enums import BoardState, DutyStatus, ProgressState
from training.models import Duty
from training.services import reports
from training.services.duty_history import as_of
from training.tally import Tally, roll_up
from training.tests.duty_rows import build, days, duty_in, organisations
from training.tests.factories import CourseFactory, ProgrammeFactory

# Each example fills a database: making a failing one smaller would take longer than reading it.
SLOW = settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def status_at(history, day):
    facts = DutyFacts(
        progress=history.progress_at(day),
        due_on=history.due_at(day),
        valid_until=history.valid_until_at(day),
        is_exempt=history.is_exempt_at(day),
        left_on=history.left_on,
    )
    return duty_status(facts, day)


def by_hand(found, parents, day):
    """The statuses of everybody in each department or below, by place of the department."""
    people = {place: [] for place in range(len(parents) + 1)}
    for history in found:
        if not history.counts_on(day):
            continue
        place = history.department_at(day)
        while place is not None:
            people[place].append(status_at(history, day))
            place = parents[place - 1] if place else None
    return people


@SLOW
@given(organisation=organisations(), back=st.sampled_from([0, 1, 10, 20, 35, 70]))
def test_figures_of_any_day_are_those_worked_out_by_hand(db, organisation, back):
    parents, found = organisation
    day = days(-back)
    with transaction.atomic():
        programme, departments, _duties = build(parents, found)
        duties = reports.counted_duties(programme, day)
        own = reports.tally_departments(reports.narrow(duties, departments=departments[:1]))
        totals = roll_up(own, Department.steplen)
        for place, statuses in by_hand(found, parents, day).items():
            tally = totals.get(departments[place].path, Tally())
            assert tally.assigned == len(statuses)
            assert {status: tally.of(status) for status in DutyStatus} == {
                status: statuses.count(status) for status in DutyStatus
            }
            # Each figure is the length of its list, and the parts add up.
            assert sum(tally.of(state) for state in BoardState) == tally.assigned
            for state in [*BoardState, *DutyStatus]:
                listed = reports.narrow(duties, departments=[departments[place]], state=state.value)
                assert reports.PeopleByDepartment(listed, day).count() == tally.of(state)
        transaction.set_rollback(True)


@SLOW
@given(organisation=organisations())
def test_today_made_again_from_history_is_what_the_columns_say(db, organisation):
    today = timezone.localdate()
    with transaction.atomic():
        programme, _departments, _duties = build(*organisation)
        columns = reports.counted_duties(programme)
        made_again = as_of(programme.duties.all(), today)
        values = ["pk", "status", "place", "due"]
        assert sorted(made_again.values_list(*values)) == sorted(columns.values_list(*values))
        transaction.set_rollback(True)


@pytest.fixture
def duty(cast):
    programme = ProgrammeFactory(courses=[CourseFactory()])
    return duty_in(programme, cast.own, DutyStatus.NOT_STARTED)


def at(duty, day):
    return reports.counted_duties(duty.programme, day).get(pk=duty.pk)


def test_a_step_counts_from_the_day_of_the_evidence_on(duty):
    noon = timezone.make_aware(datetime.datetime.combine(days(-10), datetime.time(12)))
    duty.steps.create(progress=ProgressState.IN_PROGRESS, since=noon)
    Duty.objects.filter(pk=duty.pk).update(progress=ProgressState.IN_PROGRESS, since=noon)

    assert [at(duty, days(-back)).status for back in (11, 10, 9)] == ["not_started", "in_progress", "in_progress"]


def test_progress_that_goes_on_does_not_hide_when_it_began(duty):
    begun = timezone.now() - datetime.timedelta(days=10)
    duty.steps.create(progress=ProgressState.IN_PROGRESS, since=begun)
    Duty.objects.filter(pk=duty.pk).update(progress=ProgressState.IN_PROGRESS, since=timezone.now())

    assert at(duty, days(-5)).status == "in_progress"


def test_what_was_extended_later_was_overdue_then(duty, cast):
    Duty.objects.filter(pk=duty.pk).update(due_on=days(20))
    duty.extensions.create(old_due_on=days(-9), new_due_on=days(20), reason="出差", granted_by=cast.trainer)

    then = at(duty, days(-2))
    assert (then.status, then.due) == ("overdue", days(-9))
    assert at(duty, days(0)).status == "not_started"


def test_a_duty_counts_where_the_person_worked_on_that_day(duty, cast):
    Duty.objects.filter(pk=duty.pk).update(department=cast.other)
    duty.moves.create(came_from=cast.own, went_to=cast.other, moved_on=days(-3))

    assert [at(duty, days(-back)).place for back in (4, 3, 0)] == [cast.own.pk, cast.other.pk, cast.other.pk]


@pytest.mark.parametrize(
    ("today", "ends"),
    [
        (datetime.date(2026, 11, 23), ["2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30"]),
        (datetime.date(2026, 1, 1), ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]),
        (datetime.date(2024, 5, 31), ["2023-06-30", "2023-09-30", "2023-12-31", "2024-03-31"]),
    ],
)
def test_quarter_ends_are_the_last_four_before_today(today, ends):
    assert [day.isoformat() for day in quarter_ends(today)] == ends
