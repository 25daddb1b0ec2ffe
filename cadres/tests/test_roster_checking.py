import datetime

import pytest

from cadres.enums import RankBand
from cadres.roster.checking import LONGEST, DepartmentRow, PersonRow, check_rows
from cadres.roster.columns import Column, find_layout
from cadres.roster.wording import describe
from cadres.sheets.reading import Row, Table, read_table

from .roster_files import HEADINGS, TODAY, check, row, table, xlsx_file


def problems(*rows):
    return [(found.row, list(found.details)) for found in check(*rows).refused]


def test_check_rows_understands_a_full_row():
    statements = check(
        row(
            "０００１２３", "王　某", " 010 ", email="wang@example.org", department_name="组织部",
            parent_department_code="000", post="部长", rank_band="正科级", starts_on="2026年1月31日",
        )
    )  # fmt: skip
    day = datetime.date(2026, 1, 31)
    wang = PersonRow(2, "000123", "王某", "010", "wang@example.org", "部长", RankBand.TOWNSHIP_CHIEF, day)
    assert statements.people == [wang]
    assert statements.departments == [DepartmentRow(2, "010", "组织部", "000")]
    assert (statements.refused, statements.staff_numbers) == ([], {"000123"})


def test_check_rows_leaves_open_what_the_row_does_not_say():
    assert check(row()).people == [PersonRow(2, "000123", "王某", "010")]


def test_check_rows_takes_a_row_without_person_for_a_department():
    statements = check(row("", "", "010", department_name="组织部"))
    assert (statements.people, statements.refused) == ([], [])
    assert statements.departments == [DepartmentRow(2, "010", "组织部")]


def test_check_rows_ignores_a_running_number_without_a_row():
    found = table(["1", *row()], ["2", *[""] * 9], headings=["序号", *HEADINGS])
    layout, rows = find_layout(found)
    statements = check_rows(layout, rows, found.formulas, today=TODAY)
    assert (len(statements.people), statements.refused, statements.unknown_columns) == (1, [], ("序号",))


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"staff_number": ""}, "missing_value", "工号"),
        ({"name": "\u3000"}, "missing_value", "姓名"),
        ({"department_code": ""}, "missing_value", "部门编码"),
        ({"staff_number": "00 0123"}, "bad_code", "工号"),
        ({"staff_number": "wang@example"}, "bad_code", "工号"),
        ({"parent_department_code": "0,1"}, "bad_code", "上级部门编码"),
        ({"email": "wang"}, "bad_email", "邮箱"),
        ({"email": "a@b.cn;c@d.cn"}, "bad_email", "邮箱"),
        ({"rank_band": "厅局级"}, "unknown_rank", "职级"),
        ({"starts_on": "2026-02-30"}, "bad_date", "任职日期"),
        ({"starts_on": "2026.01"}, "bad_date", "任职日期"),
        ({"starts_on": "1926-01-01"}, "date_out_of_range", "任职日期"),
        ({"starts_on": "2206-01-01"}, "date_out_of_range", "任职日期"),
        ({"name": '=HYPERLINK("http://example.org")'}, "formula_cell", "姓名"),
        ({"name": "＝1+1"}, "formula_cell", "姓名"),
        ({"post": "+86"}, "formula_cell", "职务"),
        ({"post": "-"}, "formula_cell", "职务"),
        ({"department_name": "@SUM(A1)"}, "formula_cell", "部门名称"),
        ({"starts_on": "=TODAY()"}, "formula_cell", "任职日期"),
    ],
)
def test_check_rows_refuses_and_names_the_column(cells, code, column):
    ((number, details),) = problems(row(**cells))
    assert (number, [(found, params["column"]) for found, params in details]) == (2, [(code, column)])
    assert column in describe(*details[0])


@pytest.mark.parametrize("column", LONGEST)
def test_check_rows_refuses_what_is_too_long(column):
    text = "a" * (LONGEST[column] + 1)
    details = problems(row(**{column.value: text}))[0][1]
    assert details[0][0] == "too_long"
    assert details[0][1]["limit"] == LONGEST[column]


def test_check_rows_takes_the_longest_texts():
    longest = {column.value: "a" * limit for column, limit in LONGEST.items() if column is not Column.EMAIL}
    assert problems(row(**longest)) == []


def test_check_rows_reports_everything_that_is_wrong_with_a_row():
    details = problems(row("", starts_on="morgen", rank_band="?"))[0][1]
    assert [code for code, _params in details] == ["unknown_rank", "bad_date", "missing_value"]


def test_check_rows_refuses_all_rows_that_share_a_number():
    statements = check(row(), row("000124"), row(name="李某"), row("０００１２３"))
    detail = ("duplicate_number", {"value": "000123", "rows": "2、4、5"})
    assert [(found.row, found.details) for found in statements.refused] == [
        (2, (detail,)),
        (4, (detail,)),
        (5, (detail,)),
    ]
    assert [person.staff_number for person in statements.people] == ["000124"]
    assert statements.staff_numbers == {"000123", "000124"}


def test_check_rows_refuses_all_rows_that_share_an_address():
    statements = check(row("1", email="A@example.org"), row("2", email="a@example.org"))
    assert [found.details[0][0] for found in statements.refused] == ["duplicate_email", "duplicate_email"]


def test_check_rows_lists_few_of_many_places():
    assert problems(*[row()] * 8)[0][1][0][1]["rows"] == "2、3、4、5、6 …"


def test_check_rows_keeps_the_department_of_a_refused_row():
    statements = check(row("", department_name="组织部"))
    assert statements.departments == [DepartmentRow(2, "010", "组织部")]


def test_check_rows_refuses_formulas_and_damaged_numbers_of_a_workbook():
    data = xlsx_file(row(name="=A1"), row(10**17), row(datetime.date(2026, 1, 2)))
    found = read_table("a.xlsx", data, max_rows=100)
    layout, rows = find_layout(found)
    refused = check_rows(layout, rows, found.formulas, today=TODAY).refused
    assert [(each.row, each.details[0][0]) for each in refused] == [
        (2, "formula_cell"),
        (3, "number_lost_digits"),
        (4, "date_in_text_column"),
    ]


def test_check_rows_tells_how_far_it_is():
    told = []
    layout, rows = find_layout(Table([Row(1, HEADINGS), *(Row(n, row(str(n))) for n in range(2, 1_203))]))
    check_rows(layout, rows, frozenset(), today=TODAY, on_progress=told.append)
    assert told == [500, 1_000]
