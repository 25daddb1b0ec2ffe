"""Making names from different machines comparable."""

import re

from cadres.sheets.text import clean

_HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_BLANK_BETWEEN_HAN = re.compile(rf"(?<={_HAN}) (?={_HAN})")
_MIDDLE_DOTS = str.maketrans("•‧∙⋅・･", "······")


def clean_name(text: str) -> str:
    """A person's name: 王　伟 and 王伟 are the same, and so are the dots that different keyboards make."""
    return _BLANK_BETWEEN_HAN.sub("", clean(text.translate(_MIDDLE_DOTS)))
