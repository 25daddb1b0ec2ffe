"""Drawing: which questions an attempt asks, and in which order their choices stand."""

import random
from collections.abc import Iterable

from training.enums import QuestionKind
from training.models import QuestionVersion, QuizPage


def draw_versions(quiz: QuizPage) -> list[QuestionVersion]:
    """The current version of each question of `quiz`, in order, with its choices at hand. Three queries at most."""
    return current_versions([link.question_id for link in quiz.quiz_questions.all()])


def current_versions(question_ids: Iterable[int]) -> list[QuestionVersion]:
    """The newest version of each question, in the order given."""
    order = list(question_ids)
    versions = QuestionVersion.objects.filter(question__in=order).order_by("number").prefetch_related("choices")
    newest = {version.question_id: version for version in versions}
    return [newest[question_id] for question_id in order]


def shuffle_choices(*, kind: str, choices: list[int], source: random.Random) -> list[int]:
    """The ids of `choices` in the order in which one attempt shows them.

    True and false keep their order: readers expect it. The order is stored with the attempt, the source is not.
    """
    if kind == QuestionKind.TRUE_FALSE:
        return list(choices)
    return source.sample(choices, len(choices))
