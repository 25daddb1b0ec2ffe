"""Word's automatic numbering: the "1.", "A." and 一、 that stand on the page but in no text."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from cadres.sheets.archive import Archive
from cadres.sheets.sheet_scan import walk

DEEPEST_LEVEL = 9
_DIGITS = "零一二三四五六七八九"
_CIRCLED_ONE = 0x2460
_CHINESE_FORMATS = frozenset(
    {"chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "japaneseCounting", "ideographDigital"}
)
_BULLETS = frozenset({"bullet", "none"})


@dataclass
class _Level:
    form: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class _Lists:
    """What numbering.xml says: levels by abstract list, and which abstract list each list follows."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=lambda: defaultdict(dict))
    abstract_of: dict[str, str] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)


class Numbering:
    """Gives each paragraph of a document, in order, the label that Word would print before it."""

    def __init__(self, archive: Archive) -> None:
        self._lists = _read_lists(archive)
        self._by_style = _read_styles(archive)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[tuple[str, int]] = set()

    def label(self, *, list_id: str | None, level: int | None, style: str | None) -> str:
        """The label of the next paragraph; empty for one that is not numbered."""
        of_style = self._by_style.get(style or "", ("", 0))
        list_id = of_style[0] if list_id is None else list_id
        level = of_style[1] if level is None else level
        abstract = self._lists.abstract_of.get(list_id or "")
        if abstract is None or not 0 <= level < DEEPEST_LEVEL:
            return ""
        levels, counts = self._lists.levels[abstract], self._counts[abstract]
        restart = self._lists.restarts.get((list_id or "", level))
        if restart is not None and (list_id or "", level) not in self._started:
            counts[level] = restart - 1
        self._started.add((list_id or "", level))
        counts[level] = counts.get(level, levels.get(level, _Level()).start - 1) + 1
        for deeper in [known for known in counts if known > level]:
            del counts[deeper]
        return _label(levels, counts, level)


def _label(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    known = levels.get(level, _Level())
    if known.form in _BULLETS:
        return ""
    label = known.text
    for place in range(level + 1):
        above = levels.get(place, _Level())
        label = label.replace(f"%{place + 1}", spell(counts.get(place, above.start), above.form))
    # A bare 1 or A would be taken for the beginning of the text.
    return f"{label}." if re.fullmatch("[0-9]+|[A-Za-z]", label) else label


def spell(number: int, form: str) -> str:
    """`number` in one of Word's number formats; those of other scripts as plain figures."""
    if form in ("upperLetter", "lowerLetter"):
        spelled = chr(ord("A") + (number - 1) % 26)
        return spelled if form == "upperLetter" else spelled.lower()
    if form in _CHINESE_FORMATS:
        return _in_chinese(number)
    if form == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(_CIRCLED_ONE + number - 1)
    return str(number)


def _in_chinese(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _read_lists(archive: Archive) -> _Lists:
    lists = _Lists()
    if "word/numbering.xml" not in archive:
        return lists
    abstract, list_id, level = "", "", 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal abstract, list_id, level
        value = value_of(attributes)
        if name == "abstractNum":
            abstract, list_id = attribute(attributes, "abstractNumId"), ""
        elif name == "num":
            list_id = attribute(attributes, "numId")
        elif name == "abstractNumId" and list_id:
            lists.abstract_of[list_id] = value
        elif name in ("lvl", "lvlOverride"):
            level = to_number(attribute(attributes, "ilvl"))
            if name == "lvl" and not list_id:
                lists.levels[abstract][level] = _Level()
        elif name == "startOverride" and list_id:
            lists.restarts[list_id, level] = to_number(value)
        elif level in lists.levels[abstract] and not list_id:
            _set(lists.levels[abstract][level], name, value)

    walk(archive.read("word/numbering.xml"), start)
    return lists


def _set(level: _Level, name: str, value: str) -> None:
    if name == "numFmt":
        level.form = value
    elif name == "lvlText":
        level.text = value[:20]
    elif name == "start":
        level.start = to_number(value)


def _read_styles(archive: Archive) -> dict[str, tuple[str, int]]:
    """The list and level of each paragraph style that is numbered, by itself or like the one it is based on."""
    found: dict[str, tuple[str, int]] = {}
    based_on: dict[str, str] = {}
    if "word/styles.xml" not in archive:
        return found
    style = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal style
        if name == "style":
            style = attribute(attributes, "styleId")
        elif name == "basedOn" and style:
            based_on[style] = value_of(attributes)
        elif name == "numId" and style:
            found[style] = (value_of(attributes), found.get(style, ("", 0))[1])
        elif name == "ilvl" and style:
            found[style] = (found.get(style, ("", 0))[0], to_number(value_of(attributes)))

    walk(archive.read("word/styles.xml"), start)
    for name in based_on:
        above = name
        # A few steps: styles of a broken document may be based on each other.
        for _step in range(DEEPEST_LEVEL):
            if above in found:
                found[name] = found[above]
                break
            above = based_on.get(above, "")
    return found


def attribute(attributes: dict[str, str], name: str) -> str:
    """The attribute of that name, whatever prefix its namespace has."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def value_of(attributes: dict[str, str]) -> str:
    """The attribute in which most of Word's settings hold their value."""
    return attribute(attributes, "val")


def to_number(text: str) -> int:
    """A small count; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0
