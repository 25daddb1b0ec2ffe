"""A spot check that is under way and a commendation that was published, so that their pages show something."""

import datetime
from random import Random

from django.utils import timezone

from cadres.models import Department, User
from home.demo.answers import choose_values
from training.enums import RoundState
from training.models import CommendationNotice, CommendationRound, Programme, QuizPage, SpotCheck, SpotCheckMember
from training.services.attempts import Change, save_answers, submit_attempt
from training.services.commendations import (
    close_round,
    decide_nomination,
    nominate,
    open_round,
    publish_notice,
)
from training.services.improvement import improvements_of
from training.services.spot_checks import draw_spot_check, publish_seed, save_plan
from training.services.spot_reviews import answer_review, start_spot_check

#: Where real checks have characters that nobody chose; the demo has to be the same each time.
SALT = "20261109c0ffee15"
SIZE = 8
#: How well the first of the drawn answer: the third falls below the line, the rest have not begun.
FARES = [0.97, 0.93, 0.05, 0.95]
STATEMENT = "那两天在村里处理纠纷，答题时断断续续，有几道题没有细看。愿意再练一次。"
PEOPLE_PUT_FORWARD = 3


def load_spot_check(
    random: Random, *, programme: Programme, quiz: QuizPage, keeper: User, now: datetime.datetime
) -> SpotCheck:
    """A check of the whole district, drawn a week ago: some have handed in, one review waits for a decision."""
    drawn_at = timezone.localtime(now).replace(hour=9, minute=30) - datetime.timedelta(days=7)
    check = SpotCheck(
        title="谈心谈话技能日常抽查（第四季度）",
        programme=programme,
        department=Department.objects.get(depth=1),
        levels=1,
        quiz=quiz,
        size=SIZE,
        minimum=0,
        due_on=timezone.localdate(now) + datetime.timedelta(days=10),
        made_by=keeper,
        made_at=drawn_at - datetime.timedelta(days=2),
    )
    save_plan(check=check, saved_by=keeper)
    published_at = drawn_at - datetime.timedelta(days=1)
    publish_seed(check=check, words="第四季度抽查", published_by=keeper, at=published_at, salt=SALT)
    draw_spot_check(check=check, drawn_by=keeper, at=drawn_at)
    members = check.members.order_by("rank_value").select_related("user", "spot_check")
    for days, (member, skill) in enumerate(zip(members, FARES, strict=False), start=1):
        _take(random, member, skill, at=drawn_at + datetime.timedelta(days=days))
    return check


def load_commendation(*, nominator: User, keeper: User, now: datetime.datetime) -> CommendationRound:
    """One round with the people whose own tests show most, and the notice that commends two of them.

    `nominator` sees everybody; `keeper`, of the leading group, decides.
    """
    today = timezone.localdate(now)
    opened = open_round(
        planned=CommendationRound(
            title="谈心谈话工作表彰（本年度）",
            purpose="表彰在谈心谈话技能上进步扎实、把方法教给同事、经验被其他单位采用的个人和单位。不看发帖多少、学时长短。",
            starts_on=today - datetime.timedelta(days=365),
            ends_on=today,
        ),
        opened_by=keeper,
    )
    for person in _improved(today)[:PEOPLE_PUT_FORWARD]:
        found = improvements_of(person, starts_on=opened.starts_on, ends_on=opened.ends_on)
        most = max(found, key=lambda one: (one.skill is None, one.gain, one.later.submitted_at))
        skill = most.skill.slug if most.skill else ""
        nominate(
            of_round=opened,
            nominee=person,
            grounds=[("improvement", {"tests": f"{most.earlier.pk}:{most.later.pk}:{skill}"})],
            statement="第一次没有把握住要点，回去把课重读、找人陪练，再测时明显进步，并愿意把体会讲给同事听。",
            nominated_by=nominator,
            at=now,
        )
    close_round(of_round=opened, closed_by=keeper, at=now)
    for place, one in enumerate(opened.nominations.all()):
        is_granted = place < PEOPLE_PUT_FORWARD - 1
        reason = "测验记录属实，进步明显。" if is_granted else "进步属实，再看一年能不能带动身边同事。"
        decide_nomination(nomination=one, is_granted=is_granted, reason=reason, decided_by=keeper, at=now)
    closed = CommendationRound.objects.get(pk=opened.pk)
    if closed.state == RoundState.DECIDED:
        publish_notice(notice=_notice(closed, today), issued_by=keeper)
    return closed


def _take(random: Random, member: SpotCheckMember, skill: float, *, at: datetime.datetime) -> None:
    """The person takes the check; whoever falls below the line says something about it the day after."""
    attempt = start_spot_check(member=member, user=member.user, at=at, source=random)
    answers = attempt.answers.select_related("version__question", "attempt__user")
    changes = {answer.position: Change(choose_values(random, answer, skill), 1) for answer in answers}
    save_answers(attempt=attempt, changes=changes, at=at + datetime.timedelta(minutes=8))
    submit_attempt(attempt=attempt, at=at + datetime.timedelta(minutes=9))
    review = getattr(SpotCheckMember.objects.get(pk=member.pk), "review", None)
    if review is not None:
        answer_review(review=review, text=STATEMENT, said_by=member.user, at=at + datetime.timedelta(days=1))


def _improved(today: datetime.date) -> list[User]:
    """Active people who got better this year, those with the largest gain first."""
    gains = {}
    for person in User.objects.active().filter(quiz_attempts__number=2).distinct().order_by("staff_number"):
        found = improvements_of(person, starts_on=today - datetime.timedelta(days=365), ends_on=today)
        if found:
            gains[person] = max(one.gain for one in found)
    return sorted(gains, key=lambda person: (-gains[person], person.staff_number))


def _notice(closed: CommendationRound, today: datetime.date) -> CommendationNotice:
    return CommendationNotice(
        round=closed,
        title="关于表彰谈心谈话工作先进个人的通报",
        number=f"某组通〔{today.year}〕18号",
        dated_on=today,
        opening="各部门、各镇（街道）：\n为鼓励干部把谈心谈话学到手、用到位，经领导小组研究，决定对下列同志予以通报表彰。",
        closing="希望受表彰的同志再接再厉，多把好方法讲给身边的人。各单位要学他们的做法，不比数量，只看把话谈到心里的本事。",
        signed="某区区委组织部",
    )
