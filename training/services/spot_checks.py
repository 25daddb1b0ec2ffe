"""Spot checks: plan, publish the seed, draw, verify, close. Each step may be repeated and is done once."""

import datetime
import secrets
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from cadres.models import User
from training.errors import SpotCheckRefused
from training.models import SpotCheck, SpotCheckMember, SpotCheckReview, SpotCheckStratum
from training.sampling import Row, Sample, draw_sample
from training.services.drawing import draw_versions
from training.services.spot_population import Candidate, plan_draw, population
from training.services.telling import tell_of_drawn
from training.spot_permissions import user_can_keep_spot_check

SALT_BYTES = 8


@dataclass(frozen=True)
class Verification:
    """A draw done again from the frozen population. `missing` should have been drawn, `unexpected` should not.

    `wrong_strata` are strata whose size, digest or share is not what the population gives.
    """

    sample: Sample
    wrong_strata: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return not (self.wrong_strata or self.missing or self.unexpected)


def save_plan(*, check: SpotCheck, saved_by: User) -> SpotCheck:
    """Keeps a new or changed plan. Raises SpotCheckRefused once the seed is published, and ValidationError."""
    if not user_can_keep_spot_check(saved_by, check):
        raise SpotCheckRefused("not_yours")
    with transaction.atomic():
        if check.pk and _locked(check).seed_published_at:
            raise SpotCheckRefused("published")
        if check.pk is None:
            check.made_by = saved_by
        check.full_clean()
        check.save()
        return check


def publish_seed(
    *, check: SpotCheck, words: str, published_by: User, at: datetime.datetime | None = None, salt: str | None = None
) -> SpotCheck:
    """Publishes the seed: `words` and characters that nobody chooses, so that nobody can try out seeds beforehand.

    A second call answers the first seed. `salt` replaces the characters where a draw has to be the same each time.
    """
    with transaction.atomic():
        locked = _kept(check, published_by)
        if locked.seed_published_at:
            return locked
        moment = at or timezone.now()
        _refuse_past(locked, moment)
        if refusal := plan_draw(locked).refusal:
            raise SpotCheckRefused(refusal)
        if not draw_versions(locked.quiz):
            raise SpotCheckRefused("no_questions")
        locked.seed = f"{' '.join(words.split())}-{salt or secrets.token_hex(SALT_BYTES)}"
        locked.seed_published_by, locked.seed_published_at = published_by, moment
        locked.save()
        return locked


def draw_spot_check(*, check: SpotCheck, drawn_by: User, at: datetime.datetime | None = None) -> SpotCheck:
    """Freezes the population as it is now and draws from it by the published seed. A second call changes nothing."""
    with transaction.atomic():
        locked = _kept(check, drawn_by)
        if locked.drawn_at:
            return locked
        if not locked.seed_published_at:
            raise SpotCheckRefused("not_published")
        moment = at or timezone.now()
        _refuse_past(locked, moment)
        if refusal := plan_draw(locked).refusal:
            raise SpotCheckRefused(refusal)
        _freeze(locked, population(locked))
        locked.drawn_by, locked.drawn_at = drawn_by, moment
        locked.save()
        tell_of_drawn(members=locked.members.all(), at=moment)
        return locked


def verify_draw(check: SpotCheck) -> Verification:
    """Draws again from the frozen population with the published seed, and compares. Raises SpotCheckRefused."""
    if not check.drawn_at:
        raise SpotCheckRefused("not_drawn")
    rows = [Row(number, stratum.key) for stratum in check.frozen_strata for number in stratum.people]
    sample = draw_sample(rows, seed=check.seed, size=check.size_of(len(rows)), minimum=check.minimum)
    kept = {(one.key, one.count, one.digest, one.seats) for one in check.frozen_strata}
    again = {(one.key, one.count, one.digest, one.seats) for one in sample.strata}
    members = check.members.values_list("staff_number", "rank_value")
    drawn, expected = set(members), {(one.id, one.rank_value) for one in sample.drawn}
    return Verification(
        sample,
        wrong_strata=sorted({one[0] for one in kept ^ again}),
        missing=sorted(number for number, _value in expected - drawn),
        unexpected=sorted(number for number, _value in drawn - expected),
    )


def close_spot_check(*, check: SpotCheck, closed_by: User, at: datetime.datetime | None = None) -> SpotCheck:
    """Ends a check: everybody has handed in or the last day has passed, and each review is decided."""
    with transaction.atomic():
        locked = _kept(check, closed_by)
        if locked.closed_at:
            return locked
        if not locked.drawn_at:
            raise SpotCheckRefused("not_drawn")
        moment = at or timezone.now()
        unmarked = locked.members.filter(attempt__isnull=False, attempt__marked_at__isnull=True)
        if unmarked.exists() or (moment < locked.ends_at and locked.members.waiting().exists()):
            raise SpotCheckRefused("too_early")
        if SpotCheckReview.objects.open().filter(member__spot_check=locked).exists():
            raise SpotCheckRefused("reviews_open")
        locked.closed_by, locked.closed_at = closed_by, moment
        locked.save()
        return locked


def _freeze(check: SpotCheck, found: list[Candidate]) -> None:
    people = {one.staff_number: one for one in found}
    size = check.size_of(len(found))
    sample = draw_sample([one.row for one in found], seed=check.seed, size=size, minimum=check.minimum)
    first = {one.stratum: one for one in found}
    numbers: dict[str, list[str]] = {}
    for one in sorted(found, key=lambda one: one.staff_number):
        numbers.setdefault(one.stratum, []).append(one.staff_number)
    strata = {
        one.key: SpotCheckStratum.objects.create(
            spot_check=check,
            department_code=first[one.key].code,
            department_name=first[one.key].department,
            rank_band=first[one.key].rank_band,
            people=numbers[one.key],
            count=one.count,
            digest=one.digest,
            seats=one.seats,
        )
        for one in sample.strata
    }
    SpotCheckMember.objects.bulk_create(
        SpotCheckMember(
            spot_check=check,
            stratum=strata[one.stratum],
            user_id=people[one.id].user_id,
            staff_number=one.id,
            name=people[one.id].name,
            rank_value=one.rank_value,
        )
        for one in sample.drawn
    )


def _refuse_past(check: SpotCheck, moment: datetime.datetime) -> None:
    if check.ends_at <= moment:
        raise SpotCheckRefused("due_passed")


def _kept(check: SpotCheck, user: User) -> SpotCheck:
    locked = _locked(check)
    if not user_can_keep_spot_check(user, locked):
        raise SpotCheckRefused("not_yours")
    return locked


def _locked(check: SpotCheck) -> SpotCheck:
    """Holds the row: two clicks on one button wait for each other."""
    rows = SpotCheck.objects.select_for_update(of=("self",)).select_related("department", "programme", "quiz")
    return rows.get(pk=check.pk)
