"""Hours of each kind, written as bare rows of evidence."""

import datetime
import itertools

from django.utils import timezone

from training.models import (
    Attendance,
    AttendanceWithdrawal,
    CourseCompletion,
    CoursePage,
    OutsideReview,
    OutsideTraining,
    Workshop,
    WorkshopSession,
)
from training.tests.factories import CourseFactory

_numbers = itertools.count(1)


def noon(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def complete(user, hours, on, title="先把目的想清楚"):
    """A finished course; each person finishes a course once, so another one is taken where there is one already."""
    done = user.course_completions.values("course")
    course = CoursePage.objects.exclude(pk__in=done).order_by("pk").first() or CourseFactory()
    return CourseCompletion.objects.create(
        user=user, course=course, course_title=title, hours=hours, earned_at=noon(on)
    )


def attend(user, hours, on, *, is_withdrawn=False, title="谈心谈话情景演练半天"):
    """An attested workshop."""
    workshop = Workshop.objects.get_or_create(title=title)[0]
    department = user.postings.first().department
    session = WorkshopSession.objects.create(workshop=workshop, department=department, held_on=on, made_by=user)
    row = Attendance.objects.create(
        session=session, user=user, workshop_title=title, hours=hours, attended_on=on, attested_by=user
    )
    if is_withdrawn:
        AttendanceWithdrawal.objects.create(attendance=row, reason="点错了人", withdrawn_by=user)
    return row


def go_outside(user, hours, on, *, is_accepted=True, claimed=None, began_on=None, title="市委党校科级干部进修班"):
    """Training elsewhere; `is_accepted` None: not reviewed yet."""
    training = OutsideTraining.objects.create(
        user=user,
        title=title,
        organiser="市委党校",
        began_on=began_on or on,
        ended_on=on,
        hours=claimed or hours,
        proof=f"proofs/{next(_numbers)}.pdf",
        proof_name="结业证.pdf",
    )
    if is_accepted is not None:
        OutsideReview.objects.create(
            training=training,
            is_accepted=is_accepted,
            hours=hours if is_accepted else 0,
            reason="材料齐全",
            reviewed_by=user,
        )
    return training
