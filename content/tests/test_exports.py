import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from hypothesis import given
from hypothesis import strategies as st

from content.exports import CHUNK_ROWS, code_cell, csv_lines, csv_response, safe_cell

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", " =1+1", "\u3000=1"]
DANGEROUS += ["＝1+1", "＋1", "－1", "＠a"]
CELL = st.one_of(st.text(), st.text("=+-@\t\r\n ＝'\",;0", max_size=6))


def parse(text):
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_would_run_as_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "林某", "2026-11-22", "a=b", "3-1", "'quoted", "组织部 + 人社局"])
def test_harmless_text_stays_as_it_is(text):
    assert safe_cell(text) == text


def test_numbers_stay_numbers_and_dates_are_read_as_dates():
    late = datetime.datetime(2026, 11, 21, 17, 0, tzinfo=datetime.UTC)

    assert safe_cell(-3) == -3
    assert safe_cell(None) == ""
    assert safe_cell(datetime.date(2026, 11, 22)) == "2026-11-22"
    assert safe_cell(late) == "2026-11-22"
    assert safe_cell(True) == "True"


def test_negative_decimals_stay_numbers():
    assert safe_cell(Decimal("-0.5")) == Decimal("-0.5")


@pytest.mark.parametrize(
    ("code", "cell"), [("000123", "000123\t"), ("110101199003070011", "110101199003070011\t"), ("D010", "D010")]
)
def test_codes_of_digits_are_kept_as_text(code, cell):
    assert code_cell(code) == cell
    assert safe_cell(code_cell(code)) == cell


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8))
def test_no_cell_starts_a_formula_and_the_table_comes_back(rows):
    parsed = parse("".join(csv_lines(["a", "b", "c"], rows)))

    assert parsed[0] == ["a", "b", "c"]
    for read, written in zip(parsed[1:], rows, strict=True):
        for cell, text in zip(read, written, strict=True):
            assert cell in {text, f"'{text}"}
            assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))
            assert not cell.startswith(("\t", "\r", "\n", "\0"))


def test_lines_end_as_windows_programs_expect_and_every_cell_is_quoted():
    assert "".join(csv_lines(["姓名", "n"], [["林,某", 1]])) == '\ufeff"姓名","n"\r\n"林,某","1"\r\n'


def test_rows_are_sent_in_pieces_and_read_only_as_they_are_sent():
    asked = []

    def rows():
        for number in range(CHUNK_ROWS * 3):
            asked.append(number)
            yield [number]

    pieces = csv_lines(["n"], rows())
    first = next(pieces)
    asked_at_first = len(asked)

    assert asked_at_first < CHUNK_ROWS
    assert len(parse("".join([first, *pieces]))) == CHUNK_ROWS * 3 + 1


def test_response_is_a_dated_download_in_utf8():
    response = csv_response(name="谈心/培训", headings=["姓名"], rows=[["林某"]])

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert disposition.endswith(f"-{timezone.localdate().isoformat()}.csv")
    assert "/" not in disposition.removeprefix("attachment; filename*=utf-8''")
    assert b"".join(response.streaming_content) == b"\xef\xbb\xbf" + '"姓名"\r\n"林某"\r\n'.encode()


def test_headings_are_in_the_language_of_the_request_although_they_are_sent_later():
    with translation.override("en"):
        response = csv_response(name="x", headings=[_("Active")], rows=[])
    with translation.override("zh-hans"):
        body = b"".join(response.streaming_content)

    assert body.decode("utf-8-sig") == '"Active"\r\n'
