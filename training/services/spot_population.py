"""Whom a spot check may draw: the people who finished its programme, by stratum, and what a draw would make of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cadres.enums import RankBand
from cadres.models import Department
from cadres.models.department import subtree_filter
from training.models import SpotCheck
from training.sampling import Row, SampleTooSmall, allocate
from training.services.reports import finished_people


@dataclass(frozen=True)
class Candidate:
    """One person who may be drawn. `code` and `department` are those of the stratum."""

    user_id: int
    staff_number: str
    name: str
    code: str
    department: str
    rank_band: str

    @property
    def stratum(self) -> str:
        return f"{self.code}/{self.rank_band}"

    @property
    def row(self) -> Row:
        return Row(self.staff_number, self.stratum)


@dataclass(frozen=True)
class StratumPlan:
    """What a draw now would find in one stratum and take from it; `seats` is None where nothing can be drawn."""

    department: str
    rank_band: str
    count: int
    seats: int | None


@dataclass(frozen=True)
class Plan:
    """The strata as they are today. `refusal` is a code of `SpotCheckRefused` where no draw is possible."""

    strata: list[StratumPlan]
    refusal: str = ""

    @property
    def count(self) -> int:
        return sum(stratum.count for stratum in self.strata)

    @property
    def size(self) -> int:
        return sum(stratum.seats or 0 for stratum in self.strata)


def population(check: SpotCheck) -> list[Candidate]:
    """Everybody whom `check` could draw today, by staff number. Two queries."""
    below = subtree_filter([check.department], "department__path")
    found = finished_people(check.programme).filter(below)
    above = _stratum_departments(check)
    reach = (check.department.depth + check.levels) * Department.steplen
    fields = ["user_id", "user__staff_number", "user__name", "department__path", "rank_band"]
    people = found.order_by("user__staff_number").values_list(*fields)
    return [
        Candidate(user_id, number, name, *above[path[:reach]], rank_band)
        for user_id, number, name, path, rank_band in people
    ]


def plan_draw(check: SpotCheck) -> Plan:
    """What a draw would find and take today."""
    found = population(check)
    counts = Counter(one.stratum for one in found)
    refusal, seats = "", {}
    try:
        seats = allocate(counts, size=check.size_of(len(found)), minimum=check.minimum)
    except SampleTooSmall:
        refusal = "too_small"
    return Plan(_lines(found, counts, seats), refusal or ("" if found else "nobody"))


def _lines(found: Iterable[Candidate], counts: Counter[str], seats: dict[str, int]) -> list[StratumPlan]:
    strata = {one.stratum: one for one in found}
    return [
        StratumPlan(one.department, str(RankBand(one.rank_band).label), counts[key], seats.get(key))
        for key, one in sorted(strata.items())
    ]


def _stratum_departments(check: SpotCheck) -> dict[str, tuple[str, str]]:
    """Code and name by path of every department that may be a stratum."""
    deepest = check.department.depth + check.levels
    below = Department.objects.below([check.department]).filter(depth__lte=deepest)
    return {path: (code, name) for path, code, name in below.values_list("path", "code", "name")}
