"""Improvement of one person, measured from their own tests: an earlier and a later attempt at the same quiz."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from cadres.models import User
from content.models import Topic
from training.models import Answer, QuizAttempt

#: Percentage points below which a difference between two attempts says nothing.
LEAST_GAIN = Decimal(10)
#: Questions on a skill that both tests asked at least: one or two of them are luck.
LEAST_ASKED = 3


@dataclass(frozen=True)
class Improvement:
    """From `earlier` to `later`, in percent: of the whole quiz, or of its questions on one `skill`."""

    earlier: QuizAttempt
    later: QuizAttempt
    before: Decimal
    after: Decimal
    skill: Topic | None = None

    @property
    def gain(self) -> Decimal:
        return self.after - self.before


def improvements_of(user: User, *, starts_on: datetime.date, ends_on: datetime.date) -> list[Improvement]:
    """What `user` got better at within the days given: for each quiz the first test and the best later one.

    The whole quiz and each skill on which both tests asked enough, where the gain is worth naming. Three queries.
    """
    attempts = _marked(user).order_by("submitted_at")
    by_quiz: dict[int, list[QuizAttempt]] = defaultdict(list)
    for attempt in attempts:
        by_quiz[attempt.quiz_id].append(attempt)
    pairs = []
    for first, *others in by_quiz.values():
        later = [one for one in others if starts_on <= timezone.localdate(one.submitted_at) <= ends_on]
        if later:
            pairs.append((first, max(later, key=lambda one: (one.score or 0, one.submitted_at))))
    shares = _skill_shares([attempt for pair in pairs for attempt in pair])
    skills = {topic.pk: topic for topic in Topic.objects.skills()} if pairs else {}
    found = [one for earlier, later in pairs for one in _compare(earlier, later, shares, skills)]
    return [one for one in found if one.gain >= LEAST_GAIN]


def recovery_of(user: User, *, starts_on: datetime.date, ends_on: datetime.date) -> Improvement | None:
    """The last quiz that `user` failed first and passed within the days given."""
    found = improvements_of(user, starts_on=starts_on, ends_on=ends_on)
    passed = [one for one in found if one.skill is None and one.later.passed and not one.earlier.passed]
    return max(passed, key=lambda one: one.later.submitted_at, default=None)


def _marked(user: User) -> QuerySet[QuizAttempt]:
    return QuizAttempt.objects.tests().filter(user=user, marked_at__isnull=False)


def _compare(
    earlier: QuizAttempt,
    later: QuizAttempt,
    shares: Mapping[tuple[object, int], Decimal],
    skills: Mapping[int, Topic],
) -> Iterable[Improvement]:
    yield Improvement(earlier, later, earlier.score or Decimal(0), later.score or Decimal(0))
    for pk, skill in skills.items():
        before, after = shares.get((earlier.pk, pk)), shares.get((later.pk, pk))
        if before is not None and after is not None:
            yield Improvement(earlier, later, before, after, skill)


def _skill_shares(attempts: Iterable[QuizAttempt]) -> dict[tuple[object, int], Decimal]:
    """Percent of the marks by attempt and skill, rounded down to one decimal, where enough was asked."""
    rows = Answer.objects.filter(attempt__in=list(attempts), is_dropped=False, mark__isnull=False)
    marks: dict[tuple[object, int], list[Decimal]] = defaultdict(list)
    for attempt_id, skill_id, mark in rows.values_list("attempt_id", "version__skill", "mark"):
        marks[attempt_id, skill_id].append(mark)
    shares = {key: (sum(given, Decimal(0)) * 1000 // len(given)) / 10 for key, given in marks.items()}
    return {key: share for key, share in shares.items() if len(marks[key]) >= LEAST_ASKED}
