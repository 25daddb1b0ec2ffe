"""Who may learn, take a quiz and see figures. Each rule names its twin QuerySet where there is a list."""

from typing import TYPE_CHECKING

from django.db.models.functions import Left, Length

from cadres.enums import Role
from cadres.models import User
from cadres.permissions import user_can_view_cadre, user_can_view_department
from content.models import PortalPage
from content.permissions import user_can_view_page
from training.enums import QuestionKind
from training.models import CoursePage, LessonPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cadres.models import Department
    from training.models import Answer, CourseUnit, MarkChange, QuestionImport, QuizAttempt, QuizPage


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


def user_can_keep_bank(user: "User") -> bool:
    """Whether `user` looks after the question bank: writes, imports, marks, regrades, and sees figures without names.

    Trainers and administrators.
    """
    return user.is_active and user.has_perm("training.change_question")


def user_can_mark_answer(user: "User", answer: "Answer") -> bool:
    """Whether `user` may mark this short answer: those who keep the bank and may read the quiz, never their own.

    Twin of `answers_markable_by`.
    """
    attempt = answer.attempt
    is_markable = answer.version.kind == QuestionKind.SHORT_ANSWER and not attempt.is_open and not attempt.is_practice
    is_other = attempt.user_id != user.pk
    return is_markable and is_other and user_can_keep_bank(user) and user_can_view_page(user, attempt.quiz)


def user_can_view_regrades(user: "User") -> bool:
    """Whether `user` may read what was marked anew: those who keep the bank, and auditors."""
    return user_can_keep_bank(user) or (user.is_active and Role.AUDITOR in user.roles)


def user_can_decide_pass(user: "User", change: "MarkChange") -> bool:
    """Whether `user` may decide about a pass that a regrade would have taken: trainers and administrators who see the
    person, never about their own. Twin of `filed_passes`."""
    cadre = change.answer.attempt.user
    return cadre.pk != user.pk and user_can_keep_bank(user) and user_can_view_cadre(user, cadre)


def user_can_widen_quiz(user: "User", quiz: "QuizPage") -> bool:
    """Whether `user` may grant anybody wider limits of `quiz`: those who keep the bank and may read it."""
    return user_can_keep_bank(user) and user_can_view_page(user, quiz)


def user_can_widen_for(user: "User", target: "User | Department") -> bool:
    """Whether it is for `user` to grant wider limits to `target`: in the own subtree, and never to themselves."""
    if not user_can_keep_bank(user):
        return False
    if isinstance(target, User):
        return target.pk != user.pk and user_can_view_cadre(user, target)
    return user_can_view_department(user, target)


def user_can_view_import(user: "User", question_import: "QuestionImport") -> bool:
    """A file is open to who handed it in and to administrators. Twin of `QuestionImport.objects.visible_to`."""
    return user_can_keep_bank(user) and (user.is_administrator or question_import.uploaded_by_id == user.pk)
