import datetime
from decimal import Decimal

import pytest

from training.enums import ProgressState
from training.learning import course_standing, course_standings
from training.models import CourseCompletion, LessonAcknowledgement, ProgrammeCompletion, QuizOverride
from training.services.attempts import start_attempt, submit_attempt
from training.services.completion import acknowledge_lesson, record_course_completion
from training.tests.factories import CourseFactory, LessonFactory, ProgrammeFactory, QuizFactory
from training.tests.test_attempts import answer_all

pytestmark = pytest.mark.django_db
DAYS = [datetime.datetime(2026, 3, day, 2, tzinfo=datetime.UTC) for day in range(1, 10)]


def pass_quiz(user, quiz, at):
    attempt = start_attempt(user=user, quiz=quiz, at=at)
    answer_all(attempt)
    return submit_attempt(attempt=attempt, at=at)


def test_acknowledge_keeps_title_version_and_moment(cast):
    lesson = LessonFactory()
    acknowledge_lesson(user=cast.learner, lesson=lesson, at=DAYS[0])
    row = LessonAcknowledgement.objects.get()
    assert (row.user, row.lesson, row.lesson_title) == (cast.learner, lesson, lesson.title)
    assert (row.content_version, row.acknowledged_at) == (lesson.live_revision_id, DAYS[0])
    assert row.content_version is not None


def test_acknowledge_twice_keeps_the_first_moment(cast):
    lesson = LessonFactory()
    first = acknowledge_lesson(user=cast.learner, lesson=lesson, at=DAYS[0])
    second = acknowledge_lesson(user=cast.learner, lesson=lesson, at=DAYS[1])
    assert (first.pk, second.acknowledged_at) == (second.pk, DAYS[0])


def test_completion_needs_every_unit(cast):
    course = CourseFactory(lessons=2, quiz=True, hours=Decimal("1.5"))
    one, two, quiz = course.units()
    acknowledge_lesson(user=cast.learner, lesson=one, at=DAYS[0])
    pass_quiz(cast.learner, quiz, DAYS[1])
    assert not CourseCompletion.objects.exists()
    acknowledge_lesson(user=cast.learner, lesson=two, at=DAYS[2])
    completion = CourseCompletion.objects.get()
    assert (completion.earned_at, completion.hours, completion.course_title) == (DAYS[2], Decimal("1.5"), course.title)
    assert completion.content_version == course.live_revision_id


def test_completion_is_earned_with_the_first_pass(cast):
    course = CourseFactory(lessons=1, quiz=True)
    lesson, quiz = course.units()
    pass_quiz(cast.learner, quiz, DAYS[3])
    pass_quiz(cast.learner, quiz, DAYS[5])
    acknowledge_lesson(user=cast.learner, lesson=lesson, at=DAYS[1])
    assert CourseCompletion.objects.get().earned_at == DAYS[3]


def test_completion_recorded_late_keeps_the_moment_of_the_evidence(cast):
    course = CourseFactory(lessons=2)
    one, two = course.units()
    acknowledge_lesson(user=cast.learner, lesson=one, at=DAYS[0])
    two.unpublish()
    completion = record_course_completion(user=cast.learner, course=course)
    assert completion.earned_at == DAYS[0]
    assert completion.recorded_at > DAYS[8]


def test_completion_is_recorded_once(cast):
    course = CourseFactory(lessons=1)
    acknowledge_lesson(user=cast.learner, lesson=course.units()[0], at=DAYS[0])
    first = CourseCompletion.objects.get()
    course.title, course.hours = "新名", Decimal(9)
    course.save_revision().publish()
    assert record_course_completion(user=cast.learner, course=course) == first
    assert CourseCompletion.objects.get().hours == first.hours


def test_completion_of_a_course_without_units_does_not_exist(cast):
    assert record_course_completion(user=cast.learner, course=CourseFactory()) is None


def test_completion_ignores_units_that_are_not_published(cast):
    course = CourseFactory(lessons=1)
    LessonFactory(parent=course, live=False)
    QuizFactory(parent=course, live=False)
    acknowledge_lesson(user=cast.learner, lesson=course.units()[0])
    assert CourseCompletion.objects.count() == 1


def test_completion_outlives_a_unit_that_is_added(cast):
    course = CourseFactory(lessons=1)
    acknowledge_lesson(user=cast.learner, lesson=course.units()[0], at=DAYS[0])
    added = LessonFactory(parent=course)
    standing = course_standing(user=cast.learner, course=course)
    assert (standing.state, standing.progress.earned_at) == (ProgressState.MET, DAYS[0])
    assert standing.next_unit.unit == added
    assert record_course_completion(user=cast.learner, course=course).earned_at == DAYS[0]


def test_completion_of_one_person_says_nothing_of_another(cast):
    course = CourseFactory(lessons=1)
    acknowledge_lesson(user=cast.learner, lesson=course.units()[0])
    assert record_course_completion(user=cast.junior, course=course) is None


def test_completion_of_the_last_course_finishes_the_programme(cast):
    first, second = CourseFactory(lessons=1), CourseFactory(lessons=1)
    programme = ProgrammeFactory(courses=[first, second])
    acknowledge_lesson(user=cast.learner, lesson=second.units()[0], at=DAYS[4])
    assert not ProgrammeCompletion.objects.exists()
    acknowledge_lesson(user=cast.learner, lesson=first.units()[0], at=DAYS[2])
    completion = ProgrammeCompletion.objects.get()
    assert (completion.programme, completion.earned_at) == (programme, DAYS[4])


def test_standing_tells_each_unit_apart(cast):
    course = CourseFactory(lessons=2)
    failed, opened = QuizFactory(parent=course), QuizFactory(parent=course)
    acknowledge_lesson(user=cast.learner, lesson=course.units()[0], at=DAYS[0])
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=failed))
    start_attempt(user=cast.learner, quiz=opened)
    standing = course_standing(user=cast.learner, course=course)
    assert [unit.state for unit in standing.units] == ["met", "not_started", "failed_retry", "in_progress"]
    assert (standing.state, standing.progress.finished) == (ProgressState.IN_PROGRESS, 1)


def test_standing_goes_on_behind_the_unit_before_it_turns_back(cast):
    course = CourseFactory(lessons=3)
    one, two, three = course.units()
    acknowledge_lesson(user=cast.learner, lesson=two)
    standing = course_standing(user=cast.learner, course=course)
    assert [standing.unit_after(unit.pk).unit for unit in (one, two, three)] == [three, three, one]


@pytest.mark.parametrize("count", [1, 3])
def test_standings_ask_the_database_seven_times(cast, django_assert_num_queries, count):
    courses = [CourseFactory(lessons=count, quiz=True) for _ in range(count)]
    with django_assert_num_queries(7):
        found = course_standings(user=cast.learner, courses=courses)
    assert [(standing.course, len(standing.units)) for standing in found] == [(course, count + 1) for course in courses]


@pytest.mark.parametrize(
    ("tries", "extra", "state"), [(1, 0, "failed_retry"), (2, 0, "failed"), (2, 1, "failed_retry"), (3, 1, "failed")]
)
def test_quiz_without_an_attempt_left_is_failed(cast, tries, extra, state):
    course = CourseFactory()
    quiz = QuizFactory(parent=course, attempts_allowed=2)
    if extra:
        QuizOverride.objects.create(
            quiz=quiz, user=cast.learner, extra_attempts=extra, reason="断网", granted_by=cast.trainer
        )
    for _ in range(tries):
        submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    assert [unit.state for unit in course_standing(user=cast.learner, course=course).units] == [state]


def test_quiz_whose_last_attempt_counts_is_met_no_more_but_the_course_stays_finished(cast):
    course = CourseFactory()
    quiz = QuizFactory(parent=course, grading="last")
    for right in (2, 0):
        attempt = start_attempt(user=cast.learner, quiz=quiz)
        answer_all(attempt, right=right)
        submit_attempt(attempt=attempt)
    standing = course_standing(user=cast.learner, course=course)
    assert ([unit.state for unit in standing.units], standing.state) == (["failed_retry"], "met")
