"""Trainings that bring hours: courses that no programme asks, workshops, and outside training."""

# ruff: noqa: S608 - no word of these statements comes from outside

import datetime

from django.utils import timezone

from bench.bulk import day, insert, moment
from cadres.models import Department, User
from training.models import (
    Attendance,
    AttendanceWithdrawal,
    CourseCompletion,
    OutsideReview,
    OutsideTraining,
    Workshop,
    WorkshopSession,
)
from training.tests.factories import CourseFactory

COURSES = 8
SESSIONS = 24
#: The first course is worth so many hours, each further one so many more.
FIRST_HOURS, MORE_HOURS = 4.0, 1.75


def add_trainings() -> None:
    """Some six courses, two workshops and a third of an outside training for each person, over somewhat more than a
    year: about half of the people have what is asked online.
    """
    for number in range(COURSES):
        _completions(number)
    clerk = User.objects.order_by("pk").first()
    workshop = Workshop.objects.create(title="谈心谈话情景演练半天")
    for number in range(SESSIONS):
        held_on = timezone.localdate() - datetime.timedelta(days=number * 25)
        department = Department.objects.get(depth=1)
        _attendances(
            WorkshopSession.objects.create(workshop=workshop, department=department, held_on=held_on, made_by=clerk)
        )
    _outside(clerk)


def _completions(number: int) -> None:
    insert(
        CourseCompletion,
        f'SELECT {{}} FROM "cadres_user" WHERE (id * 7 + id / 97 + {number} * 13) % 10 < 8',
        {
            "user_id": "id",
            "course_id": str(CourseFactory().pk),
            "course_title": "'课程'",
            "hours": f"{FIRST_HOURS + number * MORE_HOURS}",
            "earned_at": moment(f"-((id * 31 + id / 89 + {number} * 67) % 450)"),
            "recorded_at": moment("0"),
            "by_prior_learning": "false",
        },
    )


def _attendances(session: WorkshopSession) -> None:
    insert(
        Attendance,
        f'SELECT {{}} FROM "cadres_user" WHERE (id * 11 + id / 83 + {session.pk} * 5) % 12 = 0',
        {
            "session_id": str(session.pk),
            "user_id": "id",
            "workshop_title": "'谈心谈话情景演练半天'",
            "hours": "3",
            "attended_on": day(f"-{(timezone.localdate() - session.held_on).days}"),
            "number": "1",
            "attested_by_id": str(session.made_by_id),
            "attested_at": moment("0"),
        },
    )
    insert(
        AttendanceWithdrawal,
        f'SELECT {{}} FROM "training_attendance" WHERE session_id = {session.pk} AND user_id % 100 = 0',
        {
            "attendance_id": "id",
            "reason": "'点错了人'",
            "withdrawn_by_id": str(session.made_by_id),
            "withdrawn_at": moment("0"),
        },
    )


def _outside(reviewer: User) -> None:
    insert(
        OutsideTraining,
        'SELECT {} FROM "cadres_user" WHERE id % 3 = 0',
        {
            "user_id": "id",
            "title": "'市委党校科级干部进修班'",
            "organiser": "'市委党校'",
            "began_on": day("-(id * 17 % 500) - 4"),
            "ended_on": day("-(id * 17 % 500)"),
            "hours": "(id % 16 + 1) * 3",
            "proof": "'proofs/' || CAST(id AS varchar(10)) || '.pdf'",
            "proof_name": "'结业证.pdf'",
            "requirement": "''",
            "requirement_title": "''",
            "claimed_at": moment("0"),
        },
    )
    insert(
        OutsideReview,
        'SELECT {} FROM "training_outsidetraining"',
        {
            "training_id": "id",
            "is_accepted": "user_id % 10 > 0",
            "hours": "CASE WHEN user_id % 10 > 0 THEN hours ELSE 0 END",
            "reason": "'材料齐全'",
            "reviewed_by_id": str(reviewer.pk),
            "reviewed_at": moment("0"),
        },
    )
