"""Duties follow the evidence, and what was earned stays."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from cadres.models import User
from training.enums import DutyStatus, ProgressState
from training.errors import DutyRefused
from training.models import Attendance, Duty, ProgrammeAssignment, ProgrammeCompletion, Workshop, WorkshopSession
from training.services.attendance import attest_attendance, withdraw_attendance
from training.services.completion import acknowledge_lesson
from training.services.duties import refresh_duties
from training.services.rules import apply_rule
from training.tests.factories import CourseCompletionFactory, CourseFactory, LessonFactory, ProgrammeFactory
from training.tests.requirements import course_entry, require

NOW = timezone.now


def moment(days: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


@pytest.fixture
def courses(db):
    return [CourseFactory(title="谈前准备", lessons=1), CourseFactory(title="倾听提问", lessons=1)]


@pytest.fixture
def programme(cast, courses):
    return ProgrammeFactory(title="谈心谈话技能培训", courses=courses, departments=[cast.own])


@pytest.fixture
def duty(cast, programme):
    return programme.duties.get(user=cast.learner)


def read(user, course, at=None):
    for lesson in course.units():
        acknowledge_lesson(user=user, lesson=lesson, at=at)


def state(duty) -> str:
    duty.refresh_from_db()
    return duty.progress


# --- evidence ------------------------------------------------------------------------------


def test_progress_follows_each_piece_of_evidence(duty, courses, cast):
    assert state(duty) == ProgressState.NOT_STARTED

    read(cast.learner, courses[1], moment(-3))
    assert state(duty) == ProgressState.IN_PROGRESS

    read(cast.learner, courses[0], moment(-2))
    assert state(duty) == ProgressState.MET
    assert list(duty.steps.values_list("progress", flat=True)) == ["in_progress", "met"]


def test_earned_date_is_that_of_the_decisive_evidence_whatever_the_order(duty, courses, cast):
    late, early = moment(-1), moment(-9)
    read(cast.learner, courses[0], late)
    read(cast.learner, courses[1], early)

    assert state(duty) == ProgressState.MET
    assert duty.earned_at == late
    completion = ProgrammeCompletion.objects.get(user=cast.learner)
    assert (completion.earned_at, completion.version, completion.cycle) == (late, duty.version, 1)
    assert [part["title"] for part in completion.required] == ["谈前准备", "倾听提问"]
    assert completion.hours == sum(course.hours for course in courses)


def test_history_knows_the_beginning_also_of_what_was_found_at_once(cast, courses):
    for days, course in zip((-9, -3), courses, strict=True):
        CourseCompletionFactory(user=cast.learner, course=course, earned_at=moment(days))

    programme = ProgrammeFactory(courses=courses, departments=[cast.own])

    steps = programme.duties.get(user=cast.learner).steps.order_by("since")
    assert [(step.progress, (moment(0) - step.since).days) for step in steps] == [("in_progress", 9), ("met", 3)]


def test_recalculation_never_moves_an_earned_date(duty, courses, cast):
    for course in courses:
        read(cast.learner, course, moment(-5))
    duty.refresh_from_db()
    before = Duty.objects.values().get(pk=duty.pk)
    cast.learner.course_completions.update(earned_at=moment(-1))

    assert refresh_duties(duties=Duty.objects.all()) == []
    assert Duty.objects.values().get(pk=duty.pk) == before


def test_a_unit_added_later_never_uncompletes_anybody(duty, courses, cast):
    for course in courses:
        read(cast.learner, course)
    LessonFactory(parent=courses[0])

    refresh_duties(duties=Duty.objects.all())

    assert state(duty) == ProgressState.MET


def test_evidence_of_others_changes_nothing(duty, courses, cast):
    for course in courses:
        read(cast.junior, course)

    assert state(duty) == ProgressState.NOT_STARTED


def test_programme_is_completed_also_by_whom_nobody_asked(programme, courses, cast):
    for course in courses:
        read(cast.outsider, course)

    assert not cast.outsider.duties.exists()
    assert cast.outsider.programme_completions.get().programme == programme


def test_completion_of_many_programmes_with_one_course(courses, cast):
    both, one = ProgrammeFactory(courses=courses), ProgrammeFactory(courses=courses[:1])
    ProgrammeFactory(courses=[CourseFactory(lessons=1)])

    read(cast.learner, courses[0])
    assert {row.programme for row in cast.learner.programme_completions.all()} == {one}
    read(cast.learner, courses[1])
    assert {row.programme for row in cast.learner.programme_completions.all()} == {one, both}


def test_applying_a_rule_records_who_has_finished_before_also_the_retired(courses):
    rows = [CourseCompletionFactory(course=courses[0]) for _ in range(2)]
    User.objects.filter(pk=rows[1].user.pk).update(is_active=False)

    programme = ProgrammeFactory(courses=courses[:1])

    assert {row.user for row in programme.completions.all()} == {row.user for row in rows}


@pytest.mark.parametrize("people", [1, 3])
def test_refreshing_takes_the_same_queries_for_any_number_of_people(
    cast, programme, courses, people, django_assert_num_queries
):
    users = [cast.learner, cast.junior, cast.visitor][:people]
    for user in users:
        for course in courses:
            CourseCompletionFactory(user=user, course=course)
    asked = Duty.objects.filter(user__in=users)

    with django_assert_num_queries(19):
        assert len(refresh_duties(duties=asked)) == people


# --- workshops -----------------------------------------------------------------------------


@pytest.fixture
def workshop(db):
    return Workshop.objects.create(title="情景演练半天", hours=Decimal(3))


@pytest.fixture
def session(workshop, cast):
    return WorkshopSession.objects.create(
        workshop=workshop, department=cast.own, held_on=timezone.localdate(), made_by=cast.trainer
    )


@pytest.fixture
def asked_to_attend(cast, workshop):
    programme = ProgrammeFactory()
    require(programme, {"type": "attendance", "value": {"workshop": workshop.pk}})
    ProgrammeAssignment.objects.create(programme=programme, department=cast.own, due_rule="none")
    apply_rule(programme=programme)
    return programme


def test_attendance_meets_the_requirement_and_brings_its_hours(asked_to_attend, session, cast):
    attest_attendance(session=session, people=[cast.learner], by=cast.trainer)

    duty = asked_to_attend.duties.get(user=cast.learner)
    assert (duty.progress, timezone.localdate(duty.earned_at)) == (ProgressState.MET, session.held_on)
    assert cast.learner.programme_completions.get().hours == 3
    assert asked_to_attend.duties.get(user=cast.junior).progress == ProgressState.NOT_STARTED


def test_attendance_attested_twice_is_one(session, cast):
    for _twice in range(2):
        attest_attendance(session=session, people=[cast.learner, cast.learner], by=cast.trainer)

    assert Attendance.objects.count() == 1


def test_nobody_attests_for_themselves(session, cast):
    with pytest.raises(DutyRefused):
        attest_attendance(session=session, people=[cast.learner, cast.trainer], by=cast.trainer)

    assert not Attendance.objects.exists()


def test_attendance_that_was_withdrawn_is_no_evidence(session, workshop, courses, cast):
    programme = ProgrammeFactory()
    require(programme, {"type": "attendance", "value": {"workshop": workshop.pk}}, course_entry(courses[0]))
    ProgrammeAssignment.objects.create(programme=programme, department=cast.own, due_rule="none")
    apply_rule(programme=programme)
    [row] = attest_attendance(session=session, people=[cast.learner], by=cast.trainer)
    assert programme.duties.get(user=cast.learner).status_on() == DutyStatus.IN_PROGRESS

    withdraw_attendance(attendance=row, reason="写错了人", by=cast.trainer)

    assert programme.duties.get(user=cast.learner).status_on() == DutyStatus.NOT_STARTED
    with pytest.raises(DutyRefused):
        withdraw_attendance(attendance=row, reason="再一次", by=cast.trainer)
