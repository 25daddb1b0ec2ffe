"""What a regrade would do, attempt by attempt. The dry run and the signed one ask the same here; nothing is written."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from training.enums import QuestionKind, RegradeMode
from training.errors import RegradeRefused
from training.models import Answer, QuestionVersion, QuizAttempt, Regrade
from training.regrade_rules import Case, Change, changes_mark, plan_change
from training.same_parts import are_same_parts
from training.services.keys import answer_share, exact_share, key_share, regraded_share
from training.services.marking import MarkedAnswer, Verdict, to_points

#: Modes that take the key of another version.
WITH_KEY = {RegradeMode.CORRECTED_KEY, RegradeMode.BOTH_KEYS}
#: Attempts whose answers one query fetches.
CHUNK = 500


@dataclass(frozen=True)
class Proposal:
    """A regrade that nobody has signed: of which version, how, and with `corrected` by whose key."""

    shown: QuestionVersion
    mode: str
    corrected: QuestionVersion | None = None
    only_raise: bool = True

    def unsigned(self) -> Regrade:
        """The row that signing would keep, not saved."""
        return Regrade(
            question_id=self.shown.question_id,
            shown=self.shown,
            corrected=self.corrected if self.mode in WITH_KEY else None,
            mode=self.mode,
            only_raise=self.only_raise,
        )

    def check(self) -> None:
        """Raises RegradeRefused when the versions do not fit together or the mode does not fit the question."""
        if self.mode not in WITH_KEY:
            return
        if self.shown.kind == QuestionKind.SHORT_ANSWER:
            raise RegradeRefused("by_rubric")
        if self.corrected is None:
            raise RegradeRefused("needs_corrected")
        if not are_same_parts(self.shown, self.corrected):
            raise RegradeRefused("other_parts")
        if self.corrected.parts == self.shown.parts:
            raise RegradeRefused("same_key")


@dataclass(frozen=True)
class Planned:
    """One submitted attempt that asked the version: what the regrade offers, and the change that follows, if any."""

    attempt: QuizAttempt
    answer: Answer
    offered: Fraction | None
    change: Change | None

    @property
    def looked_at(self) -> tuple[object, ...]:
        """Everything the outcome follows from, and the outcome."""
        attempt, answer = self.attempt, self.answer
        on_record = (answer.pk, answer.mark, answer.is_dropped, attempt.points, attempt.maximum, attempt.passed)
        return *on_record, self.offered, self.change


@dataclass(frozen=True)
class Affected:
    """One attempt whose answer a regrade would change, and what would become of it."""

    attempt: QuizAttempt
    answer: Answer
    change: Change


@dataclass(frozen=True)
class DryRun:
    """What a regrade would do now. `seen` are the submitted tests that asked the version, `running` those still open.

    `token` stands for everything that was looked at; the one who signs sends it back with `as_of`.
    """

    proposal: Proposal
    as_of: datetime.datetime
    affected: list[Affected]
    seen: int
    running: int
    token: str

    @property
    def raised(self) -> list[Affected]:
        return [one for one in self.affected if not one.change.drops and not one.change.falls]

    @property
    def lowered(self) -> list[Affected]:
        return [one for one in self.affected if one.change.falls]

    @property
    def dropped(self) -> list[Affected]:
        return [one for one in self.affected if one.change.drops]

    @property
    def newly_passed(self) -> list[Affected]:
        return [one for one in self.affected if one.change.newly_passes]

    @property
    def to_be_decided(self) -> list[Affected]:
        return [one for one in self.affected if one.change.needs_decision]

    @property
    def unchanged(self) -> int:
        return self.seen - len(self.affected)


def dry_run(*, proposal: Proposal, at: datetime.datetime | None = None) -> DryRun:
    """What `proposal` would do now; changes nothing. Raises RegradeRefused."""
    proposal.check()
    as_of = at or timezone.now()
    tests = attempts_asking(proposal.shown)
    planned = plan(proposal, list(tests.filter(submitted_at__isnull=False)))
    running = tests.filter(submitted_at=None).count()
    return DryRun(proposal, as_of, affected_by(planned), len(planned), running, token_of(proposal, planned, as_of))


def attempts_asking(version: QuestionVersion) -> QuerySet[QuizAttempt]:
    """The test attempts, open or submitted, that asked this version. Practice is never marked anew."""
    return QuizAttempt.objects.tests().filter(answers__version=version).order_by("pk")


def plan(proposal: Proposal, attempts: Sequence[QuizAttempt]) -> list[Planned]:
    """What would become of each of `attempts`, which are submitted tests that asked the version."""
    prefetch_related_objects(attempts, "user", "quiz")
    asked = _answers_of(attempts, version=proposal.shown.pk)
    regrade = proposal.unsigned()
    offers = {answer.pk: _offer(regrade, answer) for answer in asked}
    touched = [
        answer.attempt
        for answer in asked
        if changes_mark(mark=answer.mark, is_dropped=answer.is_dropped, offered=offers[answer.pk])
    ]
    others: dict[UUID, list[Answer]] = defaultdict(list)
    for other in _answers_of(touched, is_dropped=False):
        if other.version_id != proposal.shown.pk:
            others[other.attempt_id].append(other)
    return [_planned(proposal, answer, offers[answer.pk], others[answer.attempt_id]) for answer in asked]


def affected_by(planned: Iterable[Planned]) -> list[Affected]:
    """Those that the regrade would change."""
    return [Affected(one.attempt, one.answer, one.change) for one in planned if one.change is not None]


def token_of(proposal: Proposal, planned: Iterable[Planned], as_of: datetime.datetime) -> str:
    """A digest of everything the outcome follows from, for the tests that were submitted until `as_of`."""
    asked_for = (proposal.shown.pk, proposal.mode, proposal.unsigned().corrected_id, proposal.only_raise)
    looked_at = [one.looked_at for one in planned if one.attempt.submitted_at <= as_of]
    return hashlib.sha256(repr((asked_for, looked_at)).encode()).hexdigest()


def _answers_of(attempts: Sequence[QuizAttempt], **which: Any) -> list[Answer]:
    """The answers of `attempts` with their versions and all that may have given their marks."""
    by_id = {attempt.pk: attempt for attempt in attempts}
    ids = list(by_id)
    answers: list[Answer] = []
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        answers += Answer.objects.filter(attempt__in=chunk, **which).order_by("attempt", "position")
    versions = QuestionVersion.objects.prefetch_related("regrades__corrected").in_bulk(
        {answer.version_id for answer in answers}
    )
    for answer in answers:
        answer.attempt, answer.version = by_id[answer.attempt_id], versions[answer.version_id]
    written = [answer for answer in answers if answer.version.kind == QuestionKind.SHORT_ANSWER]
    prefetch_related_objects(written, "rubric_marks")
    return answers


def _offer(regrade: Regrade, answer: Answer) -> Fraction | None:
    """The exact share by the regrade, as it counts once the mark is kept in thousandths (see `answer_share`)."""
    offered = regraded_share(answer.attempt, answer, regrade)
    if offered is None:
        return None
    return exact_share(to_points(offered), [key_share(answer.attempt, answer), offered])


def _planned(proposal: Proposal, answer: Answer, offered: Fraction | None, others: list[Answer]) -> Planned:
    attempt = answer.attempt
    case = Case(
        answer=answer.pk,
        skill=answer.version.skill_id,
        mark=answer.mark,
        is_dropped=answer.is_dropped,
        result=Verdict(attempt.points, attempt.maximum, attempt.passed) if attempt.is_marked else None,
        offered=offered,
        others=tuple(
            MarkedAnswer(one.version.skill_id, answer_share(attempt, one)) for one in others if one.mark is not None
        ),
        waits=any(one.mark is None for one in others),
        pass_mark=attempt.pass_mark,
        skill_minimum=attempt.skill_minimum,
    )
    return Planned(attempt, answer, offered, plan_change(case, only_raise=proposal.only_raise))
