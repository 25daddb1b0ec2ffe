"""Quizzes and accounts of the browser tests' own, beside the demo organisation of the running site.

`python -m tests.browser.own_quizzes` makes them, once, in the database of its environment.
"""

import subprocess
import sys
from typing import Any

import django

from .site import PASSWORD, ROOT, Site, environment_of

#: Every test signs in with an account that nobody used before it.
ACCOUNTS = [f"taker{number:02}" for number in range(1, 61)]
#: One question of each kind, in this order.
KINDS = [
    "single", "multiple", "true_false", "situational", "fill_in", "ordering", "matching", "dialogue", "short_answer",
]  # fmt: skip
QUESTIONS: dict[str, dict[str, Any]] = {
    "single": {
        "stem": "约人谈话，哪个时间最合适？",
        "parts": [
            {"text": "双方都能坐得住的下午", "is_key": True},
            {"text": "对方正要赶去开会时", "is_key": False},
            {"text": "下班前十分钟", "is_key": False},
        ],
    },
    "multiple": {
        "stem": "谈话之前应当了解哪些情况？",
        "parts": [
            {"text": "最近承担的任务", "is_key": True},
            {"text": "分管领导的评价", "is_key": True},
            {"text": "同事之间的传言", "is_key": False},
            {"text": "桌上摆的照片", "is_key": False},
        ],
    },
    "true_false": {
        "stem": "对方情绪激动时，应当马上打断。",
        "parts": [{"text": "正确", "is_key": False}, {"text": "错误", "is_key": True}],
    },
    "situational": {
        "stem": "对方说：“没什么可谈的。”\n这时你怎么办？",
        "parts": [
            {"text": "从一件双方都熟悉的工作说起", "grade": "best"},
            {"text": "约好改天再谈", "grade": "acceptable"},
            {"text": "再追问一遍", "grade": "harmful"},
        ],
    },
    "fill_in": {
        "stem": "谈话之前要备人、____、备事；谈话之中要多____、少下结论。",
        "parts": [{"accepted": ["备时", "备时机"]}, {"accepted": ["倾听", "听"]}],
    },
    "ordering": {
        "stem": "把一次谈话的几步按先后排好。",
        "parts": [{"text": "说明来意"}, {"text": "听对方讲"}, {"text": "一起商量办法"}, {"text": "约定下一步"}],
    },
    "matching": {
        "stem": "各种情形适合什么样的开头？",
        "parts": [
            {"left": "新到任的干部", "right": "问到任后的感受"},
            {"left": "受了批评的干部", "right": "先听本人怎么看这件事"},
            {"left": "将要退休的干部", "right": "请他说说多年来最放心不下的工作和想交代给后来人的话"},
            {"left": "", "right": "宣读考核结果"},
        ],
    },
    "dialogue": {
        "stem": "下面这段谈话里，哪几句话不妥？",
        "parts": [
            {"speaker": "李某", "text": "坐吧，最近工作怎么样？", "is_fault": False, "note": ""},
            {"speaker": "张某", "text": "压力有点大，常常加班。", "is_fault": False, "note": ""},
            {"speaker": "李某", "text": "谁没有压力？", "is_fault": True, "note": "一句话把对方堵了回去。"},
        ],
    },
    "short_answer": {
        "stem": "对方谈到家里有人生病，你接下来怎么说？写出你的话，并说明理由。",
        "parts": [
            {"criterion": "先表示关心，不急着给办法", "points": 2},
            {"criterion": "问清需要什么帮助", "points": 3},
        ],
    },
}
#: What each quiz asks and how it is set; all of them stand in one course.
QUIZZES: dict[str, dict[str, Any]] = {
    "every-kind": {"title": "各种题型", "kinds": KINDS, "practice": True, "pass_mark": 60},
    "timed": {"title": "限时测验", "kinds": ["single", "fill_in", "short_answer"], "time_limit": 20},
    "once": {
        "title": "只有一次机会", "kinds": ["single", "multiple"], "attempts_allowed": 1, "skill_minimum": 50,
        "review_time": "never",
    },
}  # fmt: skip
COURSE = "own-quizzes"


def quiz_path(name: str) -> str:
    """The address of one of the quizzes."""
    return f"/courses/{COURSE}/{name}/"


def make_in(site: Site) -> None:
    """Has another process make them on the running site: this one has a database of its own."""
    environment = environment_of(site.folder) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    subprocess.run([sys.executable, "-m", __name__], cwd=ROOT, env=environment, check=True)


def make_quizzes() -> None:
    from training.tests.factories import CourseFactory, QuestionFactory, QuizFactory, skill

    course = CourseFactory(title="题型样例", slug=COURSE, summary="每种题型各一道。")
    skills = ["timing", "focus", "method", "art"]
    bank = {
        kind: QuestionFactory(
            kind=kind, skill=skill(skills[place % 4]), reason=f"这样做的道理（{kind}）。", **QUESTIONS[kind]
        )
        for place, kind in enumerate(KINDS)
    }
    for slug, settings in QUIZZES.items():
        kinds = settings["kinds"]
        rest = {name: value for name, value in settings.items() if name != "kinds"}
        QuizFactory(parent=course, slug=slug, questions=[bank[kind] for kind in kinds], **rest)


def make_accounts(password: str) -> None:
    """Learners without a post: no figure of the board counts them."""
    from django.contrib.auth.hashers import make_password

    from cadres.enums import Role
    from cadres.models import User
    from cadres.tests.factories import UserFactory

    for number, account in enumerate(ACCOUNTS, start=1):
        UserFactory(staff_number=account, name=f"考生{number}", roles=[Role.LEARNER])
    User.objects.filter(staff_number__in=ACCOUNTS).update(password=make_password(password))


def main() -> None:
    django.setup()
    from cadres.models import User

    if not User.objects.filter(staff_number=ACCOUNTS[0]).exists():
        make_quizzes()
        make_accounts(PASSWORD)


if __name__ == "__main__":
    main()
