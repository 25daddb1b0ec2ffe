"""Everything behind the status of one duty: rule, evidence, clock, overrides, who decided (semantics 12)."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cadres.models import User
from training.duty_words import change_words, claim_words, status_words
from training.enums import RequirementKind
from training.models import (
    AssignmentWithdrawal,
    Attendance,
    CompletionKeeping,
    DueExtension,
    Duty,
    DutyClaim,
    DutyMove,
    DutyStep,
    Exemption,
    OutsideTraining,
    ProgrammeCompletion,
    QuizOverride,
)
from training.services.daily import quizzes_of
from training.services.duty_progress import DutyProgress, read_duty


@dataclass(frozen=True)
class Claim:
    """Who asks it and how its date came about; `is_decisive`: it sets the date."""

    text: str
    is_decisive: bool
    withdrawal: AssignmentWithdrawal | None


@dataclass(frozen=True)
class Explanation:
    """Why a duty has the status it has on the day `on`."""

    progress: DutyProgress
    on: datetime.date
    claims: list[Claim]
    extensions: list[DueExtension]
    moves: list[DutyMove]
    exemptions: list[Exemption]
    overrides: list[QuizOverride]
    outside: list[OutsideTraining]
    attended: list[Attendance]
    history: list[DutyStep]
    cycles: list[Duty]
    completions: list[ProgrammeCompletion]

    @property
    def duty(self) -> Duty:
        return self.progress.duty

    @property
    def is_unsupported(self) -> bool:
        """Whether it is finished on record, though the evidence that is left does not meet it and nothing followed."""
        is_newest = self.cycles[-1].pk == self.duty.pk
        return self.duty.is_met and not self.progress.standing.is_met and is_newest

    @property
    def summary(self) -> str:
        return status_words(self.progress, self.on)

    @property
    def changes(self) -> list[str]:
        return change_words(self.progress)

    @property
    def days_left(self) -> int | None:
        """Days until the due date, that day counted in; negative when it has passed; None without a date."""
        return None if self.duty.due_on is None else (self.duty.due_on - self.on).days


def explain(*, duty: Duty, viewer: User, on: datetime.date | None = None) -> Explanation:
    """What stands behind the status of `duty`; pages that are closed to `viewer` have no address."""
    claims = list(duty.claims.select_related("assignment", "withdrawal__withdrawn_by").order_by("pk"))
    quizzes = quizzes_of(duty.rule.targets())
    overrides = QuizOverride.objects.reaching(duty.user).filter(quiz__in=quizzes)
    return Explanation(
        progress=read_duty(duty=duty, viewer=viewer),
        on=on or timezone.localdate(),
        claims=[_claim(duty, claim) for claim in claims],
        extensions=list(duty.extensions.select_related("granted_by")),
        moves=list(duty.moves.select_related("came_from", "went_to")),
        exemptions=list(
            duty.user.exemptions.filter(programme=duty.programme).select_related("approved_by", "ending__ended_by")
        ),
        overrides=list(overrides.select_related("quiz", "granted_by", "department", "user")),
        outside=list(duty.user.outside_trainings.filter(programme=duty.programme).with_all()),
        attended=_attended(duty),
        history=list(duty.steps.order_by("since", "pk")),
        cycles=list(Duty.objects.filter(user=duty.user_id, programme=duty.programme_id).order_by("cycle")),
        completions=_decided(duty),
    )


def _claim(duty: Duty, claim: DutyClaim) -> Claim:
    is_decisive = claim.withdrawal is None and claim.due_on == duty.due_on
    return Claim(claim_words(claim), is_decisive, claim.withdrawal)


def _decided(duty: Duty) -> list[ProgrammeCompletion]:
    """Completions of this cycle that were voided or let stand, the first one first."""
    rows = duty.user.programme_completions.filter(programme=duty.programme_id, cycle=duty.cycle)
    touched = rows.filter(
        Q(voidance__isnull=False) | Exists(CompletionKeeping.objects.filter(completion=OuterRef("pk")))
    )
    return list(
        touched.select_related("voidance__voided_by").prefetch_related("keepings__decided_by").order_by("number")
    )


def _attended(duty: Duty) -> list[Attendance]:
    """The workshops of the rule at which somebody attested the person, also those that were taken back."""
    workshops = [target for kind, target in duty.rule.targets() if kind == RequirementKind.ATTENDANCE]
    if not workshops:
        return []
    rows = duty.user.attendances.filter(session__workshop__in=workshops)
    return list(rows.select_related("attested_by", "withdrawal__withdrawn_by", "session"))
