"""What single cells mean: days, ranks, e-mail addresses, numbers and codes."""

import datetime
import re
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation

from cadres.enums import RankBand

EARLIEST = datetime.date(1949, 10, 1)
#: A post may begin this many days from today at the latest.
FURTHEST_AHEAD = 366

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]|(\d{2})(\d{2}))", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00)?$")
_SERIAL = re.compile(r"[1-9]\d{4}", re.ASCII)
# Excel counts days from here, because it takes 1900 for a leap year.
_SERIAL_START = datetime.date(1899, 12, 30)
_CODE = re.compile(r"[^\s@,;\"'<>]+")

#: The Chinese names of each rank band; the first is the one that messages show.
CHINESE_RANKS = {
    RankBand.COUNTY: ("县处级及以上", "县处级以上", "县级及以上"),
    RankBand.TOWNSHIP_CHIEF: ("乡科级正职", "正科级"),
    RankBand.TOWNSHIP_DEPUTY: ("乡科级副职", "副科级"),
    RankBand.CLERK: ("科员及以下", "科员"),
    RankBand.VILLAGE: ("村（社区）干部", "村社区干部", "村干部", "社区干部"),
}


@cache
def rank_names() -> dict[str, RankBand]:
    """Every accepted way to write a rank band: its code, its Chinese names, its label in each language."""
    names = {_rank_key(name): band for band, chinese in CHINESE_RANKS.items() for name in chinese}
    for band in RankBand:
        names[band.value] = band
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                names[_rank_key(str(band.label))] = band
    return names


def _rank_key(text: str) -> str:
    return text.translate({ord("（"): "(", ord("）"): ")"}).replace(" ", "").lower()


def read_rank(text: str) -> RankBand | None:
    """The rank band that `text` names, or None."""
    return rank_names().get(text.lower()) or rank_names().get(_rank_key(text))


def read_date(text: str) -> datetime.date | None:
    """The day that `text` names in one of the accepted forms, or as Excel counts days; None if it names none."""
    compact = _MIDNIGHT.sub("", text) if ":" in text else text
    if _SERIAL.fullmatch(compact):
        return _SERIAL_START + datetime.timedelta(days=int(compact))
    found = _DATE.fullmatch(compact)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def is_plausible(day: datetime.date, *, today: datetime.date) -> bool:
    """Whether a post can have begun, or be about to begin, on `day`."""
    return EARLIEST <= day <= today + datetime.timedelta(days=FURTHEST_AHEAD)


def is_email(text: str) -> bool:
    """Whether `text` is one e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def is_code(text: str) -> bool:
    """Whether `text` can be a staff number or a department code: no blanks, commas, quotes or @."""
    return _CODE.fullmatch(text) is not None
