"""What the person who made an attempt is told of regrades."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from training.enums import ReviewDepth
from training.models import MarkChange, PassDecision, QuizAttempt


@dataclass(frozen=True)
class RegradeNote:
    """One question that was marked anew. `before` and `after` are None where it did not count or had no mark.

    `reason` is empty while keys are not shown: it may name one.
    """

    position: int
    before: Decimal | None
    after: Decimal | None
    signed_at: datetime.datetime
    reason: str = ""


def notes_on(attempt: QuizAttempt, *, depth: str | None) -> list[RegradeNote]:
    """The changes that were made to `attempt`, the newest first; not those that wait for a decision. One query."""
    return [note_of(change, depth=depth) for change in done_changes().filter(answer__attempt=attempt)]


def done_changes() -> QuerySet[MarkChange]:
    """The changes that were made, the newest first; not those that wait for a decision."""
    done = MarkChange.objects.filter(Q(needs_decision=False) | Q(decision__outcome=PassDecision.Outcome.WITHDRAWN))
    return done.select_related("answer", "regrade").order_by("-regrade__signed_at", "answer__position")


def note_of(change: MarkChange, *, depth: str | None) -> RegradeNote:
    """What the person is told of `change`, at the depth at which the attempt is shown now."""
    return RegradeNote(
        position=change.answer.position,
        before=change.before,
        after=change.after,
        signed_at=change.regrade.signed_at,
        reason=change.regrade.reason if depth == ReviewDepth.REASONS else "",
    )
