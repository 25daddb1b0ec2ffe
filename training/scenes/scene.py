"""A practice talk as plain data: moments, the replies among which one chooses, and how the talk may end.

Knows no database. What is played is always such a scene, frozen when the page was published.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

#: The four skills of the source article, by the code of their topic.
SKILLS = ("timing", "focus", "method", "art")
#: Trust and tension lie between these, at the start and ever after.
LOWEST, HIGHEST = 0, 10
#: By how much one reply moves trust or tension at most, up or down.
WIDEST_CHANGE = 2
#: What one reply earns at most for one skill.
MOST_POINTS = 3
FEWEST_REPLIES, MOST_REPLIES = 2, 4
MOST_MOMENTS = 30
LONGEST_KEY = 20


@dataclass(frozen=True)
class Reply:
    """What the learner may say. `points` by code of the skill; `leads_to` is the key of a moment or of an ending."""

    text: str
    leads_to: str
    why: str
    points: Mapping[str, int] = field(default_factory=dict)
    trust: int = 0
    tension: int = 0

    def points_for(self, skill: str) -> int:
        return self.points.get(skill, 0)


@dataclass(frozen=True)
class Moment:
    """What the other person says or does, and the replies to it."""

    key: str
    speaker: str
    text: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True)
class Ending:
    """How the talk ends. `kind` is an `EndingKind`; `passes`: who ends here may have passed."""

    key: str
    kind: str
    text: str
    passes: bool = False


@dataclass(frozen=True)
class Rule:
    """When a talk is passed: at least `percent` of all points, of each skill `skill_percent` (None: no minimum)."""

    percent: int
    skill_percent: int | None = None


@dataclass(frozen=True)
class Scene:
    """A whole practice talk. It begins with its first moment; `trust` and `tension` are those of the start."""

    moments: tuple[Moment, ...]
    endings: tuple[Ending, ...]
    rule: Rule
    trust: int = 5
    tension: int = 5

    @property
    def first(self) -> Moment:
        return self.moments[0]

    def moment(self, key: str) -> Moment | None:
        return next((moment for moment in self.moments if moment.key == key), None)

    def ending(self, key: str) -> Ending | None:
        return next((ending for ending in self.endings if ending.key == key), None)

    @property
    def plain(self) -> dict[str, Any]:
        """The scene as JSON keeps it; `read_scene` takes it back."""
        return asdict(self)


def read_scene(plain: Mapping[str, Any]) -> Scene:
    """The scene that `Scene.plain` wrote down."""
    moments = tuple(
        Moment(
            moment["key"],
            moment["speaker"],
            moment["text"],
            tuple(Reply(**reply) for reply in moment["replies"]),
        )
        for moment in plain["moments"]
    )
    endings = tuple(Ending(**ending) for ending in plain["endings"])
    return Scene(moments, endings, Rule(**plain["rule"]), plain["trust"], plain["tension"])
