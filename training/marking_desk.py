"""What a trainer sees while marking: the question, the rubric and the words that were written, and nobody's name.

`BlindAnswer` has no field for a person or an attempt, so no template can show one.
"""

import datetime
from dataclasses import dataclass
from fractions import Fraction

from django.utils.text import Truncator

from training.kinds.short_answer import mark_by_rubric
from training.models import Answer, QuestionVersion, RubricMark


@dataclass(frozen=True)
class BlindAnswer:
    """One short answer to be marked. `reason` is the model answer; `given` of the `wanted` markings are there."""

    pk: int
    quiz: str
    stem: str
    reason: str
    text: str
    waits_since: datetime.datetime | None
    given: int = 0
    wanted: int = 1

    @property
    def beginning(self) -> str:
        """Enough of the text to know it again in a list."""
        return Truncator(" ".join(self.text.split())).chars(40)

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class CriterionPoints:
    """One criterion of a rubric and what each marker gave for it, in the order of the markings."""

    criterion: str
    most: int
    given: list[int]

    @property
    def differ(self) -> bool:
        return len(set(self.given)) > 1


@dataclass(frozen=True)
class Comparison:
    """Markings of one answer side by side, for those who gave them; percents of the full mark, rounded down."""

    answer: BlindAnswer
    markings: list[RubricMark]
    criteria: list[CriterionPoints]
    percents: list[int]
    mean: int


def blind(answer: Answer) -> BlindAnswer:
    """`answer` without the person. Fetch it with its version and the quiz of its attempt."""
    quiz = answer.attempt.quiz
    return BlindAnswer(
        pk=answer.pk,
        quiz=quiz.title,
        stem=answer.version.stem,
        reason=answer.version.reason,
        text=answer.response[0] if answer.response else "",
        waits_since=answer.attempt.submitted_at,
        given=getattr(answer, "markings", 0),
        wanted=2 if quiz.second_marker else 1,
    )


def compare(answer: Answer) -> Comparison:
    """The markings of `answer` side by side."""
    markings = list(answer.rubric_marks.select_related("marker"))
    shares = [mark_by_rubric(answer.version.parts, marking.points) for marking in markings]
    return Comparison(
        answer=blind(answer),
        markings=markings,
        criteria=_criteria(answer.version, markings),
        percents=[_percent(share) for share in shares],
        mean=_percent(sum(shares, Fraction(0)) / len(shares)),
    )


def _criteria(version: QuestionVersion, markings: list[RubricMark]) -> list[CriterionPoints]:
    return [
        CriterionPoints(part["criterion"], part["points"], [marking.points[place] for marking in markings])
        for place, part in enumerate(version.parts)
    ]


def _percent(share: Fraction) -> int:
    return int(share * 100)
