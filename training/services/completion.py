"""Completion: from a reader's evidence to a finished course. Safe to call again at any time."""

import datetime

from django.db import transaction
from django.utils import timezone

from cadres.models import User
from training.learning import course_evidence
from training.models import CourseCompletion, CoursePage, LessonAcknowledgement, LessonPage
from training.progress import course_progress
from training.services.programmes import record_programme_completions


def acknowledge_lesson(*, user: User, lesson: LessonPage, at: datetime.datetime | None = None) -> LessonAcknowledgement:
    """Keeps that `user` said "I can use this" under `lesson`. The first time counts; later calls give that row."""
    with transaction.atomic():
        row, _is_new = LessonAcknowledgement.objects.get_or_create(
            user=user,
            lesson=lesson,
            defaults={
                "lesson_title": lesson.title,
                "content_version": lesson.live_revision_id,
                "acknowledged_at": at or timezone.now(),
            },
        )
        record_course_completion(user=user, course=lesson.course)
        return row


def record_course_completion(*, user: User, course: CoursePage) -> CourseCompletion | None:
    """Keeps that `user` finished `course`, if the evidence says so; else answers None.

    The earned date is the moment of the decisive evidence, not of this call. Title, hours and content version are
    those of the course now. A completion on record is never changed.
    """
    with transaction.atomic():
        # Two last units finished at the same moment must not overlook each other; no_key, because their own
        # rows already hold a shared lock on this one through the foreign key.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        recorded = CourseCompletion.objects.filter(user=user, course=course).first()
        progress = course_progress(course_evidence(user=user, course=course))
        if recorded is not None or progress.earned_at is None:
            return recorded
        completion, _is_new = CourseCompletion.objects.get_or_create(
            user=user,
            course=course,
            defaults={
                "course_title": course.title,
                "content_version": course.live_revision_id,
                "hours": course.hours,
                "earned_at": progress.earned_at,
            },
        )
        record_programme_completions(user=user, course=course)
        return completion
