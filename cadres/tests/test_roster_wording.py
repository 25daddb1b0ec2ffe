import re
from pathlib import Path

import pytest
from django.utils import translation

import cadres.roster
import cadres.sheets
from cadres.enums import RankBand
from cadres.roster.wording import MESSAGES, describe


def sample(name):
    if name.endswith("date"):
        return "2026-01-31"
    return RankBand.COUNTY.value if name.endswith("rank") else f"100 % <{name}>"


@pytest.mark.parametrize("code", MESSAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_describe_fills_every_message(code, language):
    with translation.override(language):
        names = re.findall(r"%\((\w+)\)s", str(MESSAGES[code]))
        text = describe(code, {name: sample(name) for name in names})
    assert "%(" not in text
    assert all(f"<{name}>" in text for name in names if not name.endswith(("date", "rank")))


def test_describe_has_a_sentence_for_every_code_in_the_source():
    folders = [Path(package.__file__).parent for package in (cadres.roster, cadres.sheets)]
    source = "".join(path.read_text() for folder in folders for path in folder.glob("*.py"))
    used = set(re.findall(r'(?:UnreadableFile|_refuse)\(\s*"(\w+)"', source)) | set(
        re.findall(r'\("(\w+)", \{', source)
    )
    assert used <= set(MESSAGES)
    assert len(used) > 40


def test_describe_shows_days_and_ranks_in_the_language_of_the_reader():
    with translation.override("en"):
        assert describe("date_out_of_range", {"column": "任职日期", "date": "1926-01-31"}).startswith(
            "Column 任职日期: Jan. 31, 1926 is"
        )
        text = describe("rank_changed", {"old_rank": "clerk", "new_rank": "county"})
        assert text == "Rank band: Section member and below → County level and above"
    with translation.override("zh-hans"):
        assert "1926年1月31日" in describe("date_out_of_range", {"column": "任职日期", "date": "1926-01-31"})
