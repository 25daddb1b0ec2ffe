"""What a make-up training asks: only what the missed skills and the missing requirements need (semantics 13).

Steps of two uses: what helps to be ready is advised and leaves no trace; what closes the make-up is checked.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from training.duties.standing import NEARNESS, Standing


@dataclass(frozen=True)
class Target:
    """What a step is about: a kind (`lesson`, `scene`, `practice` or a RequirementKind), an id and the title of now."""

    kind: str
    target: int
    title: str


@dataclass(frozen=True)
class Unit:
    """A lesson or practice talk of the course `course`, and the skills that it trains (ids of topics)."""

    about: Target
    course: int
    skills: AbstractSet[int] = frozenset()


@dataclass(frozen=True)
class FailedQuiz:
    """A required quiz of which no attempt is left.

    `shares`: the share of the points in each skill in the last attempt, in whole percent rounded down.
    `course` is the one to which the quiz belongs. `reached_pass_mark`: it failed by a skill alone.
    """

    about: Target
    course: int
    shares: Mapping[int, int]
    pass_mark: int
    skill_minimum: int = 0
    reached_pass_mark: bool = False
    has_practice: bool = False

    def missed(self) -> dict[int, "MissedSkill"]:
        """The skills below the minimum, and, when the pass mark was not reached, those below the pass mark."""
        needed = max(self.skill_minimum, 0 if self.reached_pass_mark else self.pass_mark)
        return {skill: MissedSkill(skill, share, needed) for skill, share in self.shares.items() if share < needed}


@dataclass(frozen=True)
class MissedSkill:
    """A skill in which too little was shown: the share of the points and what is needed, both in percent."""

    skill: int
    share: int
    needed: int


@dataclass(frozen=True)
class Step:
    """One thing to do; `skills` are the missed skills that it serves."""

    about: Target
    skills: tuple[int, ...] = ()

    def as_data(self) -> dict[str, Any]:
        return {**vars(self.about), "skills": list(self.skills)}


@dataclass(frozen=True)
class Plan:
    """A make-up as it was planned: `advised` helps to be ready, `checks` is what closes it."""

    skills: Sequence[MissedSkill] = field(default_factory=tuple)
    advised: Sequence[Step] = field(default_factory=tuple)
    checks: Sequence[Step] = field(default_factory=tuple)

    def as_data(self) -> dict[str, Any]:
        """The plan as JSON holds it; `read_plan` is the way back."""
        return {
            "skills": [vars(one) for one in self.skills],
            "advised": [step.as_data() for step in self.advised],
            "checks": [step.as_data() for step in self.checks],
        }


def read_plan(data: Mapping[str, Any]) -> Plan:
    """The plan that `data` (see `Plan.as_data`) stands for."""
    return Plan(
        skills=tuple(MissedSkill(**one) for one in data["skills"]),
        advised=tuple(_read_step(one) for one in data["advised"]),
        checks=tuple(_read_step(one) for one in data["checks"]),
    )


def draw_plan(*, failed: Sequence[FailedQuiz], units: Sequence[Unit], missing: Sequence[Target]) -> Plan:
    """The plan for what is `missing` and for quizzes that were `failed`; `units` are those of the required courses.

    Nothing stands in it twice: what is missing is not advised besides, and a failed quiz is checked once, at the end.
    """
    failed = list({quiz.about: quiz for quiz in failed}.values())
    rechecks = [Step(quiz.about, tuple(sorted(quiz.missed()))) for quiz in failed]
    again = {quiz.about for quiz in failed}
    open_ones = [about for about in dict.fromkeys(missing) if about not in again]
    advised: dict[Target, set[int]] = {}
    for quiz in failed:
        for about, skills in _advice(quiz, units):
            if about not in open_ones:
                advised.setdefault(about, set()).update(skills)
    return Plan(
        skills=_worst(quiz.missed() for quiz in failed),
        advised=tuple(Step(about, tuple(sorted(skills))) for about, skills in advised.items()),
        checks=(*(Step(about) for about in open_ones), *rechecks),
    )


def lacking_leaves(standing: Standing) -> list[Standing]:
    """The requirements that would close `standing` soonest; of a choice, the ways that are nearest to being met."""
    if standing.is_met:
        return []
    if not standing.is_group:
        return [standing]
    waiting = sorted((one for one in standing.below if not one.is_met), key=lambda one: NEARNESS.index(one.state))
    nearest = waiting[: standing.part.count - (len(standing.below) - len(waiting))]
    return [leaf for one in standing.below if one in nearest for leaf in lacking_leaves(one)]


def _advice(quiz: FailedQuiz, units: Sequence[Unit]) -> Iterable[tuple[Target, set[int]]]:
    """What helps with the skills that were missed in `quiz`: from its own course, from others where that has none."""
    missed = set(quiz.missed())
    own = [unit for unit in units if unit.course == quiz.course]
    uncovered = missed - {skill for unit in own for skill in unit.skills}
    for unit in units:
        skills = missed & unit.skills if unit.course == quiz.course else uncovered & unit.skills
        if skills:
            yield unit.about, skills
    if missed and quiz.has_practice:
        yield Target("practice", quiz.about.target, quiz.about.title), missed


def _worst(found: Iterable[Mapping[int, MissedSkill]]) -> tuple[MissedSkill, ...]:
    """Each missed skill once, as it was missed most."""
    worst: dict[int, MissedSkill] = {}
    for of_quiz in found:
        for skill, one in of_quiz.items():
            known = worst.get(skill, one)
            worst[skill] = MissedSkill(skill, min(known.share, one.share), max(known.needed, one.needed))
    return tuple(worst[skill] for skill in sorted(worst))


def _read_step(data: Mapping[str, Any]) -> Step:
    return Step(Target(data["kind"], data["target"], data["title"]), tuple(data["skills"]))
