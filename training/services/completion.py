"""Completion: from a reader's evidence to a finished course. Safe to call again at any time."""

import datetime

from django.db import transaction
from django.utils import timezone

from cadres.models import User
from training.enums import RequirementKind
from training.learning import course_evidence
from training.models import CourseCompletion, CoursePage, LessonAcknowledgement, LessonPage, QuizPage, ScenePage
from training.progress import course_progress
from training.services.duties import record_evidence


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
        record_unit_evidence(user=user, course=lesson.course)
        return row


def record_unit_evidence(
    *, user: User, course: CoursePage, tested: QuizPage | ScenePage | None = None
) -> CourseCompletion | None:
    """What follows for `user` from something new in a unit of `course`: the course, its duties and programmes.

    `tested` is the unit, if it is a quiz or a practice talk: a programme may ask for it by itself. Answers the
    completion of the course, if there is one.
    """
    with transaction.atomic():
        completion = record_course_completion(user=user, course=course)
        targets = [(RequirementKind.COURSE, course.pk)]
        if tested is not None:
            kind = RequirementKind.QUIZ if isinstance(tested, QuizPage) else RequirementKind.SCENE
            targets.append((kind, tested.pk))
        record_evidence(user=user, targets=targets, may_complete=completion is not None or tested is not None)
        return completion


def record_course_completion(*, user: User, course: CoursePage) -> CourseCompletion | None:
    """Keeps that `user` finished `course`, if the evidence says so; else answers None.

    The earned date is the moment of the decisive evidence, not of this call. Title, hours and content version are
    those of the course now. A completion on record is never changed.
    """
    with transaction.atomic():
        # Two last units finished at the same moment must not overlook each other; no_key, because their own
        # rows already hold a shared lock on this one through the foreign key.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if recorded := CourseCompletion.objects.filter(user=user, course=course).first():
            return recorded
        evidence = course_evidence(user=user, course=course)
        progress = course_progress(evidence)
        if progress.earned_at is None:
            return None
        completion, _is_new = CourseCompletion.objects.get_or_create(
            user=user,
            course=course,
            defaults={
                "course_title": course.title,
                "content_version": course.live_revision_id,
                "hours": course.hours,
                "earned_at": progress.earned_at,
                "by_prior_learning": any(unit.is_by_quiz for unit in evidence),
            },
        )
        return completion
