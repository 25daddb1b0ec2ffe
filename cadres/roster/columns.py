"""Which column is which, by its Chinese or English heading."""

from collections.abc import Sequence
from enum import StrEnum

from cadres.sheets.headings import Headings, Layout
from cadres.sheets.reading import Row, Table


class Column(StrEnum):
    """The columns of a roster. The value is the English heading."""

    STAFF_NUMBER = "staff_number"
    NAME = "name"
    EMAIL = "email"
    DEPARTMENT_CODE = "department_code"
    DEPARTMENT_NAME = "department_name"
    PARENT_CODE = "parent_department_code"
    POST = "post"
    RANK_BAND = "rank_band"
    STARTS_ON = "starts_on"


REQUIRED = (Column.STAFF_NUMBER, Column.NAME, Column.DEPARTMENT_CODE)

#: The Chinese heading of each column; the first is the one in the template.
CHINESE_HEADINGS = {
    Column.STAFF_NUMBER: ("工号", "人员编号", "职工号"),
    Column.NAME: ("姓名",),
    Column.EMAIL: ("邮箱", "电子邮箱", "电子邮件"),
    Column.DEPARTMENT_CODE: ("部门编码", "部门代码", "单位编码"),
    Column.DEPARTMENT_NAME: ("部门名称", "部门", "单位名称"),
    Column.PARENT_CODE: ("上级部门编码", "上级部门代码", "上级单位编码"),
    Column.POST: ("职务",),
    Column.RANK_BAND: ("职级",),
    Column.STARTS_ON: ("任职日期", "任职时间"),
}

HEADINGS = Headings(Column, required=REQUIRED, chinese=CHINESE_HEADINGS)


def find_layout(table: Table) -> tuple[Layout[Column], list[Row]]:
    """The layout and the rows below the headings. Raises UnreadableFile when a required column is missing."""
    return HEADINGS.find(table)


def template_headings(*, in_chinese: bool) -> Sequence[str]:
    """The headings of an empty roster."""
    return [CHINESE_HEADINGS[column][0] if in_chinese else column.value for column in Column]
