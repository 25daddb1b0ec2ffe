import datetime
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadres.roster.wording import describe
from cadres.sheets.archive import MOST_MEMBERS
from cadres.sheets.errors import UnreadableFile
from cadres.sheets.reading import Row, Table, read_table

from .roster_files import HEADINGS, csv_file, lying_bomb, rezip, row, with_far_cell, with_sheet, xlsx_file

LIMIT = 20_000
WANG = ["000123", "王某", "", "010"]


def read(name, data, limit=LIMIT):
    return read_table(name, data, max_rows=limit)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_read_csv_in_each_encoding(encoding, delimiter):
    data = csv_file(row(), encoding=encoding, delimiter=delimiter)
    assert read("人员.CSV", data) == Table([Row(1, HEADINGS), Row(2, WANG)])


def test_read_csv_counts_rows_as_a_spreadsheet_does():
    data = csv_file([], row(), ["", " "], row(name="王\n某"), row())
    assert [found.number for found in read("a.csv", data).rows] == [1, 3, 5, 6]


def test_read_workbook_keeps_text_and_days():
    data = xlsx_file([], row(starts_on=datetime.datetime(2026, 1, 31, 8, 30)))
    assert read("a.xlsx", data) == Table([Row(1, HEADINGS), Row(3, row(starts_on=datetime.date(2026, 1, 31)))])


def test_read_workbook_turns_numbers_into_text():
    found = read("a.xlsx", xlsx_file([123, 7.0, 1.5, True, 10**17, -3]))
    assert found.rows[1].cells == ["123", "7", "1.5", "TRUE", "\ufffd", "-3"]


def test_read_workbook_takes_the_first_visible_sheet():
    def hide(book):
        book.create_sheet("显示").append(["工号"])
        book.worksheets[0].sheet_state = "hidden"
        book.active = 1

    assert read("a.xlsx", xlsx_file(change=hide)).rows == [Row(1, ["工号"])]


def test_read_workbook_tells_where_formulas_are():
    found = read("a.xlsx", xlsx_file(row(), row(name='=CONCAT("王","某")'), ["=1+1"]))
    assert found.formulas == {(3, 1), (4, 0)}
    assert [each.number for each in found.rows] == [1, 2, 3, 4]


def test_read_workbook_counts_days_from_1904():
    def use_1904(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    found = read("a.xlsx", xlsx_file(row(starts_on=datetime.date(2026, 1, 31)), change=use_1904))
    assert found.rows[1].cells[-1] == datetime.date(2026, 1, 31)


def test_read_workbook_ignores_a_wrong_dimension():
    data = with_sheet(lambda xml: xml.replace(b'<dimension ref="A1:I2"', b'<dimension ref="A1:XFD1048576"'))
    assert read("a.xlsx", data).rows[1].number == 2


def encrypted_flag():
    data = bytearray(xlsx_file(row()))
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def link():
    target = io.BytesIO(xlsx_file(row()))
    with zipfile.ZipFile(target, "a") as archive:
        info = zipfile.ZipInfo("xl/link.xml")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return target.getvalue()


def twice():
    target = io.BytesIO(xlsx_file(row()))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return target.getvalue()


def chart_only():
    return rezip(xlsx_file(row()), replace={"xl/workbook.xml": lambda _old: b"<workbook><sheets/></workbook>"})


DOCTYPE = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]>'
GOOD = xlsx_file(row())
BAD_FILES = {
    "empty": ("a.csv", lambda: b"", "empty_file"),
    "huge": ("a.csv", lambda: b"a" * (10 * 1024 * 1024 + 1), "file_too_large"),
    "no ending": ("roster", lambda: csv_file(row()), "wrong_extension"),
    "old ending": ("a.xls", lambda: csv_file(row()), "wrong_extension"),
    "macro ending": ("a.xlsm", lambda: GOOD, "wrong_extension"),
    "double ending": ("a.csv.exe", lambda: csv_file(row()), "wrong_extension"),
    "old excel": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_or_protected_workbook"),
    "old excel as csv": ("a.csv", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_or_protected_workbook"),
    "text as workbook": ("a.xlsx", lambda: csv_file(row()), "not_a_workbook"),
    "workbook as text": ("a.csv", lambda: GOOD, "workbook_named_csv"),
    "other archive": ("a.xlsx", lambda: _archive({"readme.txt": "x"}), "not_a_workbook"),
    "head of an archive": ("a.xlsx", lambda: b"PK\x03\x04 no archive", "broken_workbook"),
    "cut in the middle": ("a.xlsx", lambda: GOOD[: len(GOOD) // 2], "broken_workbook"),
    "cut at the end": ("a.xlsx", lambda: GOOD[:-30], "broken_workbook"),
    "no sheet part": ("a.xlsx", lambda: _without("xl/worksheets/sheet1.xml"), "broken_workbook"),
    "no relations": ("a.xlsx", lambda: _without("xl/_rels/workbook.xml.rels"), "broken_workbook"),
    "no sheets": ("a.xlsx", chart_only, "no_sheet"),
    "sheet cut": ("a.xlsx", lambda: with_sheet(lambda xml: xml[:-40]), "broken_workbook"),
    "sheet no xml": ("a.xlsx", lambda: with_sheet(lambda _xml: b"no xml"), "broken_workbook"),
    "sheet in utf-7": (
        "a.xlsx",
        lambda: with_sheet(lambda _xml: b'<?xml version="1.0" encoding="utf-7"?><a/>'),
        "broken_workbook",
    ),
    "bad place": ("a.xlsx", lambda: with_sheet(lambda xml: xml.replace(b'r="A1"', b'r="1A"')), "broken_workbook"),
    "document type": ("a.xlsx", lambda: with_sheet(lambda xml: DOCTYPE + xml), "suspicious_workbook"),
    "leads out": ("a.xlsx", lambda: rezip(GOOD, add={"../../evil.xml": "x"}), "suspicious_workbook"),
    "absolute": ("a.xlsx", lambda: rezip(GOOD, add={"/etc/passwd": "x"}), "suspicious_workbook"),
    "drive": ("a.xlsx", lambda: rezip(GOOD, add={"C:/evil.xml": "x"}), "suspicious_workbook"),
    "link": ("a.xlsx", link, "suspicious_workbook"),
    "same member twice": ("a.xlsx", twice, "suspicious_workbook"),
    "encrypted member": ("a.xlsx", encrypted_flag, "suspicious_workbook"),
    "bzip2 member": ("a.xlsx", lambda: rezip(GOOD, compression=zipfile.ZIP_BZIP2), "suspicious_workbook"),
    "dense bomb": (
        "a.xlsx",
        lambda: rezip(GOOD, add={"xl/media/a.bin": bytes(20_000_000)}),
        "workbook_unpacks_too_large",
    ),
    "large bomb": (
        "a.xlsx",
        lambda: rezip(GOOD, add={f"a{number}": bytes(1_000_000) for number in range(60)}),
        "workbook_unpacks_too_large",
    ),
    "lying bomb": ("a.xlsx", lying_bomb, "broken_workbook"),
    "many members": (
        "a.xlsx",
        lambda: rezip(GOOD, add={f"a{number}": "" for number in range(MOST_MEMBERS)}),
        "workbook_unpacks_too_large",
    ),
    "last cell of a sheet": ("a.xlsx", lambda: with_far_cell("XFD1048576"), "too_many_rows"),
    "a million rows declared": ("a.xlsx", lambda: with_far_cell("A1000000"), "too_many_rows"),
    "wide sheet": ("a.xlsx", lambda: with_far_cell("XFD3"), "too_many_columns"),
    "a million rows": ("a.csv", lambda: csv_file() + b"1,2,3\r\n" * 1_000_000, "too_many_rows"),
    "wide text": ("a.csv", lambda: csv_file(["1"] * 31), "too_many_columns"),
    "utf-16": ("a.csv", lambda: csv_file(row(), encoding="utf-16"), "unknown_encoding"),
    "binary": ("a.csv", lambda: b"\xff\xff\x00\x01" * 20, "unknown_encoding"),
    "zero bytes": ("a.csv", lambda: b"\x00".join([b"a", b"b"]), "not_text"),
    "mark but not utf-8": ("a.csv", lambda: b"\xef\xbb\xbf" + "工号".encode("gb18030"), "unknown_encoding"),
    "open quote": ("a.csv", lambda: csv_file() + '"000123,王某\n'.encode(), "broken_csv"),
    "quote inside": ("a.csv", lambda: csv_file() + '"a"b,王某\n'.encode(), "broken_csv"),
    "endless cell": ("a.csv", lambda: csv_file() + b"a" * 200_000, "broken_csv"),
}


def _archive(members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def _without(member):
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        return _archive({name: source.read(name) for name in source.namelist() if name != member})


@pytest.mark.parametrize("case", BAD_FILES)
def test_read_refuses_bad_file(case):
    name, make, code = BAD_FILES[case]
    with pytest.raises(UnreadableFile) as refusal:
        read(name, make())
    assert refusal.value.code == code
    assert describe(code, refusal.value.params)


def test_read_takes_as_many_rows_as_allowed():
    rows = [row(str(number)) for number in range(30)]
    assert len(read("a.csv", csv_file(*rows), limit=30).rows) == 31
    assert len(read("a.xlsx", xlsx_file(*rows), limit=30).rows) == 31


def _rows_or_refusal(name, data):
    try:
        found = read(name, data, limit=100)
    except UnreadableFile as error:
        return describe(error.code, error.params)
    else:
        return all(isinstance(cell, str | datetime.date) for each in found.rows for cell in each.cells)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["a.csv", "a.xlsx"]),
    st.sampled_from([b"", b"PK\x03\x04", b"\xef\xbb\xbf"]),
    st.binary(max_size=400),
)
def test_read_never_crashes_on_any_bytes(name, start, data):
    assert _rows_or_refusal(name, start + data)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='工号姓名,;\t"\r\n\x00=+-@０１\u3000\ufeff', max_size=80))
def test_read_never_crashes_on_any_text(text):
    assert _rows_or_refusal("a.csv", text.encode())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_read_never_crashes_on_a_damaged_workbook(damages):
    data = bytearray(GOOD)
    for place, value in damages:
        data[place] = value
    assert _rows_or_refusal("a.xlsx", bytes(data))


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=1, max_size=12), st.integers(0, 2_000))
def test_read_never_crashes_on_a_damaged_sheet(damage, place):
    def put_in(xml):
        return xml[: place % len(xml)] + damage + xml[place % len(xml) + len(damage) :]

    assert _rows_or_refusal("a.xlsx", with_sheet(put_in))
