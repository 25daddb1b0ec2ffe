"""Two requests to correct a record: one waits, one is answered."""

import datetime

from cadres.models import User
from home.corrections import answer_correction, ask_correction
from home.enums import CorrectionOutcome

WRONG_DATE = "今年第一次测验的日期与我的记录不符，我是在前一天晚上交的卷。"
RIGHT_DATE = "以交卷回执上的时间为准，回执截图我保留着，可以当面核对。"
WRONG_POST = "到任时间写成了本月一日，任职文件上是上月十五日。"
RIGHT_POST = "到任时间应为上月十五日，见任职文件。"
ANSWER = "已与人事部门核对任职文件，名册已更正，下次导入后显示新的到任时间。"


def load_corrections(*, learner: User, colleague: User, administrator: User, now: datetime.datetime) -> None:
    """The learner waits for an answer about an attempt; a colleague has one about a post."""
    asked_at = now - datetime.timedelta(days=9)
    post = str(colleague.postings.latest("starts_on").pk)
    words = {"wrong": WRONG_POST, "right": RIGHT_POST}
    request = ask_correction(person=colleague, section="postings", entry=post, at=asked_at, **words)
    answered_at = asked_at + datetime.timedelta(days=2)
    answer_correction(
        request=request, outcome=CorrectionOutcome.CORRECTED, reason=ANSWER, by=administrator, at=answered_at
    )
    words = {"wrong": WRONG_DATE, "right": RIGHT_DATE}
    ask_correction(person=learner, section="attempts", at=now - datetime.timedelta(days=1), **words)
