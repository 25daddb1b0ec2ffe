"""One question of each kind: the rows that the Excel template shows, and what tests send through every format."""

from collections.abc import Mapping

from training.enums import Grade, QuestionKind
from training.kinds import Part

from .draft import DraftQuestion

_BEST, _ACCEPTABLE, _HARMFUL = Grade.BEST.value, Grade.ACCEPTABLE.value, Grade.HARMFUL.value


def _choices(keys: str, *texts: str) -> list[Part]:
    return [{"text": text, "is_key": letter in keys} for letter, text in zip("ABCDEFGHIJ", texts, strict=False)]


def _example(kind: QuestionKind, skill: str, stem: str, parts: list[Part], reason: str) -> DraftQuestion:
    return DraftQuestion(
        where=0,
        kind=kind.value,
        stem=stem,
        parts=parts,
        reason=reason,
        skill=skill,
        topics=["谈中"],
        difficulty=2,
        test_only=False,
    )


EXAMPLES: Mapping[str, DraftQuestion] = {
    draft.kind: draft
    for draft in [
        _example(
            QuestionKind.SINGLE,
            "把握时机",
            "谈话对象刚在会上和人争执过，情绪还很激动。这次谈话最好放在什么时候？",
            _choices("B", "马上谈，趁热打铁", "等他平静下来，当天或次日再谈", "等到年底考核时一起谈", "让别人转告就行"),
            "性子急、正在气头上的人先要冷静；拖得太久，又成了马后炮。",
        ),
        _example(
            QuestionKind.MULTIPLE,
            "确定重点",
            "下列哪几类人属于“三个必谈”？",
            _choices("ABC", "默默干事、从不找组织的人", "在困难岗位上的人", "受了挫折、感到委屈的人", "消息灵通的人"),
            "必谈的是不跑不要的、条件艰苦的和受挫受委屈的。",
        ),
        _example(
            QuestionKind.TRUE_FALSE,
            "选择方法",
            "谈心谈话可以代替组织处理。",
            [{"text": "正确", "is_key": False}, {"text": "错误", "is_key": True}],
            "谈心谈话重在了解和帮助，该处理的仍按规定处理。",
        ),
        _example(
            QuestionKind.FILL_IN,
            "把握时机",
            "谈话前的“双备”是备人和____。",
            [{"accepted": ["备时", "备时间"]}],
            "备时就是按性格、情绪和问题所处的阶段选准时候。",
        ),
        _example(
            QuestionKind.ORDERING,
            "选择方法",
            "把一次谈话的四个阶段按先后排好。",
            [{"text": text} for text in ("导入：拉近距离", "入题：说到相关的事", "正题：谈清问题", "结束：适时收尾")],
            "先让人放松，再由近及远地谈到正题；谈不下去时可以提前结束。",
        ),
        _example(
            QuestionKind.MATCHING,
            "选择方法",
            "什么情形用什么办法？",
            [
                {"left": "行动不便的离休干部", "right": "上门谈"},
                {"left": "几个人有同样的疑问", "right": "座谈"},
                {"left": "在外地挂职的干部", "right": "电话谈"},
                {"left": "", "right": "张榜公布"},
            ],
            "渠道随人、随事而定；涉及个人的事不公开说。",
        ),
        _example(
            QuestionKind.SITUATIONAL,
            "注重艺术",
            "一位干部竞争上岗落选，进门就说“我不想干了”。你第一句话怎么说？",
            [
                {"text": "先坐，你这几天是怎么过来的？", "grade": _BEST},
                {"text": "落选的原因我可以给你讲一讲。", "grade": _ACCEPTABLE},
                {"text": "不干就不干，没有谁离不开谁。", "grade": _HARMFUL},
            ],
            "先让人把话说完，再讲道理；气话不当真，更不顶回去。",
        ),
        _example(
            QuestionKind.DIALOGUE,
            "注重艺术",
            "下面这段谈话里，领导哪几句话说得不妥？",
            [
                {"speaker": "领导", "text": "小周，来，喝口水，最近忙不忙？", "is_fault": False, "note": ""},
                {"speaker": "小周", "text": "还行，就是孩子老生病。", "is_fault": False, "note": ""},
                {"speaker": "领导", "text": "谁家没孩子？你看人家老李。", "is_fault": True, "note": "和同事比较"},
                {"speaker": "领导", "text": "好好干，年底提拔我替你说话。", "is_fault": True, "note": "许了不该许的诺"},
            ],
            "不拿别人来比，不许诺自己做不了主的事。",
        ),
        _example(
            QuestionKind.SHORT_ANSWER,
            "注重艺术",
            "谈话结束前要向对方说清哪几件事？请举例说明。",
            [
                {"criterion": "归纳谈到的意见", "points": 3},
                {"criterion": "说明能办什么、不能办什么", "points": 4},
                {"criterion": "约定答复的时间", "points": 3},
            ],
            "先归纳：你提了三点，我记下了。再说明：第一点本周就办，第二点要请示。最后约定：下周五前给你回话。",
        ),
    ]
}
