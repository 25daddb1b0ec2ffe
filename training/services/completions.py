"""Completions of programmes: the record that somebody has met a rule, assigned or not."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from cadres.models import User
from training.duties.standing import Standing
from training.enums import RequirementKind
from training.models import (
    Attendance,
    CourseCompletion,
    ProgrammeCompletion,
    QuizAttempt,
    RuleVersion,
    SceneRun,
)
from training.services.batches import BATCH, in_batches
from training.services.evidence import Asked, read_standings

#: Who met which version of a rule, in which cycle, and how.
Met = tuple[int, RuleVersion, int, Standing]


def record_completions(met: Iterable[Met]) -> list[ProgrammeCompletion]:
    """Keeps that people have met a rule; the earned date is the moment of what closed it. Returns the rows.

    Rows that are there stay as they are; after those that were voided comes a new one.
    """
    met = list(met)
    if not met:
        return []
    worth = _hours_and_versions({user for user, *_rest in met})
    rows = [_completion(*one, worth) for one in met]
    voided = _voided(rows)
    for row in rows:
        row.number = voided[row.user_id, row.programme_id, row.cycle] + 1
    # Two requests may close the same programme at once: the second finds the row there and is content.
    ProgrammeCompletion.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    users, programmes = {row.user_id for row in rows}, {row.programme_id for row in rows}
    transaction.on_commit(_certify)
    stored = ProgrammeCompletion.objects.valid().filter(user__in=users, programme__in=programmes)
    keys = {(row.user_id, row.programme_id, row.cycle) for row in rows}
    return [row for row in stored if (row.user_id, row.programme_id, row.cycle) in keys]


def _voided(rows: list[ProgrammeCompletion]) -> Counter[tuple[int, int, int]]:
    """How many were voided, by person, programme and cycle of `rows`."""
    voided = ProgrammeCompletion.objects.filter(voidance__isnull=False, user__in={row.user_id for row in rows})
    return Counter(voided.order_by().values_list("user", "programme", "cycle"))


def _certify() -> None:
    """Has the worker issue what was earned: drawing and signing keep nobody waiting who hands in a test."""
    from training.tasks import issue_certificates

    issue_certificates.enqueue()


@transaction.atomic
def complete_programmes(*, user: User, about: QuerySet[RuleVersion]) -> None:
    """Records the programmes that `user` has met under a version among `about` that is in force, without being asked.

    Those that are a duty are the business of the duty.
    """
    finished = user.programme_completions.valid().values("programme")
    free = about.in_force().exclude(programme__duties__user=user).exclude(programme__in=finished)
    versions = list(free.select_related("programme"))
    if not versions:
        return
    standings = read_standings(Asked(user.pk, version.programme_id, version.rule) for version in versions)
    found = zip(versions, standings, strict=True)
    record_completions((user.pk, version, 1, standing) for version, standing in found if standing.is_met)


@transaction.atomic
def complete_for_everybody(*, version: RuleVersion) -> int:
    """Records all who have met `version` before it was applied and without a duty; returns how many."""
    users = sorted(_people_with_evidence(version))
    had = set(version.programme.completions.valid().filter(user__in=users).values_list("user", flat=True))
    had |= set(version.programme.duties.filter(user__in=users).values_list("user", flat=True))
    recorded = 0
    for batch in in_batches(user for user in users if user not in had):
        standings = read_standings(Asked(user, version.programme_id, version.rule) for user in batch)
        met = [(user, version, 1, one) for user, one in zip(batch, standings, strict=True) if one.is_met]
        recorded += len(record_completions(met))
    return recorded


def _people_with_evidence(version: RuleVersion) -> set[int]:
    """Everybody with something that may have met a part of the rule."""
    targets: dict[str, set[int]] = defaultdict(set)
    for kind, target in version.rule.targets():
        targets[kind].add(target)
    rows = [
        CourseCompletion.objects.filter(course__in=targets[RequirementKind.COURSE]),
        QuizAttempt.objects.tests().filter(quiz__in=targets[RequirementKind.QUIZ], passed=True),
        SceneRun.objects.filter(scene__in=targets[RequirementKind.SCENE], passed=True),
        Attendance.objects.valid().filter(session__workshop__in=targets[RequirementKind.ATTENDANCE]),
    ]
    return {user for found in rows for user in found.order_by().values_list("user", flat=True)}


Worth = dict[tuple[int, str, int], tuple[Decimal, int | None]]


def _hours_and_versions(users: set[int]) -> Worth:
    """What each finished course and workshop was worth and which version it was, by person, kind and id."""
    worth: Worth = {}
    courses = CourseCompletion.objects.filter(user__in=users)
    for user, course, hours, version in courses.values_list("user", "course", "hours", "content_version"):
        worth[user, RequirementKind.COURSE.value, course] = hours, version
    attended = Attendance.objects.valid().filter(user__in=users)
    for user, workshop, hours in attended.values_list("user", "session__workshop", "hours"):
        worth[user, RequirementKind.ATTENDANCE.value, workshop] = hours, None
    return worth


def _completion(user: int, version: RuleVersion, cycle: int, standing: Standing, worth: Worth) -> ProgrammeCompletion:
    done = [leaf for leaf in standing.leaves() if leaf.is_met]
    known = {leaf.part.key: worth.get((user, leaf.part.kind, leaf.part.target), (Decimal(0), None)) for leaf in done}
    return ProgrammeCompletion(
        user_id=user,
        programme_id=version.programme_id,
        programme_title=version.programme.title,
        version=version,
        cycle=cycle,
        required=[
            {
                "kind": leaf.part.kind,
                "target": leaf.part.target,
                "title": leaf.part.title,
                "met_at": leaf.met_at.isoformat(),
                "content_version": known[leaf.part.key][1],
            }
            for leaf in done
        ],
        hours=sum((hours for hours, _version in known.values()), Decimal(0)),
        earned_at=standing.met_at,
    )
