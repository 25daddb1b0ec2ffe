"""What the pages of a spot check show: figures that add up, and the people behind them as far as the reader may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from cadres.models import User
from content.exports import code_cell, csv_response
from training.models import SpotCheck, SpotCheckMember

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

#: Parts of a check by the state of its people; they add up to those drawn.
NOT_TAKEN = Q(attempt__isnull=True)
RUNNING = Q(attempt__isnull=False, attempt__submitted_at__isnull=True)
UNMARKED = Q(attempt__submitted_at__isnull=False, attempt__marked_at__isnull=True)
REACHED = Q(attempt__passed=True)
BELOW = Q(attempt__passed=False)


@dataclass(frozen=True)
class SpotTally:
    """How many of the drawn stand where; `open_reviews` of them wait for a decision."""

    drawn: int
    reached: int
    below: int
    unmarked: int
    waiting: int
    open_reviews: int


def tally_members(members: QuerySet[SpotCheckMember]) -> SpotTally:
    """The figures of `members`: drawn = reached + below + unmarked + waiting. One query."""
    counts = members.order_by().aggregate(
        drawn=Count("pk"),
        reached=Count("pk", filter=REACHED),
        below=Count("pk", filter=BELOW),
        unmarked=Count("pk", filter=UNMARKED),
        waiting=Count("pk", filter=NOT_TAKEN | RUNNING),
        open_reviews=Count("pk", filter=Q(review__isnull=False, review__decision__isnull=True)),
    )
    return SpotTally(**counts)


def listed_checks(user: "User | AnonymousUser") -> QuerySet[SpotCheck]:
    """The checks that `user` may see, the newest first, each with `drawn`, `handed_in` and `open_reviews`.

    The figures count the people whom `user` may see.
    """
    seen = Q(members__in=SpotCheckMember.objects.visible_to(user).values("pk"))
    handed_in = seen & Q(members__attempt__submitted_at__isnull=False)
    open_reviews = seen & Q(members__review__isnull=False, members__review__decision__isnull=True)
    return (
        SpotCheck.objects.visible_to(user)
        .select_related("programme", "department")
        .annotate(
            drawn=Count("members", filter=seen),
            handed_in=Count("members", filter=handed_in),
            open_reviews=Count("members", filter=open_reviews),
        )
        .order_by("-made_at", "-pk")
    )


def with_results(members: QuerySet[SpotCheckMember]) -> QuerySet[SpotCheckMember]:
    """`members` with all that a list shows of them, by stratum and rank value."""
    related = ["stratum", "user", "spot_check__quiz", "attempt", "review__decision__decided_by"]
    return members.select_related(*related).order_by("stratum__department_code", "stratum__rank_band", "rank_value")


def population_csv(check: SpotCheck) -> StreamingHttpResponse:
    """The frozen population, one line a person: enough to draw again without the portal."""
    headings = [_("Stratum"), _("Department"), _("Staff number")]
    strata = check.frozen_strata

    def rows() -> Iterator[list[object]]:
        for stratum in strata:
            for number in stratum.people:
                yield [stratum.key, stratum.department_name, code_cell(number)]

    return csv_response(name=check.title, headings=headings, rows=rows())
