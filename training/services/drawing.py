"""Drawing: which questions an attempt asks, and in which order their parts stand.

Semantics 14: on the server, at the start, by the blueprint; what the person has not seen first, then what they saw
least. The choice among equals is left to chance.
"""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from cadres.models import User
from training.enums import AttemptMode
from training.models import Answer, QuestionVersion, QuizPage


@dataclass(frozen=True)
class Row:
    """One row of a blueprint: how many of which questions."""

    pool: Collection[int]
    count: int


def draw(*, fixed: Sequence[int], rows: Sequence[Row], seen: Mapping[int, int], source: random.Random) -> list[int]:
    """The questions of one attempt: `fixed`, then those of each row, none twice.

    `seen` counts how often the person has been shown a question. Rows whose pools overlap do not take from each other
    what the other could not do without: as many places are filled as can be.
    """
    fixed = list(dict.fromkeys(fixed))
    taken = set(fixed)
    chance = {question: source.random() for row in rows for question in sorted(row.pool)}
    wishes = [
        sorted((one for one in row.pool if one not in taken), key=lambda one: (seen.get(one, 0), chance[one]))
        for row in rows
    ]
    places = [number for number, row in enumerate(rows) for _one in range(row.count)]
    holder: dict[int, int] = {}
    # Rows with little to choose from go first; the order of the result is that of the rows all the same.
    for place in sorted(range(len(places)), key=lambda place: len(wishes[places[place]])):
        _seat(place, places, wishes, holder, set())
    by_place = {place: question for question, place in holder.items()}
    return fixed + [by_place[place] for place in range(len(places)) if place in by_place]


def _seat(
    place: int, places: Sequence[int], wishes: Sequence[Sequence[int]], holder: dict[int, int], tried: set[int]
) -> bool:
    """Finds a question for `place`; a free one, or one whose holder can take another (augmenting path)."""
    wanted = [question for question in wishes[places[place]] if question not in tried]
    free = next((question for question in wanted if question not in holder), None)
    if free is not None:
        holder[free] = place
        return True
    for question in wanted:
        if question in tried:
            continue
        tried.add(question)
        if _seat(holder[question], places, wishes, holder, tried):
            holder[question] = place
            return True
    return False


def draw_versions(
    quiz: QuizPage, *, user: User | None = None, mode: str = AttemptMode.TEST, source: random.Random | None = None
) -> list[QuestionVersion]:
    """The versions that an attempt of `user` at `quiz` would ask now, in order. Without a user: as for a newcomer."""
    bank = quiz.bank(mode)
    rows = list(quiz.draws.all())
    pools = [list(row.pool(bank).values_list("pk", flat=True).distinct()) for row in rows]
    linked = [link.question_id for link in quiz.quiz_questions.all()]
    usable = set(bank.filter(pk__in=linked).values_list("pk", flat=True)) if linked else set()
    drawn = draw(
        fixed=[pk for pk in linked if pk in usable],
        rows=[Row(pool, row.count) for row, pool in zip(rows, pools, strict=True)],
        seen=_seen(user, {pk for pool in pools for pk in pool}) if user else {},
        source=source or random.SystemRandom(),
    )
    return current_versions(drawn)


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
