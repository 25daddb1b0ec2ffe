"""Whether what stands on the rows of duties is what follows from its origin: evidence, dates, moves, exemptions."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from training.enums import CertificateState, ProgressState
from training.models import (
    Certificate,
    DueExtension,
    Duty,
    DutyClaim,
    DutyMove,
    DutyStep,
    Exemption,
    ProgrammeCompletion,
)
from training.services.batches import in_batches_by_key
from training.services.duties import standings_of
from training.services.exemptions import span_of_the_day


@dataclass(frozen=True)
class Difference:
    """One column of one duty that holds something else than its origin says."""

    duty: Duty
    column: str
    held: object
    expected: object


def differences(*, duties: QuerySet[Duty], on: datetime.date | None = None) -> Iterator[Difference]:
    """Each column of `duties` that does not agree with its origin on the day `on` (today, if not given).

    Looks only, some thousand rows at a time.
    """
    on = on or timezone.localdate()
    for batch in in_batches_by_key(duties.select_related("version", "user", "programme")):
        origins = [_progress(batch), _dates(batch), _departments(batch), _exemptions(batch, on)]
        newest_steps, certified = _newest_steps(batch), _certified_though_voided(batch)
        for duty in batch:
            expected = {column: value for origin in origins for column, value in origin.get(duty.pk, {}).items()}
            for column, value in expected.items():
                if (held := getattr(duty, column)) != value:
                    yield Difference(duty, column, held, value)
            step = newest_steps.get(duty.pk, ProgressState.NOT_STARTED)
            if step != duty.progress:
                yield Difference(duty, "steps", step, duty.progress)
            for serial in certified.get((duty.user_id, duty.programme_id, duty.cycle), []):
                yield Difference(duty, "certificate", serial, CertificateState.REVOKED)


def _progress(duties: Sequence[Duty]) -> dict[int, dict[str, object]]:
    """Progress by evidence; of what is met, by the completion on record."""
    rows = ProgrammeCompletion.objects.valid().filter(user__in={duty.user_id for duty in duties})
    earned = {(row.user_id, row.programme_id, row.cycle): row.earned_at for row in rows}
    found = {}
    for duty, standing in zip(duties, standings_of(duties), strict=True):
        earned_at = earned.get((duty.user_id, duty.programme_id, duty.cycle))
        is_met = earned_at is not None or standing.is_met
        progress = ProgressState.MET if is_met else standing.state
        found[duty.pk] = {"progress": progress, "earned_at": earned_at, "since": earned_at or standing.since}
    return found


def _newest_steps(duties: Sequence[Duty]) -> dict[int, str]:
    """The progress that the history ends with; a duty without history was never begun."""
    return dict(DutyStep.objects.filter(duty__in=duties).order_by("pk").values_list("duty", "progress"))


def _certified_though_voided(duties: Sequence[Duty]) -> dict[tuple[int, int, int], list[str]]:
    """Numbers of certificates that were not revoked with their completion, by person, programme and cycle."""
    rows = Certificate.objects.filter(
        user__in={duty.user_id for duty in duties}, completion__voidance__isnull=False, revocation__isnull=True
    )
    found: dict[tuple[int, int, int], list[str]] = {}
    for user, programme, cycle, serial in rows.values_list("user", "programme", "completion__cycle", "serial"):
        found.setdefault((user, programme, cycle), []).append(serial)
    return found


def _dates(duties: Sequence[Duty]) -> dict[int, dict[str, object]]:
    """The earliest of what was claimed since the newest extension, and of that; in a later cycle extensions alone.

    What is met is not dated anew by an earlier claim: there it is one of the claims.
    """
    extensions = DueExtension.objects.filter(duty__in=duties).order_by("pk")
    moved = {pk: (at, day) for pk, at, day in extensions.values_list("duty", "granted_at", "new_due_on")}
    days: dict[int, list[datetime.date | None]] = {pk: [day] for pk, (_at, day) in moved.items()}
    claims = DutyClaim.objects.in_force().filter(duty__in=duties).order_by("pk")
    for pk, made_at, day in claims.values_list("duty", "made_at", "due_on"):
        if pk not in moved or made_at > moved[pk][0]:
            days.setdefault(pk, []).append(day)
    found = {}
    for duty in duties:
        if (own := days.get(duty.pk)) and not (duty.is_met and duty.due_on in own):
            found[duty.pk] = {"due_on": min((day for day in own if day is not None), default=None)}
    return found


def _departments(duties: Sequence[Duty]) -> dict[int, dict[str, object]]:
    """Where the last move went to."""
    moves = DutyMove.objects.filter(duty__in=duties).order_by("pk").values_list("duty", "went_to")
    return {pk: {"department_id": department} for pk, department in moves}


def _exemptions(duties: Sequence[Duty], on: datetime.date) -> dict[int, dict[str, object]]:
    """Of the duties that nothing has ended: the exemption of the day, the next, or the last."""
    rows = Exemption.objects.standing().filter(user__in={duty.user_id for duty in duties}).select_related("ending")
    of_pair: dict[tuple[int, int], list[Exemption]] = {}
    for row in rows:
        of_pair.setdefault((row.user_id, row.programme_id), []).append(row)
    found = {}
    for duty in duties:
        if duty.counts_until is None:
            first, last = span_of_the_day(of_pair.get((duty.user_id, duty.programme_id), []), on)
            found[duty.pk] = {"exempt_from": first, "exempt_until": last}
    return found
