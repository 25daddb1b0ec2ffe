"""Make-ups through the weeks: the clock is set forward, and every night the task runs."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from training.enums import DutyStatus
from training.models import MakeUp
from training.services.make_up import Opening, open_make_up
from training.services.make_up_acts import decide_appeal, file_appeal
from training.tests.make_up_steps import asked_in, duty_of, make_programme, take

pytestmark = pytest.mark.django_db
BEGIN = datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)


class Calendar:
    """The days of a journey, counted from its beginning. Each step runs the tasks of all nights on the way."""

    def __init__(self, traveller):
        self.traveller, self.number = traveller, 0

    def go_to(self, number):
        while self.number < number:
            self.number += 1
            self.traveller.move_to(BEGIN + datetime.timedelta(days=self.number))
            call_command("open_make_ups")

    @property
    def today(self):
        return timezone.localdate()


@pytest.fixture
def calendar(capsys):
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield Calendar(traveller)


def states(duty):
    return list(duty.make_ups.order_by("number").values_list("number", "opened_for", "outcome"))


def test_failed_then_made_up_with_unseen_questions_and_met_late(cast, calendar):
    programme, _course, quiz = make_programme(cast.own, due_in=5, lessons=False)
    first = take(cast.learner, quiz, right=False)
    assert duty_of(cast.learner, programme).status_on() == DutyStatus.FAILED

    calendar.go_to(1)
    duty = duty_of(cast.learner, programme)
    assert (states(duty), duty.status_on()) == ([(1, "failed", "")], DutyStatus.FAILED_RETRY)

    calendar.go_to(8)
    assert duty_of(cast.learner, programme).status_on() == DutyStatus.OVERDUE
    second = take(cast.learner, quiz, right=True)
    assert asked_in(first) & asked_in(second) == set()

    duty = duty_of(cast.learner, programme)
    assert (states(duty), duty.status_on(), duty.was_late) == ([(1, "failed", "met")], DutyStatus.MET, True)
    assert duty.earned_at == second.submitted_at == BEGIN + datetime.timedelta(days=8)
    assert duty.due_on == BEGIN.date() + datetime.timedelta(days=5)


def test_overdue_then_missed_then_a_second_one_by_a_person(cast, calendar):
    programme, _course, quiz = make_programme(cast.own, due_in=5, lessons=False)
    calendar.go_to(5)
    duty = duty_of(cast.learner, programme)
    assert states(duty) == []
    calendar.go_to(6)
    assert states(duty) == [(1, "overdue", "")]
    calendar.go_to(36)
    assert states(duty) == [(1, "overdue", "")]
    calendar.go_to(39)
    assert (states(duty), duty.status_on()) == ([(1, "overdue", "missed")], DutyStatus.OVERDUE)
    assert duty.make_ups.get() in MakeUp.objects.awaiting_decision()

    opening = Opening("overdue", by=cast.trainer, reason="上次没有时间", consequence="由部门负责人谈一次话。")
    open_make_up(duty=duty, opening=opening)
    assert states(duty) == [(1, "overdue", "missed"), (2, "overdue", "")]
    assert not MakeUp.objects.awaiting_decision().filter(duty=duty).exists()
    calendar.go_to(45)
    take(cast.learner, quiz, right=True)
    assert states(duty) == [(1, "overdue", "missed"), (2, "overdue", "met")]


def test_accepted_technical_cause_is_neither_overdue_nor_late(cast, calendar):
    programme, _course, quiz = make_programme(cast.own, due_in=5, lessons=False)
    calendar.go_to(6)
    make_up = MakeUp.objects.get(duty__user=cast.learner)
    appeal = file_appeal(make_up=make_up, reason="服务器停机", by=cast.learner)
    decide_appeal(appeal=appeal, is_accepted=True, reason="属实", by=cast.trainer)
    assert duty_of(cast.learner, programme).status_on() == DutyStatus.NOT_STARTED

    calendar.go_to(30)
    take(cast.learner, quiz, right=True)
    duty = duty_of(cast.learner, programme)
    assert (duty.status_on(), duty.was_late, states(duty)) == (DutyStatus.MET, False, [(1, "overdue", "met")])
    assert not MakeUp.objects.counting().filter(duty=duty).exists()


def test_made_up_quiz_then_the_rest_overdue_opens_the_next_one(cast, calendar):
    programme, _course, quiz = make_programme(cast.own, due_in=40)
    take(cast.learner, quiz, right=False)
    calendar.go_to(1)
    take(cast.learner, quiz, right=True)
    duty = duty_of(cast.learner, programme)
    assert states(duty) == [(1, "failed", "met")]
    calendar.go_to(41)
    assert states(duty) == [(1, "failed", "met"), (2, "overdue", "")]
    second = duty.make_ups.get(number=2)
    assert [step.about.title for step in second.plan.checks] == ["定重点", "看时机"]
