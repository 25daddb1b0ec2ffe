"""What GIFT and Moodle XML say about a question beside its wording: tags such as 难度：3."""

import re
from collections.abc import Iterable

from . import marks
from .draft import DraftQuestion
from .sheet import read_labels
from .text import narrow, one_line
from .words import KIND_NAMES, USE_NAMES

KIND, SKILL, TOPIC, DIFFICULTY, USE = "题型", "技能", "主题", "难度", "用途"
_NAMES = {
    "题型": "kind", "kind": "kind", "技能": "skill", "skill": "skill", "难度": "difficulty", "difficulty": "difficulty",
    "主题": "topic", "topic": "topic", "用途": "use", "use": "use",
}  # fmt: skip
_COLON = re.compile("[：:]")
_BRACKETS = ("[", "]")
_TAG = re.compile(r"\[tag:((?:\\.|[^\[\]\\])+)\]")


def write_tags(draft: DraftQuestion) -> list[str]:
    """The tags of `draft`."""
    tags = [f"{KIND}：{KIND_NAMES[draft.kind][0]}"]
    tags += [f"{SKILL}：{draft.skill}"] if draft.skill else []
    tags += [f"{DIFFICULTY}：{draft.difficulty}"] if draft.difficulty else []
    tags += [] if draft.test_only is None else [f"{USE}：{USE_NAMES[draft.test_only][0]}"]
    return tags + [f"{TOPIC}：{topic}" for topic in draft.topics]


def read_tags(draft: DraftQuestion, tags: Iterable[str]) -> None:
    """Takes over what the tags say. One of no known name is taken for a topic."""
    for tag in map(one_line, tags):
        name, *rest = (piece.strip() for piece in _COLON.split(tag, maxsplit=1))
        value = "".join(rest)
        meaning = _NAMES.get(narrow(name).lower()) if value else None
        if meaning in ("kind", "skill", "difficulty", "use"):
            read_labels(draft, **{meaning: value})
        elif tag:
            draft.topics.append(value if meaning == "topic" else tag)


def as_comment(tags: Iterable[str]) -> str:
    """`tags` as Moodle writes them into a comment of a GIFT file."""
    return " ".join(f"[tag:{marks.escape(tag, _BRACKETS)}]" for tag in tags)


def from_comment(comment: str) -> list[str]:
    """The tags that a comment of a GIFT file holds."""
    return [marks.unescape(found, _BRACKETS) for found in _TAG.findall(comment)]
