"""Making texts from different machines comparable."""

import re
import unicodedata

# Chinese punctuation is written full width in names of departments and posts, and is to stay so.
_LATIN_RUN = re.compile(r"[^，。：；！？（）《》、·]+")
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_BLANKS = re.compile(r"\s+")
_HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_BLANK_BETWEEN_HAN = re.compile(rf"(?<={_HAN}) (?={_HAN})")
_MIDDLE_DOTS = str.maketrans("•‧∙⋅・･", "······")


def clean(text: str) -> str:
    """Full-width letters and digits as plain ones, no invisible characters, single blanks, none at the ends."""
    text = _INVISIBLE.sub("", text)
    if not text.isascii():
        text = _LATIN_RUN.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    return _BLANKS.sub(" ", text).strip()


def clean_name(text: str) -> str:
    """A person's name: 王　伟 and 王伟 are the same, and so are the dots that different keyboards make."""
    return _BLANK_BETWEEN_HAN.sub("", clean(text.translate(_MIDDLE_DOTS)))
