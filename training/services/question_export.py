"""Questions of the bank as plain data, ready to be written into a file."""

from collections.abc import Iterable

from training.importing.draft import DraftQuestion
from training.importing.text import one_line, tidy
from training.kinds import Part
from training.models import Question


def as_drafts(questions: Iterable[Question]) -> list[DraftQuestion]:
    """`questions`, fetched with their skill and topics, as files hold them: without status, owner and dates."""
    return [
        DraftQuestion(
            where=0,
            kind=question.kind,
            stem=tidy(question.stem),
            parts=[_clean(part) for part in question.plain_parts()],
            reason=tidy(question.reason),
            skill=question.skill.name,
            topics=[topic.name for topic in question.topics.all()],
            difficulty=question.difficulty,
            test_only=question.test_only,
        )
        for question in questions
    ]


def _clean(part: Part) -> Part:
    """A part without characters that no file can hold."""
    return {name: _clean_value(value) for name, value in part.items()}


def _clean_value(value: object) -> object:
    if isinstance(value, list):
        return [one_line(text) for text in value]
    return one_line(value) if isinstance(value, str) else value
