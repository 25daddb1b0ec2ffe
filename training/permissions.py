"""Who may learn, take a quiz and see figures. Each rule names its twin QuerySet where there is a list."""

from typing import TYPE_CHECKING

from django.db.models.functions import Left, Length

from content.models import PortalPage
from content.permissions import user_can_view_page
from training.models import CoursePage, LessonPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cadres.models import User
    from training.models import CourseUnit, QuizAttempt, QuizPage


def user_can_learn(user: "User") -> bool:
    """Whether evidence is recorded for `user`: any active person with a role. Without a role one may read only."""
    return user.is_authenticated and user.is_active and (user.is_superuser or bool(user.roles))


def user_can_view_unit(user: "User", unit: "CourseUnit") -> bool:
    """Whether `unit` is published and open to `user`, and so is the course to which it belongs.

    Twin of `lessons_open_to`.
    """
    course = unit.course
    return unit.live and course.live and user_can_view_page(user, unit) and user_can_view_page(user, course)


def lessons_open_to(user: "User") -> "QuerySet[LessonPage]":
    """The lessons that open for `user`: published and readable, and so is the course of each."""
    courses = CoursePage.objects.live().visible_to(user)
    course_path = Left("path", Length("path") - PortalPage.steplen)
    lessons = LessonPage.objects.live().visible_to(user)
    return lessons.alias(course_path=course_path).filter(course_path__in=courses.values("path"))


def user_can_take_quiz(user: "User", quiz: "QuizPage") -> bool:
    """Whether `user` may start an attempt: who may learn and may see it. Without a role one may read only."""
    return user_can_learn(user) and user_can_view_unit(user, quiz)


def user_can_view_attempt(user: "User", attempt: "QuizAttempt") -> bool:
    """An attempt is open to the person who made it and to nobody else. Twin of `QuizAttempt.objects.visible_to`."""
    return user.is_authenticated and user.is_active and attempt.user_id == user.pk


def user_can_view_board(user: "User") -> bool:
    """Whether there are departments whose figures `user` may see. Twin of `Department.objects.visible_to`."""
    return user.is_administrator or (user.sees_subtree and bool(user.current_departments))


def user_can_view_statistics(user: "User") -> bool:
    """Whether `user` keeps the question bank and so sees what its questions and quizzes bring, without names."""
    return user.is_active and user.has_perm("training.change_question")
