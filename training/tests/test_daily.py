"""What a day changes by itself: people come, go and move, and completions run out."""

import datetime
import io

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone, translation

from cadres.models import User
from cadres.tests.factories import PostingFactory, UserFactory
from training.enums import DutyStatus, ProgressState, RuleEffect, ValidityRule
from training.models import Duty, Programme, QuizCycle
from training.services.attempts import start_attempt
from training.services.completion import acknowledge_lesson
from training.services.daily import DayReport, update_duties
from training.services.exemptions import exempt_person
from training.services.rules import apply_rule, plan_rule
from training.tests.factories import CourseFactory, ProgrammeFactory
from training.tests.requirements import course_entry, require
from training.tests.taking import take_quiz

START = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)


def day(days: int) -> datetime.date:
    return timezone.localdate(START) + datetime.timedelta(days=days)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def go(clock, days: int) -> None:
    clock.move_to(START + datetime.timedelta(days=days))


@pytest.fixture
def course(clock, db):
    return CourseFactory(lessons=1, quiz=True)


@pytest.fixture
def programme(cast, course):
    return ProgrammeFactory(courses=[course], departments=[cast.own], due_on=day(100))


def duty_of(programme, user) -> Duty:
    return programme.duties.newest().get(user=user)


def pass_course(user, course) -> None:
    lesson, quiz = course.units()
    acknowledge_lesson(user=user, lesson=lesson)
    assert take_quiz(user, quiz).passed


# --- people --------------------------------------------------------------------------------


def test_newcomer_is_assigned_by_the_task_of_the_night(clock, cast, programme):
    newcomer = UserFactory(department=cast.sub)

    assert update_duties().assigned == 1
    assert duty_of(programme, newcomer).department == cast.sub
    assert update_duties() == DayReport()


def test_command_says_what_it_did(clock, cast, programme):
    UserFactory(department=cast.sub)
    said = io.StringIO()

    with translation.override("en"):
        call_command("update_duties", stdout=said)

    assert said.getvalue().strip() == (
        "Assigned: 1; too little time: 0; left: 0; came back: 0; moved: 0; to be renewed: 0."
    )


def test_who_leaves_before_the_due_date_is_counted_apart_and_comes_back_with_the_old_date(clock, cast, programme):
    go(clock, 10)
    cast.learner.postings.update(ends_on=day(9))

    assert update_duties().left == 1
    duty = duty_of(programme, cast.learner)
    assert (duty.left_on, duty.status_on()) == (day(9), DutyStatus.LEFT)

    go(clock, 20)
    PostingFactory(user=cast.learner, department=cast.own, starts_on=day(20))
    assert update_duties().returned == 1
    duty = duty_of(programme, cast.learner)
    assert (duty.status_on(), duty.due_on) == (DutyStatus.NOT_STARTED, day(100))


def test_who_leaves_after_the_due_date_stays_overdue(clock, cast, programme):
    go(clock, 110)
    cast.learner.postings.update(ends_on=day(105))
    update_duties()

    assert duty_of(programme, cast.learner).status_on() == DutyStatus.OVERDUE


def test_retired_person_has_left(clock, cast, programme):
    go(clock, 3)
    User.objects.filter(pk=cast.learner.pk).update(is_active=False)
    update_duties()

    assert duty_of(programme, cast.learner).status_on() == DutyStatus.LEFT


def move(user, department, on):
    user.postings.filter(ends_on__isnull=True).update(ends_on=on - datetime.timedelta(days=1))
    return PostingFactory(user=user, department=department, starts_on=on)


def test_open_duty_goes_along_with_a_transfer(clock, cast, programme):
    go(clock, 30)
    move(cast.learner, cast.other, day(28))

    assert update_duties().moved == 1
    duty = duty_of(programme, cast.learner)
    assert duty.department == cast.other
    assert [(one.came_from, one.went_to, one.moved_on) for one in duty.moves.all()] == [(cast.own, cast.other, day(28))]
    assert update_duties().moved == 0


def test_after_the_due_date_the_statistic_stays_where_it_was(clock, cast, programme):
    go(clock, 101)
    move(cast.learner, cast.other, day(101))

    assert update_duties().moved == 0
    assert duty_of(programme, cast.learner).department == cast.own


def test_on_the_due_date_itself_it_still_moves(clock, cast, programme):
    go(clock, 100)
    move(cast.learner, cast.other, day(100))

    assert update_duties().moved == 1


# --- running out ---------------------------------------------------------------------------


@pytest.fixture
def yearly(cast, course):
    """Valid for twelve months, to be renewed in the last 60 days."""
    return ProgrammeFactory(
        courses=[course], departments=[cast.own], validity_rule=ValidityRule.FROM_EXPIRY, validity_months=12
    )


def test_attempt_begun_in_a_renewal_of_a_course_without_lessons(clock, cast):
    course = CourseFactory(quiz=True)
    [quiz] = course.units()
    renewed = ProgrammeFactory(
        courses=[course], departments=[cast.own], validity_rule=ValidityRule.FROM_EXPIRY, validity_months=12
    )
    assert take_quiz(cast.learner, quiz).passed
    go(clock, 330)
    update_duties()

    start_attempt(user=cast.learner, quiz=quiz)

    assert duty_of(renewed, cast.learner).progress == ProgressState.IN_PROGRESS


def test_attempt_begun_in_a_renewal_with_lessons_of_the_cycle_before(clock, cast, course, yearly):
    pass_course(cast.learner, course)
    go(clock, 330)
    update_duties()
    assert duty_of(yearly, cast.learner).progress == ProgressState.NOT_STARTED

    start_attempt(user=cast.learner, quiz=course.units()[1])

    assert duty_of(yearly, cast.learner).progress == ProgressState.IN_PROGRESS


@pytest.mark.parametrize("effect", [RuleEffect.EVERYBODY, RuleEffect.NOT_MET])
def test_rule_applied_within_the_window_holds_for_the_open_renewal(clock, cast, course, yearly, effect):
    pass_course(cast.learner, course)
    go(clock, 330)
    update_duties()
    programme = require(yearly, course_entry(course), course_entry(CourseFactory(lessons=1)))
    programme = Programme.objects.get(pk=programme.pk)
    before = plan_rule(programme=programme, effect=effect)

    version = apply_rule(programme=programme, effect=effect)

    renewal = duty_of(yearly, cast.learner)
    assert (renewal.cycle, renewal.version) == (2, version)
    assert cast.learner not in {change.duty.user for change in before.changes}
    assert yearly.duties.counted().get(user=cast.learner).status_on() == DutyStatus.MET


def test_renewal_opens_in_its_window_and_asks_for_the_quiz_again(clock, cast, course, yearly):
    pass_course(cast.learner, course)
    first = duty_of(yearly, cast.learner)
    assert first.valid_until == datetime.date(2027, 1, 5)

    go(clock, 365 - 61)
    assert update_duties().renewals == 0
    go(clock, 365 - 60)
    assert update_duties().renewals == 1
    assert update_duties().renewals == 0

    second = duty_of(yearly, cast.learner)
    assert (second.cycle, second.due_on, second.progress) == (2, first.valid_until, ProgressState.NOT_STARTED)
    assert [duty.pk for duty in Duty.objects.counted().filter(user=cast.learner)] == [first.pk]
    quiz = course.units()[1]
    assert QuizCycle.objects.current(user=cast.learner, quiz=quiz) == 2
    assert start_attempt(user=cast.learner, quiz=quiz).cycle == 2


def test_renewed_in_time_the_year_counts_from_the_old_end(clock, cast, course, yearly):
    pass_course(cast.learner, course)
    go(clock, 330)
    update_duties()
    assert take_quiz(cast.learner, course.units()[1]).passed

    second = duty_of(yearly, cast.learner)
    assert (second.progress, second.valid_until) == (ProgressState.MET, datetime.date(2028, 1, 5))
    assert cast.learner.course_completions.count() == 1

    go(clock, 366)
    [counted] = Duty.objects.counted().filter(user=cast.learner)
    assert (counted.pk, counted.status_on()) == (second.pk, DutyStatus.MET)


def test_not_renewed_it_expires_and_renewed_late_the_year_counts_anew(clock, cast, course, yearly):
    pass_course(cast.learner, course)
    go(clock, 330)
    update_duties()

    go(clock, 366)
    [counted] = Duty.objects.counted().filter(user=cast.learner)
    assert (counted.cycle, counted.status_on()) == (2, DutyStatus.EXPIRED)

    go(clock, 400)
    assert take_quiz(cast.learner, course.units()[1]).passed
    counted.refresh_from_db()
    assert (counted.status_on(), counted.valid_until) == (DutyStatus.MET, datetime.date(2028, 2, 9))


def test_of_who_left_nothing_is_renewed(clock, cast, course, yearly):
    pass_course(cast.learner, course)
    User.objects.filter(pk=cast.learner.pk).update(is_active=False)
    go(clock, 340)

    assert update_duties().renewals == 0


def test_renewal_follows_the_rule_in_force(clock, cast, course, yearly):
    pass_course(cast.learner, course)
    yearly = Programme.objects.get(pk=yearly.pk)
    yearly.renewal_days = 30
    yearly.save()
    apply_rule(programme=yearly)
    go(clock, 340)
    update_duties()

    assert duty_of(yearly, cast.learner).version.number == 2


def test_renewal_begins_in_the_department_of_its_day(clock, cast, course, yearly):
    due = day(20)
    Duty.objects.filter(programme=yearly, user=cast.learner).update(due_on=due)
    pass_course(cast.learner, course)
    go(clock, 30)
    move(cast.learner, cast.other, day(28))
    update_duties()
    first = duty_of(yearly, cast.learner)
    assert (first.cycle, first.department) == (1, cast.own)

    go(clock, 340)
    update_duties()

    renewal = duty_of(yearly, cast.learner)
    assert (renewal.cycle, renewal.department) == (2, cast.other)
    first.refresh_from_db()
    assert first.department == cast.own


@pytest.mark.parametrize("last", [340, None])
def test_renewal_of_an_exempt_person_is_exempt(clock, cast, course, yearly, last):
    pass_course(cast.learner, course)
    pass_course(cast.junior, course)
    last_day = None if last is None else day(last)
    exempt_person(
        user=cast.learner,
        programme=yearly,
        reason="援藏",
        proof="组〔2026〕3号",
        effective_from=day(300),
        effective_until=last_day,
        by=cast.trainer,
    )
    go(clock, 336)
    update_duties()

    spans = {
        person: (duty.cycle, duty.exempt_from, duty.exempt_until)
        for person in (cast.learner, cast.junior)
        for duty in [duty_of(yearly, person)]
    }
    assert spans == {cast.learner: (2, day(300), last_day), cast.junior: (2, None, None)}


def test_exemption_that_follows_another_is_found_though_nights_were_missed(clock, cast, yearly):
    for first, last in [(0, 9), (12, 40)]:
        exempt_person(
            user=cast.learner,
            programme=yearly,
            reason="援藏",
            proof="组〔2026〕3号",
            effective_from=day(first),
            effective_until=day(last),
            by=cast.trainer,
        )
    assert (duty_of(yearly, cast.learner).exempt_from, duty_of(yearly, cast.learner).exempt_until) == (day(0), day(9))

    go(clock, 30)
    update_duties()

    assert (duty_of(yearly, cast.learner).exempt_from, duty_of(yearly, cast.learner).exempt_until) == (day(12), day(40))


@pytest.mark.parametrize("people", [1, 3])
def test_a_day_takes_the_same_queries_for_any_number_of_people(clock, cast, yearly, people, django_assert_num_queries):
    [course] = yearly.courses()
    users = [cast.learner, cast.junior, cast.visitor][:people]
    for user in users:
        pass_course(user, course)
    go(clock, 330)
    for user in users:
        move(user, cast.other, day(329))

    with django_assert_num_queries(27):
        report = update_duties()
    assert (report.renewals, report.moved) == (people, people)
