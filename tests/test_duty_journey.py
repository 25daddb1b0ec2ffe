"""One duty through two years, with the jobs of the schedule run as the clock goes on."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from cadres.tests.factories import PostingFactory
from notices.models import Notice
from training.enums import AttemptMode, DutyStatus, MakeUpCause, MakeUpOutcome, ValidityRule
from training.models import Answer, Certificate, Duty, MakeUp
from training.services.completion import acknowledge_lesson
from training.services.exemptions import end_exemption, exempt_person
from training.services.make_up_acts import decide_appeal, file_appeal
from training.tests.factories import CourseFactory, LessonFactory, ProgrammeFactory, QuestionFactory, QuizFactory, skill
from training.tests.taking import take_quiz

#: Eight in the morning in Shanghai.
START = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
YEAR = 365
NIGHT = ["update_duties", "open_make_ups", "issue_certificates", "send_reminders"]


def day(days: int) -> datetime.date:
    return timezone.localdate(START) + datetime.timedelta(days=days)


@pytest.fixture
def clock(db):
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def go(clock, capsys):
    """Goes to the morning of a day; the jobs of that night have run."""

    def goes(days: int) -> None:
        clock.move_to(START + datetime.timedelta(days=days))
        for command in NIGHT:
            call_command(command)

    return goes


@pytest.fixture
def quiz(clock):
    """A quiz of two questions that may be tried twice; the bank has six."""
    course = CourseFactory(title="谈前准备")
    LessonFactory(parent=course, minutes=10)
    for _ in range(6):
        QuestionFactory()
    draws = [{"skill": skill("focus"), "count": 2}]
    return QuizFactory(parent=course, questions=0, draws=draws, attempts_allowed=2)


@pytest.fixture
def programme(cast, quiz):
    return ProgrammeFactory(
        title="谈心谈话技能培训",
        courses=[quiz.course],
        departments=[cast.own],
        due_on=day(30),
        validity_rule=ValidityRule.FROM_EXPIRY,
        validity_months=12,
    )


def duty_of(programme, user) -> Duty:
    return Duty.objects.counted().get(programme=programme, user=user)


def status(programme, user) -> str:
    return duty_of(programme, user).status_on().value


def kinds_told(user) -> list[str]:
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def shown(user, quiz) -> list[set[int]]:
    """The questions of each test of `user`, the oldest first."""
    attempts = user.quiz_attempts.filter(quiz=quiz, mode=AttemptMode.TEST).order_by("started_at")
    rows = Answer.objects.filter(attempt__in=attempts).values_list("attempt", "version__question")
    found = {attempt.pk: set() for attempt in attempts}
    for attempt, question in rows:
        found[attempt].add(question)
    return list(found.values())


def test_from_assignment_over_make_up_and_certificate_to_renewal(go, cast, programme, quiz):
    user = cast.learner
    go(0)
    assert (status(programme, user), duty_of(programme, user).due_on) == ("not_started", day(30))
    assert kinds_told(user) == ["duty_assigned"]

    go(20)
    acknowledge_lesson(user=user, lesson=quiz.course.units()[0])
    assert take_quiz(user, quiz, right=False).passed is False
    assert status(programme, user) == "failed_retry"
    go(27)
    assert kinds_told(user) == ["duty_assigned", "duty_due", "duty_due"]

    go(31)
    assert status(programme, user) == "overdue"
    make_up = MakeUp.objects.get(duty__user=user)
    assert (make_up.number, make_up.cause, make_up.deadline) == (1, MakeUpCause.OVERDUE, day(61))
    assert kinds_told(user)[3:] == ["make_up_opened", "duty_overdue"]

    go(40)
    assert take_quiz(user, quiz).passed
    failed, passed = shown(user, quiz)
    assert not failed & passed
    duty = duty_of(programme, user)
    assert (duty.status_on(), timezone.localdate(duty.earned_at), duty.was_late) == (DutyStatus.MET, day(40), True)
    make_up.refresh_from_db()
    assert (make_up.outcome, make_up.closure.closed_by) == (MakeUpOutcome.MET, None)

    go(41)
    certificate = Certificate.objects.get(user=user)
    assert (certificate.earned_at, certificate.valid_until) == (duty.earned_at, datetime.date(2027, 2, 14))

    go(40 + YEAR - 60)
    assert kinds_told(user)[5:] == ["duty_overdue", "renewal_open"]
    assert status(programme, user) == "met"
    go(40 + YEAR + 1)
    assert status(programme, user) == "expired"
    assert certificate.state_on(day(40 + YEAR + 1)) == "expired"

    assert take_quiz(user, quiz).passed
    assert status(programme, user) == "met"
    go(40 + YEAR + 2)
    newest = Certificate.objects.filter(user=user).order_by("pk").last()
    assert (newest.supersedes, newest.valid_until) == (certificate, datetime.date(2028, 2, 15))
    assert list(user.programme_completions.order_by("cycle").values_list("cycle", flat=True)) == [1, 2]
    assert user.course_completions.count() == 1


def test_transfer_exemption_and_return(go, cast, programme, quiz):
    user = cast.junior
    go(10)
    user.postings.update(ends_on=day(9))
    PostingFactory(user=user, department=cast.other, starts_on=day(10))
    go(11)
    duty = duty_of(programme, user)
    assert (duty.department, duty.moves.get().came_from) == (cast.other, cast.sub)

    exemption = exempt_person(
        user=user, programme=programme, reason="驻村", proof="派驻通知",
        effective_from=day(12), effective_until=None, by=cast.administrator,
    )  # fmt: skip
    go(35)
    assert status(programme, user) == "exempt"
    assert not MakeUp.objects.filter(duty__user=user).exists()

    end_exemption(exemption=exemption, last_day=day(40), reason="驻村结束", by=cast.administrator)
    go(41)
    assert status(programme, user) == "overdue"
    assert MakeUp.objects.get(duty__user=user).cause == MakeUpCause.OVERDUE


def test_technical_cause_never_counts_against_the_person(go, cast, programme, quiz):
    user = cast.learner
    go(31)
    make_up = MakeUp.objects.get(duty__user=user)

    appeal = file_appeal(make_up=make_up, reason="单位断网三天", by=user)
    decide_appeal(appeal=appeal, is_accepted=True, reason="已核实", by=cast.trainer)
    go(32)
    assert status(programme, user) == "not_started"
    duty = duty_of(programme, user)
    assert (duty.due_on, duty.extensions.get().old_due_on) == (day(61), day(30))

    acknowledge_lesson(user=user, lesson=quiz.course.units()[0])
    assert take_quiz(user, quiz).passed
    assert not duty_of(programme, user).was_late
