"""What people learned away from the portal: claims of outside training, and a workshop with those who were there."""

import datetime
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cadres.models import User
from training.models import OutsideTraining, Workshop, WorkshopSession
from training.services.attendance import attest_attendance, record_session, withdraw_attendance
from training.services.outside_claims import Taken, claim_outside_training
from training.services.outside_training import review_outside_training

#: The smallest page that every reader of PDF opens: an empty one.
PROOF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
"""
WORKSHOP = "谈心谈话情景演练（半天）"
ABOUT = "两人一组，轮流扮演谈话人与谈话对象，观察员按要点反馈。请带上最近一次谈话的提纲。"
ATTENDED, LISTED_BY_MISTAKE = 7, "签到册上是同名同事，本人当日未到场。"


def load_outside_training(*, learner: User, colleague: User, administrator: User, now: datetime.datetime) -> None:
    """One claim is accepted, one refused, one waits."""
    accepted = _claim(learner, "年轻干部谈心谈话能力提升班", "市委党校", now, begun=72, lasted=3, hours=18)
    _decide(accepted, administrator, 16, "证书写明十六学时，按证书认定。", now)
    refused = _claim(colleague, "心理健康知识网络讲座", "某在线平台", now, begun=40, lasted=1, hours=2)
    _decide(refused, administrator, None, "材料只有报名截图，看不出是否学完。", now)
    _claim(learner, "基层信访接谈实务研讨", "市信访局", now, begun=9, lasted=2, hours=10)


def load_workshop(*, trainer: User, administrator: User, now: datetime.datetime) -> WorkshopSession:
    """A workshop three weeks ago, with those who were there and one who was not."""
    workshop = Workshop.objects.create(title=WORKSHOP, description=ABOUT, hours=Decimal(3))
    held_on = timezone.localdate(now) - datetime.timedelta(days=21)
    session = record_session(
        workshop=workshop,
        department=trainer.current_departments[0],
        held_on=held_on,
        place="区委党校二号楼 203 室",
        by=trainer,
        at=now - datetime.timedelta(days=20),
    )
    people = User.objects.visible_to(trainer).active().exclude(pk=trainer.pk).order_by("staff_number")[:ATTENDED]
    rows = attest_attendance(session=session, people=people, by=trainer, at=now - datetime.timedelta(days=20))
    withdraw_attendance(
        attendance=rows[-1], reason=LISTED_BY_MISTAKE, by=administrator, at=now - datetime.timedelta(days=18)
    )
    return session


def _claim(
    user: User, title: str, organiser: str, now: datetime.datetime, *, begun: int, lasted: int, hours: int
) -> OutsideTraining:
    """A training that began so many days ago, claimed on the day after its end."""
    first = timezone.localdate(now) - datetime.timedelta(days=begun)
    last = first + datetime.timedelta(days=lasted - 1)
    return claim_outside_training(
        user=user,
        taken=Taken(title, organiser, first, last, Decimal(hours)),
        proof=SimpleUploadedFile("结业证书.pdf", PROOF),
        at=now - datetime.timedelta(days=begun - lasted),
    )


def _decide(claim: OutsideTraining, by: User, hours: int | None, reason: str, now: datetime.datetime) -> None:
    """Accepts so many hours, or none of it."""
    review_outside_training(
        training=claim,
        is_accepted=hours is not None,
        hours=Decimal(hours or 0),
        reason=reason,
        by=by,
        at=min(claim.claimed_at + datetime.timedelta(days=2), now),
    )
