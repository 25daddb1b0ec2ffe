"""A programme that is finished by a workshop, and taking that back, for tests."""

import datetime

import pytest
from django.utils import timezone

from training.enums import Verdict
from training.errors import DutyRefused
from training.models import (
    Duty,
    ProgrammeAssignment,
)
from training.services.attendance import attest_attendance, record_session, withdraw_attendance
from training.services.duty_check import differences
from training.services.rules import apply_rule
from training.services.voiding import resting_on_attendance
from training.tests.factories import CourseCompletionFactory, ProgrammeFactory
from training.tests.requirements import require

START = datetime.datetime(2026, 3, 2, 2, tzinfo=datetime.UTC)
KEEPERS = {"trainer", "administrator"}
REASON = "登记错了人"


def day(days: int) -> datetime.date:
    return timezone.localdate(START) + datetime.timedelta(days=days)


def go(clock, days: int) -> None:
    clock.move_to(START + datetime.timedelta(days=days))


def workshop_entry(workshop):
    return {"type": "attendance", "value": {"workshop": workshop.pk}}


def asked(cast, *entries, due=30, **fields):
    programme = require(ProgrammeFactory(**fields), *entries)
    ProgrammeAssignment.objects.create(programme=programme, department=cast.own, due_rule="fixed", due_on=day(due))
    apply_rule(programme=programme)
    return programme


def attend(cast, workshop, person, *, on=0, by=None):
    by = by or cast.administrator
    session = record_session(workshop=workshop, department=cast.own, held_on=day(on), place="", by=by)
    return attest_attendance(session=session, people=[person], by=by)[0]


def finish(cast, programme, workshop, course, person=None, *, on=10, course_on=2):
    """Finishes `programme` by the workshop on the day `on`; answers the attendance."""
    person = person or cast.learner
    CourseCompletionFactory(user=person, course=course, earned_at=START + datetime.timedelta(days=course_on))
    return attend(cast, workshop, person, on=on)


def duty_of(person, programme) -> Duty:
    return person.duties.filter(programme=programme).latest("cycle")


def void_all(attendance, by, verdict=Verdict.VOID):
    found = {one.completion.pk: verdict for one in resting_on_attendance(attendance)}
    return withdraw_attendance(attendance=attendance, reason=REASON, by=by, verdicts=found)


def refusal(act, **fields):
    with pytest.raises(DutyRefused) as caught:
        act(**fields)
    return caught.value.code


def found_by_check():
    return [(one.column, one.held, one.expected) for one in differences(duties=Duty.objects.all())]
