"""What people decide about make-ups: more time, an end, and technical causes, which count against nobody."""

import pytest

from training.enums import DutyStatus, MakeUpCause
from training.errors import MakeUpRefused
from training.models import DueExtension, Duty, MakeUp, MakeUpAppeal, MakeUpAppealDecision, MakeUpExtension, QuizCycle
from training.services.make_up import Opening, open_due_make_ups, open_make_up, settle_make_ups
from training.services.make_up_acts import cancel_make_up, decide_appeal, extend_make_ups, file_appeal
from training.tests.make_up_steps import day, days_from_now, duty_of, make_programme, take
from training.tests.test_frozen_rows import refused

pytestmark = pytest.mark.django_db
#: Who of the cast may decide about a make-up of the learner.
KEEPERS = {"trainer", "administrator"}


@pytest.fixture
def programme(cast):
    found, *_rest = make_programme(cast.own, due_in=5)
    Duty.objects.update(due_on=day(-1))
    return found


@pytest.fixture
def make_up(cast, programme):
    open_due_make_ups()
    return MakeUp.objects.get(duty__user=cast.learner)


def code_of(call, **arguments) -> str:
    with pytest.raises(MakeUpRefused) as refusal:
        call(**arguments)
    return refusal.value.code


# --- extending and cancelling --------------------------------------------------------------


def test_extension_keeps_the_old_date(cast, make_up):
    assert extend_make_ups(make_ups=[make_up], deadline=day(45), reason="出差", by=cast.trainer) == 1
    row = MakeUpExtension.objects.get()
    assert (row.old_deadline, row.new_deadline, row.reason, row.granted_by) == (
        day(30), day(45), "出差", cast.trainer,
    )  # fmt: skip
    make_up.refresh_from_db()
    assert (make_up.first_deadline, make_up.deadline) == (day(30), day(45))
    assert refused(MakeUpExtension.objects.all(), reason="改")


def test_extension_in_bulk_leaves_later_deadlines_and_closed_ones(cast, make_up):
    others = MakeUp.objects.filter(duty__user__in=[cast.junior, cast.visitor]).order_by("pk")
    cancel_make_up(make_up=others[0], reason="误开", by=cast.trainer)
    extend_make_ups(make_ups=[others[1]], deadline=day(60), reason="出差", by=cast.trainer)
    assert extend_make_ups(make_ups=[make_up, *others], deadline=day(45), reason="培训周", by=cast.trainer) == 1


def test_extension_is_refused(cast, make_up):
    arguments = {"make_ups": [make_up], "reason": "出差", "by": cast.trainer}
    assert code_of(extend_make_ups, deadline=day(30), **arguments) == "not_later"
    assert code_of(extend_make_ups, deadline=day(-1), **arguments) == "in_the_past"
    cancel_make_up(make_up=make_up, reason="误开", by=cast.trainer)
    assert code_of(extend_make_ups, deadline=day(40), **arguments) == "closed"


def test_due_date_of_an_excused_person_goes_with_the_extension(cast, programme):
    opening = Opening(MakeUpCause.LEAVE, by=cast.trainer, reason="病假", deadline=day(10))
    make_up = open_make_up(duty=duty_of(cast.learner, programme), opening=opening)
    extend_make_ups(make_ups=[make_up], deadline=day(20), reason="续假", by=cast.trainer)
    assert duty_of(cast.learner, programme).due_on == day(20)
    assert list(DueExtension.objects.values_list("reason", "new_due_on")) == [("病假", day(10)), ("续假", day(20))]


def test_cancelling_twice_is_cancelling_once_and_the_task_opens_no_other(cast, make_up):
    first = cancel_make_up(make_up=make_up, reason="误开", by=cast.trainer)
    assert cancel_make_up(make_up=make_up, reason="又一次", by=cast.trainer) == first
    assert (first.outcome, first.note, first.closed_by) == ("cancelled", "误开", cast.trainer)
    assert open_due_make_ups() == 0
    settle_make_ups(at=days_from_now(40))
    missed = MakeUp.objects.filter(outcome="missed").first()
    assert code_of(cancel_make_up, make_up=missed, reason="晚了", by=cast.administrator) == "closed"


def test_nobody_else_decides(cast, make_up):
    for name, user in cast.people().items():
        if name in KEEPERS:
            continue
        with pytest.raises(PermissionError):
            extend_make_ups(make_ups=[make_up], deadline=day(45), reason="出差", by=user)
        with pytest.raises(PermissionError):
            cancel_make_up(make_up=make_up, reason="误开", by=user)
    own = MakeUp.objects.get(duty__user=cast.trainer)
    with pytest.raises(PermissionError):
        extend_make_ups(make_ups=[make_up, own], deadline=day(45), reason="出差", by=cast.trainer)
    assert not MakeUpExtension.objects.exists()


# --- technical causes ----------------------------------------------------------------------


def test_accepted_technical_cause_counts_against_nobody(cast, programme, make_up):
    assert duty_of(cast.learner, programme).status_on() == DutyStatus.OVERDUE
    appeal = file_appeal(make_up=make_up, reason="考试时断网", by=cast.learner)
    assert file_appeal(make_up=make_up, reason="再说一遍", by=cast.learner) == appeal
    assert list(MakeUp.objects.appealed()) == [make_up]

    decide_appeal(appeal=appeal, is_accepted=True, reason="网络日志属实", by=cast.trainer)

    make_up.refresh_from_db()
    duty = duty_of(cast.learner, programme)
    assert (make_up.cause, make_up.opened_for) == (MakeUpCause.TECHNICAL, MakeUpCause.OVERDUE)
    assert (duty.due_on, duty.status_on()) == (make_up.deadline, DutyStatus.NOT_STARTED)
    assert DueExtension.objects.get().reason == "网络日志属实"
    assert make_up not in MakeUp.objects.counting()
    assert not MakeUp.objects.appealed().exists()
    assert code_of(file_appeal, make_up=make_up, reason="又一次", by=cast.learner) == "technical_already"


def test_attempts_that_a_technical_cause_took_are_given_anew_and_show_as_failed_no_more(cast, programme):
    quiz = programme.courses()[0].units().last()
    take(cast.learner, quiz, right=False)
    open_due_make_ups()
    make_up = MakeUp.objects.get(duty__user=cast.learner)
    take(cast.learner, quiz, right=False)
    appeal = file_appeal(make_up=make_up, reason="屏幕卡住", by=cast.learner)
    decide_appeal(appeal=appeal, is_accepted=True, reason="属实", by=cast.trainer)
    assert QuizCycle.objects.current(user=cast.learner, quiz=quiz) == 3
    assert duty_of(cast.learner, programme).status_on() not in {DutyStatus.FAILED, DutyStatus.OVERDUE}
    settle_make_ups()
    make_up.refresh_from_db()
    assert make_up.is_open


def test_technical_cause_that_is_not_accepted_changes_nothing(cast, programme, make_up):
    appeal = file_appeal(make_up=make_up, reason="考试时断网", by=cast.trainer)
    decision = decide_appeal(appeal=appeal, is_accepted=False, reason="当天网络正常", by=cast.trainer)
    make_up.refresh_from_db()
    assert (make_up.cause, duty_of(cast.learner, programme).due_on) == (MakeUpCause.OVERDUE, day(-1))
    assert refused(MakeUpAppealDecision.objects.all(), is_accepted=True)
    assert refused(MakeUpAppeal.objects.all(), reason="改")
    again = {"appeal": appeal, "is_accepted": True, "reason": "改主意", "by": cast.trainer}
    assert code_of(decide_appeal, **again) == "decided"
    assert MakeUpAppealDecision.objects.get() == decision


def test_nobody_decides_about_the_own_one_and_strangers_report_nothing(cast, make_up):
    appeal = file_appeal(make_up=make_up, reason="断网", by=cast.learner)
    for name, user in cast.people().items():
        if name not in KEEPERS:
            with pytest.raises(PermissionError):
                decide_appeal(appeal=appeal, is_accepted=True, reason="属实", by=user)
    own = MakeUp.objects.get(duty__user=cast.trainer)
    filed = file_appeal(make_up=own, reason="断网", by=cast.trainer)
    with pytest.raises(PermissionError):
        decide_appeal(appeal=filed, is_accepted=True, reason="属实", by=cast.trainer)
    others = MakeUp.objects.get(duty__user=cast.junior)
    for user in (cast.learner, cast.overseer, cast.auditor):
        with pytest.raises(PermissionError):
            file_appeal(make_up=others, reason="断网", by=user)


def test_closed_one_takes_no_report(cast, make_up):
    cancel_make_up(make_up=make_up, reason="误开", by=cast.trainer)
    assert code_of(file_appeal, make_up=make_up, reason="断网", by=cast.learner) == "closed"
