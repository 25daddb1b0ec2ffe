"""Marking short answers by their rubric: who has what to mark, and what becomes of the points."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from cadres.models import User
from training.enums import AttemptMode, QuestionKind
from training.errors import MarkingRefused
from training.kinds.short_answer import mark_by_rubric
from training.models import Answer, MarkingDecision, QuizAttempt, QuizPage, RubricMark
from training.permissions import user_can_keep_bank, user_can_mark_answer
from training.rubric import agreed_share
from training.services.attempts import settle_result
from training.services.keys import rubric_shares
from training.services.marking import to_points
from training.services.telling import tell_of_results


def answers_markable_by(user: User) -> QuerySet[Answer]:
    """The short answers that `user` may mark, marked or not. Twin of `user_can_mark_answer`."""
    if not user_can_keep_bank(user):
        return Answer.objects.none()
    return Answer.objects.filter(
        version__kind=QuestionKind.SHORT_ANSWER,
        attempt__mode__in=[AttemptMode.TEST, AttemptMode.SPOT_CHECK],
        attempt__submitted_at__isnull=False,
        attempt__quiz__in=QuizPage.objects.visible_to(user).values("pk"),
    ).exclude(attempt__user=user)


def answers_to_mark(user: User) -> QuerySet[Answer]:
    """What waits for a marking that `user` may give, the longest waiting first; not what they have marked already.

    Whoever decided that a third trainer should mark has seen the points, and is not that trainer.
    """
    own = RubricMark.objects.filter(answer=OuterRef("pk"), marker=user)
    asked = Q(marking_decision__wants_third=True) & ~Q(marking_decision__decided_by=user)
    waiting = answers_markable_by(user).filter(~Exists(own), mark__isnull=True, is_dropped=False)
    counted = waiting.annotate(markings=Count("rubric_marks", distinct=True), waits_since=F("attempt__submitted_at"))
    return counted.filter(Q(markings__lt=2) | asked).order_by("waits_since", "pk")


def answers_far_apart(user: User) -> QuerySet[Answer]:
    """Those whose two markings lie so far apart that somebody has to decide; for their two markers and administrators.

    An answer with two markings and without a mark is just that: any other pair gives a mark at once.
    """
    own = RubricMark.objects.filter(answer=OuterRef("pk"), marker=user)
    waiting = answers_markable_by(user).filter(mark__isnull=True, is_dropped=False, marking_decision=None)
    found = waiting.annotate(markings=Count("rubric_marks", distinct=True), waits_since=F("attempt__submitted_at"))
    found = found.filter(markings=2).order_by("waits_since", "pk")
    return found if user.is_administrator else found.filter(Exists(own))


def next_to_mark(*, marker: User, quiz: QuizPage | None = None, after: Answer | None = None) -> Answer | None:
    """The longest waiting answer, of `quiz` if given; behind `after`, or from the beginning when nothing is behind."""
    queue = answers_to_mark(marker)
    if quiz is not None:
        queue = queue.filter(attempt__quiz=quiz)
    if after is not None:
        since = after.attempt.submitted_at
        behind = queue.filter(Q(waits_since__gt=since) | Q(waits_since=since, pk__gt=after.pk))
        return behind.first() or queue.exclude(pk=after.pk).first()
    return queue.first()


def mark_answer(
    *, answer: Answer, marker: User, points: Sequence[int], comment: str = "", at: datetime.datetime | None = None
) -> RubricMark:
    """Keeps the points of `marker`, one whole number for each criterion, and settles the result when all is marked.

    A second call of the same marker answers the first marking. Raises MarkingRefused.
    """
    at = at or timezone.now()
    with transaction.atomic():
        locked, attempt = _lock(answer)
        given = locked.rubric_marks.filter(marker=marker).first()
        if given is not None:
            return given
        if not user_can_mark_answer(marker, locked):
            raise MarkingRefused("not_yours")
        if locked.mark is not None or locked.is_dropped or not answers_to_mark(marker).filter(pk=locked.pk).exists():
            raise MarkingRefused("marked_already")
        try:
            mark_by_rubric(locked.version.parts, points)
        except ValueError as error:
            raise MarkingRefused("bad_points") from error
        marking = RubricMark.objects.create(
            answer=locked, marker=marker, points=list(points), comment=comment, marked_at=at
        )
        _settle(locked, attempt, at)
        return marking


def decide_marking(
    *, answer: Answer, decided_by: User, wants_third: bool, at: datetime.datetime | None = None
) -> MarkingDecision:
    """Keeps whether a third trainer marks or the mean of two markings far apart counts.

    The first decision holds; a second call answers it. Raises MarkingRefused when there is nothing to decide.
    """
    at = at or timezone.now()
    with transaction.atomic():
        locked, attempt = _lock(answer)
        decision = MarkingDecision.objects.filter(answer=locked).first()
        if decision is not None:
            return decision
        if not answers_far_apart(decided_by).filter(pk=locked.pk).exists():
            raise MarkingRefused("nothing_to_decide")
        decision = MarkingDecision.objects.create(
            answer=locked, wants_third=wants_third, decided_by=decided_by, decided_at=at
        )
        _settle(locked, attempt, at)
        return decision


def settle_marked_answers(*, quiz: QuizPage, at: datetime.datetime | None = None) -> None:
    """Gives a mark to what has enough markings since `quiz` no longer asks for two."""
    if quiz.second_marker:
        return
    waiting = Answer.objects.filter(attempt__quiz=quiz, attempt__submitted_at__isnull=False, mark__isnull=True)
    for answer in waiting.filter(Exists(RubricMark.objects.filter(answer=OuterRef("pk"))), is_dropped=False):
        with transaction.atomic():
            locked, attempt = _lock(answer)
            if locked.mark is None:
                _settle(locked, attempt, at or timezone.now())


def _lock(answer: Answer) -> tuple[Answer, QuizAttempt]:
    """The answer as it is now, and its attempt held: two trainers settle one after the other."""
    attempts = QuizAttempt.objects.select_for_update(of=("self",)).select_related("user", "quiz")
    attempt = attempts.get(pk=answer.attempt_id)
    locked = Answer.objects.select_related("version").get(pk=answer.pk)
    locked.attempt = attempt
    return locked, attempt


def _settle(answer: Answer, attempt: QuizAttempt, at: datetime.datetime) -> None:
    """Gives the answer its mark when the markings it needs are there, and after the last the attempt its result."""
    decision = MarkingDecision.objects.filter(answer=answer).first()
    share = agreed_share(
        rubric_shares(answer),
        markers=2 if attempt.quiz.second_marker else 1,
        wants_third=decision.wants_third if decision else None,
    )
    if share is None:
        return
    answer.mark = to_points(share)
    answer.save(update_fields=["mark"])
    was_marked = attempt.is_marked
    settle_result(attempt=attempt, at=at)
    if attempt.is_marked and not was_marked:
        tell_of_results(attempts=[attempt], at=at)
