"""Attempts: start, save, submit. Each may be repeated: a second click gets the first result."""

import datetime
import enum
import random
import secrets
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from cadres.models import User
from training.enums import AttemptMode
from training.errors import (
    AnswerRevealed,
    AttemptClosed,
    InvalidAnswer,
    KeyWithheld,
    QuizHasNoQuestions,
    StartRefused,
    TimeIsUp,
    TrainingError,
)
from training.kinds import KINDS, Response
from training.models import Answer, Question, QuizAttempt, QuizCycle, QuizPage, ReCheck
from training.refusals import refusal_text
from training.services.completion import record_unit_evidence
from training.services.drawing import draw_versions
from training.services.keys import answer_share, apply_signed_regrades, key_share
from training.services.marking import MarkedAnswer, Verdict, judge, to_points
from training.services.spot_findings import note_spot_result
from training.signals import test_passed
from training.terms import GRACE, QuizTerms, StartRefusal, longer, refuse_start

#: Letters and digits that nobody mixes up when reading a code aloud.
RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECEIPT_LENGTH = 10
MAX_SEQUENCE = 2**53 - 1
#: What the column holds: the database takes no larger number, not even for a search.
MAX_POSITION = 2**15 - 1
#: The worker looks a little later than the grace ends.
CLOSING_DELAY = datetime.timedelta(seconds=1)


class SaveResult(enum.Enum):
    """What became of a change that the browser sent."""

    SAVED = "saved"
    STALE = "stale"


class Change(NamedTuple):
    """One change of one answer: the values of its controls in document order, and the number of the change."""

    values: Sequence[str]
    sequence: int


def start_attempt(
    *,
    user: User,
    quiz: QuizPage,
    mode: str = AttemptMode.TEST,
    ends_at: datetime.datetime | None = None,
    at: datetime.datetime | None = None,
    source: random.Random | None = None,
) -> QuizAttempt:
    """The open attempt of `user` at `quiz`; a new one, if there is none. `source` is where chance comes from.

    A spot check has the time limit of the quiz and `ends_at` of its own, and no other limit.

    Raises StartRefused when the limits stand against a new one, and QuizHasNoQuestions.
    """
    with transaction.atomic():
        # Two windows of one person queue here, so that the limits are counted once; no_key, because an attempt that
        # is being submitted holds a shared lock on the person through its foreign key.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        attempt = QuizAttempt.objects.open().filter(user=user, quiz=quiz, mode=mode).first()
        at, source = at or timezone.now(), source or random.SystemRandom()
        return attempt or _create_attempt(user, quiz, mode, at, source, ends_at=ends_at)


def save_answer(
    *, attempt: QuizAttempt, position: int, values: Sequence[str], sequence: int, at: datetime.datetime | None = None
) -> SaveResult:
    """Keeps `values` as the answer at `position`, unless a later change is already kept.

    `sequence` numbers the changes of one answer and must rise; a lower or equal one is STALE and changes nothing.
    Raises AttemptClosed after submission or the end of the time, and InvalidAnswer for what was not offered.
    """
    with transaction.atomic():
        return _save(attempt, {position: Change(values, sequence)}, at)[position][0]


def save_answers(
    *, attempt: QuizAttempt, changes: Mapping[int, Change], at: datetime.datetime | None = None
) -> list[int]:
    """Keeps a whole form, all or nothing.

    Answers the positions that hold something else, given later in another window; those stay as they are.
    """
    with transaction.atomic():
        results = _save(attempt, changes, at)
        return [
            position for position, (result, is_same) in results.items() if result is SaveResult.STALE and not is_same
        ]


def submit_attempt(*, attempt: QuizAttempt, at: datetime.datetime | None = None) -> QuizAttempt:
    """Marks what was saved and closes the attempt. A second call answers the first result.

    After the deadline the attempt counts as submitted at the deadline. Without a result when a trainer has to mark.
    """
    at = at or timezone.now()
    with transaction.atomic():
        locked = QuizAttempt.objects.select_for_update(of=("self",)).select_related("user", "quiz").get(pk=attempt.pk)
        if not locked.is_open:
            return locked
        is_late = locked.deadline_at is not None and at > locked.deadline_at
        locked.submitted_at = locked.deadline_at if is_late else at
        locked.is_timed_out = locked.is_out_of_time(at)
        locked.receipt = "".join(secrets.choice(RECEIPT_ALPHABET) for _place in range(RECEIPT_LENGTH))
        _mark_by_key(locked)
        settle_result(attempt=locked, at=locked.submitted_at)
        return locked


def settle_result(*, attempt: QuizAttempt, at: datetime.datetime) -> None:
    """Saves a submitted attempt, with its result if every answer has its mark. Call it holding the attempt's lock."""
    verdict = judge_attempt(attempt)
    if verdict is not None:
        attempt.points, attempt.maximum = verdict.points, verdict.maximum
        attempt.passed = verdict.passed and not attempt.is_practice
        attempt.marked_at = attempt.marked_at or at
    attempt.save()
    if attempt.is_spot_check:
        note_spot_result(attempt=attempt)
    elif not attempt.is_practice:
        record_unit_evidence(user=attempt.user, course=attempt.quiz.course, tested=attempt.quiz)
        if attempt.passed:
            test_passed.send(sender=QuizAttempt, attempt=attempt, at=at)


def judge_attempt(attempt: QuizAttempt) -> Verdict | None:
    """What the marks of a submitted attempt come to; None while one of them is missing."""
    answers = list(attempt.answers.filter(is_dropped=False).select_related("version"))
    if attempt.is_practice:
        # Nobody marks practice: what only a trainer could mark is left out.
        answers = [answer for answer in answers if answer.mark is not None]
    if not all(answer.mark is not None for answer in answers):
        return None
    return judge(
        [MarkedAnswer(answer.version.skill_id, answer_share(attempt, answer)) for answer in answers],
        pass_mark=attempt.pass_mark,
        skill_minimum=attempt.skill_minimum,
    )


def close_attempts_out_of_time(*, at: datetime.datetime | None = None) -> int:
    """Submits every open attempt whose time is over, as it was saved. Answers how many there were.

    One that fails keeps none of the others open; what went wrong is raised after the last.
    """
    at = at or timezone.now()
    closed, failures = 0, []
    for attempt in QuizAttempt.objects.out_of_time(at).order_by("deadline_at"):
        try:
            closed += submit_attempt(attempt=attempt, at=at).is_timed_out
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("Attempts that could not be submitted", failures)
    return closed


def lengthen_open_attempts(*, quiz: QuizPage, users: Iterable[User]) -> None:
    """Gives running attempts of `users` the time that an override or a change of the quiz grants; it never shrinks."""
    with transaction.atomic():
        running = QuizAttempt.objects.select_for_update(of=("self",)).open().tests()
        for attempt in running.filter(quiz=quiz, user__in=users).select_related("user").order_by("pk"):
            granted = quiz.terms_for(attempt.user).deadline(attempt.started_at)
            before, attempt.deadline_at = attempt.deadline_at, longer(attempt.deadline_at, granted)
            if attempt.deadline_at != before:
                attempt.save(update_fields=["deadline_at"])
                _close_when_due(attempt)


def reveal_answer(*, attempt: QuizAttempt, position: int, at: datetime.datetime | None = None) -> Answer:
    """In practice: fixes and marks the answer at `position`, so that its reason may be shown.

    Raises AttemptClosed, and KeyWithheld while a test of the same person asks the question.
    """
    with transaction.atomic():
        locked = _lock_open(attempt, at or timezone.now())
        answer = locked.answers.select_related("version").get(position=position)
        if not locked.is_practice:
            raise AttemptClosed
        if Question.objects.withheld_from(locked.user).filter(pk=answer.version.question_id).exists():
            raise KeyWithheld
        answer.revealed_at = answer.revealed_at or at or timezone.now()
        answer.mark = _mark_of(locked, answer)
        answer.save(update_fields=["revealed_at", "mark"])
        return answer


def _create_attempt(
    user: User,
    quiz: QuizPage,
    mode: str,
    at: datetime.datetime,
    source: random.Random,
    *,
    ends_at: datetime.datetime | None,
) -> QuizAttempt:
    earlier = QuizAttempt.objects.filter(user=user, quiz=quiz, mode=mode)
    cycle = _cycle(user, quiz, mode, earlier)
    ended = earlier.filter(cycle=cycle, submitted_at__isnull=False).values_list("submitted_at", flat=True)
    terms = _terms(user, quiz, mode, ends_at)
    refusal = refuse_start(terms, ended, at)
    if refusal is not None:
        raise StartRefused(refusal.code, refusal_text(refusal))
    versions = draw_versions(quiz, user=user, mode=mode, source=source, is_recheck=_is_recheck(user, quiz, mode, cycle))
    if not versions:
        raise _no_questions(user, quiz, mode)
    attempt = QuizAttempt.objects.create(
        user=user,
        quiz=quiz,
        mode=mode,
        cycle=cycle,
        number=(earlier.aggregate(last=Max("number"))["last"] or 0) + 1,
        quiz_title=quiz.title,
        content_version=quiz.live_revision_id,
        pass_mark=quiz.pass_mark,
        skill_minimum=quiz.skill_minimum,
        multiple_marking=quiz.multiple_marking,
        started_at=at,
        deadline_at=terms.deadline(at),
        maximum=len(versions),
    )
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            version=version,
            position=position,
            option_order=KINDS[version.kind].place(version.parts, source),
        )
        for position, version in enumerate(versions, start=1)
    )
    _close_when_due(attempt)
    if mode == AttemptMode.TEST:
        record_unit_evidence(user=user, course=quiz.course, tested=quiz)
    return attempt


def _cycle(user: User, quiz: QuizPage, mode: str, earlier: QuerySet[QuizAttempt]) -> int:
    """The cycle to which a new attempt belongs; a renewal or a make-up of the training opens a new one for tests."""
    last = earlier.aggregate(last=Max("cycle"))["last"] or 1
    return max(last, QuizCycle.objects.current(user=user, quiz=quiz)) if mode == AttemptMode.TEST else last


def _terms(user: User, quiz: QuizPage, mode: str, ends_at: datetime.datetime | None) -> QuizTerms:
    """What limits a new attempt: all that the quiz sets for a test, time and an end for a spot check, else nothing."""
    if mode == AttemptMode.PRACTICE:
        return QuizTerms()
    terms = quiz.terms_for(user)
    if mode == AttemptMode.SPOT_CHECK:
        return QuizTerms(terms.limit, closes_at=ends_at, time_percent=terms.time_percent)
    return terms


def _is_recheck(user: User, quiz: QuizPage, mode: str, cycle: int) -> bool:
    """Whether a make-up asks for this cycle. The first one never is one."""
    if mode != AttemptMode.TEST or cycle == 1:
        return False
    return ReCheck.objects.filter(cycle__user=user, cycle__quiz=quiz, cycle__number=cycle).exists()


def _no_questions(user: User, quiz: QuizPage, mode: str) -> TrainingError:
    is_withheld = mode == AttemptMode.PRACTICE and draw_versions(quiz, mode=mode)
    return StartRefused("test_open", refusal_text(StartRefusal("test_open"))) if is_withheld else QuizHasNoQuestions()


def _close_when_due(attempt: QuizAttempt) -> None:
    """Has the worker look after the attempt when its time is over."""
    from training.tasks import close_attempts

    # A backend that runs tasks at once cannot wait; there, cron runs the command.
    if attempt.deadline_at is not None and close_attempts.get_backend().supports_defer:
        close_attempts.using(run_after=attempt.deadline_at + GRACE + CLOSING_DELAY).enqueue()


def _save(
    attempt: QuizAttempt, changes: Mapping[int, Change], at: datetime.datetime | None
) -> dict[int, tuple[SaveResult, bool]]:
    """All or none of `changes`; for each what became of it and whether the same answer is kept now."""
    at = at or timezone.now()
    _lock_open(attempt, at)
    asked = attempt.answers.filter(position__in=[position for position in changes if position <= MAX_POSITION])
    answers = {answer.position: answer for answer in asked.select_related("version")}
    results, newer = {}, []
    for position, change in changes.items():
        if position not in answers:
            raise InvalidAnswer("unknown_question")
        if not 0 < change.sequence <= MAX_SEQUENCE:
            raise InvalidAnswer("bad_sequence")
        answer = answers[position]
        response = read_response(answer, change.values)
        if change.sequence > answer.sequence:
            if answer.revealed_at is not None:
                raise AnswerRevealed
            answer.response, answer.sequence, answer.saved_at = response, change.sequence, at
            newer.append(answer)
            results[position] = (SaveResult.SAVED, True)
        else:
            results[position] = (SaveResult.STALE, answer.response == response)
    Answer.objects.bulk_update(newer, ["response", "sequence", "saved_at"])
    return results


def read_response(answer: Answer, values: Sequence[str]) -> Response:
    """What the values of a question's controls stand for. Raises InvalidAnswer."""
    return KINDS[answer.version.kind].read(values, answer.version.parts, answer.option_order)


def _lock_open(attempt: QuizAttempt, at: datetime.datetime) -> QuizAttempt:
    """Holds the row, so that no answer slips in between marking and closing."""
    locked = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
    if not locked.is_open:
        raise AttemptClosed
    if locked.is_out_of_time(at):
        raise TimeIsUp
    return locked


def _mark_by_key(attempt: QuizAttempt) -> None:
    """Writes the mark of each answer that follows from the key; what a trainer has to mark stays without one."""
    answers = list(attempt.answers.select_related("version"))
    for answer in answers:
        answer.mark = _mark_of(attempt, answer)
    if not attempt.is_practice:
        apply_signed_regrades(attempt, answers)
    Answer.objects.bulk_update(answers, ["mark", "is_dropped"])


def _mark_of(attempt: QuizAttempt, answer: Answer) -> Decimal | None:
    share = key_share(attempt, answer)
    return None if share is None else to_points(share)
