"""Reading what the bank holds for the blueprint of a quiz."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import pgettext

from training.blueprint import BankSupply, BlueprintReport, judge_supply
from training.enums import QuestionKind
from training.models import Question, QuizDraw, QuizPage
from training.services.drawing import Row


@dataclass(frozen=True)
class Card:
    """By what a blueprint finds a ready question."""

    pk: int
    kind: str
    skill: int
    difficulty: int
    is_test_only: bool
    topics: frozenset[int]


def read_blueprint(quiz: QuizPage) -> BlueprintReport:
    """Whether the ready questions of the bank are enough for `quiz` as it stands, saved or not.

    The number of queries does not depend on that of the rows.
    """
    rows = list(quiz.draws.all())
    prefetch_related_objects(rows, "skill", "topic")
    linked = [link.question_id for link in quiz.quiz_questions.all()]
    cards = _ready_cards({row.topic_id for row in rows if row.topic_id})
    ready = {card.pk for card in cards}
    fixed = [pk for pk in linked if pk in ready]
    practised = [card for card in cards if not card.is_test_only]
    return BlueprintReport(
        test=_supply(rows, cards, fixed, quiz.attempts_allowed),
        practice=_supply(rows, practised, fixed, None) if quiz.practice else None,
        fixed=len(fixed),
        unready=len(linked) - len(fixed),
    )


def matches(row: QuizDraw, card: Card) -> bool:
    """Whether `row` may draw the question. Twin of `QuizDraw.pool`."""
    return (
        row.easiest <= card.difficulty <= row.hardest
        and (card.kind == row.kind if row.kind else card.kind != QuestionKind.SHORT_ANSWER)
        and row.skill_id in (None, card.skill)
        and (row.topic_id is None or row.topic_id in card.topics)
    )


def _supply(rows: Sequence[QuizDraw], cards: Iterable[Card], fixed: Sequence[int], attempts: int | None) -> BankSupply:
    cards = list(cards)
    return judge_supply(
        rows=[Row({card.pk for card in cards if matches(row, card)}, row.count) for row in rows],
        labels=[_label(number, row) for number, row in enumerate(rows, start=1)],
        fixed=fixed,
        attempts=attempts,
    )


def _label(number: int, row: QuizDraw) -> str:
    numbered = pgettext("blueprint", "Row %(number)s") % {"number": number}
    return f"{numbered} · {row}"


def _ready_cards(topics: set[int]) -> list[Card]:
    """All ready questions, each with those of `topics` that it has."""
    of_question: dict[int, set[int]] = defaultdict(set)
    if topics:
        links = Question.topics.through.objects.filter(topic__in=topics)
        for question, topic in links.values_list("question", "topic"):
            of_question[question].add(topic)
    ready = Question.objects.ready().values_list("pk", "kind", "skill", "difficulty", "test_only")
    return [Card(*columns, topics=frozenset(of_question[columns[0]])) for columns in ready]
