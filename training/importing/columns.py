"""The columns of the question sheet."""

from enum import StrEnum
from string import ascii_uppercase

from cadres.sheets.headings import Headings

#: As many as the longest kind, a dialogue, has turns.
OPTION_LETTERS = ascii_uppercase[:20]

Column = StrEnum(
    "Column",
    {
        "KIND": "kind",
        "STEM": "stem",
        **{f"OPTION_{letter}": f"option_{letter.lower()}" for letter in OPTION_LETTERS},
        "ANSWER": "answer",
        "REASON": "reason",
        "SKILL": "skill",
        "TOPICS": "topics",
        "DIFFICULTY": "difficulty",
        "USE": "use",
        "REMARK": "remark",
    },
)  # type: ignore[misc]

OPTIONS = [Column[f"OPTION_{letter}"] for letter in OPTION_LETTERS]

#: The Chinese heading of each column; the first is the one in the template.
CHINESE_HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.KIND: ("题型", "类型", "题目类型", "试题类型"),
    Column.STEM: ("题干", "题目", "问题", "试题", "题目内容", "试题内容"),
    **{
        Column[f"OPTION_{letter}"]: (f"选项{letter}", letter, f"选项{number}", f"答案{letter}", f"option{number}")
        for number, letter in enumerate(OPTION_LETTERS, start=1)
    },
    Column.ANSWER: ("答案", "正确答案", "参考答案", "标准答案", "key"),
    Column.REASON: ("解析", "答案解析", "试题解析", "题目解析", "理由", "explanation", "feedback"),
    Column.SKILL: ("技能", "考查技能", "能力"),
    Column.TOPICS: ("主题", "知识点", "标签", "tags"),
    Column.DIFFICULTY: ("难度", "难易度", "难易程度"),
    Column.USE: ("用途", "题目用途", "使用范围"),
    Column.REMARK: ("备注", "说明", "note"),
}

HEADINGS = Headings(Column, required=(Column.STEM,), chinese=CHINESE_HEADINGS)


def heading_of(column: "Column", *, in_chinese: bool) -> str:
    """The heading that the template shows."""
    return CHINESE_HEADINGS[column][0] if in_chinese else str(column.value)
