"""Where one person stands with courses and their units: gathers the evidence and asks `progress`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q

from cadres.models import User
from content.models import PortalPage
from training.enums import ProgressState
from training.grading import AttemptResult, QuizTrack
from training.models import (
    CourseCompletion,
    CoursePage,
    LessonAcknowledgement,
    LessonPage,
    QuizAttempt,
    QuizOverride,
    QuizPage,
)
from training.models.quiz import with_overrides
from training.progress import CourseProgress, UnitEvidence, course_progress
from training.terms import QuizTerms

#: States of a quiz beyond those of every unit; the status component knows the words for them.
FAILED_RETRY, FAILED, WAITING = "failed_retry", "failed", "waiting"


@dataclass(frozen=True)
class UnitStanding:
    """One required unit and where the person stands with it. `track` holds the attempts, for quizzes."""

    unit: LessonPage | QuizPage
    met_at: datetime | None
    track: QuizTrack = field(default_factory=QuizTrack)

    @property
    def is_quiz(self) -> bool:
        return isinstance(self.unit, QuizPage)

    @property
    def state(self) -> str:
        states = [
            (self.met_at is not None, ProgressState.MET),
            (self.track.is_open, ProgressState.IN_PROGRESS),
            (self.track.is_waiting, WAITING),
            (self.track.is_used_up, FAILED),
            (self.track.is_tried, FAILED_RETRY),
        ]
        return next((state for holds, state in states if holds), ProgressState.NOT_STARTED)

    @property
    def evidence(self) -> UnitEvidence:
        return UnitEvidence(self.unit.pk, self.met_at, is_begun=bool(self.track.results))


@dataclass(frozen=True)
class CourseStanding:
    """One course and where the person stands with it."""

    course: CoursePage
    units: list[UnitStanding]
    progress: CourseProgress
    completion: CourseCompletion | None

    @property
    def state(self) -> str:
        return self.progress.state

    @property
    def next_unit(self) -> UnitStanding | None:
        """The first unit that is not met yet."""
        return next((unit for unit in self.units if unit.unit.pk == self.progress.next_unit_id), None)

    def unit_after(self, unit_id: int) -> UnitStanding | None:
        """The next unit to work on when `unit_id` is done: the first open one behind it, else the first open one."""
        ids = [standing.unit.pk for standing in self.units]
        behind = self.units[ids.index(unit_id) + 1 :] if unit_id in ids else []
        others = [*behind, *self.units]
        return next((other for other in others if other.met_at is None and other.unit.pk != unit_id), None)


def course_standings(*, user: User, courses: Iterable[CoursePage]) -> list[CourseStanding]:
    """Where `user` stands with each of `courses`, in their order. Five queries, however many courses."""
    courses = list(courses)
    units = required_units(courses)
    every_unit = [unit for of_course in units.values() for unit in of_course]
    standings = unit_standings(user=user, units=every_unit)
    completions = {row.course_id: row for row in CourseCompletion.objects.filter(user=user, course__in=courses)}
    found = []
    for course in courses:
        own = [standings[unit.pk] for unit in units[course.pk]]
        completion = completions.get(course.pk)
        progress = course_progress(
            [standing.evidence for standing in own], completed_at=completion.earned_at if completion else None
        )
        found.append(CourseStanding(course, own, progress, completion))
    return found


def course_standing(*, user: User, course: CoursePage) -> CourseStanding:
    """Where `user` stands with one course."""
    return course_standings(user=user, courses=[course])[0]


def required_units(courses: Iterable[CoursePage]) -> dict[int, list[LessonPage | QuizPage]]:
    """The published lessons and quizzes of each course in order, by id of the course. Bodies are left out."""
    ids_by_path = {course.path: course.pk for course in courses}
    below = Q(pk__in=[])
    for path in ids_by_path:
        below |= Q(path__startswith=path, depth=len(path) // CoursePage.steplen + 1)
    lessons = LessonPage.objects.live().filter(below).defer("body")
    quizzes = QuizPage.objects.live().filter(below)
    units: dict[int, list[LessonPage | QuizPage]] = {course_id: [] for course_id in ids_by_path.values()}
    for unit in sorted([*lessons, *quizzes], key=lambda unit: unit.path):
        units[ids_by_path[unit.path[: -CoursePage.steplen]]].append(unit)
    return units


def unit_standings(*, user: User, units: Iterable[LessonPage | QuizPage]) -> dict[int, UnitStanding]:
    """Where `user` stands with each of `units`, by id. Two queries; three more when attempts are used up."""
    units = list(units)
    acknowledged, tracks = _evidence(user, [unit.pk for unit in units])
    tracks |= _with_overrides(user, {pk: track for pk, track in tracks.items() if track.is_used_up})
    return {
        unit.pk: UnitStanding(unit, _met_at(unit.pk, acknowledged, tracks), tracks.get(unit.pk, QuizTrack()))
        for unit in units
    }


def course_evidence(*, user: User, course: CoursePage) -> list[UnitEvidence]:
    """What is known about `user` and each required unit of `course`, in order. Three queries; no page is loaded."""
    unit_ids = list(PortalPage.objects.child_of(course).live().values_list("pk", flat=True))
    acknowledged, tracks = _evidence(user, unit_ids)
    return [UnitEvidence(pk, _met_at(pk, acknowledged, tracks), is_begun=pk in tracks) for pk in unit_ids]


def _evidence(user: User, unit_ids: list[int]) -> tuple[dict[int, datetime], dict[int, QuizTrack]]:
    """When each lesson was acknowledged, and the attempts at each quiz that has any."""
    rows = LessonAcknowledgement.objects.filter(user=user, lesson__in=unit_ids)
    acknowledged = dict(rows.values_list("lesson_id", "acknowledged_at"))
    attempts = QuizAttempt.objects.tests().filter(user=user, quiz__in=unit_ids)
    results: dict[tuple[int, str, int | None], list[AttemptResult]] = defaultdict(list)
    quiz_fields = ["quiz_id", "quiz__grading", "quiz__attempts_allowed"]
    for quiz_id, grading, allowed, *result in attempts.values_list(*quiz_fields, "submitted_at", "passed", "cycle"):
        results[quiz_id, grading, allowed].append(AttemptResult(*result))
    tracks = {quiz_id: QuizTrack(of_quiz, grading, allowed) for (quiz_id, grading, allowed), of_quiz in results.items()}
    return acknowledged, tracks


def _met_at(unit_id: int, acknowledged: dict[int, datetime], tracks: dict[int, QuizTrack]) -> datetime | None:
    track = tracks.get(unit_id)
    return track.met_at if track else acknowledged.get(unit_id)


def _with_overrides(user: User, used_up: dict[int, QuizTrack]) -> dict[int, QuizTrack]:
    """The tracks with the attempts that overrides grant the person on top."""
    if not used_up:
        return {}
    overrides = list(QuizOverride.objects.reaching(user).filter(quiz__in=used_up))
    return {
        quiz_id: replace(
            track,
            attempts_allowed=with_overrides(
                QuizTerms(attempts=track.attempts_allowed), [one for one in overrides if one.quiz_id == quiz_id]
            ).attempts,
        )
        for quiz_id, track in used_up.items()
    }
