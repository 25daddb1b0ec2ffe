"""Training face to face in the demo district, and its own rule of hours for the year."""

import datetime
from decimal import Decimal
from random import Random

from django.utils import timezone

from cadres.enums import RankBand
from cadres.models import Department, User
from home.demo.elsewhere import WORKSHOP
from training.models import HoursRule, Workshop, WorkshopSession
from training.services.attendance import attest_attendance

#: What was held: name, what is practised, hours, and on which days of the year.
HELD = [
    (WORKSHOP, "", 3, ["03-18", "09-16"]),
    ("科级干部党性教育和履职能力培训班（十二天）", "区委党校主办，分两期脱产学习。", 90, ["04-24", "10-30"]),
    ("基层干部群众工作能力提升班（五天）", "集中学习两天，到乡镇跟班三天。", 36, ["06-12"]),
]
#: Each session takes this share of the people, drawn anew for each.
SHARE = 0.22
#: The learner was at the half days and at the class of five days.
LEARNER_AT = {"03-18", "09-16", "06-12"}
BANDS = [RankBand.TOWNSHIP_CHIEF, RankBand.TOWNSHIP_DEPUTY, RankBand.CLERK]
SOURCE = "《某区{year}年度干部教育培训计划》（演示）：乡科级及以下每年90学时或12天，其中本平台网络学习不少于2学时"


def load_hours(*, administrator: User, learner: User, today: datetime.date) -> None:
    """The rule of this year, and the sessions of the year that have been held, with those who were there."""
    HoursRule.objects.create(
        rank_bands=[band.value for band in BANDS],
        hours=90,
        days=12,
        online_hours=Decimal(2),
        effective_from=datetime.date(today.year, 1, 1),
        source=SOURCE.format(year=today.year),
    )
    random = Random(today.year)  # noqa: S311 - invents a district, keeps no secret
    root = Department.objects.get(depth=1)
    others = User.objects.active().in_departments([root]).exclude(pk__in=[administrator.pk, learner.pk])
    people = list(others.order_by("staff_number"))
    for title, description, hours, days in HELD:
        known = {"description": description, "hours": hours}
        workshop, _is_new = Workshop.objects.get_or_create(title=title, defaults=known)
        for day in days:
            held_on = datetime.date.fromisoformat(f"{today.year}-{day}")
            there = [person for person in people if random.random() < SHARE]
            if held_on <= today:
                _hold(workshop, root, held_on, [*there, *([learner] if day in LEARNER_AT else [])], administrator)


def _hold(
    workshop: Workshop, department: Department, held_on: datetime.date, people: list[User], administrator: User
) -> None:
    at = timezone.make_aware(datetime.datetime.combine(held_on, datetime.time(17, 30)))
    session = WorkshopSession.objects.create(
        workshop=workshop, department=department, held_on=held_on, place="区委党校", made_by=administrator, made_at=at
    )
    attest_attendance(session=session, people=people, by=administrator, at=at)
