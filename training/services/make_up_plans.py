"""Reads what duties lack and plans make-ups for it, for many people at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from training.duties.make_up_plan import FailedQuiz, Plan, Target, Unit, draw_plan, lacking_leaves
from training.duties.standing import Standing
from training.enums import ProgressState, RequirementKind
from training.learning import UnitOutline
from training.models import Duty, LessonPage, QuizAttempt, QuizPage, ScenePage
from training.services.evidence import Asked, Detail, read_details
from training.services.marking import is_pass
from training.services.skill_shares import skill_percents

#: How the steps of a plan name the units of a course.
KINDS_OF_UNITS = {
    LessonPage: "lesson",
    QuizPage: RequirementKind.QUIZ.value,
    ScenePage: RequirementKind.SCENE.value,
}


@dataclass(frozen=True)
class Lack:
    """What one duty lacks. `detail` is where the person stands.

    `failed`: the required quizzes of which no attempt is left, each with its course (0: it is required by itself), by
    id; `open_units`: everything else that is missing.
    """

    duty: Duty
    detail: Detail
    failed: dict[int, int]
    open_units: list[Target]


@dataclass(frozen=True)
class _Known:
    """What is read once for all the people of a batch."""

    attempts: Mapping[UUID, QuizAttempt]
    shares: Mapping[UUID, Mapping[int, int]]
    skills: Mapping[int, frozenset[int]]
    quizzes: Mapping[int, QuizPage]


def read_lacks(duties: Sequence[Duty]) -> list[Lack]:
    """What each of `duties` lacks, in their order. The number of queries does not grow with them."""
    details = read_details(Asked(duty.user_id, duty.programme_id, duty.rule, duty.evidence_from) for duty in duties)
    return [
        Lack(duty, detail, *_missing(lacking_leaves(detail.standing), detail))
        for duty, detail in zip(duties, details, strict=True)
    ]


def plan_make_ups(lacks: Sequence[Lack], *, whole: Sequence[bool]) -> list[Plan]:
    """The plan for each of `lacks`; where `whole` is false, for its failed quizzes alone."""
    known = _read_known(lacks)
    return [
        draw_plan(
            failed=[_failed_quiz(quiz, course, lack, known) for quiz, course in lack.failed.items()],
            units=_units(lack, known),
            missing=lack.open_units if is_whole else [],
        )
        for lack, is_whole in zip(lacks, whole, strict=True)
    ]


def unmet_quizzes(detail: Detail) -> set[int]:
    """The required quizzes that are not passed."""
    leaves = [leaf for leaf in detail.standing.leaves() if not leaf.is_met]
    found = {leaf.part.target for leaf in leaves if leaf.part.kind == RequirementKind.QUIZ}
    for course, unit, state in _units_of(leaves, detail):
        if course and unit.is_quiz and state != ProgressState.MET:
            found.add(unit.pk)
    return found


def _missing(leaves: Iterable[Standing], detail: Detail) -> tuple[dict[int, int], list[Target]]:
    """The failed quizzes, each with its course (0: required by itself), and everything else that is missing."""
    failed: dict[int, int] = {}
    missing: list[Target] = []
    for leaf in leaves:
        part = leaf.part
        about = Target(part.kind, part.target, part.title)
        if part.kind == RequirementKind.QUIZ and leaf.state == ProgressState.FAILED:
            failed.setdefault(part.target, 0)
        elif part.kind != RequirementKind.COURSE:
            missing.append(about)
        else:
            of_course = [(unit, state) for _course, unit, state in _units_of([leaf], detail)]
            failed |= {unit.pk: part.target for unit, state in of_course if state == ProgressState.FAILED}
            waiting = [unit for unit, state in of_course if state not in {ProgressState.MET, ProgressState.FAILED}]
            # With every unit done, or none there, what is missing is the course itself.
            is_done = all(state == ProgressState.MET for _unit, state in of_course)
            missing += [about] if is_done else [_target(unit) for unit in waiting]
    return failed, missing


def _units_of(leaves: Iterable[Standing], detail: Detail) -> list[tuple[int, UnitOutline, ProgressState]]:
    courses = [leaf.part.target for leaf in leaves if leaf.part.kind == RequirementKind.COURSE]
    return [(course, unit, fact.state) for course in courses for unit, fact in detail.units.get(course, [])]


def _target(unit: UnitOutline) -> Target:
    return Target(KINDS_OF_UNITS[unit.model], unit.pk, unit.title)


def _units(lack: Lack, known: _Known) -> list[Unit]:
    """The lessons and practice talks of the required courses, in their order."""
    return [
        Unit(_target(unit), course, known.skills.get(unit.pk, frozenset()))
        for course, units in lack.detail.units.items()
        for unit, _fact in units
        if not unit.is_quiz
    ]


def _failed_quiz(pk: int, course: int, lack: Lack, known: _Known) -> FailedQuiz:
    quiz = known.quizzes[pk]
    attempt = known.attempts.get(lack.detail.last_attempts.get(pk))
    rule_minimum = max((leaf.skill_minimum or 0 for leaf in lack.duty.rule.leaves() if leaf.target == pk), default=0)
    about = Target(RequirementKind.QUIZ.value, pk, quiz.title)
    if attempt is None:
        return FailedQuiz(about, course, {}, quiz.pass_mark, has_practice=quiz.practice)
    return FailedQuiz(
        about,
        course,
        known.shares.get(attempt.pk, {}),
        attempt.pass_mark,
        skill_minimum=max(attempt.skill_minimum or 0, rule_minimum),
        reached_pass_mark=is_pass(points=attempt.points or 0, maximum=attempt.maximum, pass_mark=attempt.pass_mark),
        has_practice=quiz.practice,
    )


def _read_known(lacks: Sequence[Lack]) -> _Known:
    quizzes = {quiz for lack in lacks for quiz in lack.failed}
    last = {pk for lack in lacks for quiz, pk in lack.detail.last_attempts.items() if quiz in lack.failed}
    failing = [lack for lack in lacks if lack.failed]
    units = {unit.pk: unit for lack in failing for of_course in lack.detail.units.values() for unit, _fact in of_course}
    return _Known(
        attempts=QuizAttempt.objects.in_bulk(list(last)),
        shares=skill_percents(last) if last else {},
        skills=_skills_of(units.values()),
        quizzes=QuizPage.objects.in_bulk(list(quizzes)),
    )


def _skills_of(units: Iterable[UnitOutline]) -> dict[int, frozenset[int]]:
    """The skills of each unit that has any, by id; one query for each kind of unit."""
    found: dict[int, set[int]] = {}
    units = list(units)
    for model in {unit.model for unit in units if not unit.is_quiz}:
        link = model._meta.get_field("skills").m2m_field_name()
        pks = [unit.pk for unit in units if unit.model is model]
        rows = model.skills.through.objects.filter(**{f"{link}__in": pks})
        for unit, skill in rows.values_list(link, "topic"):
            found.setdefault(unit, set()).add(skill)
    return {unit: frozenset(skills) for unit, skills in found.items()}
