"""What a roster says about the department tree, and whether it can be so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cadres.sheets.quoting import enumerate_briefly

from .checking import DepartmentRow
from .findings import Detail
from .known import KnownDepartment, PaddedTwins

#: The database keeps four characters for each level in a path of 255.
DEEPEST = 63
MOST_IN_CHAIN = 12


@dataclass
class DepartmentPlan:
    """What would happen to departments, parents before children, and which rows cannot be followed."""

    created: list[KnownDepartment] = field(default_factory=list)
    #: Department as known, new name.
    renamed: list[tuple[KnownDepartment, str]] = field(default_factory=list)
    #: Department as known, code of the new parent.
    moved: list[tuple[KnownDepartment, str]] = field(default_factory=list)
    problems: list[tuple[int, Detail]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    #: The first row that speaks of each department.
    first_row: dict[str, int] = field(default_factory=dict)

    def label(self, code: str) -> str:
        """Name and code, as the tree would be afterwards."""
        return f"{self.names[code]} ({code})" if code in self.names else code


@dataclass
class _Stated:
    """What all rows together say about one department: each value with the rows that state it."""

    rows: list[int] = field(default_factory=list)
    names: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    parents: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def name(self) -> str | None:
        return min(self.names, default=None)

    @property
    def parent(self) -> str | None:
        return min(self.parents, default=None)


def plan_departments(rows: Iterable[DepartmentRow], known: Mapping[str, KnownDepartment]) -> DepartmentPlan:
    """Compares what `rows` say with the departments that are known."""
    stated = _gather(rows)
    plan = DepartmentPlan(first_row={code: min(said.rows) for code, said in stated.items()})
    plan.names = {code: department.name for code, department in known.items()}
    plan.names |= {code: said.name for code, said in stated.items() if said.name}
    twins = PaddedTwins(code for code in known if code not in stated)
    for code, said in sorted(stated.items()):
        plan.problems += _contradictions(code, said)
        plan.problems += _unknowns(code, said, known, stated, twins)
    parents = {code: department.parent for code, department in known.items()}
    parents |= {code: said.parent for code, said in stated.items() if said.parent or code not in known}
    depths, cycles = measure(parents)
    plan.problems += _cycle_problems(cycles, stated)
    plan.problems += _depth_problems(depths, parents, stated)
    _compare(plan, stated, known, depths)
    return plan


def _gather(rows: Iterable[DepartmentRow]) -> dict[str, _Stated]:
    stated: dict[str, _Stated] = defaultdict(_Stated)
    for row in rows:
        said = stated[row.code]
        said.rows.append(row.row)
        if row.name:
            said.names[row.name].append(row.row)
        if row.parent:
            said.parents[row.parent].append(row.row)
    return dict(stated)


def _contradictions(code: str, said: _Stated) -> Iterable[tuple[int, Detail]]:
    for problem, values in (("department_named_twice", said.names), ("department_placed_twice", said.parents)):
        if len(values) > 1:
            detail: Detail = (problem, {"department": code, "values": enumerate_briefly(sorted(values))})
            yield from ((row, detail) for rows in values.values() for row in rows)


def _unknowns(
    code: str, said: _Stated, known: Mapping[str, KnownDepartment], stated: Mapping[str, _Stated], twins: PaddedTwins
) -> Iterable[tuple[int, Detail]]:
    if code not in known:
        detail: Detail | None = None
        if twin := twins.find(code):
            detail = ("department_zeros_lost", {"value": code, "known": twin})
        elif not said.names:
            detail = ("unknown_department", {"department": code})
        if detail:
            yield from ((row, detail) for row in said.rows)
    for parent, rows in said.parents.items():
        if parent not in known and parent not in stated:
            misplaced: Detail = ("unknown_parent", {"department": code, "parent": parent})
            yield from ((row, misplaced) for row in rows)


def measure(parents: Mapping[str, str | None]) -> tuple[dict[str, int], list[list[str]]]:
    """The depth of each department that leads to a top (1 = top), and the circles, each from its smallest code on.

    Departments that lead into a circle are in neither.
    """
    depths: dict[str, int] = {}
    circling: set[str] = set()
    cycles: list[list[str]] = []
    for start in sorted(parents):
        chain: list[str] = []
        places: dict[str, int] = {}
        code: str | None = start
        while code is not None and code not in depths and code not in circling and code not in places:
            places[code] = len(chain)
            chain.append(code)
            code = parents.get(code)
        if code is None or code in depths:
            top = 0 if code is None else depths[code]
            depths.update((member, top + up) for up, member in enumerate(reversed(chain), start=1))
        else:
            circling.update(chain)
            if code in places:
                cycle = chain[places[code] :]
                first = cycle.index(min(cycle))
                cycles.append(cycle[first:] + cycle[:first])
    return depths, cycles


def _cycle_problems(cycles: list[list[str]], stated: Mapping[str, _Stated]) -> Iterable[tuple[int, Detail]]:
    for cycle in cycles:
        codes = [*cycle, cycle[0]] if len(cycle) < MOST_IN_CHAIN else [*cycle[:MOST_IN_CHAIN], "…"]
        detail: Detail = ("department_cycle", {"chain": " → ".join(codes)})
        for code in cycle:
            if code in stated:
                yield from ((row, detail) for rows in stated[code].parents.values() for row in rows)


def _depth_problems(
    depths: Mapping[str, int], parents: Mapping[str, str | None], stated: Mapping[str, _Stated]
) -> Iterable[tuple[int, Detail]]:
    blamed: set[str] = set()
    for code in sorted(code for code, depth in depths.items() if depth > DEEPEST):
        above: str | None = code
        while above is not None and above not in blamed:
            blamed.add(above)
            if above in stated:
                detail: Detail = ("department_too_deep", {"department": above, "limit": DEEPEST})
                yield from ((row, detail) for row in stated[above].rows)
            above = parents.get(above)


def _compare(
    plan: DepartmentPlan,
    stated: Mapping[str, _Stated],
    known: Mapping[str, KnownDepartment],
    depths: Mapping[str, int],
) -> None:
    for code in sorted(stated, key=lambda code: (depths.get(code, 0), code)):
        said = stated[code]
        before = known.get(code)
        if before is None:
            plan.created.append(KnownDepartment(code, said.name or "", said.parent))
            continue
        if said.name and said.name != before.name:
            plan.renamed.append((before, said.name))
        if said.parent and said.parent != before.parent:
            plan.moved.append((before, said.parent))
