"""The words by which files name kinds, answers, grades and the other fields of a question."""

import re

from training.enums import Grade, QuestionKind

from .text import narrow, squeeze

TRUE, FALSE = "正确", "错误"

#: The names of each kind; writers use the first.
KIND_NAMES: dict[str, tuple[str, ...]] = {
    QuestionKind.SINGLE: ("单选题", "单项选择题", "单选", "单项选择", "single choice"),
    QuestionKind.MULTIPLE: ("多选题", "多项选择题", "多选", "多项选择", "不定项选择题", "不定项", "multiple choice"),
    QuestionKind.TRUE_FALSE: ("判断题", "是非题", "对错题", "判断", "true or false", "true/false"),
    QuestionKind.FILL_IN: ("填空题", "填空", "fill in the gaps", "fill in"),
    QuestionKind.ORDERING: ("排序题", "顺序题", "排序", "put in order"),
    QuestionKind.MATCHING: ("配对题", "匹配题", "连线题", "配对", "匹配", "连线", "match"),
    QuestionKind.SITUATIONAL: (
        "情境判断题", "情景判断题", "情境题", "情景题", "情境判断", "情景判断", "situational judgement",
    ),
    QuestionKind.DIALOGUE: ("对话找错题", "找错题", "对话题", "对话找错", "find the faults in the dialogue"),
    QuestionKind.SHORT_ANSWER: (
        "简答题", "问答题", "论述题", "案例分析题", "名词解释", "主观题", "简答", "short answer",
    ),
}  # fmt: skip
#: Names that leave open which of the kinds with choices is meant.
VAGUE_KINDS = ("选择题", "客观题", "choice")

GRADE_NAMES: dict[str, tuple[str, ...]] = {
    Grade.BEST: ("最佳", "最好", "最优", "best"),
    Grade.ACCEPTABLE: ("可接受", "可以接受", "尚可", "一般", "acceptable"),
    Grade.HARMFUL: ("有害", "不当", "错误", "不可取", "harmful"),
}

_TRUE_WORDS = frozenset({"对", "正确", "是", "√", "✓", "✔", "☑", "t", "true", "y", "yes", "right"})
_FALSE_WORDS = frozenset(
    {"错", "错误", "否", "不对", "不正确", "×", "✗", "✘", "☒", "x", "f", "false", "n", "no", "wrong"}
)

_DIFFICULTY_WORDS = {
    "易": 1, "容易": 1, "简单": 1, "easy": 1, "较易": 2, "较简单": 2, "中": 3, "中等": 3, "一般": 3, "适中": 3,
    "medium": 3, "较难": 4, "难": 5, "困难": 5, "hard": 5, "difficult": 5,
}  # fmt: skip
#: Whether a question is for tests only; writers use the first of each.
USE_NAMES: dict[bool, tuple[str, ...]] = {
    True: (
        "仅供测验", "仅测验", "测验", "仅供考试", "仅考试", "仅限考试", "考试专用", "考试",
        "tests only", "test only", "for tests only",
    ),
    False: (
        "也可练习", "练习和测验", "练习和考试", "练习与考试", "练习、考试", "练习", "不限", "practice too",
        "practice and tests", "practice",
    ),
}  # fmt: skip
_STARS = re.compile(r"[★*☆]{1,5}")
_LETTERS = re.compile(r"[A-Z]+")
_SEPARATORS = re.compile(r"[\s,，、;；.．。/|&+()（）\[\]【】和及与选]+")
_CIRCLED = {0x2460 + number: f" {number + 1} " for number in range(20)}
_NUMBERS = re.compile(r"\d{1,2}")


def _key(text: str) -> str:
    return squeeze(narrow(text)).strip(" :[]【】()").lower()


_KINDS = {_key(name): kind.value for kind in QuestionKind for name in (kind.value, *KIND_NAMES[kind])}
_GRADES = {_key(name): str(grade.value) for grade, names in GRADE_NAMES.items() for name in (grade, *names)}
_USES = {_key(name): is_test_only for is_test_only, names in USE_NAMES.items() for name in names}
_VAGUE = {_key(name) for name in VAGUE_KINDS}


def kind_of(name: str) -> str | None:
    """The kind that `name` stands for; "" when it says only that there are choices; None when it is unknown."""
    key = _key(name)
    return "" if key in _VAGUE else _KINDS.get(key)


def grade_of(name: str) -> str | None:
    """The grade of a reaction that `name` stands for."""
    return _GRADES.get(_key(name))


def truth_of(text: str) -> bool | None:
    """Whether `text` says right or wrong; None when it says neither."""
    key = _key(text).rstrip("。.")
    return True if key in _TRUE_WORDS else False if key in _FALSE_WORDS else None


def difficulty_of(text: str) -> int | None:
    """The difficulty from 1 to 5 that `text` stands for, as a figure, a word or stars; None when it is none."""
    key = _key(text).removesuffix("级").removesuffix(".0")
    if key in ("1", "2", "3", "4", "5"):
        return int(key)
    if _STARS.fullmatch(key):
        return key.count("★") + key.count("*") or None
    return _DIFFICULTY_WORDS.get(key)


def says_test_only(text: str) -> bool | None:
    """Whether `text` says that a question is for tests only; None when it says neither that nor the contrary."""
    return _USES.get(_key(text))


def letters_of(text: str) -> list[int] | None:
    """The places, from 0, of letters as in "A、C" or "ＡＣ", in the order in which they stand; None of other text."""
    compact = _SEPARATORS.sub("", narrow(text).upper())
    return [ord(letter) - ord("A") for letter in compact] if _LETTERS.fullmatch(compact) else None


def places_of(text: str) -> list[int] | None:
    """Like `letters_of`, but numbers from 1 are understood as well: turns of a dialogue are often numbered."""
    letters = letters_of(text)
    if letters is not None:
        return letters
    pieces = [piece for piece in _SEPARATORS.split(narrow(text).translate(_CIRCLED)) if piece]
    if not pieces or not all(_NUMBERS.fullmatch(piece) and piece.isascii() for piece in pieces):
        return None
    return [int(piece) - 1 for piece in pieces]


def letter(place: int) -> str:
    """A for 0, B for 1, …; beyond Z the number."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)
