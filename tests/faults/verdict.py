"""Compares what the learners were told with what the database holds. Plain data in, findings out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .record import AttemptRecord, LearnerRecord
from .stage import QUESTIONS


@dataclass
class StoredAttempt:
    """One attempt as the database holds it: `answers` is position -> (sequence, places that were chosen).

    `marks` are those that were given, `worth` those that the stored answers deserve.
    """

    staff_number: str
    is_submitted: bool
    receipt: str
    points: Decimal | None
    fingerprint: str = ""
    answers: dict[int, tuple[int, list[int]]] = field(default_factory=dict)
    marks: list[Decimal | None] = field(default_factory=list)
    worth: list[int] = field(default_factory=list)


@dataclass
class Verdict:
    """Findings: where -> what in words. All of them empty: every promise was kept."""

    lost: dict[str, str] = field(default_factory=dict)
    duplicated: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    damaged: dict[str, str] = field(default_factory=dict)

    @property
    def findings(self) -> list[str]:
        return [f"{kind}: {where}: {what}" for kind, found in vars(self).items() for where, what in found.items()]

    def add(self, other: "Verdict") -> None:
        for kind, found in vars(other).items():
            getattr(self, kind).update(found)


def judge(records: Iterable[LearnerRecord], stored: Mapping[str, StoredAttempt], earlier: Mapping[str, str]) -> Verdict:
    """Every acknowledged start, save and submit is stored, once, as it was sent, and stays so.

    `earlier` are the fingerprints of the attempts that were submitted at the last look.
    """
    records = list(records)
    verdict = Verdict()
    for key, attempt in ((key, attempt) for record in records for key, attempt in record.attempts.items()):
        if key not in stored:
            verdict.lost[key] = "was started and is not there"
            continue
        verdict.lost |= {f"{key} {part}": what for part, what in _lost(attempt, stored[key])}
        verdict.changed |= {f"{key} {part}": what for part, what in _changed(attempt, stored[key])}
        verdict.duplicated |= {f"{key} {part}": "was acknowledged twice" for part in attempt.repeated}
    verdict.duplicated |= dict(_duplicated(records, stored))
    verdict.changed |= dict.fromkeys(_touched(stored, earlier), "was changed after submission")
    verdict.damaged |= {key: what for key, attempt in stored.items() for what in _damaged(attempt)}
    return verdict


Findings = Iterator[tuple[str, str]]


def _lost(attempt: AttemptRecord, stored: StoredAttempt) -> Findings:
    if attempt.submits and not stored.is_submitted:
        yield "submit", "was acknowledged, but the attempt is open"
    for position in attempt.last:
        sequence, _places = stored.answers.get(position, (0, []))
        promised = max(attempt.newest(position), attempt.held.get(position, 0))
        if sequence < promised:
            yield f"answer {position}", f"holds change {sequence}, but {promised} was acknowledged"


def _changed(attempt: AttemptRecord, stored: StoredAttempt) -> Findings:
    if attempt.receipts - {stored.receipt}:
        yield "receipt", f"is {stored.receipt}, but {sorted(attempt.receipts)} was shown"
    for position, (sequence, places) in stored.answers.items():
        sent = attempt.sent.get((position, sequence), [])
        if (position, sequence) in attempt.acknowledged:
            sent = [attempt.acknowledged[position, sequence]]
        expected = [[value] for value in sent] if sequence else [[]]
        if places not in expected:
            yield f"answer {position}", f"holds {places} as change {sequence}, but {sent} was sent"


def _touched(stored: Mapping[str, StoredAttempt], earlier: Mapping[str, str]) -> Iterator[str]:
    for key, fingerprint in earlier.items():
        if key not in stored or stored[key].fingerprint != fingerprint:
            yield key


def _duplicated(records: list[LearnerRecord], stored: Mapping[str, StoredAttempt]) -> Findings:
    receipts = Counter(attempt.receipt for attempt in stored.values() if attempt.is_submitted)
    yield from ((f"receipt {receipt}", f"was given {count} times") for receipt, count in receipts.items() if count > 1)
    for record in records:
        own = {key: attempt for key, attempt in stored.items() if attempt.staff_number == record.staff_number}
        if sum(not attempt.is_submitted for attempt in own.values()) > 1:
            yield record.staff_number, "has several open attempts"
        unknown = [attempt for key, attempt in own.items() if key not in record.attempts]
        # A start whose answer was lost may have opened one; nobody has seen it yet, so nothing is in it.
        is_explained = record.is_start_open and len(unknown) == 1 and not _is_begun(unknown[0])
        if unknown and not is_explained:
            yield record.staff_number, f"has {len(unknown)} attempts that nobody was told of"


def _is_begun(attempt: StoredAttempt) -> bool:
    return attempt.is_submitted or any(sequence for sequence, _places in attempt.answers.values())


def _damaged(attempt: StoredAttempt) -> Iterator[str]:
    if len(attempt.answers) != QUESTIONS or len(attempt.marks) != QUESTIONS:
        yield f"{len(attempt.marks)} answers to {QUESTIONS} questions"
    marks = [mark for mark in attempt.marks if mark is not None]
    if not attempt.is_submitted and marks:
        yield "open, but marked"
    if attempt.is_submitted and (len(marks) != QUESTIONS or sum(marks, Decimal(0)) != attempt.points):
        yield f"submitted with {attempt.points} points, but marks {attempt.marks}"
    if attempt.is_submitted and marks != attempt.worth:
        yield f"marked {attempt.marks}, but the answers are worth {attempt.worth}"
