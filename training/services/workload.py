"""How long what is missing takes, to see in advance who would not have the time (semantics 8)."""

import datetime
from collections.abc import Iterable, Mapping

from training.duties.dates import realistic_due
from training.duties.rule import Requirement, Rule
from training.duties.standing import Standing
from training.enums import RequirementKind
from training.learning import Unit, required_units
from training.models import CoursePage, QuizPage, RuleVersion, ScenePage
from training.services.evidence import Asked, read_standings

#: What a question takes where the quiz has no time limit.
MINUTES_A_QUESTION = 2


def unit_minutes(unit: Unit) -> int:
    """How long an unhurried person needs for a lesson, a quiz or a practice talk."""
    if isinstance(unit, QuizPage):
        return unit.time_limit or MINUTES_A_QUESTION * unit.question_count
    return unit.minutes


def course_minutes(course: CoursePage) -> int:
    """How long an unhurried person needs for the published units of `course`."""
    return sum(map(unit_minutes, required_units([course])[course.pk]))


class Workload:
    """What `version` of a rule still asks of some people, in minutes. Workshops have their own day, they take none."""

    def __init__(self, version: RuleVersion, users: Iterable[int]) -> None:
        self.rule = version.rule
        users = list(users)
        standings = read_standings(Asked(user, version.programme_id, self.rule) for user in users)
        self.standings: Mapping[int, Standing] = dict(zip(users, standings, strict=True))
        self.worth = _minutes_of(self.rule)

    def minutes(self, user: int) -> int:
        """What is left to do for the person; of several ways the shortest."""
        return self._minutes(self.standings[user])

    def _minutes(self, standing: Standing) -> int:
        if standing.is_met:
            return 0
        if isinstance(standing.part, Requirement):
            return self.worth.get((standing.part.kind, standing.part.target), 0)
        met = sum(one.is_met for one in standing.below)
        missing = sorted(self._minutes(one) for one in standing.below if not one.is_met)
        return sum(missing[: standing.part.count - met])

    def realistic_on(self, user: int, start: datetime.date) -> datetime.date:
        """The earliest day by which it can be done from `start` on."""
        return realistic_due(start, self.minutes(user), self.rule.minutes_per_day)

    def is_too_much(self, user: int, start: datetime.date, due_on: datetime.date | None) -> bool:
        """Whether `due_on` leaves too little time from `start` on."""
        return due_on is not None and self.minutes(user) > 0 and self.realistic_on(user, start) > due_on


def _minutes_of(rule: Rule) -> dict[tuple[str, int], int]:
    courses = [leaf.target for leaf in rule.leaves() if leaf.kind == RequirementKind.COURSE]
    quizzes = [leaf.target for leaf in rule.leaves() if leaf.kind == RequirementKind.QUIZ]
    units = required_units(CoursePage.objects.filter(pk__in=courses))
    found = {(RequirementKind.COURSE.value, pk): sum(map(unit_minutes, own)) for pk, own in units.items()}
    rows = QuizPage.objects.filter(pk__in=quizzes).prefetch_related("quiz_questions", "draws")
    found |= {(RequirementKind.QUIZ.value, quiz.pk): unit_minutes(quiz) for quiz in rows}
    scenes = [leaf.target for leaf in rule.leaves() if leaf.kind == RequirementKind.SCENE]
    rows = ScenePage.objects.filter(pk__in=scenes).only("minutes") if scenes else []
    return found | {(RequirementKind.SCENE.value, scene.pk): unit_minutes(scene) for scene in rows}
