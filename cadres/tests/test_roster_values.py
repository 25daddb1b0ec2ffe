import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadres.enums import RankBand
from cadres.roster.text import clean_name
from cadres.roster.values import CHINESE_RANKS, is_code, is_plausible, read_date, read_rank
from cadres.sheets.text import clean

from .roster_files import TODAY

LAST_OF_JANUARY = datetime.date(2026, 1, 31)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31", "2026-1-31", "2026/1/31", "2026.1.31", "2026年1月31日", "2026年01月31号", "20260131", "46053",
        "2026-01-31 00:00:00", "2026/1/31 0:00",
    ],
)  # fmt: skip
def test_read_date_knows_each_form(text):
    assert read_date(text) == LAST_OF_JANUARY


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30", "2026-13-01", "2026-01", "2026.01", "2026年1月", "31.1.2026", "1/31/2026", "26-1-31",
        "2026-01-31 08:00", "昨天", "0000-01-01", "2026013", "-46053", "二〇二六年一月三十一日", "٢٠٢٦-٠١-٣١",
    ],
)  # fmt: skip
def test_read_date_refuses_what_names_no_day(text):
    assert read_date(text) is None


@given(st.text(max_size=20))
def test_read_date_never_crashes(text):
    assert isinstance(read_date(text), datetime.date | None)


@given(st.dates(min_value=datetime.date(1949, 10, 1), max_value=datetime.date(2100, 1, 1)))
def test_read_date_reads_what_was_written(day):
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"):
        assert read_date(day.strftime(form)) == day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime.date(1949, 9, 30), False),
        (datetime.date(1949, 10, 1), True),
        (TODAY + datetime.timedelta(days=366), True),
        (TODAY + datetime.timedelta(days=367), False),
    ],
)
def test_is_plausible_at_its_limits(day, expected):
    assert is_plausible(day, today=TODAY) is expected


def test_read_rank_knows_codes_labels_and_chinese_names():
    for band in RankBand:
        names = [band.value, band.value.upper(), *CHINESE_RANKS[band]]
        assert {read_rank(name) for name in names} == {band}
    assert read_rank("Township level, chief") == RankBand.TOWNSHIP_CHIEF
    assert read_rank("村(社区) 干部") == RankBand.VILLAGE
    assert read_rank("厅局级") is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("０００１２３", "000123"),
        (" \u3000A\u200b\ufeffＢ\u00ad ", "AB"),
        ("组织部\u3000 干部科\n", "组织部 干部科"),
        ("办公室（机要局）", "办公室（机要局）"),
        ("a\x07b", "ab"),
        ("\u202eabc\u202c", "abc"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_clean_makes_texts_comparable(raw, expected):
    assert clean(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("王　伟", "王伟"),
        (" 欧阳 娜 娜 ", "欧阳娜娜"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("Anna  Lee", "Anna Lee"),
        ("𠮷 野", "𠮷野"),
    ],
)
def test_clean_name_joins_what_belongs_together(raw, expected):
    assert clean_name(raw) == expected


@given(st.text(max_size=30))
def test_clean_is_done_once_for_all(text):
    assert clean(clean(text)) == clean(text)
    assert clean_name(clean_name(text)) == clean_name(text)


@pytest.mark.parametrize("text", ["a b", "a@b", "a,b", "'000123", '="1"', "<b>", ""])
def test_is_code_refuses(text):
    assert not is_code(text)


@pytest.mark.parametrize("text", ["000123", "A-1/2", "干部0001", "a.b_c"])
def test_is_code_accepts(text):
    assert is_code(text)
