"""Reminders: each milestone once, only while it holds, and nothing to whom nothing is asked."""

import datetime

import pytest
import time_machine
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from notices.models import Notice
from notices.reading import current_notices
from training.enums import ValidityRule
from training.models import Duty
from training.services.completion import acknowledge_lesson
from training.services.daily import update_duties
from training.services.due_dates import extend_duties
from training.services.exemptions import exempt_person
from training.services.reminders import milestone, remind
from training.tests.factories import CourseFactory, ProgrammeFactory

START = datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)


@pytest.fixture
def clock(db):
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def go(clock, days):
    clock.move_to(START + datetime.timedelta(days=days))


def day(days):
    return timezone.localdate(START) + datetime.timedelta(days=days)


@pytest.fixture
def course(clock):
    return CourseFactory(lessons=1)


@pytest.fixture
def programme(cast, course):
    return ProgrammeFactory(title="谈心谈话技能培训", courses=[course], departments=[cast.sub], due_on=day(40))


def told(user):
    """Titles of what holds now, the oldest first."""
    with translation.override("en"):
        shown = current_notices(user, list(user.notices.order_by("pk")))
    return [one.wording.title for one in shown]


@pytest.mark.parametrize(
    ("left", "step"),
    [(15, None), (14, 14), (4, 14), (3, 3), (1, 3), (0, 0), (-1, -1), (-6, -1), (-7, -7), (-29, -7), (-400, -30)],
)
def test_milestone_of_the_days_left(left, step):
    assert milestone(left) == step


@given(st.integers(-1000, 1000))
def test_milestones_come_one_after_another(left):
    today, tomorrow = milestone(left), milestone(left - 1)

    assert today is None or tomorrow <= today


def test_assignment_is_told_once(cast, programme):
    assert [remind()["duty_assigned"] for _twice in range(2)] == [1, 0]
    assert told(cast.junior) == ["A training was assigned to you: 谈心谈话技能培训"]
    assert not cast.learner.notices.exists()


def test_reminders_follow_the_days_also_when_some_were_missed(clock, cast, programme):
    remind()
    for days, new in [(25, 0), (27, 1), (28, 0), (37, 1), (40, 1), (41, 1), (44, 0), (49, 1), (75, 1), (81, 0)]:
        go(clock, days)
        counts = remind()
        assert counts["duty_due"] + counts["duty_overdue"] == new, days


def test_what_was_told_disappears_when_it_no_longer_holds(clock, cast, programme, course):
    go(clock, 38)
    remind()
    assert told(cast.junior) == ["Due on April 11, 2026: 谈心谈话技能培训"]

    extend_duties(duties=Duty.objects.all(), new_due_on=day(90), reason="防汛", by=cast.trainer)
    assert told(cast.junior) == ["The due date was moved: 谈心谈话技能培训"]

    go(clock, 88)
    remind()
    assert len(told(cast.junior)) == 2
    acknowledge_lesson(user=cast.junior, lesson=course.units()[0])
    assert told(cast.junior) == []


def test_overdue_is_told_without_reproach(clock, cast, programme):
    go(clock, 41)
    remind()

    assert told(cast.junior) == ["Overdue: 谈心谈话技能培训"]


def test_nothing_is_told_to_whom_nothing_is_asked(clock, cast, programme):
    exempt_person(
        user=cast.junior,
        programme=programme,
        reason="产假",
        proof="审批单",
        effective_from=day(0),
        effective_until=None,
        by=cast.trainer,
    )
    go(clock, 45)

    assert set(remind().values()) == {0}
    assert list(Notice.objects.values_list("recipient", "kind")) == [(cast.junior.pk, "exempted")]


def test_renewal_is_told_in_its_window(clock, cast, course):
    ProgrammeFactory(
        courses=[course], departments=[cast.sub], validity_rule=ValidityRule.FROM_COMPLETION, validity_months=12
    )
    Duty.objects.filter(user=cast.junior).update(progress="met", earned_at=START, valid_until=datetime.date(2027, 3, 2))
    go(clock, 320)
    update_duties()

    assert remind()["renewal_open"] == 1
    assert told(cast.junior)[0].startswith("To be renewed: ")


@pytest.mark.parametrize("people", [1, 3])
def test_reminding_takes_the_same_queries_for_any_number_of_people(
    clock, cast, programme, people, django_assert_num_queries
):
    users = [cast.learner, cast.trainer][: people - 1]
    for user in users:
        Duty.objects.create(
            user=user, programme=programme, version=programme.current_version, due_on=day(40), department=cast.own
        )
    go(clock, 38)

    with django_assert_num_queries(8):
        assert remind()["duty_due"] == people
