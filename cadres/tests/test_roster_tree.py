import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadres.roster.checking import DepartmentRow
from cadres.roster.known import KnownDepartment
from cadres.roster.tree import DEEPEST, measure, plan_departments

from .roster_files import known

KNOWN = known().departments


def plan(*rows):
    return plan_departments([DepartmentRow(number, *row) for number, row in enumerate(rows, start=2)], KNOWN)


def test_plan_departments_without_a_difference_is_empty():
    found = plan(("010",), ("010", "组织部", "000"), ("000", "某区", None))
    assert (found.created, found.renamed, found.moved, found.problems) == ([], [], [], [])
    assert found.first_row == {"010": 2, "000": 4}


def test_plan_departments_creates_parents_before_children():
    found = plan(("031", "儿科", "030"), ("030", "医院", "020"), ("001", "某县", None))
    assert found.created == [
        KnownDepartment("001", "某县", None),
        KnownDepartment("030", "医院", "020"),
        KnownDepartment("031", "儿科", "030"),
    ]
    assert found.label("031") == "儿科 (031)"
    assert found.problems == []


def test_plan_departments_renames_and_moves():
    found = plan(("010", "区委组织部", "020"), ("020", "卫健局", None))
    assert found.renamed == [(KNOWN["010"], "区委组织部")]
    assert found.moved == [(KNOWN["010"], "020")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("030",)], [(2, "unknown_department")]),
        ([("030", None, "010"), ("030",)], [(2, "unknown_department"), (3, "unknown_department")]),
        ([("030", "医院", "099")], [(2, "unknown_parent")]),
        ([("10", "组织部")], [(2, "department_zeros_lost")]),
        ([("010", "甲"), ("010", "乙"), ("010",)], [(2, "department_named_twice"), (3, "department_named_twice")]),
        (
            [("010", None, "000"), ("010", None, "020")],
            [(2, "department_placed_twice"), (3, "department_placed_twice")],
        ),
        ([("010", None, "010")], [(2, "department_cycle")]),
        ([("010", None, "020"), ("020", None, "010")], [(2, "department_cycle"), (3, "department_cycle")]),
        ([("000", None, "010")], [(2, "department_cycle")]),
    ],
)
def test_plan_departments_refuses(rows, expected):
    assert [(row, code) for row, (code, _params) in plan(*rows).problems] == expected


def test_plan_departments_names_the_chain_of_a_circle():
    found = plan(("031", "甲", "032"), ("032", "乙", "030"), ("030", "丙", "031"), ("033", "丁", "030"))
    assert {params["chain"] for _row, (_code, params) in found.problems} == {"030 → 031 → 032 → 030"}
    assert [row for row, _detail in found.problems] == [4, 2, 3]


def test_plan_departments_refuses_a_tree_that_is_too_deep():
    rows = [(f"L{level:03}", "层", f"L{level - 1:03}" if level else None) for level in range(DEEPEST + 1)]
    assert len(plan(*rows).problems) == DEEPEST + 1
    assert plan(*rows[:-1]).problems == []


def test_plan_departments_stands_a_chain_as_long_as_a_file():
    rows = [(f"{level:05}", "层", f"{level - 1:05}" if level else None) for level in range(20_000)]
    assert {code for _row, (code, _params) in plan(*rows).problems} == {"department_too_deep"}


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.one_of(st.none(), st.sampled_from("abcdefgh")), max_size=8))
def test_measure_finds_each_circle_and_each_depth(parents):
    parents = {code: parent if parent in parents else None for code, parent in parents.items()}
    depths, cycles = measure(parents)
    for code, parent in parents.items():
        assert depths.get(code) == (1 if parent is None else depths.get(parent) and depths[parent] + 1)
    for cycle in cycles:
        assert [parents[code] for code in cycle] == [*cycle[1:], cycle[0]]
    circling = {code for cycle in cycles for code in cycle}
    assert circling.isdisjoint(depths)
    assert bool(circling) == (set(depths) != set(parents))
