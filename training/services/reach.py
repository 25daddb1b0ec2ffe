"""Whom an assignment reaches on a day, and which date follows for each."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Exists, Min, OuterRef

from cadres.enums import RankBand
from cadres.models import Posting
from training.enums import DueRule
from training.models import AssignmentException, Duty, ProgrammeAssignment

#: Higher bands first, as `RankBand` lists them.
RANKS = {band: place for place, band in enumerate(RankBand.values)}
CHUNK = 2_000


@dataclass(frozen=True)
class Reached:
    """One person, the due date that was computed for them, and how: it is kept with the claim."""

    user_id: int
    due_on: datetime.date | None
    reason: dict[str, Any] = field(default_factory=dict)


def newly_reached(assignment: ProgrammeAssignment, on: datetime.date) -> Iterator[Reached]:
    """Each active person whom `assignment` reaches on that day and did not reach before, once, by id.

    Before is: they have the duty by it, or are on its list of exceptions. After a promotion only those are reached who
    were promoted. The database leaves out whom it knows, so that a night without newcomers reads nobody.
    """
    terms = assignment.due_terms
    reason = {
        "rule": str(assignment.due_rule),
        "whom": assignment.whom,
        "months": assignment.due_months,
        "days": assignment.due_days,
    }
    had = Duty.objects.filter(user=OuterRef("user"), programme=assignment.programme_id, claims__assignment=assignment)
    excepted = AssignmentException.objects.filter(user=OuterRef("user"), assignment=assignment)
    new = assignment.postings(on).filter(~Exists(had), ~Exists(excepted))
    posts = new.order_by("user").values_list("user").annotate(joined=Min("starts_on"))
    promoted = _promotions(assignment, on) if assignment.due_rule == DueRule.AFTER_PROMOTION else {}
    # Read to the end first: what is written meanwhile is what this leaves out.
    for user, joined in list(posts):
        bases = {DueRule.AFTER_JOINING: joined, DueRule.AFTER_PROMOTION: promoted.get(user)}
        basis = bases.get(DueRule(assignment.due_rule), on)
        if basis is not None:
            yield Reached(user, terms.due(basis), {**reason, "basis": basis.isoformat()})


def counted_departments(users: Iterable[int], on: datetime.date) -> dict[int, int]:
    """The department in which each of `users` is counted on that day; who is counted nowhere is absent."""
    posts = Posting.objects.counted(on).filter(user__in=list(users))
    return dict(posts.values_list("user", "department"))


def _promotions(assignment: ProgrammeAssignment, on: datetime.date) -> dict[int, datetime.date]:
    """The day of the last promotion of each person who is reached: the first in a higher band than the post before."""
    reached = assignment.postings(on).values("user")
    rows = Posting.objects.primary().filter(user__in=reached, starts_on__lte=on).order_by("user", "starts_on", "pk")
    found = {}
    columns = rows.values_list("user", "rank_band", "starts_on")
    for user, posts in groupby(columns.iterator(chunk_size=CHUNK), key=lambda row: row[0]):
        before = None
        for _user, band, day in posts:
            if before is not None and RANKS[band] < RANKS[before]:
                found[user] = day
            before = band
    return found
