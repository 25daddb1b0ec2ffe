"""Duties follow the evidence: what closes one is worked out here, and nowhere else."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from cadres.models import User
from training.duties.standing import Standing
from training.enums import ProgressState
from training.models import Duty, DutyStep, ProgrammeCompletion, RuleVersion
from training.services.batches import BATCH, in_batches
from training.services.completions import complete_programmes, record_completions
from training.services.evidence import Asked, read_standings
from training.signals import duties_progressed

PROJECTED = ["progress", "since", "earned_at", "valid_until"]


@dataclass(frozen=True)
class Change:
    """A duty whose progress is another one than before, and how it stands now."""

    duty: Duty
    before: ProgressState
    standing: Standing


def refresh_duties(*, duties: QuerySet[Duty], at: datetime.datetime | None = None) -> list[Change]:
    """Brings the unmet ones among `duties` up to date with the evidence; returns those that changed.

    A duty that is met stays met, with its date: recalculation never moves it (semantics 3). Safe to repeat.
    """
    changes = []
    rows = duties.unmet().order_by("pk")
    for pks in in_batches(list(rows.values_list("pk", flat=True))):
        with transaction.atomic():
            locked = Duty.objects.select_for_update(of=("self",)).filter(pk__in=pks).unmet()
            changes += _refresh(
                list(locked.select_related("version", "programme").order_by("pk")), at or timezone.now()
            )
    return changes


def record_evidence(
    *,
    user: User,
    targets: Iterable[tuple[str, int]],
    may_complete: bool = True,
    at: datetime.datetime | None = None,
) -> None:
    """What follows for `user` from new evidence about `targets`, pairs of a RequirementKind and an id.

    Programmes that nobody assigned are completed too: who learned it has learned it. `may_complete` is false when the
    evidence meets none of the targets yet, so that no programme can be finished by it.
    """
    record_shared_evidence(users=[user], targets=targets, may_complete=may_complete, at=at)


def record_shared_evidence(
    *,
    users: Sequence[User],
    targets: Iterable[tuple[str, int]],
    may_complete: bool = True,
    at: datetime.datetime | None = None,
) -> None:
    """The same for several people who have the same new evidence."""
    with transaction.atomic():
        about = RuleVersion.objects.about(targets)
        refresh_duties(duties=Duty.objects.filter(user__in=users, version__in=about.values("pk")), at=at)
        for user in users if may_complete else []:
            complete_programmes(user=user, about=about)


def reopen_duty(*, duty: Duty, at: datetime.datetime) -> None:
    """Opens `duty` again, whose completion was voided: the same cycle and date, as far as the evidence that is left.

    The history is told anew from its beginning, so that the figures of earlier days follow too. A duty that no
    assignment asks any more is released until the day before, as when an assignment is taken back. Call it holding
    the locks of the person's duties.
    """
    begun = duty.steps.aggregate(first=Min("since"))["first"] or duty.earned_at
    renewed = Duty.objects.filter(user=duty.user_id, programme=duty.programme_id, cycle=duty.cycle - 1)
    duty.progress, duty.since, duty.earned_at = ProgressState.NOT_STARTED, None, None
    # A renewal has the last valid day of what it renews until it is met.
    duty.valid_until = renewed.values_list("valid_until", flat=True).first() if duty.evidence_from else None
    if not Duty.objects.asked().filter(pk=duty.pk).exists() and duty.counts_until is None:
        duty.counts_until = timezone.localdate(at) - datetime.timedelta(days=1)
    duty.save(update_fields=[*PROJECTED, "counts_until"])
    DutyStep.objects.create(duty=duty, progress=ProgressState.NOT_STARTED, since=begun)
    _refresh([duty], at)


def standings_of(duties: Sequence[Duty]) -> list[Standing]:
    """Where each of `duties` stands with the rule that holds for it, in their order."""
    versions = {duty.version_id: duty.version for duty in duties}
    for duty in duties:
        # One rule is read once, however many people it is asked of.
        duty.version = versions[duty.version_id]
    return read_standings(Asked(duty.user_id, duty.programme_id, duty.rule, duty.evidence_from) for duty in duties)


def _refresh(duties: list[Duty], at: datetime.datetime) -> list[Change]:
    standings = standings_of(duties)
    completions = _completions_of(duties, standings, at)
    changes, changed = [], []
    for duty, standing in zip(duties, standings, strict=True):
        before = ProgressState(duty.progress)
        stored = _projected(duty)
        _project(duty, standing, completions.get(duty.pk))
        if duty.progress != before:
            changes.append(Change(duty, before, standing))
        if _projected(duty) != stored:
            changed.append(duty)
    Duty.objects.bulk_update(changed, PROJECTED, batch_size=BATCH)
    DutyStep.objects.bulk_create((step for one in changes for step in _steps(one, at)), batch_size=BATCH)
    if changes:
        duties_progressed.send(sender=Duty, changes=changes, at=at)
    return changes


def _steps(change: Change, at: datetime.datetime) -> list[DutyStep]:
    """What is added to the history: the new progress, and the beginning too, when both were found at once."""
    duty = change.duty
    since = duty.since or at
    begun = min((leaf.since for leaf in change.standing.leaves() if leaf.since is not None), default=since)
    steps = [DutyStep(duty=duty, progress=duty.progress, since=since)]
    if change.before == ProgressState.NOT_STARTED and begun < since:
        steps.insert(0, DutyStep(duty=duty, progress=ProgressState.IN_PROGRESS, since=begun))
    return steps


def _projected(duty: Duty) -> list[object]:
    return [getattr(duty, name) for name in PROJECTED]


def _project(duty: Duty, standing: Standing, completion: ProgrammeCompletion | None) -> None:
    """Writes onto the row what follows from the evidence; a completion on record rules."""
    if completion is None:
        duty.progress, duty.since = standing.state, standing.since
        return
    previous = duty.valid_until
    duty.progress, duty.since, duty.earned_at = ProgressState.MET, completion.earned_at, completion.earned_at
    duty.valid_until = duty.rule.validity.until(timezone.localdate(completion.earned_at), previous)


def _completions_of(
    duties: list[Duty], standings: list[Standing], at: datetime.datetime
) -> dict[int, ProgrammeCompletion]:
    """The completion of each duty that has one, recorded now if the evidence is new; by id of the duty."""
    rows = ProgrammeCompletion.objects.valid().filter(
        user__in={duty.user_id for duty in duties}, programme__in={duty.programme_id for duty in duties}
    )
    known = {(row.user_id, row.programme_id, row.cycle): row for row in rows}
    new = [
        (duty, standing)
        for duty, standing in zip(duties, standings, strict=True)
        if standing.is_met and (duty.user_id, duty.programme_id, duty.cycle) not in known
    ]
    for row in record_completions((duty.user_id, duty.version, duty.cycle, standing) for duty, standing in new):
        known[row.user_id, row.programme_id, row.cycle] = row
    keys = {duty.pk: (duty.user_id, duty.programme_id, duty.cycle) for duty in duties}
    return {pk: known[key] for pk, key in keys.items() if key in known}
