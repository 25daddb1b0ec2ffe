"""Make-ups of those who were due before the others and did not finish, in each of their states."""

import datetime
from random import Random

from django.utils import timezone

from cadres.models import User
from home.demo.duties import CHIEFS_DUE_IN
from home.demo.history import Diary, study
from training.enums import DutyStatus, MakeUpCause
from training.models import Duty, MakeUp
from training.services.make_up import Opening, open_due_make_ups, open_make_up, settle_make_ups
from training.services.make_up_acts import cancel_make_up, decide_appeal, extend_make_ups, file_appeal

EXTENSION = "出差期间不便上网，经本人申请延长期限。"
REPORTED = "答题到一半时办公楼停电，重新登录后时间已过。"
CONFIRMED = "经核，当日办公楼确有停电，属技术原因。"
REPORTED_LATER = "单位电脑打不开测验页面，换了浏览器仍不行。"
NOT_FOR_TRAINERS = "本人承担授课任务，培训要求另行安排。"
FIRST = "按部门安排，先行补课。"
SECOND = "首次补课期间承担专项工作，未能完成，再次安排补课。"
CONSEQUENCE = "由科室负责人当面了解原因，商定完成时间，并报培训师备案。"


def load_make_ups(random: Random, *, trainer: User, administrator: User, now: datetime.datetime) -> None:
    """One is opened by hand and missed, the task of the night opens the others; people decide, one makes it up."""
    opened_at = now + datetime.timedelta(days=CHIEFS_DUE_IN + 1)
    _miss(administrator, opened_at, now)
    open_due_make_ups(at=opened_at)
    for own in MakeUp.objects.open().filter(duty__user=trainer):
        cancel_make_up(make_up=own, reason=NOT_FOR_TRAINERS, by=administrator, at=opened_at)
    rows = MakeUp.objects.open().select_related("duty__user", "duty__version").order_by("duty__user__staff_number")
    extended, confirmed, reported, diligent = rows[:4]
    later = timezone.localdate(now) + datetime.timedelta(days=24)
    at = now - datetime.timedelta(days=6)
    extend_make_ups(make_ups=[extended], deadline=later, reason=EXTENSION, by=administrator, at=at)
    appeal = file_appeal(make_up=confirmed, reason=REPORTED, by=confirmed.duty.user, at=at)
    decide_appeal(
        appeal=appeal, is_accepted=True, reason=CONFIRMED, by=administrator, at=at + datetime.timedelta(days=1)
    )
    file_appeal(make_up=reported, reason=REPORTED_LATER, by=reported.duty.user, at=now - datetime.timedelta(days=1))
    _make_up(random, diligent, opened_at, now)


def _miss(administrator: User, opened_at: datetime.datetime, now: datetime.datetime) -> None:
    """A short one that is missed, and the next one with its consequence."""
    late = Duty.objects.with_status(timezone.localdate(now)).filter(status=DutyStatus.OVERDUE)
    duty = late.exclude(user=administrator).order_by("-user__staff_number").first()
    deadline = timezone.localdate(now) - datetime.timedelta(days=5)
    first = Opening(MakeUpCause.OVERDUE, by=administrator, reason=FIRST, deadline=deadline)
    open_make_up(duty=duty, opening=first, at=opened_at)
    settle_make_ups(at=now - datetime.timedelta(days=4))
    second = Opening(MakeUpCause.OVERDUE, by=administrator, reason=SECOND, consequence=CONSEQUENCE)
    open_make_up(duty=duty, opening=second, at=now - datetime.timedelta(days=3))


def _make_up(random: Random, make_up: MakeUp, opened_at: datetime.datetime, now: datetime.datetime) -> None:
    """Somebody studies what is missing within the deadline."""
    missing = {step.about.target for step in make_up.plan.checks}
    courses = make_up.duty.programme.courses()
    steps = [(course, unit) for course in courses for unit in course.units() if unit.pk in missing]
    moment = opened_at + datetime.timedelta(days=2)
    study(
        make_up.duty.user,
        steps,
        Diary(random=random, talent=0.2, moment=moment, until=now - datetime.timedelta(days=1)),
    )
