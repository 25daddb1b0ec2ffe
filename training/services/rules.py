"""Versions of a programme's rule: what a new one would change, and applying it (semantics 4)."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from cadres.models import User
from training.duties.rule import Rule
from training.duties.standing import Standing
from training.enums import DutyStatus, ProgressState, RuleEffect
from training.errors import RuleRefused
from training.models import Duty, Programme, RuleVersion
from training.services.assignment import assign_people
from training.services.batches import in_batches, in_batches_by_key
from training.services.completions import complete_for_everybody
from training.services.duties import refresh_duties
from training.services.evidence import Asked, read_standings
from training.services.telling import tell_of_rule


@dataclass(frozen=True)
class DutyChange:
    """One duty that would have another status, or begin again, under the new rule."""

    duty: Duty
    before: DutyStatus
    after: DutyStatus

    @property
    def begins_again(self) -> bool:
        """Whether what was finished would have to be completed."""
        return self.before == DutyStatus.MET and self.after != DutyStatus.MET


@dataclass(frozen=True)
class RulePlan:
    """What applying a draft would do. `reached` counts the duties that it would govern from then on."""

    effect: RuleEffect
    data: dict[str, Any]
    reached: int
    changes: list[DutyChange]

    @property
    def departments(self) -> dict[int | None, list[DutyChange]]:
        """The changes by id of the department whose figures move."""
        found: dict[int | None, list[DutyChange]] = {}
        for change in self.changes:
            found.setdefault(change.duty.department_id, []).append(change)
        return found


def plan_rule(*, programme: Programme, effect: RuleEffect, on: datetime.date | None = None) -> RulePlan:
    """Works out what applying the draft of `programme` would change; writes nothing."""
    on, rule = on or timezone.localdate(), programme.draft_rule()
    reached, changes = 0, []
    for duties in in_batches_by_key(_concerned(programme, effect).select_related("version", "user", "department")):
        reached += len(duties)
        standings = _standings(duties, rule)
        for duty, standing in zip(duties, standings, strict=True):
            before, after = duty.status_on(on), _status_under(duty, standing, rule, on)
            if before != after:
                changes.append(DutyChange(duty, before, after))
    return RulePlan(effect, rule.as_data(), reached, changes)


@transaction.atomic
def apply_rule(
    *,
    programme: Programme,
    effect: RuleEffect = RuleEffect.NOT_MET,
    by: User | None = None,
    note: str = "",
    expected: dict[str, Any] | None = None,
    due_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> RuleVersion:
    """Makes the draft of `programme` the rule that holds, and lets it reach whom `effect` says.

    `expected` is the rule whose effect was looked at; RuleRefused is raised when the draft is another one by now, when
    it asks for nothing, and when nothing has changed. `due_on` is the date of those who begin again (default: the days
    that the rule gives for a make-up).
    """
    at = at or timezone.now()
    # Two people who apply at once wait here for each other.
    Programme.objects.select_for_update().get(pk=programme.pk)
    rule = programme.draft_rule()
    _check(programme, rule, expected)
    newest = programme.rule_versions.aggregate(newest=Max("number"))["newest"] or 0
    version = RuleVersion.objects.create(
        programme=programme,
        number=newest + 1,
        data=rule.as_data(),
        effect=effect,
        note=note,
        applied_by=by,
        applied_at=at,
    )
    programme.__dict__.pop("current_version", None)
    _reach(version, effect, due_on, at)
    complete_for_everybody(version=version)
    assign_people(programme=programme, on=timezone.localdate(at))
    return version


def _check(programme: Programme, rule: Rule, expected: dict[str, Any] | None) -> None:
    if not rule.leaves():
        raise RuleRefused("empty")
    if expected is not None and expected != rule.as_data():
        raise RuleRefused("changed_meanwhile")
    current = programme.rule_versions.order_by("-number").first()
    if current is not None and current.data == rule.as_data():
        raise RuleRefused("unchanged")


def _concerned(programme: Programme, effect: RuleEffect) -> QuerySet[Duty]:
    """The newest cycle of each: an open renewal too, which does not count yet."""
    duties = programme.duties.newest()
    if effect == RuleEffect.NEW_PEOPLE:
        return duties.none()
    return duties.unmet() if effect == RuleEffect.NOT_MET else duties


def _standings(duties: list[Duty], rule: Rule) -> list[Standing]:
    return read_standings(Asked(duty.user_id, duty.programme_id, rule, duty.evidence_from) for duty in duties)


def _status_under(duty: Duty, standing: Standing, rule: Rule, on: datetime.date) -> DutyStatus:
    """The status that a duty would have under `rule`. Who is met under it stays met with the date on record."""
    if duty.is_met and standing.is_met:
        return duty.status_on(on)
    trial = Duty(
        progress=standing.state,
        earned_at=standing.met_at,
        # Who begins again gets a new date.
        due_on=None if duty.is_met else duty.due_on,
        exempt_from=duty.exempt_from,
        exempt_until=duty.exempt_until,
        left_on=duty.left_on,
        valid_until=_valid_until(duty, standing, rule),
    )
    return trial.status_on(on)


def _valid_until(duty: Duty, standing: Standing, rule: Rule) -> datetime.date | None:
    """The last valid day; while a renewal is open, that of what it renews."""
    if standing.met_at:
        return rule.validity.until(timezone.localdate(standing.met_at))
    return None if duty.is_met else duty.valid_until


def _reach(version: RuleVersion, effect: RuleEffect, due_on: datetime.date | None, at: datetime.datetime) -> None:
    programme, on = version.programme, timezone.localdate(at)
    concerned = _concerned(programme, effect)
    finished = list(concerned.filter(progress=ProgressState.MET).order_by("pk"))
    concerned.unmet().update(version=version)
    refresh_duties(duties=programme.duties.filter(version=version), at=at)
    tell_of_rule(duties=programme.duties.filter(version=version).newest(), version=version.number, at=at)
    due_on = due_on or on + datetime.timedelta(days=version.rule.make_up_days)
    for duties in in_batches(finished):
        standings = _standings(duties, version.rule)
        lacking = [duty for duty, standing in zip(duties, standings, strict=True) if not standing.is_met]
        begin_again(duties=lacking, version=version, due_on=due_on, on=on)


def begin_again(*, duties: list[Duty], version: RuleVersion, due_on: datetime.date, on: datetime.date) -> list[Duty]:
    """Opens the next cycle of `duties` under `version`; it counts from `on`, and the old one until the day before.

    What was mastered stays mastered: only what is missing is asked for.
    """
    ended = Duty.objects.filter(pk__in=[duty.pk for duty in duties])
    ended.update(counts_until=on - datetime.timedelta(days=1))
    opened = Duty.objects.bulk_create(
        Duty(
            user_id=duty.user_id,
            programme_id=duty.programme_id,
            version=version,
            cycle=duty.cycle + 1,
            department_id=duty.department_id,
            due_on=due_on,
            exempt_from=duty.exempt_from,
            exempt_until=duty.exempt_until,
            left_on=duty.left_on,
            counts_from=on,
        )
        for duty in duties
    )
    refresh_duties(duties=Duty.objects.filter(pk__in=[duty.pk for duty in opened]))
    return opened
