"""Prior learning: in a course that allows it, who passes the quiz first need not read the lessons (semantics 21)."""

import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from training.enums import ProgressState
from training.learning import course_standing
from training.models import CourseCompletion, CoursePage, Duty, LessonAcknowledgement
from training.progress import lesson_met_at, quizzes_passed_at
from training.services.completion import acknowledge_lesson, record_course_completion
from training.services.duties import refresh_duties
from training.tests.factories import CourseFactory, LessonFactory, ProgrammeFactory, QuizFactory, SceneFactory, play_run
from training.tests.test_completion import DAYS, pass_quiz

MOMENTS = st.none() | st.datetimes(min_value=datetime.datetime(2026, 1, 1), max_value=datetime.datetime(2026, 12, 31))


@given(st.lists(MOMENTS), MOMENTS)
def test_lessons_count_when_the_last_quiz_is_passed_or_before(moments, acknowledged):
    passed = quizzes_passed_at(moments)
    assert (passed is None) == (not moments or None in moments)
    assert passed is None or passed == max(moments)
    assert passed == quizzes_passed_at(reversed(moments))
    counts = lesson_met_at(acknowledged, passed)
    assert (counts is None) == (acknowledged is None and passed is None)
    assert counts in {acknowledged, passed}
    assert acknowledged is None or counts <= acknowledged


@pytest.fixture
def course(db):
    return CourseFactory(title="谈前准备", lessons=2, quiz=True, quiz_first=True)


def units(course):
    return list(course.units())


def switch(course, is_on):
    page = CoursePage.objects.get(pk=course.pk)
    page.quiz_first = is_on
    page.save_revision().publish()
    return CoursePage.objects.get(pk=course.pk)


def state(course, user):
    standing = course_standing(user=user, course=course)
    return standing.state, [one.state for one in standing.units], [one.is_by_quiz for one in standing.units]


def test_passing_the_quiz_finishes_the_course_and_says_so(cast, course):
    acknowledge_lesson(user=cast.learner, lesson=units(course)[0], at=DAYS[4])
    pass_quiz(cast.learner, units(course)[2], DAYS[1])

    completion = CourseCompletion.objects.get()
    assert (completion.earned_at, completion.by_prior_learning) == (DAYS[1], True)
    assert state(course, cast.learner) == ("met", ["met", "met", "met"], [False, True, False])
    assert LessonAcknowledgement.objects.count() == 1


def test_who_has_read_everything_finished_in_the_usual_way(cast, course):
    for lesson in units(course)[:2]:
        acknowledge_lesson(user=cast.learner, lesson=lesson, at=DAYS[0])
    pass_quiz(cast.learner, units(course)[2], DAYS[1])
    completion = CourseCompletion.objects.get()
    assert (completion.earned_at, completion.by_prior_learning) == (DAYS[1], False)


def test_without_the_switch_nothing_changes(cast, course):
    course = switch(course, False)
    pass_quiz(cast.learner, units(course)[2], DAYS[1])
    assert not CourseCompletion.objects.exists()
    assert state(course, cast.learner) == ("in_progress", ["not_started", "not_started", "met"], [False] * 3)


def test_every_quiz_has_to_be_passed_and_practice_talks_are_still_asked(cast, course):
    second, scene = QuizFactory(parent=course), SceneFactory(parent=course)
    pass_quiz(cast.learner, units(course)[2], DAYS[1])
    assert state(course, cast.learner)[1] == ["not_started", "not_started", "met", "not_started", "not_started"]
    pass_quiz(cast.learner, second, DAYS[2])
    assert state(course, cast.learner)[1] == ["met", "met", "met", "met", "not_started"]
    assert not CourseCompletion.objects.exists()
    play_run(cast.learner, scene, 0, 0, at=DAYS[3])
    assert record_course_completion(user=cast.learner, course=course).by_prior_learning


def test_course_without_a_quiz_is_read_as_ever(cast):
    course = CourseFactory(lessons=1, quiz_first=True)
    assert record_course_completion(user=cast.learner, course=course) is None
    assert state(course, cast.learner) == ("not_started", ["not_started"], [False])
    assert course_standing(user=cast.learner, course=course).quiz_to_try is None
    with translation.override("en"):
        assert "without a quiz" in str(CoursePage._meta.get_field("quiz_first").help_text)


def test_unpublished_lessons_and_quizzes_are_not_asked(cast, course):
    LessonFactory(parent=course, live=False)
    QuizFactory(parent=course, live=False)
    pass_quiz(cast.learner, units(course)[2], DAYS[1])
    assert CourseCompletion.objects.get().by_prior_learning


def test_switched_off_later_keeps_what_was_finished_and_asks_the_others(cast, course):
    pass_quiz(cast.learner, units(course)[2], DAYS[1])
    course = switch(course, False)
    pass_quiz(cast.junior, units(course)[2], DAYS[2])

    assert CourseCompletion.objects.get().user == cast.learner
    assert state(course, cast.learner)[0] == "met"
    assert state(course, cast.junior)[0] == "in_progress"


def test_switched_on_later_lets_those_finish_who_passed_before(cast, course):
    course = switch(course, False)
    pass_quiz(cast.learner, units(course)[2], DAYS[1])
    course = switch(course, True)
    assert state(course, cast.learner)[0] == "met"
    assert record_course_completion(user=cast.learner, course=course).earned_at == DAYS[1]


# --- duties --------------------------------------------------------------------------------


@pytest.fixture
def duty(cast, course):
    programme = ProgrammeFactory(courses=[course], departments=[cast.own])
    return programme.duties.get(user=cast.learner)


def test_duty_is_met_with_the_quiz(cast, course, duty):
    pass_quiz(cast.learner, units(course)[2], DAYS[1])
    duty.refresh_from_db()
    assert (duty.progress, duty.earned_at) == (ProgressState.MET, DAYS[1])


def test_duty_whose_course_only_waits_to_be_recorded_is_not_met_yet(cast, course, duty):
    course = switch(course, False)
    pass_quiz(cast.learner, units(course)[2], DAYS[1])
    switch(course, True)
    refresh_duties(duties=Duty.objects.all())
    duty.refresh_from_db()
    assert duty.progress == ProgressState.IN_PROGRESS


@pytest.mark.parametrize("stays_on", [True, False])
def test_renewal_asks_the_quiz_again_and_no_lesson(cast, course, duty, stays_on):
    pass_quiz(cast.learner, units(course)[2], DAYS[1])
    renewal = Duty.objects.create(
        user=cast.learner, programme=duty.programme, version=duty.version, cycle=2, evidence_from=DAYS[3]
    )
    switch(course, stays_on)
    refresh_duties(duties=Duty.objects.filter(pk=renewal.pk))
    renewal.refresh_from_db()
    assert renewal.progress == ProgressState.NOT_STARTED

    pass_quiz(cast.learner, units(course)[2], DAYS[5])
    renewal.refresh_from_db()
    assert (renewal.progress, renewal.earned_at) == (ProgressState.MET, DAYS[5])


# --- pages ---------------------------------------------------------------------------------


def test_course_page_offers_the_quiz_until_nothing_would_be_spared(client, cast, course):
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)

    def text():
        return client.get(course.get_url()).content.decode()

    assert "Take the quiz first" in text()
    pass_quiz(cast.learner, units(course)[2], DAYS[1])
    assert "Take the quiz first" not in text()
    assert "By prior learning" in text()
    assert "because you passed the quiz first" in client.get(units(course)[0].get_url()).content.decode()
    client.force_login(cast.visitor)
    assert "Take the quiz first" not in text()


def test_course_page_offers_nothing_without_the_switch(client, cast, course):
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    switch(course, False)
    assert "Take the quiz first" not in client.get(course.get_url()).content.decode()


def test_record_of_the_person_says_that_it_was_prior_learning(client, cast, course):
    pass_quiz(cast.learner, units(course)[2], DAYS[1])
    client.cookies["django_language"] = "en"
    client.force_login(cast.overseer)
    assert "by prior learning" in client.get(f"/board/people/{cast.learner.pk}/").content.decode()
