"""Chinese names in the order a reader expects."""

from functools import lru_cache

#: Characters that are read otherwise as a surname. Those that families read differently (覃, 盖) are left out.
SURNAME_READINGS = {
    "曾": "zeng1", "单": "shan4", "翟": "zhai2", "解": "xie4", "查": "zha1", "仇": "qiu2", "区": "ou1",
    "缪": "miao4", "朴": "piao2", "薄": "bo2", "乐": "yue4", "员": "yun4", "召": "shao4", "种": "chong2",
    "黑": "he4", "折": "she2", "秘": "bi4", "繁": "po2", "洗": "xian3", "乜": "nie4", "句": "gou1",
    "重": "chong2", "祭": "zhai4", "能": "nai4",
}  # fmt: skip


@lru_cache(maxsize=4096)
def sort_key(text: str) -> str:
    """The name `text` as toneless pinyin, then as pinyin with tones, then as it is.

    Sorting by it puts 陈 before 程 before 张, and keeps homophones together. Latin text sorts as it is.
    """
    # Loaded on first use: the dictionary takes 140 ms, which commands that sort no name need not pay.
    from pypinyin import Style, lazy_pinyin

    toned = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)
    if reading := SURNAME_READINGS.get(text[:1]):
        toned[0] = reading
    # Runs of other characters come back as they stand; their last digit is no tone.
    plain = [part if part in text else part.rstrip("12345") for part in toned]
    # Parts are parted by 0: it sorts before any letter, while many database locales pass over a blank.
    key = "0".join([*plain, "", *toned, text])
    return key.lower()[:400]
