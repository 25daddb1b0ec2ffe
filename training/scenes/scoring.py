"""What can be earned in a scene, and whether what was earned is enough.

The maximum is the same for everybody, whatever path they take (semantics, 24): for each skill the most that any path
earns, and for the whole scene the sum of these. So the points of the skills add up to the points of the talk.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .scene import SKILLS, Reply, Scene

Points = tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """What a finished talk came to. `missed` are the skills below their minimum."""

    points: Mapping[str, int]
    maximum: Mapping[str, int]
    missed: tuple[str, ...]
    passed: bool

    @property
    def total(self) -> int:
        return sum(self.points.values())

    @property
    def most(self) -> int:
        return sum(self.maximum.values())


def maximum_points(scene: Scene) -> dict[str, int]:
    """The most that any path through a sound scene earns, by skill."""
    return {skill: _most(scene, lambda reply, skill=skill: reply.points_for(skill)) for skill in SKILLS}


def judge(scene: Scene, points: Mapping[str, int], *, may_pass: bool) -> Outcome:
    """Whether `points` pass a sound scene. `may_pass`: the talk came to an ending that passes.

    A skill in which nothing can be earned has no minimum.
    """
    maximum = maximum_points(scene)
    rule = scene.rule
    missed = tuple(
        skill
        for skill in SKILLS
        if rule.skill_percent is not None and points[skill] * 100 < rule.skill_percent * maximum[skill]
    )
    is_enough = sum(points.values()) * 100 >= rule.percent * sum(maximum.values())
    return Outcome(dict(points), maximum, missed, may_pass and is_enough and not missed)


def can_be_passed(scene: Scene) -> bool:
    """Whether any path through a scene without loops passes."""
    return any(
        judge(scene, dict(zip(SKILLS, points, strict=True)), may_pass=True).passed for points in _best_passing(scene)
    )


def _most(scene: Scene, worth: Callable[[Reply], int]) -> int:
    """The largest sum of `worth` on any path from the first moment to an ending."""
    known: dict[str, int] = {ending.key: 0 for ending in scene.endings}

    def most_from(key: str) -> int:
        if key not in known:
            known[key] = max(worth(reply) + most_from(reply.leads_to) for reply in scene.moment(key).replies)
        return known[key]

    return most_from(scene.first.key)


def _best_passing(scene: Scene) -> frozenset[Points]:
    """The points, by skill, of the paths to passing endings, without those that another path matches or beats."""
    nothing = (0,) * len(SKILLS)
    known = {ending.key: frozenset({nothing} if ending.passes else ()) for ending in scene.endings}

    def best_from(key: str) -> frozenset[Points]:
        if key not in known:
            found = {
                tuple(map(sum, zip(_points(reply), further, strict=True)))
                for reply in scene.moment(key).replies
                for further in best_from(reply.leads_to)
            }
            known[key] = frozenset(one for one in found if not any(_beats(other, one) for other in found))
        return known[key]

    return best_from(scene.first.key)


def _points(reply: Reply) -> Points:
    return tuple(reply.points_for(skill) for skill in SKILLS)


def _beats(one: Points, other: Points) -> bool:
    return one != other and all(mine >= theirs for mine, theirs in zip(one, other, strict=True))
