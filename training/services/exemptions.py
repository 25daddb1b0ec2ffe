"""Exemptions: granting and ending them, and what they do to duties (semantics 10)."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cadres.models import User
from training.errors import DutyRefused
from training.models import Duty, Exemption, ExemptionEnding, Programme
from training.services.telling import tell_of_ended_exemption, tell_of_exemption

#: The two columns of a duty, by their names.
ExemptDays = dict[str, datetime.date | None]


@transaction.atomic
def exempt_person(
    *,
    user: User,
    programme: Programme,
    reason: str,
    proof: str,
    effective_from: datetime.date,
    effective_until: datetime.date | None,
    by: User,
    at: datetime.datetime | None = None,
) -> Exemption:
    """Exempts `user` from `programme` for some days, both included; without a last one until it is ended.

    Raises DutyRefused for one's own exemption and when one holds for some of these days already.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if by.pk == user.pk:
        raise DutyRefused("own")
    for other in user.exemptions.standing().filter(programme=programme).select_related("ending"):
        ends_before = other.last_day is not None and other.last_day < effective_from
        begins_after = effective_until is not None and effective_until < other.effective_from
        if not (ends_before or begins_after):
            raise DutyRefused("exempt_already")
    exemption = Exemption.objects.create(
        user=user,
        programme=programme,
        reason=reason,
        proof=proof,
        effective_from=effective_from,
        effective_until=effective_until,
        approved_by=by,
        approved_at=at or timezone.now(),
    )
    project_exemptions(user=user, programme=programme, on=timezone.localdate(at or timezone.now()))
    tell_of_exemption(exemption=exemption, at=exemption.approved_at)
    return exemption


@transaction.atomic
def end_exemption(
    *, exemption: Exemption, last_day: datetime.date, reason: str, by: User, at: datetime.datetime | None = None
) -> ExemptionEnding:
    """Ends an exemption early; `last_day` is the last on which it holds.

    Raises DutyRefused for one's own, and when it does not reach beyond that day anyway.
    """
    locked = Exemption.objects.select_for_update(of=("self",)).select_related("user", "programme").get(pk=exemption.pk)
    if by.pk == locked.user_id:
        raise DutyRefused("own")
    if hasattr(locked, "ending") or (locked.last_day is not None and locked.last_day <= last_day):
        raise DutyRefused("not_in_force")
    at = at or timezone.now()
    ending = ExemptionEnding.objects.create(
        exemption=locked, last_day=last_day, reason=reason, ended_by=by, ended_at=at
    )
    project_exemptions(user=locked.user, programme=locked.programme, on=timezone.localdate(at))
    tell_of_ended_exemption(ending=ending, at=at)
    return ending


def project_exemptions(*, user: User, programme: Programme, on: datetime.date) -> None:
    """Writes onto the duties the exemption that holds on the day `on`, else the next one, else the last one."""
    duties = Duty.objects.filter(user=user, programme=programme).newest()
    duties.update(**exempt_days(programme=programme.pk, users=[user.pk], on=on)[user.pk])


def span_of_the_day(
    exemptions: Iterable[Exemption], on: datetime.date
) -> tuple[datetime.date | None, datetime.date | None]:
    """First and last day of the exemption that holds on the day `on`, else of the next one, else of the last one."""
    spans = [(one.effective_from, one.last_day) for one in exemptions]
    current = [span for span in spans if span[1] is None or span[1] >= on]
    return min(current, default=None) or max(spans, default=(None, None))


def exempt_days(*, programme: int, users: Iterable[int], on: datetime.date) -> dict[int, ExemptDays]:
    """What the exemptions from `programme` write onto a duty, for each of `users`; all by their ids."""
    exemptions: dict[int, list[Exemption]] = {user: [] for user in users}
    for one in Exemption.objects.standing().filter(programme=programme, user__in=exemptions).select_related("ending"):
        exemptions[one.user_id].append(one)
    spans = {user: span_of_the_day(own, on) for user, own in exemptions.items()}
    return {user: {"exempt_from": first, "exempt_until": last} for user, (first, last) in spans.items()}


def project_exemptions_of_the_day(*, on: datetime.date) -> int:
    """Where a person has several exemptions from one programme, the one of the day `on` is put onto the duty.

    For the task of the night; returns how many exemptions that follow another it looked at.
    """
    over = Duty.objects.newest().filter(user=OuterRef("user"), programme=OuterRef("programme"), exempt_until__lt=on)
    lasting = Exemption.objects.standing().filter(Q(effective_until__isnull=True) | Q(effective_until__gte=on))
    followed = list(lasting.filter(Exists(over)).select_related("user", "programme"))
    for exemption in followed:
        project_exemptions(user=exemption.user, programme=exemption.programme, on=on)
    return len(followed)
