"""Drawing: which questions an attempt asks, and in which order their parts stand.

Semantics 14: on the server, at the start, by the blueprint; what the person has not seen first, then what they saw
least. The choice among equals is left to chance. Semantics 13: a re-check asks what the person has not seen.
"""

import random
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from cadres.models import User
from training.enums import AttemptMode, QuestionKind
from training.models import Answer, Question, QuestionVersion, QuizPage
from training.models.bank import QuestionQuerySet


@dataclass(frozen=True)
class Row:
    """One row of a blueprint: how many of which questions."""

    pool: Collection[int]
    count: int


def draw(*, fixed: Sequence[int], rows: Sequence[Row], seen: Mapping[int, int], source: random.Random) -> list[int]:
    """The questions of one attempt: `fixed`, then those of each row, none twice.

    `seen` counts how often the person has been shown a question. Rows whose pools overlap are filled together: as many
    places as can be, and those with what was seen least.
    """
    fixed = list(dict.fromkeys(fixed))
    rows_of: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        for question in set(row.pool).difference(fixed):
            rows_of.setdefault(question, []).append(number)
    chance = {question: source.random() for question in sorted(rows_of)}
    held: list[list[int]] = [[] for _row in rows]
    full: set[int] = set()
    # Each question that still fits in is taken; so the ones before it in this order could not be had in its place.
    for question in sorted(rows_of, key=lambda one: (seen.get(one, 0), chance[one])):
        _seat(question, rows, rows_of, held, full)
    return fixed + [question for row in held for question in row]


def _seat(
    question: int, rows: Sequence[Row], rows_of: Mapping[int, list[int]], held: Sequence[list[int]], full: set[int]
) -> None:
    """Puts `question` into a row that may draw it, if need be by having others move to another row of theirs.

    `full` collects the rows in which no place can be made any more (augmenting paths, from the question's side).
    """
    enters: dict[int, int] = {}
    comes_from: dict[int, int] = {}
    moving = deque([question])
    while moving:
        one = moving.popleft()
        for number in rows_of[one]:
            if number in enters or number in full:
                continue
            enters[number] = one
            if len(held[number]) < rows[number].count:
                _move(number, enters, comes_from, held)
                return
            comes_from.update(dict.fromkeys(held[number], number))
            moving.extend(held[number])
    full.update(enters)


def _move(number: int, enters: Mapping[int, int], comes_from: Mapping[int, int], held: Sequence[list[int]]) -> None:
    """Lets each question on the way to the free place in row `number` enter the next row."""
    while True:
        question = enters[number]
        held[number].append(question)
        if question not in comes_from:
            return
        number = comes_from[question]
        held[number].remove(question)


@dataclass(frozen=True)
class Supply:
    """How many questions a re-check would ask one person now, and how many of them they have not been shown yet."""

    asked: int
    unseen: int

    @property
    def is_short(self) -> bool:
        """Whether the bank has too few new questions."""
        return self.unseen < self.asked


def draw_versions(
    quiz: QuizPage,
    *,
    user: User | None = None,
    mode: str = AttemptMode.TEST,
    source: random.Random | None = None,
    is_recheck: bool = False,
) -> list[QuestionVersion]:
    """The versions that an attempt of `user` at `quiz` would ask now, in order. Without a user: as for a newcomer.

    In a re-check a fixed question that the person knows makes room for a new one of its skill (semantics 13).
    """
    bank = quiz.bank(mode)
    if user and mode == AttemptMode.PRACTICE:
        bank = bank.exclude(pk__in=Question.objects.withheld_from(user).values("pk"))
    drawn, _shown = _draw(quiz, bank, user=user, source=source or random.SystemRandom(), is_recheck=is_recheck)
    return current_versions(drawn)


def recheck_supply(quiz: QuizPage, *, user: User) -> Supply:
    """Whether the bank has enough that `user` has not seen for a re-check at `quiz`."""
    drawn, shown = _draw(quiz, quiz.bank(), user=user, source=random.SystemRandom(), is_recheck=True)
    return Supply(len(drawn), sum(question not in shown for question in drawn))


def _draw(
    quiz: QuizPage, bank: QuestionQuerySet, *, user: User | None, source: random.Random, is_recheck: bool
) -> tuple[list[int], Mapping[int, int]]:
    """The questions of an attempt, and how often the person was shown each that they know."""
    rows = list(quiz.draws.all())
    pools = [list(row.pool(bank).values_list("pk", flat=True).distinct()) for row in rows]
    linked = [link.question_id for link in quiz.quiz_questions.all()]
    usable = set(bank.filter(pk__in=linked).values_list("pk", flat=True)) if linked else set()
    fixed = [pk for pk in linked if pk in usable]
    asked = {pk for pool in pools for pk in pool} | set(fixed if is_recheck else [])
    shown = _seen(user, asked) if user else {}
    known = [pk for pk in fixed if pk in shown] if is_recheck else []
    drawn = draw(
        fixed=[pk for pk in fixed if pk not in known],
        rows=[
            *(Row(pool, 1) for pool in _substitutes(known, bank.exclude(pk__in=fixed))),
            *(Row(pool, row.count) for row, pool in zip(rows, pools, strict=True)),
        ],
        seen=shown,
        source=source,
    )
    return drawn, shown


def _substitutes(known: Sequence[int], bank: QuestionQuerySet) -> list[set[int]]:
    """For each of the `known` questions itself and what may stand in for it: the same skill, about as difficult.

    A short answer is replaced by a short answer, anything else by what is marked by its key.
    """
    if not known:
        return []
    columns = ["pk", "skill", "difficulty", "kind"]
    replaced = {pk: values for pk, *values in Question.objects.filter(pk__in=known).values_list(*columns)}
    offered = list(bank.filter(skill__in={values[0] for values in replaced.values()}).values_list(*columns))
    return [{one, *(pk for pk, *values in offered if _is_like(values, replaced[one]))} for one in known]


def _is_like(values: Sequence, other: Sequence) -> bool:
    (skill, difficulty, kind), (its_skill, its_difficulty, its_kind) = values, other
    both_marked_by_hand = (kind == QuestionKind.SHORT_ANSWER) == (its_kind == QuestionKind.SHORT_ANSWER)
    return skill == its_skill and abs(difficulty - its_difficulty) <= 1 and both_marked_by_hand


def current_versions(question_ids: Iterable[int]) -> list[QuestionVersion]:
    """The newest version of each question, in the order given."""
    order = list(question_ids)
    versions = QuestionVersion.objects.filter(question__in=order).order_by("number")
    newest = {version.question_id: version for version in versions}
    return [newest[question_id] for question_id in order]


def _seen(user: User, questions: Collection[int]) -> dict[int, int]:
    """How often `user` was shown each question, in tests and in practice."""
    if not questions:
        return {}
    rows = Answer.objects.filter(attempt__user=user).values("version__question").annotate(shown=Count("pk"))
    return {row["version__question"]: row["shown"] for row in rows}
