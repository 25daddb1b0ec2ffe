"""Completion of programmes, derived from the completion of their courses."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db import transaction
from django.db.models import Count

from cadres.models import User
from training.models import CourseCompletion, CoursePage, Programme, ProgrammeCompletion

BATCH = 2_000


@transaction.atomic
def record_programme_completions(*, user: User, course: CoursePage) -> list[ProgrammeCompletion]:
    """Records each programme that `user` has finished now that `course` is; returns the new rows.

    It does not matter whether the programme is assigned to them. The earned date comes from the evidence alone.
    """
    had = ProgrammeCompletion.objects.filter(user=user).values("programme")
    programmes = Programme.objects.filter(programme_courses__course=course).exclude(pk__in=had)
    rows = [row for programme in programmes for row in _earned(programme, only=user)]
    return _keep(rows)


@transaction.atomic
def record_programme_completions_for(*, programme: Programme) -> int:
    """Gives everybody who has finished all courses of `programme` their completion; returns how many were new.

    For the moment a programme is made, changed or assigned. Rows that exist stay as they are.
    """
    return len(_keep(list(_earned(programme))))


def _earned(programme: Programme, only: User | None = None) -> Iterator[ProgrammeCompletion]:
    """The completions that are earned but not yet recorded, unsaved."""
    order = {pk: place for place, pk in enumerate(programme.courses().values_list("pk", flat=True))}
    if not order:
        return
    evidence = CourseCompletion.objects.filter(course__in=order)
    if only is not None:
        evidence = evidence.filter(user=only)
    finished = evidence.values("user").annotate(courses=Count("course")).filter(courses=len(order)).order_by()
    recorded = programme.completions.values("user")
    rows = evidence.filter(user__in=finished.values("user")).exclude(user__in=recorded).order_by("user")
    for _user, group in groupby(rows.iterator(chunk_size=BATCH), key=lambda row: row.user_id):
        yield _completion(programme, sorted(group, key=lambda row: order[row.course_id]))


def _completion(programme: Programme, evidence: list[CourseCompletion]) -> ProgrammeCompletion:
    return ProgrammeCompletion(
        user_id=evidence[0].user_id,
        programme=programme,
        programme_title=programme.title,
        required=[
            {"course": row.course_id, "title": row.course_title, "content_version": row.content_version}
            for row in evidence
        ],
        hours=sum(row.hours for row in evidence),
        earned_at=max(row.earned_at for row in evidence),
    )


def _keep(rows: Iterable[ProgrammeCompletion]) -> list[ProgrammeCompletion]:
    # Two requests may close the same programme at once: the second finds the row there and is content.
    return ProgrammeCompletion.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
