"""The key of a version in words, for trainers who compare two of them. Never shown to learners."""

from collections.abc import Callable, Sequence

from training.enums import Grade, QuestionKind
from training.kinds import KINDS, Part
from training.models import QuestionVersion


def key_lines(version: QuestionVersion) -> list[str]:
    """What is right in `version`, line by line in the order of its parts."""
    if version.kind == QuestionKind.SITUATIONAL:
        return [f"{part['text']} — {Grade(part['grade']).label}" for part in version.parts]
    return _LINES[KINDS[version.kind].control](version.parts)


def _choices(parts: Sequence[Part]) -> list[str]:
    return [part["text"] for part in parts if part["is_key"]]


def _turns(parts: Sequence[Part]) -> list[str]:
    return [f"{part['speaker']}：{part['text']}" for part in parts if part["is_fault"]]


def _gaps(parts: Sequence[Part]) -> list[str]:
    return [f"{number}. {' / '.join(part['accepted'])}" for number, part in enumerate(parts, start=1)]


def _ranks(parts: Sequence[Part]) -> list[str]:
    return [f"{number}. {part['text']}" for number, part in enumerate(parts, start=1)]


def _pairs(parts: Sequence[Part]) -> list[str]:
    return [f"{part['left']} — {part['right']}" for part in parts if part.get("left")]


def _rubric(parts: Sequence[Part]) -> list[str]:
    return [f"{part['criterion']}（{part['points']}）" for part in parts]


_LINES: dict[str, Callable[[Sequence[Part]], list[str]]] = {
    "choices": _choices,
    "turns": _turns,
    "gaps": _gaps,
    "ranks": _ranks,
    "pairs": _pairs,
    "text": _rubric,
}
