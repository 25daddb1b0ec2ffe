"""What a programme requires, as plain data: a version of its rule is stored as exactly this and never changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from training.duties.dates import Validity
from training.enums import RequirementKind


@dataclass(frozen=True)
class Requirement:
    """One thing to be done. `key` stays the same through all versions of a rule.

    `target` is the id of the page (course, quiz, scene) or of the workshop; `title` is its title at the time.
    `skill_minimum`, for quizzes, is the least percentage in each skill that a passed attempt needs on top.
    """

    key: str
    kind: str
    target: int
    title: str = ""
    skill_minimum: int | None = None

    def leaves(self) -> Iterator["Requirement"]:
        yield self


@dataclass(frozen=True)
class Group:
    """Several parts of which `needed` have to be met; None: all of them."""

    key: str
    parts: Sequence["Requirement | Group"]
    needed: int | None = None

    @property
    def count(self) -> int:
        """How many parts close the group."""
        return len(self.parts) if self.needed is None else min(self.needed, len(self.parts))

    def leaves(self) -> Iterator[Requirement]:
        for part in self.parts:
            yield from part.leaves()


Part = Requirement | Group


@dataclass(frozen=True)
class Rule:
    """A whole rule. `renewal_days`: how long before its end a completion may be renewed; `make_up_days`: how long a
    make-up training gives; `minutes_per_day`: what is thought reasonable, to see whether a due date leaves enough time.
    """

    root: Group = field(default_factory=lambda: Group("root", ()))
    validity: Validity = field(default_factory=Validity)
    renewal_days: int = 60
    make_up_days: int = 30
    minutes_per_day: int = 30

    def leaves(self) -> list[Requirement]:
        """What is required, each place once, in order."""
        return list(self.root.leaves())

    def targets(self) -> set[tuple[str, int]]:
        """What evidence may be about: (kind, target)."""
        return {(leaf.kind, leaf.target) for leaf in self.root.leaves()}

    def as_data(self) -> dict[str, Any]:
        """The rule as JSON holds it; `read_rule` is the way back."""
        return {
            "parts": [_part_data(part) for part in self.root.parts],
            "validity": self.validity.as_data(),
            "renewal_days": self.renewal_days,
            "make_up_days": self.make_up_days,
            "minutes_per_day": self.minutes_per_day,
        }


def read_rule(data: Mapping[str, Any]) -> Rule:
    """The rule that `data` (see `Rule.as_data`) stands for."""
    return Rule(
        root=Group("root", tuple(_read_part(one) for one in data["parts"])),
        validity=Validity(**data["validity"]),
        renewal_days=data["renewal_days"],
        make_up_days=data["make_up_days"],
        minutes_per_day=data["minutes_per_day"],
    )


def courses_rule(courses: Sequence[tuple[int, str]]) -> Rule:
    """The rule that requires each of `courses`, given by id and title."""
    parts = tuple(Requirement(f"course-{pk}", RequirementKind.COURSE.value, pk, title) for pk, title in courses)
    return Rule(Group("root", parts))


def _part_data(part: Part) -> dict[str, Any]:
    if isinstance(part, Group):
        return {"key": part.key, "needed": part.needed, "parts": [_part_data(one) for one in part.parts]}
    data = {"key": part.key, "kind": str(part.kind), "target": part.target, "title": part.title}
    return data if part.skill_minimum is None else {**data, "skill_minimum": part.skill_minimum}


def _read_part(data: Mapping[str, Any]) -> Part:
    if "parts" in data:
        return Group(data["key"], tuple(_read_part(one) for one in data["parts"]), data["needed"])
    return Requirement(data["key"], data["kind"], data["target"], data["title"], data.get("skill_minimum"))
