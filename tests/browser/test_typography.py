"""Chinese as it is set: the measure, the lines, the headings, dates and figures."""

import re

import pytest

from .catalogue import OWN

EVERYWHERE = pytest.mark.parametrize("place", OWN, ids=lambda place: place.name)
READ_AT_LENGTH = [place for place in OWN if place.name in {"guide", "lesson", "lesson-new"}]
DATE = re.compile(r"\d{4}年[1-9]\d?月[1-9]\d?日")
#: A year with a month, however it is written, and the short forms of other languages.
LOOKS_LIKE_DATE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b\.?"
    r"|\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b|\b(?:19|20)\d\d ?[/年-] ?[01]?\d\b\S*"
)
WITH_DATES = {
    "desk", "course-finished", "lesson", "quiz", "attempt-passed", "board", "person-record", "person", "rosters",
}  # fmt: skip


@EVERYWHERE
def test_no_heading_ends_in_a_lonely_character(seen):
    assert seen.lonely == []


@EVERYWHERE
def test_figures_in_tables_stand_below_each_other(seen):
    assert seen.loose_figures == []


@EVERYWHERE
def test_dates_are_written_in_chinese(seen, place):
    wrong = [found for found in LOOKS_LIKE_DATE.findall(seen.text) if not DATE.match(found)]
    assert wrong == []
    if place.name in WITH_DATES:
        assert DATE.search(seen.text)


@pytest.mark.parametrize("place", READ_AT_LENGTH, ids=lambda place: place.name)
def test_reading_text_keeps_its_measure_and_its_lines(seen):
    assert seen.paragraphs
    # A paragraph may be narrower, inside a list or a box; none is wider, and those of the column fill it.
    widths = [paragraph["wide"] for paragraph in seen.paragraphs]
    assert 32 <= max(widths) <= 38
    assert {round(paragraph["high"], 2) for paragraph in seen.paragraphs} == {1.9}
    assert {paragraph["size"] for paragraph in seen.paragraphs} == {18}
