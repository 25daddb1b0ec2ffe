"""Steps that tests of marking and regrades share: somebody takes a test, somebody signs."""

from contextlib import contextmanager

import pytest

from training.kinds import KINDS
from training.models import QuestionVersion, QuizAttempt
from training.services.attempts import save_answer, start_attempt, submit_attempt
from training.services.regrade_plans import dry_run
from training.services.regrading import sign_regrade

#: Stands for a response that earns the full mark.
RIGHT = object()


def take_test(user, quiz, *responses, submit=True, at=None, submitted_at=None) -> QuizAttempt:
    """An attempt of `user` with one response for each question; `RIGHT` earns the full mark, [] answers nothing."""
    attempt = start_attempt(user=user, quiz=quiz, at=at)
    for answer, response in zip(attempt.answers.select_related("version"), responses, strict=True):
        rules, version = KINDS[answer.version.kind], answer.version
        given = rules.solution(version.parts) if response is RIGHT else response
        if given:
            values = rules.write(version.parts, answer.option_order, given)
            save_answer(attempt=attempt, position=answer.position, values=values, sequence=1, at=at)
    return submit_attempt(attempt=attempt, at=submitted_at or at) if submit else attempt


def result(attempt: QuizAttempt) -> tuple:
    """What is on record now: points, maximum, passed."""
    attempt.refresh_from_db()
    return attempt.points, attempt.maximum, attempt.passed


def marks(attempt: QuizAttempt) -> list:
    """The mark of each question, None where it is left out."""
    return [None if answer.is_dropped else answer.mark for answer in attempt.answers.order_by("position")]


def with_key(question, parts) -> QuestionVersion:
    """Another version of `question`, as an author makes it who corrects the key."""
    latest = question.current_version()
    return QuestionVersion.objects.create(
        question=question, number=latest.number + 1, kind=latest.kind, skill=latest.skill, stem=latest.stem,
        reason=latest.reason, parts=parts,
    )  # fmt: skip


def swapped(version, key=1):
    """The parts of a choice question with another key."""
    return [{**part, "is_key": place == key} for place, part in enumerate(version.parts)]


def sign(proposal, user, *, reason="第一项和第二项印反了。", run=None, signature=None, **fields):
    run = run or dry_run(proposal=proposal)
    return sign_regrade(
        proposal=proposal,
        signed_by=user,
        signature=signature or user.name,
        reason=reason,
        token=run.token,
        as_of=run.as_of,
        **fields,
    )


@contextmanager
def refused(error, code):
    """What is done inside is refused for this reason; the words are for people and depend on the language."""
    with pytest.raises(error) as caught:
        yield
    assert caught.value.code == code
