"""Duties as they stood at the end of an earlier day, made again from rows that are only ever added.

Progress comes from `DutyStep`, the due date from `DueExtension`, the department from `DutyMove`, exemptions from
`Exemption`. What was recorded later with an earlier date counts from its own date; the tree of departments is
today's.
"""

import datetime

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Field,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from training.enums import ProgressState
from training.models import DueExtension, Duty, DutyMove, DutyStep, Exemption
from training.models.duty import status_case


def as_of(duties: QuerySet[Duty], day: datetime.date) -> QuerySet[Duty]:
    """Those of `duties` that counted on `day`, with `status`, `place` (id of the department) and `due` of its end."""
    end = end_of(day)
    extension = DueExtension.objects.filter(duty=OuterRef("pk"), granted_at__gte=end).order_by("granted_at", "pk")
    move = DutyMove.objects.filter(duty=OuterRef("pk"), moved_on__gt=day).order_by("moved_on", "pk")
    return (
        duties.counted(day)
        .annotate(
            progress_then=_progress(end),
            due=_earlier(extension, "old_due_on", "due_on", DateField()),
            place=_earlier(move, "came_from", "department_id", BigIntegerField()),
        )
        .annotate(status=_status(day))
    )


def end_of(day: datetime.date) -> datetime.datetime:
    """The first moment after `day` in the zone of the site."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))


def _earlier(later: QuerySet, old: str, now: str, output_field: Field) -> Case:
    """What stood there before the first of the rows that came `later`; what stands there now, if none did."""
    before = Subquery(later.values(old)[:1], output_field=output_field)
    return Case(When(Exists(later), then=before), default=F(now), output_field=output_field)


def _progress(end: datetime.datetime) -> Case:
    """The progress before `end`. Of several steps the one recorded last rules: it knew most."""
    steps = DutyStep.objects.filter(duty=OuterRef("pk"), since__lt=end).order_by("-pk")
    earlier = Coalesce(Subquery(steps.values("progress")[:1]), Value(ProgressState.NOT_STARTED.value))
    # Most duties have not moved since, and need no look at their steps.
    return Case(When(since__lt=end, then=F("progress")), default=earlier, output_field=CharField())


def _status(day: datetime.date) -> Case:
    was_met = Q(progress_then=ProgressState.MET)
    # A renewal that was met since has a new end on its row; until then it was the old one that had passed.
    has_expired = Q(was_met, valid_until__lt=day) | Q(~was_met, evidence_from__isnull=False)
    return status_case(day, progress="progress_then", due="due", is_exempt=_is_exempt(day), has_expired=has_expired)


def _is_exempt(day: datetime.date) -> Q:
    in_force = Exemption.objects.filter(
        Q(effective_until__isnull=True) | Q(effective_until__gte=day),
        Q(ending__isnull=True) | Q(ending__last_day__gte=day),
        user=OuterRef("user"),
        programme=OuterRef("programme"),
        effective_from__lte=day,
    )
    return Q(Exists(in_force))
