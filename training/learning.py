"""Where one person stands with courses and their units: gathers the evidence and asks `progress`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cadres.models import User
from content.models import PortalPage
from training.enums import ProgressState
from training.grading import AttemptResult
from training.grading import met_at as quiz_met_at
from training.models import CourseCompletion, CoursePage, LessonAcknowledgement, LessonPage, QuizAttempt, QuizPage
from training.progress import CourseProgress, UnitEvidence, course_progress

#: A quiz that was tried and not passed; the status component knows the word for it.
FAILED_RETRY = "failed_retry"


@dataclass(frozen=True)
class UnitStanding:
    """One required unit and where the person stands with it. `score` is the best one in percent, for quizzes."""

    unit: LessonPage | QuizPage
    met_at: datetime | None
    is_open: bool = False
    is_tried: bool = False

    @property
    def is_quiz(self) -> bool:
        return isinstance(self.unit, QuizPage)

    @property
    def state(self) -> str:
        if self.met_at is not None:
            return ProgressState.MET
        if self.is_open:
            return ProgressState.IN_PROGRESS
        return FAILED_RETRY if self.is_tried else ProgressState.NOT_STARTED

    @property
    def evidence(self) -> UnitEvidence:
        return UnitEvidence(self.unit.pk, self.met_at, is_begun=self.is_open or self.is_tried)


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
    """Where `user` stands with each of `units`, by id. Two queries."""
    units = list(units)
    met_at, opened, tried = _evidence(user, [unit.pk for unit in units])
    return {unit.pk: UnitStanding(unit, met_at.get(unit.pk), unit.pk in opened, unit.pk in tried) for unit in units}


def course_evidence(*, user: User, course: CoursePage) -> list[UnitEvidence]:
    """What is known about `user` and each required unit of `course`, in order. Three queries; no page is loaded."""
    unit_ids = list(PortalPage.objects.child_of(course).live().values_list("pk", flat=True))
    met_at, opened, tried = _evidence(user, unit_ids)
    return [UnitEvidence(pk, met_at.get(pk), is_begun=pk in opened or pk in tried) for pk in unit_ids]


def _evidence(user: User, unit_ids: list[int]) -> tuple[dict[int, datetime], set[int], set[int]]:
    """When each unit was met, which quizzes have an open attempt, and which were tried."""
    rows = LessonAcknowledgement.objects.filter(user=user, lesson__in=unit_ids)
    met_at = dict(rows.values_list("lesson_id", "acknowledged_at"))
    opened: set[int] = set()
    results: dict[int, list[AttemptResult]] = defaultdict(list)
    gradings: dict[int, str] = {}
    attempts = QuizAttempt.objects.tests().filter(user=user, quiz__in=unit_ids)
    for quiz_id, submitted_at, passed, grading in attempts.values_list(
        "quiz_id", "submitted_at", "passed", "quiz__grading"
    ):
        gradings[quiz_id] = grading
        if submitted_at is None:
            opened.add(quiz_id)
        else:
            results[quiz_id].append(AttemptResult(submitted_at, passed))
    for quiz_id, of_quiz in results.items():
        when = quiz_met_at(of_quiz, gradings[quiz_id])
        if when is not None:
            met_at[quiz_id] = when
    return met_at, opened, set(results)
