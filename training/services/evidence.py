"""Gathers what is known about many people and many requirements at once, as facts for `training.duties.standing`.

The number of queries does not grow with the people. In a renewal only what was passed or attended since its opening
counts; lessons stay acknowledged, because a renewal asks whether it can still be done, not whether it was read again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from training.duties.rule import Group, Requirement, Rule
from training.duties.standing import Fact, Standing, evaluate
from training.enums import ProgressState, RequirementKind
from training.grading import AttemptResult, QuizTrack
from training.learning import UnitOutline, outline_units
from training.models import (
    Attendance,
    CourseCompletion,
    CoursePage,
    LessonAcknowledgement,
    OutsideReview,
    QuizAttempt,
    QuizCycle,
    SceneRun,
)
from training.models.quiz_cycle import current_cycles
from training.progress import lesson_met_at, quizzes_passed_at
from training.services.extra_attempts import extra_attempts_of
from training.services.skill_shares import weakest_skills


@dataclass(frozen=True)
class Asked:
    """One person and one rule of one programme. `since`: the opening of a renewal, before which nothing counts.

    Two programmes may hold parts with the same key: those made from a list of courses do.
    """

    user_id: int
    programme_id: int
    rule: Rule
    since: datetime | None = None


@dataclass(frozen=True)
class Without:
    """Evidence that is left out of account, by id: to see what rests on it before it is withdrawn."""

    attendance: int | None = None
    review: int | None = None


EVERYTHING = Without()


@dataclass
class Evidence:
    """All that is known about some people and some requirements, by id of the person and of what it is about.

    `quiz_first`: the courses that spare the lessons to those who have passed the quizzes; `prior`: who has finished
    which course in that way.
    """

    units: Mapping[int, list[UnitOutline]] = field(default_factory=dict)
    completed: dict[tuple[int, int], datetime] = field(default_factory=dict)
    quiz_first: set[int] = field(default_factory=set)
    prior: set[tuple[int, int]] = field(default_factory=set)
    acknowledged: dict[tuple[int, int], datetime] = field(default_factory=dict)
    tracks: dict[tuple[int, int], QuizTrack] = field(default_factory=dict)
    attempt_ids: dict[tuple[int, int], dict[datetime, UUID]] = field(default_factory=dict)
    attended: dict[tuple[int, int], list[datetime]] = field(default_factory=lambda: defaultdict(list))
    outside: dict[tuple[int, int, str], list[datetime]] = field(default_factory=lambda: defaultdict(list))
    weakest: Mapping[UUID, int] = field(default_factory=dict)


def read_standings(asked: Iterable[Asked], *, without: Without = EVERYTHING) -> list[Standing]:
    """Where each of `asked` stands, in their order; `without` some evidence, if that is said."""
    asked = list(asked)
    evidence = _gather(asked, without)
    return [evaluate(one.rule, _facts(one, evidence)) for one in asked]


@dataclass(frozen=True)
class Detail:
    """Where one of `asked` stands, down to the units of the courses that it names.

    `units` by id of the course, each with what is known of it; `last_attempts` by id of the quiz: the last one ended.
    """

    standing: Standing
    units: Mapping[int, list[tuple[UnitOutline, Fact]]]
    last_attempts: Mapping[int, UUID]


def read_details(asked: Iterable[Asked]) -> list[Detail]:
    """Where each of `asked` stands, unit by unit, in their order."""
    asked = list(asked)
    evidence = _gather(asked)
    return [_detail(one, evidence) for one in asked]


def _detail(one: Asked, evidence: Evidence) -> Detail:
    leaves = one.rule.leaves()
    courses = {leaf.target for leaf in leaves if leaf.kind == RequirementKind.COURSE}
    units = {
        course: [(unit, facts[unit.pk]) for unit in evidence.units.get(course, [])]
        for course in courses
        for facts in [_unit_facts(one, course, evidence)]
    }
    quizzes = {leaf.target for leaf in leaves if leaf.kind == RequirementKind.QUIZ}
    quizzes |= {unit.pk for of_course in units.values() for unit, _fact in of_course}
    ended = {quiz: ids for quiz in quizzes if (ids := evidence.attempt_ids.get((one.user_id, quiz)))}
    last = {quiz: ids[max(ids)] for quiz, ids in ended.items()}
    return Detail(evaluate(one.rule, _facts(one, evidence)), units, last)


def _gather(asked: list[Asked], without: Without = EVERYTHING) -> Evidence:
    users = {one.user_id for one in asked}
    leaves = {leaf for rule in {id(one.rule): one.rule for one in asked}.values() for leaf in rule.leaves()}
    targets: dict[str, set[int]] = defaultdict(set)
    for leaf in leaves:
        targets[leaf.kind].add(leaf.target)
    courses = list(CoursePage.objects.filter(pk__in=targets[RequirementKind.COURSE]).only("path", "quiz_first"))
    units = outline_units(courses) if courses else {}
    every_unit = [unit.pk for of_course in units.values() for unit in of_course]
    evidence = Evidence(units, quiz_first={course.pk for course in courses if course.quiz_first})
    _read_completions(evidence, users)
    lessons = LessonAcknowledgement.objects.filter(user__in=users, lesson__in=every_unit)
    for user, lesson, at in lessons.values_list("user", "lesson", "acknowledged_at"):
        evidence.acknowledged[user, lesson] = at
    quizzes = {unit.pk for of_course in units.values() for unit in of_course if unit.is_quiz}
    _read_attempts(evidence, users, quizzes | targets[RequirementKind.QUIZ])
    scenes = {unit.pk for of_course in units.values() for unit in of_course if unit.is_scene}
    if scenes or targets[RequirementKind.SCENE]:
        _read_runs(evidence, users, scenes | targets[RequirementKind.SCENE])
    if targets[RequirementKind.ATTENDANCE]:
        _read_attendances(evidence, users, targets[RequirementKind.ATTENDANCE], without)
    _read_outside(evidence, users, without)
    strict = {leaf.target for leaf in leaves if leaf.skill_minimum}
    evidence.weakest = weakest_skills(
        [pk for (_user, quiz), ids in evidence.attempt_ids.items() if quiz in strict for pk in ids.values()]
    )
    return evidence


def _read_completions(evidence: Evidence, users: set[int]) -> None:
    rows = CourseCompletion.objects.filter(user__in=users, course__in=evidence.units)
    for user, course, earned_at, is_prior in rows.values_list("user", "course", "earned_at", "by_prior_learning"):
        evidence.completed[user, course] = earned_at
        if is_prior:
            evidence.prior.add((user, course))


def _read_attempts(evidence: Evidence, users: set[int], quizzes: set[int]) -> None:
    rows = QuizAttempt.objects.tests().filter(user__in=users, quiz__in=quizzes)
    results: dict[tuple[int, int], list[AttemptResult]] = defaultdict(list)
    settings: dict[int, tuple[str, int | None]] = {}
    columns = ["user", "quiz", "quiz__grading", "quiz__attempts_allowed", "pk", "submitted_at", "passed", "cycle"]
    for user, quiz, grading, allowed, pk, *result in rows.values_list(*columns):
        settings[quiz] = grading, allowed
        results[user, quiz].append(AttemptResult(*result))
        if result[0] is not None:
            evidence.attempt_ids.setdefault((user, quiz), {})[result[0]] = pk
    if not results:
        return
    cycles = current_cycles(QuizCycle.objects.filter(user__in=users, quiz__in=settings))
    tracks = {key: QuizTrack(found, *settings[key[1]], cycle=cycles.get(key)) for key, found in results.items()}
    extra = extra_attempts_of([key for key, track in tracks.items() if track.is_used_up])
    for key, more in extra.items():
        tracks[key] = replace(tracks[key], attempts_allowed=tracks[key].attempts_allowed + more)
    evidence.tracks = tracks


def _read_runs(evidence: Evidence, users: set[int], scenes: set[int]) -> None:
    """Runs of practice talks: there is no limit, and the first that is passed decides."""
    results: dict[tuple[int, int], list[AttemptResult]] = defaultdict(list)
    rows = SceneRun.objects.filter(user__in=users, scene__in=scenes)
    for user, scene, *result in rows.values_list("user", "scene", "finished_at", "passed", "cycle"):
        results[user, scene].append(AttemptResult(*result))
    evidence.tracks.update({key: QuizTrack(found) for key, found in results.items()})


def _read_attendances(evidence: Evidence, users: set[int], workshops: set[int], without: Without) -> None:
    rows = Attendance.objects.valid().filter(user__in=users, session__workshop__in=workshops)
    rows = rows.exclude(pk=without.attendance)
    for user, workshop, day in rows.values_list("user", "session__workshop", "attended_on"):
        evidence.attended[user, workshop].append(noon(day))


def _read_outside(evidence: Evidence, users: set[int], without: Without) -> None:
    rows = OutsideReview.objects.counting().filter(training__user__in=users).exclude(training__requirement="")
    rows = rows.exclude(pk=without.review)
    columns = ["training__user", "training__programme", "training__requirement", "training__ended_on"]
    for user, programme, key, day in rows.values_list(*columns):
        evidence.outside[user, programme, key].append(noon(day))


def noon(day: date) -> datetime:
    """A day as a moment: noon, so that it is the same day wherever it is looked at."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def _facts(one: Asked, evidence: Evidence) -> dict[str, Fact]:
    return {leaf.key: _fact(one, leaf, evidence) for leaf in one.rule.leaves()}


def _fact(one: Asked, leaf: Requirement, evidence: Evidence) -> Fact:
    elsewhere = _first(evidence.outside.get((one.user_id, one.programme_id, leaf.key), []), one.since)
    fact = READERS[RequirementKind(leaf.kind)](one, leaf, evidence)
    if elsewhere is not None and (fact.met_at is None or elsewhere < fact.met_at):
        return Fact(ProgressState.MET, elsewhere, elsewhere)
    return fact


def _course_fact(one: Asked, leaf: Requirement, evidence: Evidence) -> Fact:
    """A completion on record rules; else it is what the units say, as a group of which each has to be met."""
    earned_at = evidence.completed.get((one.user_id, leaf.target))
    units = evidence.units.get(leaf.target, [])
    tested = [unit.pk for unit in units if not unit.is_lesson]
    if earned_at is not None and (one.since is None or earned_at >= one.since or not tested):
        return Fact(ProgressState.MET, earned_at, earned_at)
    facts = _unit_facts(one, leaf.target, evidence)
    parts = tuple(Requirement(str(pk), RequirementKind.COURSE.value, 0) for pk in facts)
    standing = evaluate(Rule(Group("units", parts)), {str(pk): fact for pk, fact in facts.items()})
    # What only waits to be recorded is not met yet: the completion of the course is the evidence.
    state = ProgressState.IN_PROGRESS if standing.is_met and one.since is None else standing.state
    if state == ProgressState.MET:
        return Fact(state, standing.met_at, standing.since)
    if one.since is None:
        return Fact(state, None, standing.since)
    # Lessons that were acknowledged in an earlier cycle do not begin this one; an attempt that is still open does.
    if all(facts[pk].state == ProgressState.NOT_STARTED for pk in tested):
        return Fact()
    begun = standing.since is not None and standing.since >= one.since
    return Fact(state, None, standing.since if begun else None)


def _unit_facts(one: Asked, course: int, evidence: Evidence) -> dict[int, Fact]:
    """What is known of each unit of a course, by its id; lessons also count by prior learning."""
    units = evidence.units.get(course, [])
    facts = {unit.pk: _unit_fact(one, unit, evidence) for unit in units}
    spared_at = None
    if course in evidence.quiz_first:
        spared_at = quizzes_passed_at(facts[unit.pk].met_at for unit in units if unit.is_quiz)
    if (one.user_id, course) in evidence.prior:
        # Lessons stay met in a renewal, those that were spared too.
        spared_at = lesson_met_at(evidence.completed[one.user_id, course], spared_at)
    for unit in units:
        if spared_at is not None and unit.is_lesson:
            at = lesson_met_at(facts[unit.pk].met_at, spared_at)
            facts[unit.pk] = Fact(ProgressState.MET, at, at)
    return facts


def _unit_fact(one: Asked, unit: UnitOutline, evidence: Evidence) -> Fact:
    if not unit.is_lesson:
        return _track_fact(one, evidence.tracks.get((one.user_id, unit.pk)))
    at = evidence.acknowledged.get((one.user_id, unit.pk))
    return Fact(ProgressState.MET, at, at) if at else Fact()


def _quiz_fact(one: Asked, leaf: Requirement, evidence: Evidence) -> Fact:
    key = one.user_id, leaf.target
    track = evidence.tracks.get(key)
    if track is not None and leaf.skill_minimum:
        weakest = {at: evidence.weakest.get(pk, 0) for at, pk in evidence.attempt_ids.get(key, {}).items()}
        results = [
            _strictly(result, weakest.get(result.submitted_at, 0) >= leaf.skill_minimum) for result in track.results
        ]
        track = replace(track, results=results)
    return _track_fact(one, track)


def _scene_fact(one: Asked, leaf: Requirement, evidence: Evidence) -> Fact:
    return _track_fact(one, evidence.tracks.get((one.user_id, leaf.target)))


def _strictly(result: AttemptResult, is_strong: bool) -> AttemptResult:
    """A passed attempt that is too weak in a skill does not count as passed here."""
    return replace(result, passed=False) if result.passed and not is_strong else result


def _track_fact(one: Asked, track: QuizTrack | None) -> Fact:
    """What the attempts at one quiz say; those that ended before a renewal opened do not count."""
    if track is None:
        return Fact()
    since = one.since
    ended = [result for result in track.results if result.submitted_at is not None]
    counted = [one for one in track.results if one not in ended or since is None or one.submitted_at >= since]
    now = replace(track, results=counted)
    if now.met_at is not None:
        return Fact(ProgressState.MET, now.met_at, now.met_at)
    if not counted:
        return Fact()
    last = max((result.submitted_at for result in now.submitted), default=None)
    if now.is_open or now.is_waiting or not now.submitted:
        return Fact(ProgressState.IN_PROGRESS, None, last)
    return Fact(ProgressState.FAILED if track.is_used_up else ProgressState.FAILED_RETRY, None, last)


def _attendance_fact(one: Asked, leaf: Requirement, evidence: Evidence) -> Fact:
    at = _first(evidence.attended.get((one.user_id, leaf.target), []), one.since)
    return Fact(ProgressState.MET, at, at) if at else Fact()


def _first(moments: Iterable[datetime], since: datetime | None) -> datetime | None:
    return min((at for at in moments if since is None or at >= since), default=None)


READERS = {
    RequirementKind.COURSE: _course_fact,
    RequirementKind.QUIZ: _quiz_fact,
    RequirementKind.SCENE: _scene_fact,
    RequirementKind.ATTENDANCE: _attendance_fact,
}
