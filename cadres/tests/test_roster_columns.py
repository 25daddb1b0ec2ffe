import pytest

from cadres.roster.columns import CHINESE_HEADINGS, Column, find_layout, template_headings
from cadres.roster.wording import describe
from cadres.sheets.errors import UnreadableFile

from .roster_files import HEADINGS, row, table


def test_find_layout_knows_chinese_and_english_headings():
    positions = dict(zip(Column, range(9), strict=True))
    for headings in (HEADINGS, [column.value for column in Column]):
        layout, rows = find_layout(table(row(), headings=headings))
        assert (layout.positions, [below.number for below in rows], layout.unknown) == (positions, [2], ())


@pytest.mark.parametrize(
    "headings",
    [
        ["  姓 名 ", "*工号*", "部门编码（必填）"],
        ["NAME", "Staff Number", "Department-Code"],
        ["姓名\n", "人员编号", "单位编码 (四位)"],
        ["ｎａｍｅ", "\ufeffstaff_number", "部门代码:"],
    ],
)
def test_find_layout_overlooks_what_people_add_to_headings(headings):
    layout, _rows = find_layout(table(headings=headings))
    assert layout.positions == {Column.NAME: 0, Column.STAFF_NUMBER: 1, Column.DEPARTMENT_CODE: 2}


def test_find_layout_looks_below_a_title():
    layout, rows = find_layout(table(["2026年11月"], HEADINGS, row(), headings=["某区干部花名册"]))
    assert (layout.row, [below.number for below in rows]) == (3, [4])


def test_find_layout_names_columns_it_does_not_know():
    layout, _rows = find_layout(table(headings=["序号", *HEADINGS, "", "备注"]))
    assert layout.unknown == ("序号", "备注")


def test_find_layout_says_what_is_missing_and_what_was_found():
    with pytest.raises(UnreadableFile) as refusal:
        find_layout(table(row(), headings=["姓名", "部门名称", "电话"]))
    assert refusal.value.params == {
        "missing": "工号 / staff_number、部门编码 / department_code",
        "found": "姓名、部门名称、电话",
        "row": 1,
    }
    assert "电话" in describe(refusal.value.code, refusal.value.params)


def test_find_layout_refuses_headings_read_with_the_wrong_encoding():
    garbled = [heading.encode().decode("gb18030", "replace") for heading in HEADINGS]
    with pytest.raises(UnreadableFile, match="missing_columns"):
        find_layout(table(row(), headings=garbled))


def test_find_layout_refuses_two_columns_for_one_thing():
    with pytest.raises(UnreadableFile) as refusal:
        find_layout(table(headings=[*HEADINGS, "staff_number"]))
    assert refusal.value.params == {"first": "工号", "second": "staff_number"}


def test_find_layout_refuses_a_file_of_blanks():
    with pytest.raises(UnreadableFile, match="empty_file"):
        find_layout(table(headings=["", " "]))


@pytest.mark.parametrize("in_chinese", [True, False])
def test_template_headings_can_be_read_again(in_chinese):
    layout, rows = find_layout(table(headings=template_headings(in_chinese=in_chinese)))
    assert (set(layout.positions), rows) == (set(Column), [])


def test_no_heading_stands_for_two_columns():
    names = [name for headings in CHINESE_HEADINGS.values() for name in headings]
    assert len(names) == len(set(names))
    assert set(CHINESE_HEADINGS) == set(Column)
