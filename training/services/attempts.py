"""Attempts: start, save, submit. Each may be repeated: a second click gets the first result."""

import datetime
import enum
import random
import secrets
from collections.abc import Iterable, Mapping
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from cadres.models import User
from training.enums import QuestionKind
from training.errors import AttemptClosed, InvalidChoice, QuizHasNoQuestions
from training.models import Answer, QuizAttempt, QuizPage
from training.services.completion import record_course_completion
from training.services.drawing import draw_versions, shuffle_choices
from training.services.marking import is_pass, mark_answer, to_points

#: Letters and digits that nobody mixes up when reading a code aloud.
RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECEIPT_LENGTH = 10
MAX_SEQUENCE = 2**53 - 1


class SaveResult(enum.Enum):
    """What became of a change that the browser sent."""

    SAVED = "saved"
    STALE = "stale"


def start_attempt(*, user: User, quiz: QuizPage, at: datetime.datetime | None = None) -> QuizAttempt:
    """The open attempt of `user` at `quiz`; a new one, if there is none. Raises QuizHasNoQuestions."""
    with transaction.atomic():
        attempt = _open_attempt(user, quiz)
        if attempt is not None:
            return attempt
        try:
            with transaction.atomic():
                return _create_attempt(user, quiz, at or timezone.now())
        except IntegrityError:
            # Another window was quicker; the constraint let only one through.
            attempt = _open_attempt(user, quiz)
            if attempt is None:
                raise
            return attempt


def save_answer(
    *, attempt: QuizAttempt, position: int, chosen: Iterable[int], sequence: int, at: datetime.datetime | None = None
) -> SaveResult:
    """Keeps `chosen` (ids of choices) as the answer at `position`, unless a later change is already kept.

    `sequence` numbers the changes of one answer and must rise; a lower or equal one is STALE and changes nothing.
    Raises AttemptClosed after submission and InvalidChoice for what was not offered.
    """
    with transaction.atomic():
        return _save(attempt, {position: (list(chosen), sequence)}, at)[position]


def save_answers(
    *, attempt: QuizAttempt, changes: Mapping[int, tuple[list[int], int]], at: datetime.datetime | None = None
) -> list[int]:
    """Keeps a whole form: for each position what was chosen and the number of the change.

    Answers the positions that hold something else, chosen later in another window; those stay as they are.
    """
    with transaction.atomic():
        results = _save(attempt, changes, at)
        stale = [position for position, result in results.items() if result is SaveResult.STALE]
        held = dict(attempt.answers.filter(position__in=stale).values_list("position", "chosen"))
        return [position for position in stale if set(held[position]) != set(changes[position][0])]


def submit_attempt(*, attempt: QuizAttempt, at: datetime.datetime | None = None) -> QuizAttempt:
    """Marks what was saved and closes the attempt. A second call answers the first result."""
    with transaction.atomic():
        locked = QuizAttempt.objects.select_for_update(of=("self",)).select_related("user", "quiz").get(pk=attempt.pk)
        if not locked.is_open:
            return locked
        points = to_points(_mark_answers(locked))
        locked.submitted_at = at or timezone.now()
        locked.points = points
        locked.passed = is_pass(points=points, maximum=locked.maximum, pass_mark=locked.pass_mark)
        locked.receipt = "".join(secrets.choice(RECEIPT_ALPHABET) for _place in range(RECEIPT_LENGTH))
        locked.save(update_fields=["submitted_at", "points", "passed", "receipt"])
        if locked.passed:
            record_course_completion(user=locked.user, course=locked.quiz.course)
        return locked


def _open_attempt(user: User, quiz: QuizPage) -> QuizAttempt | None:
    return QuizAttempt.objects.open().filter(user=user, quiz=quiz).first()


def _create_attempt(user: User, quiz: QuizPage, at: datetime.datetime) -> QuizAttempt:
    versions = draw_versions(quiz)
    if not versions:
        raise QuizHasNoQuestions
    last = QuizAttempt.objects.filter(user=user, quiz=quiz).aggregate(last=Max("number"))["last"] or 0
    attempt = QuizAttempt.objects.create(
        user=user,
        quiz=quiz,
        number=last + 1,
        quiz_title=quiz.title,
        content_version=quiz.live_revision_id,
        pass_mark=quiz.pass_mark,
        multiple_marking=quiz.multiple_marking,
        started_at=at,
        maximum=len(versions),
    )
    source = random.SystemRandom()
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            version=version,
            position=position,
            option_order=shuffle_choices(
                kind=version.kind, choices=[choice.pk for choice in version.choices.all()], source=source
            ),
        )
        for position, version in enumerate(versions, start=1)
    )
    return attempt


def _save(
    attempt: QuizAttempt, changes: Mapping[int, tuple[list[int], int]], at: datetime.datetime | None
) -> dict[int, SaveResult]:
    """All or none of `changes`. The lock on the attempt keeps other windows out between comparing and writing."""
    _lock_open(attempt)
    answers = {answer.position: answer for answer in attempt.answers.select_related("version")}
    results, newer = {}, []
    for position, (chosen, sequence) in changes.items():
        if position not in answers:
            raise InvalidChoice("unknown_question")
        if not 0 < sequence <= MAX_SEQUENCE:
            raise InvalidChoice("bad_sequence")
        answer = answers[position]
        kept = _check_chosen(answer, chosen)
        is_newer = sequence > answer.sequence
        results[position] = SaveResult.SAVED if is_newer else SaveResult.STALE
        if is_newer:
            answer.chosen, answer.sequence, answer.saved_at = kept, sequence, at or timezone.now()
            newer.append(answer)
    Answer.objects.bulk_update(newer, ["chosen", "sequence", "saved_at"])
    return results


def _lock_open(attempt: QuizAttempt) -> None:
    """Holds the row so that no answer slips in between marking and closing."""
    locked = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
    if not locked.is_open:
        raise AttemptClosed


def _check_chosen(answer: Answer, chosen: list[int]) -> list[int]:
    if len(set(chosen)) < len(chosen) or not set(chosen) <= set(answer.option_order):
        raise InvalidChoice("unknown_choice")
    if answer.version.kind != QuestionKind.MULTIPLE and len(chosen) > 1:
        raise InvalidChoice("too_many")
    return chosen


def _mark_answers(attempt: QuizAttempt) -> Fraction:
    """Writes the mark of each answer and returns their exact sum."""
    answers = list(attempt.answers.select_related("version").prefetch_related("version__choices"))
    total = Fraction(0)
    for answer in answers:
        choices = answer.version.choices.all()
        share = mark_answer(
            kind=answer.version.kind,
            keys=[choice.pk for choice in choices if choice.is_key],
            choices=[choice.pk for choice in choices],
            chosen=answer.chosen,
            rule=attempt.multiple_marking,
        )
        answer.mark = to_points(share)
        total += share
    Answer.objects.bulk_update(answers, ["mark"])
    return total
