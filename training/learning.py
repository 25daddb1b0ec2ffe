"""Where one person stands with courses and their units: gathers the evidence and asks `progress`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from django.contrib.contenttypes.models import ContentType
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
    QuizCycle,
    QuizOverride,
    QuizPage,
    ScenePage,
    SceneRun,
)
from training.models.quiz import with_overrides
from training.models.quiz_cycle import current_cycles
from training.progress import CourseProgress, UnitEvidence, course_progress, lesson_met_at, quizzes_passed_at
from training.terms import QuizTerms

Unit = LessonPage | QuizPage | ScenePage
UNIT_MODELS = (LessonPage, QuizPage, ScenePage)
Known = TypeVar("Known", UnitEvidence, "UnitStanding")
Found = TypeVar("Found", Unit, "UnitOutline")
#: States of a quiz beyond those of every unit; the status component knows the words for them.
FAILED_RETRY, FAILED, WAITING = "failed_retry", "failed", "waiting"
#: States of a quiz in which an attempt can be begun or continued.
TRIABLE = [ProgressState.NOT_STARTED, ProgressState.IN_PROGRESS, FAILED_RETRY]


@dataclass(frozen=True)
class UnitOutline:
    """A unit of a course without its content: enough to ask what is known about it."""

    pk: int
    title: str
    model: type[Unit]

    @property
    def is_lesson(self) -> bool:
        return self.model is LessonPage

    @property
    def is_quiz(self) -> bool:
        return self.model is QuizPage

    @property
    def is_scene(self) -> bool:
        return self.model is ScenePage


@dataclass(frozen=True)
class UnitStanding:
    """One required unit and where the person stands with it. `track` holds the attempts at a quiz or practice talk.

    `is_by_quiz`: a lesson that was not acknowledged and counts because the quizzes were passed first.
    """

    unit: Unit
    met_at: datetime | None
    track: QuizTrack = field(default_factory=QuizTrack)
    is_by_quiz: bool = False

    @property
    def is_lesson(self) -> bool:
        return isinstance(self.unit, LessonPage)

    @property
    def is_quiz(self) -> bool:
        return isinstance(self.unit, QuizPage)

    @property
    def is_scene(self) -> bool:
        return isinstance(self.unit, ScenePage)

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
        return UnitEvidence(self.unit.pk, self.met_at, is_begun=bool(self.track.results), is_by_quiz=self.is_by_quiz)


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

    @property
    def quiz_to_try(self) -> UnitStanding | None:
        """The quiz that one may take before the lessons, if the course lets one and a lesson would be spared."""
        is_spared = any(one.is_lesson and one.met_at is None for one in self.units)
        if not self.course.quiz_first or self.completion is not None or not is_spared:
            return None
        return next((one for one in self.units if one.is_quiz and one.state in TRIABLE), None)

    def unit_after(self, unit_id: int) -> UnitStanding | None:
        """The next unit to work on when `unit_id` is done: the first open one behind it, else the first open one."""
        ids = [standing.unit.pk for standing in self.units]
        behind = self.units[ids.index(unit_id) + 1 :] if unit_id in ids else []
        others = [*behind, *self.units]
        return next((other for other in others if other.met_at is None and other.unit.pk != unit_id), None)


def course_standings(*, user: User, courses: Iterable[CoursePage]) -> list[CourseStanding]:
    """Where `user` stands with each of `courses`, in their order. Seven queries, however many courses."""
    courses = list(courses)
    units = required_units(courses)
    every_unit = [unit for of_course in units.values() for unit in of_course]
    standings = unit_standings(user=user, units=every_unit)
    completions = {row.course_id: row for row in CourseCompletion.objects.filter(user=user, course__in=courses)}
    found = []
    for course in courses:
        own = _with_quiz_first(course, [standings[unit.pk] for unit in units[course.pk]])
        completion = completions.get(course.pk)
        progress = course_progress(
            [standing.evidence for standing in own], completed_at=completion.earned_at if completion else None
        )
        found.append(CourseStanding(course, own, progress, completion))
    return found


def course_standing(*, user: User, course: CoursePage) -> CourseStanding:
    """Where `user` stands with one course."""
    return course_standings(user=user, courses=[course])[0]


def required_units(courses: Iterable[CoursePage]) -> dict[int, list[Unit]]:
    """The published units of each course in order, by id of the course. Bodies are left out."""
    courses = list(courses)
    below = _below(courses)
    lessons = LessonPage.objects.live().filter(below).defer("body")
    quizzes = QuizPage.objects.live().filter(below)
    scenes = ScenePage.objects.live().filter(below).defer("moments", "endings")
    units = sorted([*lessons, *quizzes, *scenes], key=lambda unit: unit.path)
    return _by_course(courses, [(unit.path, unit) for unit in units])


def outline_units(courses: Iterable[CoursePage]) -> dict[int, list[UnitOutline]]:
    """The same units without their content. One query that reads no page."""
    courses = list(courses)
    models = {kind.pk: model for model, kind in ContentType.objects.get_for_models(*UNIT_MODELS).items()}
    pages = PortalPage.objects.live().filter(_below(courses), content_type__in=models).order_by("path")
    rows = pages.values_list("path", "pk", "title", "content_type")
    return _by_course(courses, [(path, UnitOutline(pk, title, models[kind])) for path, pk, title, kind in rows])


def _below(courses: Iterable[CoursePage]) -> Q:
    """The pages directly below one of `courses`."""
    below = Q(pk__in=[])
    for course in courses:
        below |= Q(path__startswith=course.path, depth=len(course.path) // CoursePage.steplen + 1)
    return below


def _by_course(courses: Iterable[CoursePage], units: Iterable[tuple[str, Found]]) -> dict[int, list[Found]]:
    """`units`, each with its path, by id of the course above it."""
    ids = {course.path: course.pk for course in courses}
    found: dict[int, list[Found]] = {pk: [] for pk in ids.values()}
    for path, unit in units:
        found[ids[path[: -CoursePage.steplen]]].append(unit)
    return found


def unit_standings(*, user: User, units: Iterable[Unit]) -> dict[int, UnitStanding]:
    """Where `user` stands with each of `units`, by id. Three queries; three more when attempts are used up."""
    units = list(units)
    acknowledged, tracks = _evidence(user, [unit.pk for unit in units])
    tracks |= _with_overrides(user, {pk: track for pk, track in tracks.items() if track.is_used_up})
    return {
        unit.pk: UnitStanding(unit, _met_at(unit.pk, acknowledged, tracks), tracks.get(unit.pk, QuizTrack()))
        for unit in units
    }


def course_evidence(*, user: User, course: CoursePage) -> list[UnitEvidence]:
    """What is known about `user` and each required unit of `course`, in order. Four queries; no page is loaded."""
    units = outline_units([course])[course.pk]
    acknowledged, tracks = _evidence(user, [unit.pk for unit in units])
    found = [UnitEvidence(unit.pk, _met_at(unit.pk, acknowledged, tracks), unit.pk in tracks) for unit in units]
    if not course.quiz_first:
        return found
    pairs = list(zip(units, found, strict=True))
    passed_at = quizzes_passed_at(one.met_at for unit, one in pairs if unit.is_quiz)
    return [_spared(one, passed_at) if unit.is_lesson else one for unit, one in pairs]


def _with_quiz_first(course: CoursePage, units: list[UnitStanding]) -> list[UnitStanding]:
    """The units with the lessons that `course` spares those who have passed its quizzes."""
    if not course.quiz_first:
        return units
    passed_at = quizzes_passed_at(one.met_at for one in units if one.is_quiz)
    return [_spared(one, passed_at) if one.is_lesson else one for one in units]


def _spared(lesson: Known, passed_at: datetime | None) -> Known:
    """A lesson as it counts when the quizzes were passed at that moment, or are not passed."""
    met_at = lesson_met_at(lesson.met_at, passed_at)
    return replace(lesson, met_at=met_at, is_by_quiz=lesson.met_at is None and met_at is not None)


def _evidence(user: User, unit_ids: list[int]) -> tuple[dict[int, datetime], dict[int, QuizTrack]]:
    """When each lesson was acknowledged, and the attempts at each quiz or practice talk that has any."""
    rows = LessonAcknowledgement.objects.filter(user=user, lesson__in=unit_ids)
    acknowledged = dict(rows.values_list("lesson_id", "acknowledged_at"))
    attempts = QuizAttempt.objects.tests().filter(user=user, quiz__in=unit_ids)
    results: dict[tuple[int, str, int | None], list[AttemptResult]] = defaultdict(list)
    quiz_fields = ["quiz_id", "quiz__grading", "quiz__attempts_allowed"]
    for quiz_id, grading, allowed, *result in attempts.values_list(*quiz_fields, "submitted_at", "passed", "cycle"):
        results[quiz_id, grading, allowed].append(AttemptResult(*result))
    cycles = current_cycles(QuizCycle.objects.filter(user=user, quiz__in=unit_ids)) if results else {}
    tracks = {
        quiz_id: QuizTrack(of_quiz, grading, allowed, cycles.get((user.pk, quiz_id)))
        for (quiz_id, grading, allowed), of_quiz in results.items()
    }
    return acknowledged, tracks | _scene_tracks(user, unit_ids)


def _scene_tracks(user: User, unit_ids: list[int]) -> dict[int, QuizTrack]:
    """The runs of each practice talk that has any: without limits, and the first that is passed decides."""
    results: dict[int, list[AttemptResult]] = defaultdict(list)
    runs = SceneRun.objects.filter(user=user, scene__in=unit_ids)
    for scene_id, *result in runs.values_list("scene_id", "finished_at", "passed", "cycle"):
        results[scene_id].append(AttemptResult(*result))
    return {scene_id: QuizTrack(of_scene) for scene_id, of_scene in results.items()}


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
