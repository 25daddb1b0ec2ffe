"""How strong attempts were in each skill."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from uuid import UUID

from django.db.models import Count, Sum

from training.models import Answer, QuizAttempt
from training.services.keys import answer_share


def weakest_skills(attempt_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The share of the points in the weakest skill of each passed attempt among these, in whole percent rounded down.

    Exact fractions are summed, so that three thirds are a hundred and 59.96 is no 60.
    """
    passed = QuizAttempt.objects.in_bulk(list(attempt_ids))
    passed = {pk: attempt for pk, attempt in passed.items() if attempt.passed}
    answers = Answer.objects.filter(attempt__in=passed, is_dropped=False).select_related("version")
    shares: dict[UUID, dict[int, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for answer in answers:
        shares[answer.attempt_id][answer.version.skill_id].append(answer_share(passed[answer.attempt_id], answer))
    return {pk: min(_percent(found) for found in skills.values()) for pk, skills in shares.items()}


def skill_percents(attempt_ids: Iterable[UUID]) -> dict[UUID, dict[int, int]]:
    """The share of the points in each skill (id of the topic) that each of these marked attempts asked, in percent.

    Good for plans, where nothing is decided by it: marks are kept in thousandths, of which half a one is forgiven to
    each answer, so that three thirds are a hundred. One query.
    """
    rows = Answer.objects.filter(attempt__in=list(attempt_ids), is_dropped=False, mark__isnull=False).order_by()
    sums = rows.values_list("attempt", "version__skill").annotate(points=Sum("mark"), count=Count("pk"))
    found: dict[UUID, dict[int, int]] = defaultdict(dict)
    for attempt, skill, points, count in sums:
        found[attempt][skill] = int((Fraction(points) + Fraction(count, 2000)) * 100 // count)
    return found


def _percent(shares: list[Fraction]) -> int:
    return int(sum(shares, Fraction(0)) * 100 // len(shares))
