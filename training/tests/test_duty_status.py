"""The truth table of statuses (docs/duties.md): each row is a test, and Python and the database agree on every one."""

import datetime
from itertools import product

import pytest
from django.utils import timezone

from cadres.tests.factories import UserFactory
from training.duties.status import DutyFacts, duty_status
from training.enums import DutyStatus, ProgressState
from training.models import Duty
from training.tests.factories import CourseFactory, ProgrammeFactory

TODAY = datetime.date(2026, 6, 15)
BEFORE, AFTER = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)
OPEN = [ProgressState.NOT_STARTED, ProgressState.IN_PROGRESS, ProgressState.FAILED_RETRY]

#: What is known, and the status that follows. Unset: no due date, no end, not exempt, still there.
TRUTH = [
    ("nothing begun, no date", {}, DutyStatus.NOT_STARTED),
    ("nothing begun, due tomorrow", {"due_on": AFTER}, DutyStatus.NOT_STARTED),
    ("nothing begun, due today", {"due_on": TODAY}, DutyStatus.NOT_STARTED),
    ("nothing begun, due yesterday", {"due_on": BEFORE}, DutyStatus.OVERDUE),
    ("begun", {"progress": "in_progress", "due_on": TODAY}, DutyStatus.IN_PROGRESS),
    ("begun, due yesterday", {"progress": "in_progress", "due_on": BEFORE}, DutyStatus.OVERDUE),
    ("failed, attempts left", {"progress": "failed_retry", "due_on": TODAY}, DutyStatus.FAILED_RETRY),
    ("failed, attempts left, due yesterday", {"progress": "failed_retry", "due_on": BEFORE}, DutyStatus.OVERDUE),
    ("no attempt left", {"progress": "failed", "due_on": AFTER}, DutyStatus.FAILED),
    ("no attempt left, due yesterday", {"progress": "failed", "due_on": BEFORE}, DutyStatus.FAILED),
    ("finished", {"progress": "met"}, DutyStatus.MET),
    ("finished late", {"progress": "met", "due_on": BEFORE}, DutyStatus.MET),
    ("finished, last valid day", {"progress": "met", "valid_until": TODAY}, DutyStatus.MET),
    ("finished, ran out yesterday", {"progress": "met", "valid_until": BEFORE}, DutyStatus.EXPIRED),
    ("renewal in its window", {"due_on": AFTER, "valid_until": AFTER}, DutyStatus.NOT_STARTED),
    ("renewal missed", {"due_on": BEFORE, "valid_until": BEFORE}, DutyStatus.EXPIRED),
    ("renewal failed", {"progress": "failed", "valid_until": BEFORE}, DutyStatus.EXPIRED),
    ("exempt", {"is_exempt": True}, DutyStatus.EXEMPT),
    ("exempt, due yesterday", {"is_exempt": True, "due_on": BEFORE}, DutyStatus.EXEMPT),
    ("exempt, no attempt left", {"is_exempt": True, "progress": "failed"}, DutyStatus.EXEMPT),
    ("exempt though finished", {"is_exempt": True, "progress": "met"}, DutyStatus.MET),
    ("exempt, ran out", {"is_exempt": True, "progress": "met", "valid_until": BEFORE}, DutyStatus.EXEMPT),
    ("left, no date", {"left_on": BEFORE}, DutyStatus.LEFT),
    ("left on the due day", {"left_on": BEFORE, "due_on": BEFORE}, DutyStatus.LEFT),
    ("left after the due day", {"left_on": TODAY, "due_on": BEFORE}, DutyStatus.OVERDUE),
    ("leaves tomorrow", {"left_on": AFTER, "due_on": AFTER}, DutyStatus.NOT_STARTED),
    ("left after finishing", {"left_on": BEFORE, "progress": "met"}, DutyStatus.MET),
    ("left while exempt", {"left_on": BEFORE, "is_exempt": True}, DutyStatus.EXEMPT),
    ("left with no attempt left", {"left_on": BEFORE, "due_on": AFTER, "progress": "failed"}, DutyStatus.LEFT),
]


def facts(**known) -> DutyFacts:
    return DutyFacts(**{**known, "progress": ProgressState(known.get("progress", "not_started"))})


@pytest.mark.parametrize(("name", "known", "status"), TRUTH, ids=[row[0] for row in TRUTH])
def test_status_follows_from_what_is_known(name, known, status):
    assert duty_status(facts(**known), TODAY) == status


def test_database_says_the_same_of_every_combination(db):
    """Each value of each column with each of the others: 1,600 rows."""
    programme = ProgrammeFactory(courses=[CourseFactory(lessons=1)])
    user = UserFactory()
    days = [None, BEFORE, TODAY, AFTER]
    exempt = [(None, None), (BEFORE, None), (BEFORE, BEFORE), (TODAY, TODAY), (AFTER, None)]
    rows = [
        Duty(
            user=user,
            programme=programme,
            version=programme.current_version,
            cycle=number,
            progress=progress,
            earned_at=timezone.now() if progress == ProgressState.MET else None,
            due_on=due_on,
            valid_until=valid_until,
            left_on=left_on,
            exempt_from=starts,
            exempt_until=ends,
        )
        for number, (progress, due_on, valid_until, left_on, (starts, ends)) in enumerate(
            product(ProgressState, days, days, days, exempt), start=1
        )
    ]
    Duty.objects.bulk_create(rows)

    for day in (BEFORE, TODAY, AFTER):
        found = list(Duty.objects.with_status(day))
        assert len(found) == len(rows)
        wrong = [(vars(duty.facts_on(day)), duty.status) for duty in found if duty.status != duty.status_on(day)]
        assert wrong == []


def test_every_status_occurs_in_the_truth_table():
    assert {status for _name, _known, status in TRUTH} == set(DutyStatus)
