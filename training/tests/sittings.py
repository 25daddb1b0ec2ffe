"""Bare rows of finished attempts, for figures; the services of training.services.attempts are the way that counts."""

from decimal import Decimal

from django.utils import timezone

from cadres.tests.factories import UserFactory
from training.enums import AttemptMode, MultipleMarking
from training.models import Answer, QuizAttempt


def sit(quiz, *answers, user=None, number=1, mode=AttemptMode.TEST, is_marked=True, is_submitted=True, dropped=()):
    """An attempt of one person. `answers` are (version, mark, response); those at the places `dropped` do not count."""
    marks = [Decimal(str(mark)) for place, (_version, mark, _response) in enumerate(answers) if place not in dropped]
    points = sum(marks, Decimal(0))
    has_result = is_submitted and is_marked
    attempt = QuizAttempt.objects.create(
        user=user or UserFactory(),
        quiz=quiz,
        mode=mode,
        number=number,
        quiz_title=quiz.title,
        pass_mark=quiz.pass_mark,
        multiple_marking=MultipleMarking.PARTIAL,
        submitted_at=timezone.now() if is_submitted else None,
        marked_at=timezone.now() if has_result else None,
        points=points if has_result else None,
        passed=(mode == AttemptMode.TEST and points * 100 >= quiz.pass_mark * len(marks)) if has_result else None,
        maximum=len(marks),
        receipt="ABCDEFGHJK" if is_submitted else "",
    )
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            version=version,
            position=place + 1,
            response=response,
            mark=Decimal(str(mark)) if has_result and place not in dropped else None,
            is_dropped=place in dropped,
        )
        for place, (version, mark, response) in enumerate(answers)
    )
    return attempt


def sit_often(quiz, versions, people=10):
    """`people` attempts in which each person but the first chooses the key of one version more than the one before.

    Marks by person: 000…, 100…, 110… and so on, round and round.
    """
    for person in range(people):
        right = person % (len(versions) + 1)
        sit(
            quiz,
            *((version, int(place < right), [0 if place < right else 1]) for place, version in enumerate(versions)),
        )
