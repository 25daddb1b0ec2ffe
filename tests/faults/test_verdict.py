"""The judge of the fault test finds each kind of broken promise. The long test itself is run by `make test-faults`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from .client import Lost, parse
from .record import AttemptRecord, LearnerRecord
from .stage import QUESTIONS
from .verdict import StoredAttempt, Verdict, judge

KEY = "9f1c5f0e-0000-4000-8000-000000000001"
OTHER_KEY = "9f1c5f0e-0000-4000-8000-000000000002"
RECEIPT = "ABCDEFGH23"
UNANSWERED = {position: (0, []) for position in range(1, QUESTIONS + 1)}


def open_attempt(**values) -> StoredAttempt:
    plain = {"staff_number": "000001", "is_submitted": False, "receipt": "", "points": None, "fingerprint": "open"}
    answers = UNANSWERED | values.pop("answers", {})
    return StoredAttempt(**{**plain, "answers": answers, "marks": [None] * QUESTIONS, **values})


def finished_attempt(**values) -> StoredAttempt:
    marks = [Decimal(1)] + [Decimal(0)] * (QUESTIONS - 1)
    plain = {"is_submitted": True, "receipt": RECEIPT, "points": Decimal(1), "fingerprint": "finished"}
    worth = [1] + [0] * (QUESTIONS - 1)
    return open_attempt(**{**plain, "marks": marks, "worth": worth, **values})


def learner(attempts: dict[str, AttemptRecord], **values) -> LearnerRecord:
    return LearnerRecord("000001", attempts=attempts, **values)


def saved(*changes: tuple[int, int, int]) -> AttemptRecord:
    attempt = AttemptRecord()
    for change in changes:
        attempt.send(*change)
        attempt.acknowledge(*change)
    return attempt


def test_judge_finds_nothing_when_everything_is_as_it_was_told():
    attempt = saved((1, 1, 3), (1, 2, 0))
    attempt.is_submit_sent, attempt.submits, attempt.receipts = True, 1, {RECEIPT}
    stored = {KEY: finished_attempt(answers={1: (2, [0])})}
    assert judge([learner({KEY: attempt})], stored, {KEY: "finished"}) == Verdict()


def test_judge_accepts_later_change_whose_answer_was_lost():
    attempt = saved((1, 1, 3))
    attempt.send(1, 2, 0)
    attempt.send(1, 2, 1)
    stored = {KEY: open_attempt(answers={1: (2, [1])})}
    assert judge([learner({KEY: attempt})], stored, {}) == Verdict()


def test_judge_accepts_empty_attempt_of_start_whose_answer_was_lost():
    assert judge([learner({}, is_start_open=True)], {KEY: open_attempt()}, {}) == Verdict()


def test_judge_finds_lost_attempt():
    assert judge([learner({KEY: AttemptRecord()})], {}, {}).lost == {KEY: "was started and is not there"}


def test_judge_finds_lost_change():
    stored = {KEY: open_attempt(answers={1: (1, [3])})}
    verdict = judge([learner({KEY: saved((1, 1, 3), (1, 2, 0))})], stored, {})
    assert verdict == Verdict(lost={f"{KEY} answer 1": "holds change 1, but 2 was acknowledged"})


def test_judge_finds_change_that_was_called_stale_and_is_not_there():
    attempt = AttemptRecord()
    attempt.send(1, 4, 2)
    attempt.hold(1, 4)
    verdict = judge([learner({KEY: attempt})], {KEY: open_attempt()}, {})
    assert verdict == Verdict(lost={f"{KEY} answer 1": "holds change 0, but 4 was acknowledged"})


def test_judge_finds_lost_submit():
    verdict = judge([learner({KEY: AttemptRecord(submits=1)})], {KEY: open_attempt()}, {})
    assert verdict == Verdict(lost={f"{KEY} submit": "was acknowledged, but the attempt is open"})


@pytest.mark.parametrize("answer", [(1, [2]), (1, []), (1, [3, 0]), (5, [3]), (0, [3])])
def test_judge_finds_change_that_was_never_sent(answer):
    verdict = judge([learner({KEY: saved((1, 1, 3))})], {KEY: open_attempt(answers={1: answer})}, {})
    assert list(verdict.changed) == [f"{KEY} answer 1"]


def test_judge_finds_other_receipt():
    attempt = AttemptRecord(submits=1, receipts={RECEIPT, "JKMNPQRS45"})
    verdict = judge([learner({KEY: attempt})], {KEY: finished_attempt()}, {})
    assert list(verdict.changed) == [f"{KEY} receipt"]


@pytest.mark.parametrize("stored", [{}, {KEY: finished_attempt(fingerprint="other")}])
def test_judge_finds_result_that_changed_or_went(stored):
    verdict = judge([learner({KEY: AttemptRecord()})], stored, {KEY: "finished"})
    assert verdict.changed == {KEY: "was changed after submission"}


def test_judge_finds_change_acknowledged_twice():
    attempt = saved((1, 1, 3), (1, 1, 3))
    verdict = judge([learner({KEY: attempt})], {KEY: open_attempt(answers={1: (1, [3])})}, {})
    assert verdict == Verdict(duplicated={f"{KEY} answer 1 change 1": "was acknowledged twice"})


@pytest.mark.parametrize(
    ("record", "second", "finding"),
    [
        (learner({KEY: AttemptRecord(), OTHER_KEY: AttemptRecord()}), open_attempt(), "has several open attempts"),
        (learner({KEY: AttemptRecord()}), finished_attempt(), "has 1 attempts that nobody was told of"),
        (
            learner({KEY: AttemptRecord()}, is_start_open=True),
            finished_attempt(),
            "has 1 attempts that nobody was told of",
        ),
    ],
)
def test_judge_finds_second_attempt(record, second, finding):
    verdict = judge([record], {KEY: open_attempt(), OTHER_KEY: second}, {})
    assert verdict == Verdict(duplicated={"000001": finding})


def test_judge_finds_receipt_given_twice():
    attempts = {KEY: AttemptRecord(), OTHER_KEY: AttemptRecord()}
    verdict = judge([learner(attempts)], {KEY: finished_attempt(), OTHER_KEY: finished_attempt()}, {})
    assert verdict == Verdict(duplicated={f"receipt {RECEIPT}": "was given 2 times"})


@pytest.mark.parametrize(
    "stored",
    [
        open_attempt(marks=[Decimal(1)] + [None] * (QUESTIONS - 1)),
        finished_attempt(points=Decimal(2)),
        finished_attempt(marks=[None] * QUESTIONS),
        finished_attempt(worth=[0] * QUESTIONS),
        replace(open_attempt(), answers={1: (0, [])}),
        open_attempt(marks=[None] * (QUESTIONS + 1)),
    ],
)
def test_judge_finds_half_written_attempt(stored):
    verdict = judge([learner({KEY: AttemptRecord()})], {KEY: stored}, {})
    assert list(verdict.damaged) == [KEY]


@pytest.mark.parametrize(
    "received",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsav"],
)
def test_half_an_answer_is_no_acknowledgement(received):
    with pytest.raises(Lost):
        parse(received)
