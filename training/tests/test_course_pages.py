import datetime

import pytest
from django.urls import reverse

from content.enums import Visibility
from guides.tests.factories import GuideFactory
from training.models import CourseCompletion, LessonAcknowledgement
from training.services.attempts import start_attempt, submit_attempt
from training.services.completion import acknowledge_lesson
from training.tests.factories import CourseFactory, LessonFactory, QuestionFactory, QuizFactory, choices, course_index
from training.tests.test_attempts import answer_all

pytestmark = pytest.mark.django_db
MOMENT = datetime.datetime(2026, 3, 1, 2, tzinfo=datetime.UTC)


@pytest.fixture
def english(client):
    client.cookies["django_language"] = "en"
    return client


def read(client, user, page):
    """The page as `user` gets it."""
    client.force_login(user)
    return client.get(page.get_url())


def text_of(client, user, page) -> str:
    response = read(client, user, page)
    assert response.status_code == 200
    return response.content.decode()


def warm_up(client, user, page):
    """Signs in and fills the caches that live longer than a request."""
    read(client, user, page)


def test_index_lists_open_courses_with_hours_and_state(english, cast):
    done = CourseFactory(title="备人备时", lessons=1, skills=["focus"], hours="1.5")
    CourseFactory(title="只在卫健局", visibility=Visibility.SUBTREE, department=cast.other)
    CourseFactory(title="还没写完", live=False)
    acknowledge_lesson(user=cast.learner, lesson=done.units()[0])
    text = text_of(english, cast.learner, course_index())
    assert "备人备时" in text
    assert "Hours: 1.5" in text
    assert "status--met" in text
    assert "skill--focus" in text
    assert "只在卫健局" not in text
    assert "还没写完" not in text


def test_index_without_courses_says_who_brings_them(english, cast):
    assert "No courses yet" in text_of(english, cast.learner, course_index())


@pytest.mark.parametrize("count", [1, 3])
def test_index_asks_the_database_equally_often(client, cast, django_assert_num_queries, count):
    for _ in range(count):
        CourseFactory(lessons=count, quiz=True, skills=["focus", "art"])
    warm_up(client, cast.learner, course_index())
    with django_assert_num_queries(23):
        client.get(course_index().get_url())


def test_course_shows_what_it_is_and_the_path(english, cast):
    hidden = GuideFactory(title="别处的指南", visibility=Visibility.SUBTREE, department=cast.other)
    course = CourseFactory(
        lessons=1,
        audience="新来的同志",
        outcomes=[{"type": "outcome", "value": "能开好头"}],
        guides=[GuideFactory(title="开头指南"), hidden],
    )
    QuizFactory(parent=course, title="测一测", pass_mark=70)
    text = text_of(english, cast.learner, course)
    for expected in ["新来的同志", "能开好头", "开头指南", "测一测", "Pass mark 70%", "8 minutes", "0 of 2"]:
        assert expected in text
    assert "别处的指南" not in text


def test_course_button_says_what_comes_next(english, cast):
    course = CourseFactory(lessons=2, quiz=True)
    one, two, quiz = course.units()

    def button() -> str:
        return english.get(course.get_url()).content.decode().split('<a class="button" href="')[1].split("</a>")[0]

    read(english, cast.learner, course)
    assert button() == f'{one.get_url()}">Start'
    acknowledge_lesson(user=cast.learner, lesson=one)
    assert button() == f'{two.get_url()}">Continue: {two.title}'
    acknowledge_lesson(user=cast.learner, lesson=two)
    assert button() == f'{quiz.get_url()}">Take the quiz'
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    assert button() == f'{quiz.get_url()}">Continue the quiz'
    submit_attempt(attempt=attempt)
    assert button() == f'{quiz.get_url()}">Take the quiz again'
    answer_all(start_attempt(user=cast.learner, quiz=quiz))
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    assert button() == f'{one.get_url()}">Finished: review'


def test_course_with_nothing_left_to_do_can_be_finished(english, cast):
    course = CourseFactory(lessons=2)
    one, two = course.units()
    acknowledge_lesson(user=cast.learner, lesson=one, at=MOMENT)
    two.unpublish()
    assert "Finish the course" in text_of(english, cast.learner, course)
    response = english.post(f"/learn/courses/{course.pk}/finish/")
    assert response.url == course.get_url()
    assert CourseCompletion.objects.get().earned_at == MOMENT
    assert "Finished on" in text_of(english, cast.learner, course)


def test_course_that_is_not_done_cannot_be_finished(client, cast):
    course = CourseFactory(lessons=1)
    client.force_login(cast.learner)
    assert client.post(f"/learn/courses/{course.pk}/finish/").status_code == 302
    assert not CourseCompletion.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("visitor", 403), ("outsider", 404)])
def test_finish_is_refused_to_who_may_not_learn_it(client, cast, who, status):
    course = CourseFactory(lessons=1, visibility=Visibility.SUBTREE, department=cast.own)
    client.force_login(getattr(cast, who))
    assert client.post(f"/learn/courses/{course.pk}/finish/").status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_course_asks_the_database_equally_often(client, cast, django_assert_num_queries, count):
    guides = [GuideFactory() for _ in range(count)]
    course = CourseFactory(lessons=count, quiz=True, skills=["focus"], guides=guides)
    warm_up(client, cast.learner, course)
    with django_assert_num_queries(26):
        client.get(course.get_url())


def test_lesson_shows_body_guide_and_button(english, cast):
    lesson = LessonFactory(guide=GuideFactory(title="开头指南"), skills=["timing"])
    text = text_of(english, cast.learner, lesson)
    for expected in ["先写一句话", "开头指南", "I can use this", "skill--timing", "About 8 minutes"]:
        assert expected in text


def test_lesson_keeps_back_a_guide_that_is_closed_to_the_reader(english, cast):
    guide = GuideFactory(title="别处的指南", visibility=Visibility.SUBTREE, department=cast.other)
    assert "别处的指南" not in text_of(english, cast.learner, LessonFactory(guide=guide))


def test_lesson_acknowledged_shows_the_date_and_the_next_unit(english, cast):
    course = CourseFactory(lessons=2)
    one, two = course.units()
    acknowledge_lesson(user=cast.learner, lesson=one, at=MOMENT)
    text = text_of(english, cast.learner, one)
    assert "You noted on March 1, 2026" in text
    assert f"Continue: {two.title}" in text


@pytest.mark.parametrize("count", [1, 3])
def test_lesson_asks_the_database_equally_often(client, cast, django_assert_num_queries, count):
    course = CourseFactory(lessons=count, quiz=True)
    lesson = course.units()[0]
    warm_up(client, cast.learner, lesson)
    with django_assert_num_queries(25):
        client.get(lesson.get_url())


def test_acknowledge_goes_on_to_the_next_unit(client, cast):
    course = CourseFactory(lessons=2)
    one, two = course.units()
    client.force_login(cast.learner)
    assert client.post(f"/learn/lessons/{one.pk}/acknowledge/").url == two.get_url()
    assert client.post(f"/learn/lessons/{one.pk}/acknowledge/").url == two.get_url()
    assert client.post(f"/learn/lessons/{two.pk}/acknowledge/").url == course.get_url()
    assert LessonAcknowledgement.objects.count() == 2
    assert CourseCompletion.objects.get().user == cast.learner


def test_acknowledge_of_the_last_unit_tells_of_the_finished_course(english, cast):
    course = CourseFactory(title="备人备时", lessons=1, hours="1.00")
    english.force_login(cast.learner)
    response = english.post(f"/learn/lessons/{course.units()[0].pk}/acknowledge/", follow=True)
    assert "Course finished: 备人备时. Hours on your record: 1." in response.content.decode()


@pytest.mark.parametrize(("who", "status"), [("visitor", 403), ("outsider", 404), ("junior", 302)])
def test_acknowledge_is_refused_to_who_may_not_learn_it(client, cast, who, status):
    lesson = CourseFactory(lessons=1, visibility=Visibility.SUBTREE, department=cast.own).units()[0]
    client.force_login(getattr(cast, who))
    assert client.post(f"/learn/lessons/{lesson.pk}/acknowledge/").status_code == status
    assert LessonAcknowledgement.objects.exists() == (status == 302)


def test_acknowledge_by_get_changes_nothing(client, cast):
    lesson = LessonFactory()
    client.force_login(cast.learner)
    assert client.get(f"/learn/lessons/{lesson.pk}/acknowledge/").status_code == 405
    assert not LessonAcknowledgement.objects.exists()


@pytest.mark.parametrize("closed", ["course", "lesson"])
def test_lesson_of_a_course_that_is_withdrawn_is_not_there(client, cast, closed):
    course = CourseFactory(lessons=1)
    lesson = course.units()[0]
    {"course": course, "lesson": lesson}[closed].unpublish()
    assert read(client, cast.learner, lesson).status_code == 404
    assert client.post(f"/learn/lessons/{lesson.pk}/acknowledge/").status_code == 404


@pytest.mark.parametrize("part", ["course", "lesson", "quiz"])
def test_course_of_another_department_is_not_there(client, cast, part):
    course = CourseFactory(lessons=1, quiz=True, visibility=Visibility.SUBTREE, department=cast.own)
    lesson, quiz = course.units()
    page = {"course": course, "lesson": lesson, "quiz": quiz}[part]
    statuses = {name: read(client, person, page).status_code for name, person in cast.people().items()}
    closed_to = {"outsider", "outside_overseer", "reviewer", "auditor"}
    assert {name for name, status in statuses.items() if status == 404} == closed_to
    assert set(statuses.values()) == {200, 404}


def test_quiz_leads_those_who_keep_the_bank_to_statistics_and_overrides(english, cast):
    quiz = QuizFactory(questions=1)
    for user, is_led in [(cast.trainer, True), (cast.learner, False), (cast.overseer, False)]:
        english.force_login(user)
        page = english.get(quiz.get_url()).content.decode()
        for name in ["quiz_statistics", "overrides"]:
            assert (f'href="{reverse(f"training:{name}", args=[quiz.pk])}"' in page) is is_led


def test_quiz_shows_what_it_asks_and_earlier_attempts(english, cast):
    quiz = QuizFactory(questions=3, pass_mark=70)
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz, at=MOMENT), at=MOMENT)
    start_attempt(user=cast.junior, quiz=quiz)
    text = text_of(english, cast.learner, quiz)
    for expected in ["70 percent", "Attempt 1", "March 1, 2026", "0 percent", "Take the quiz again"]:
        assert expected in text
    assert text.count("/learn/attempts/") == 1


def test_quiz_without_questions_cannot_be_started(english, cast):
    quiz = QuizFactory(questions=0)
    assert "No questions yet" in text_of(english, cast.learner, quiz)
    assert english.post(f"/learn/quizzes/{quiz.pk}/start/").url == quiz.get_url()


def test_pages_tell_a_person_without_a_role_what_is_missing(english, cast):
    course = CourseFactory(lessons=1, quiz=True)
    for page in [course, *course.units()]:
        text = text_of(english, cast.visitor, page)
        assert "Your account has no role yet" in text
        assert "/learn/" not in text


def test_pages_before_an_attempt_show_no_question(client, cast):
    secret = choices("暗号选项甲", "暗号选项乙")
    quiz = QuizFactory(questions=[QuestionFactory(parts=secret, stem="暗号题干", reason="暗号理由")])
    assert "暗号" not in text_of(client, cast.learner, quiz)


@pytest.mark.parametrize("count", [1, 3])
def test_quiz_asks_the_database_equally_often(client, cast, django_assert_num_queries, count):
    quiz = QuizFactory(questions=count)
    for _ in range(count):
        submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    warm_up(client, cast.learner, quiz)
    with django_assert_num_queries(24):
        client.get(quiz.get_url())
