import pytest
from django.contrib.auth.models import AnonymousUser

from cadres.models import Department
from content.enums import Visibility
from training.models import QuizAttempt
from training.permissions import (
    user_can_learn,
    user_can_take_quiz,
    user_can_view_attempt,
    user_can_view_board,
    user_can_view_unit,
)
from training.services.attempts import start_attempt
from training.tests.factories import CourseFactory, QuizFactory

pytestmark = pytest.mark.django_db


def retire(user):
    user.is_active = False
    user.save()
    return type(user).objects.get(pk=user.pk)


def test_learn_is_open_to_everybody_with_a_role(cast):
    may = {name for name, person in cast.people().items() if user_can_learn(person)}
    assert may == set(cast.people()) - {"visitor"}


def test_learn_is_closed_to_retired_and_signed_out(cast):
    assert not user_can_learn(retire(cast.learner))
    assert not user_can_learn(AnonymousUser())


def test_unit_of_a_department_is_open_to_its_readers_only(cast):
    course = CourseFactory(visibility=Visibility.SUBTREE, department=cast.own, quiz=True)
    quiz = course.units()[0]
    viewers = {name for name, person in cast.people().items() if user_can_view_unit(person, quiz)}
    takers = {name for name, person in cast.people().items() if user_can_take_quiz(person, quiz)}
    assert viewers == {"learner", "junior", "visitor", "trainer", "editor", "overseer", "chief", "administrator"}
    assert takers == viewers - {"visitor"}


@pytest.mark.parametrize("closed", ["course", "unit"])
def test_unit_is_closed_while_it_or_its_course_is_not_published(cast, closed):
    course = CourseFactory(quiz=True)
    quiz = course.units()[0]
    {"course": course, "unit": quiz}[closed].unpublish()
    quiz.refresh_from_db()
    assert not any(user_can_view_unit(person, quiz) for person in cast.people().values())


def test_attempt_is_open_to_its_own_person_only(cast):
    quiz = QuizFactory()
    everyone = [person for person in cast.people().values() if user_can_learn(person)]
    made = [start_attempt(user=person, quiz=quiz) for person in everyone]
    for person in [*cast.people().values(), AnonymousUser()]:
        listed = set(QuizAttempt.objects.visible_to(person))
        assert listed == {attempt for attempt in made if user_can_view_attempt(person, attempt)}
        assert listed == {attempt for attempt in made if attempt.user_id == person.pk}


def test_attempt_is_closed_to_a_retired_person(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    retired = retire(cast.learner)
    assert not user_can_view_attempt(retired, attempt)
    assert not QuizAttempt.objects.visible_to(retired).exists()


def test_board_is_open_to_those_who_see_a_department(cast):
    for person in cast.people().values():
        assert user_can_view_board(person) == Department.objects.visible_to(person).exists()
    may = {name for name, person in cast.people().items() if user_can_view_board(person)}
    assert may == {"trainer", "editor", "overseer", "outside_overseer", "chief", "administrator"}
