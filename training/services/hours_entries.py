"""The trainings of one person one by one: what was earned when, by which evidence, and what certifies it."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import pgettext

from cadres.models import User
from training.enums import HoursCategory, RequirementKind
from training.hours.account import Earned
from training.hours.terms import Period
from training.models import Attendance, Certificate, CourseCompletion, OutsideReview, QuizPage
from training.services.hours import Source, sources


@dataclass(frozen=True)
class HoursEntry:
    """One training with its hours. `on` is the day on which it counts, `began_on` its first day.

    `organiser` is who held it, `result` what came of it and who says so, `certificates` the numbers of those that
    rest on it and hold.
    """

    began_on: datetime.date
    on: datetime.date
    title: str
    category: HoursCategory
    hours: Decimal
    organiser: str
    result: str
    certificates: tuple[str, ...] = ()

    @property
    def earned(self) -> Earned:
        return Earned(self.on, self.category, self.hours)


#: Numbers of the certificates that hold, by kind and id of what was required for them.
Certified = dict[tuple[str, int], tuple[str, ...]]


def read_entries(*, user: User, period: Period) -> list[HoursEntry]:
    """What `user` earned in the years of `period`, in the order of the days; the queries do not grow with it."""
    rows = {source.category: _rows(source, user, period) for source in sources()}
    certified = _certified(user) if rows[HoursCategory.ONLINE] or rows[HoursCategory.WORKSHOP] else {}
    found = [
        *_online(user, rows[HoursCategory.ONLINE], certified),
        *(_workshop(row, certified) for row in rows[HoursCategory.WORKSHOP]),
        *(_outside(row) for row in rows[HoursCategory.OUTSIDE]),
    ]
    return sorted(found, key=lambda entry: (entry.on, entry.began_on, entry.title))


def _rows(source: Source, user: User, period: Period) -> list[Any]:
    related = {
        HoursCategory.ONLINE: ["course"],
        HoursCategory.WORKSHOP: ["session__department", "attested_by"],
        HoursCategory.OUTSIDE: ["training", "reviewed_by"],
    }[source.category]
    theirs = source.rows.filter(source.from_year(period.first), source.until_year(period.last))
    return list(theirs.filter(**{source.user: user}).select_related(*related))


def _online(user: User, rows: list[CourseCompletion], certified: Certified) -> list[HoursEntry]:
    if not rows:
        return []
    scores, organiser = _scores(user), import_string(settings.CERTIFICATE_ORGANISATION)()
    return [
        HoursEntry(
            began_on=timezone.localdate(row.earned_at),
            on=timezone.localdate(row.earned_at),
            title=row.course_title,
            category=HoursCategory.ONLINE,
            hours=row.hours,
            organiser=organiser,
            result=_course_result(scores[row.course.path]),
            certificates=certified.get((RequirementKind.COURSE.value, row.course_id), ()),
        )
        for row in rows
    ]


def _scores(user: User) -> dict[str, list[Decimal]]:
    """The best result in each passed quiz, in the order of the course, by path of the course."""
    attempts = user.quiz_attempts.tests().filter(passed=True).select_related("quiz")
    best: dict[str, Decimal] = {}
    for attempt in attempts:
        path, score = attempt.quiz.path, attempt.score or Decimal(0)
        best[path] = max(best.get(path, score), score)
    found: dict[str, list[Decimal]] = defaultdict(list)
    for path, score in sorted(best.items()):
        found[path[: -QuizPage.steplen]].append(score)
    return found


def _course_result(scores: list[Decimal]) -> str:
    if not scores:
        return pgettext("hours", "Finished")
    numbers = "、".join(f"{score.normalize():f}%" for score in scores)
    return pgettext("hours", "Passed with %(scores)s") % {"scores": numbers}


def _workshop(row: Attendance, certified: Certified) -> HoursEntry:
    return HoursEntry(
        began_on=row.attended_on,
        on=row.attended_on,
        title=row.workshop_title,
        category=HoursCategory.WORKSHOP,
        hours=row.hours,
        organiser=row.session.department.name,
        result=pgettext("hours", "Attended; attested by %(name)s") % {"name": row.attested_by.name},
        certificates=certified.get((RequirementKind.ATTENDANCE.value, row.session.workshop_id), ()),
    )


def _outside(row: OutsideReview) -> HoursEntry:
    return HoursEntry(
        began_on=row.training.began_on,
        on=row.training.ended_on,
        title=row.training.title,
        category=HoursCategory.OUTSIDE,
        hours=row.hours,
        organiser=row.training.organiser,
        result=pgettext("hours", "Accepted by %(name)s") % {"name": row.reviewed_by.name},
    )


def _certified(user: User) -> Certified:
    """A completion names what met it; rows from before there were kinds name courses alone."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    held = Certificate.objects.filter(user=user, revocation__isnull=True).select_related("completion")
    for certificate in held.order_by("year", "number"):
        for part in certificate.completion.required:
            key = part.get("kind", RequirementKind.COURSE.value), part.get("target", part.get("course"))
            found[key].append(certificate.serial)
    return {key: tuple(serials) for key, serials in found.items()}
