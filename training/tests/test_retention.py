"""Records outlive pages: a page that somebody's record names cannot be deleted on any way the admin offers."""

import pytest
from django.urls import reverse

from content.models import PortalPage
from training.models import CoursePage, QuizOverride
from training.retention import pages_on_record
from training.services.attempts import start_attempt
from training.tests.factories import (
    CourseCompletionFactory,
    CourseFactory,
    LessonAcknowledgementFactory,
    LessonFactory,
    ProgrammeFactory,
    SceneFactory,
    course_index,
    play_run,
)

pytestmark = pytest.mark.django_db
MESSAGE = "Unpublish it instead."


def put_on_record(cast, course, kind):
    """Makes one record that names `course` or a unit of it."""
    lesson, quiz = course.units()
    if kind == "acknowledgement":
        LessonAcknowledgementFactory(lesson=lesson)
    elif kind == "attempt":
        start_attempt(user=cast.learner, quiz=quiz)
    elif kind == "override":
        QuizOverride.objects.create(quiz=quiz, user=cast.learner, extra_attempts=1, granted_by=cast.trainer)
    elif kind == "completion":
        CourseCompletionFactory(course=course)
    else:
        ProgrammeFactory(courses=[course])


KINDS = ["acknowledgement", "attempt", "override", "completion", "programme"]


@pytest.mark.parametrize("kind", KINDS)
def test_pages_on_record_are_those_named_and_those_above(cast, kind):
    course, other = CourseFactory(lessons=1, quiz=True), CourseFactory(lessons=1)
    put_on_record(cast, course, kind)
    assert pages_on_record([course])
    assert pages_on_record([other, course])
    assert pages_on_record([course_index()])
    assert not pages_on_record([other])
    lesson, quiz = course.units()
    of_quiz = kind in ("attempt", "override")
    assert [pages_on_record([lesson]), pages_on_record([quiz])] == [kind == "acknowledgement", of_quiz]


@pytest.mark.parametrize("kind", KINDS)
def test_delete_of_a_course_on_record_is_refused(cast, client, kind):
    course = CourseFactory(lessons=1, quiz=True)
    put_on_record(cast, course, kind)
    client.cookies["django_language"] = "en"
    client.force_login(cast.administrator)
    for method in (client.get, client.post):
        response = method(reverse("wagtailadmin_pages:delete", args=[course.pk]), follow=True)
        assert MESSAGE in response.content.decode()
    assert CoursePage.objects.filter(pk=course.pk).exists()


def test_delete_of_a_unit_on_record_is_refused(cast, client):
    course = CourseFactory(lessons=1, quiz=True)
    put_on_record(cast, course, "acknowledgement")
    lesson, quiz = course.units()
    client.cookies["django_language"] = "en"
    client.force_login(cast.trainer)
    told = [
        client.post(reverse("wagtailadmin_pages:delete", args=[unit.pk]), follow=True).content.decode()
        for unit in (lesson, quiz)
    ]
    assert [MESSAGE in text for text in told] == [True, False]
    assert list(CoursePage.objects.get(pk=course.pk).units()) == [lesson]


def test_delete_of_a_practice_talk_is_refused_once_somebody_talked(cast, client):
    played, fresh = SceneFactory(), SceneFactory()
    play_run(cast.learner, played, 2)
    client.force_login(cast.trainer)
    for scene in (played, fresh):
        client.post(reverse("wagtailadmin_pages:delete", args=[scene.pk]))
    assert [type(page).objects.filter(pk=page.pk).exists() for page in (played, fresh)] == [True, False]


def test_delete_of_a_course_without_records_goes_through(cast, client):
    course = CourseFactory()
    LessonFactory(parent=course)
    client.force_login(cast.administrator)
    client.post(reverse("wagtailadmin_pages:delete", args=[course.pk]))
    assert not CoursePage.objects.exists()


def test_delete_of_several_is_refused_when_one_is_on_record(cast, client):
    course, other = CourseFactory(lessons=1, quiz=True), CourseFactory()
    put_on_record(cast, course, "attempt")
    client.cookies["django_language"] = "en"
    client.force_login(cast.administrator)
    url = reverse("wagtail_bulk_action", args=["content", "portalpage", "delete"])
    response = client.post(f"{url}?id={other.pk}&id={course.pk}", {"confirm": "on"}, follow=True)
    assert MESSAGE in response.content.decode()
    assert PortalPage.objects.filter(pk__in=[course.pk, other.pk]).count() == 2
