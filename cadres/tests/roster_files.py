"""Roster files for tests, good and bad, built when they are needed."""

import csv
import datetime
import io
import struct
import zipfile

import openpyxl

from cadres.roster.checking import Statements, check_rows
from cadres.roster.columns import Column, find_layout
from cadres.roster.known import Known, KnownDepartment, KnownPerson, KnownPosting
from cadres.sheets.reading import read_table

TODAY = datetime.date(2026, 11, 23)
HEADINGS = ["工号", "姓名", "邮箱", "部门编码", "部门名称", "上级部门编码", "职务", "职级", "任职日期"]
_KEYS = [column.value for column in Column]


def row(staff_number="000123", name="王某", department_code="010", **cells):
    """The cells of one row in the order of HEADINGS; what is not given is empty."""
    given = {"staff_number": staff_number, "name": name, "department_code": department_code, **cells}
    assert set(given) <= set(_KEYS)
    return [given.get(key, "") for key in _KEYS]


def csv_file(*rows, headings=HEADINGS, encoding="utf-8-sig", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def xlsx_file(*rows, headings=HEADINGS, change=lambda book: None):
    book = openpyxl.Workbook()
    for cells in [headings, *rows]:
        book.active.append(cells)
    change(book)
    return _saved(book)


def _saved(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rezip(data, replace=None, add=None, compression=zipfile.ZIP_DEFLATED):
    """The archive `data` with other contents for some members, and further members."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", compression) as copy:
        for info in source.infolist():
            content = source.read(info)
            copy.writestr(info.filename, (replace or {}).get(info.filename, lambda old: old)(content))
        for member, content in (add or {}).items():
            copy.writestr(member, content)
    return target.getvalue()


def with_sheet(change):
    """A workbook whose sheet's XML went through `change`."""
    return rezip(xlsx_file(row()), replace={"xl/worksheets/sheet1.xml": change})


def with_far_cell(place):
    def change(xml):
        number = "".join(filter(str.isdigit, place)).encode()
        cell = b'<row r="%s"><c r="%s"><v>1</v></c></row></sheetData>' % (number, place.encode())
        return xml.replace(b"</sheetData>", cell)

    return with_sheet(change)


def lying_bomb():
    """A sheet of 60 MB whose directory entry says it has a few bytes."""
    data = bytearray(with_sheet(lambda xml: xml.replace(b"</sheetData>", b" " * 60_000_000 + b"</sheetData>")))
    name = b"xl/worksheets/sheet1.xml"
    place = data.find(b"PK\x01\x02")
    while data[place + 46 : place + 46 + len(name)] != name:
        place = data.find(b"PK\x01\x02", place + 4)
    data[place + 24 : place + 28] = struct.pack("<I", 500)
    return bytes(data)


def table(*rows, headings=HEADINGS):
    return read_table("roster.csv", csv_file(*rows, headings=headings), max_rows=20_000)


def check(*rows, headings=HEADINGS) -> Statements:
    found = table(*rows, headings=headings)
    layout, below = find_layout(found)
    return check_rows(layout, below, found.formulas, today=TODAY)


def codes(findings):
    """(row, outcome, subject, message codes) of each finding."""
    return [
        (found.row, found.outcome.value, found.subject, [code for code, _params in found.details]) for found in findings
    ]


def posting(pk=1, department="010", **fields):
    defaults = {
        "post": "干事",
        "rank_band": "clerk",
        "starts_on": datetime.date(2024, 1, 1),
        "ends_on": None,
        "is_primary": True,
    }
    return KnownPosting(pk=pk, department=department, **{**defaults, **fields})


def person(staff_number="000123", name="王某", *, postings=None, **fields):
    defaults = {"pk": 1, "email": "", "is_active": True, "is_protected": False, "held_until": None}
    held = (posting(),) if postings is None else postings
    return KnownPerson(staff_number=staff_number, name=name, postings=held, **{**defaults, **fields})


def known(*people):
    """A county with two bureaus and these people."""
    departments = [
        KnownDepartment("000", "某区", None),
        KnownDepartment("010", "组织部", "000"),
        KnownDepartment("020", "卫健局", "000"),
    ]
    return Known(
        today=TODAY,
        people={someone.staff_number: someone for someone in people},
        departments={department.code: department for department in departments},
    )
