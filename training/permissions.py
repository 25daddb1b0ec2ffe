"""Who may learn, take a quiz and see figures. Each rule names its twin QuerySet where there is a list."""

from typing import TYPE_CHECKING

from django.db.models.functions import Left, Length

from cadres.enums import Role
from cadres.models import User
from cadres.permissions import user_can_list_people, user_can_view_cadre, user_can_view_department
from content.models import PortalPage
from content.permissions import user_can_view_page
from training.enums import QuestionKind
from training.models import CoursePage, LessonPage, ScenePage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cadres.models import Department
    from training.models import (
        Answer,
        Attendance,
        Certificate,
        CourseUnit,
        Duty,
        ExportJob,
        MakeUp,
        MarkChange,
        OutsideTraining,
        ProgrammeCompletion,
        QuestionImport,
        QuizAttempt,
        QuizPage,
        SceneRun,
    )


def user_can_learn(user: "User") -> bool:
    """Whether evidence is recorded for `user`: any active person with a role. Without a role one may read only."""
    return user.is_authenticated and user.is_active and (user.is_superuser or bool(user.roles))


def user_can_view_unit(user: "User", unit: "CourseUnit") -> bool:
    """Whether `unit` is published and open to `user`, and so is the course to which it belongs.

    Twin of `lessons_open_to` and `scenes_open_to`.
    """
    course = unit.course
    return unit.live and course.live and user_can_view_page(user, unit) and user_can_view_page(user, course)


def lessons_open_to(user: "User") -> "QuerySet[LessonPage]":
    """The lessons that open for `user`: published and readable, and so is the course of each."""
    return _in_open_courses(user, LessonPage.objects.live().visible_to(user))


def scenes_open_to(user: "User") -> "QuerySet[ScenePage]":
    """The practice talks that open for `user`: published and readable, and so is the course of each."""
    return _in_open_courses(user, ScenePage.objects.live().visible_to(user))


def _in_open_courses(user: "User", units: "QuerySet") -> "QuerySet":
    courses = CoursePage.objects.live().visible_to(user)
    course_path = Left("path", Length("path") - PortalPage.steplen)
    return units.alias(course_path=course_path).filter(course_path__in=courses.values("path"))


def user_can_take_quiz(user: "User", quiz: "QuizPage") -> bool:
    """Whether `user` may start an attempt: who may learn and may see it. Without a role one may read only."""
    return user_can_learn(user) and user_can_view_unit(user, quiz)


def user_can_view_attempt(user: "User", attempt: "QuizAttempt") -> bool:
    """An attempt is open to the person who made it and to nobody else. Twin of `QuizAttempt.objects.visible_to`."""
    return user.is_authenticated and user.is_active and attempt.user_id == user.pk


def user_can_play_scene(user: "User", scene: "ScenePage") -> bool:
    """Whether `user` may begin a practice talk: who may learn and may see it."""
    return user_can_learn(user) and user_can_view_unit(user, scene)


def user_can_view_run(user: "User", run: "SceneRun") -> bool:
    """A practice talk is open to the person who talked and to nobody else. Twin of `SceneRun.objects.visible_to`."""
    return user.is_authenticated and user.is_active and run.user_id == user.pk


def user_can_view_board(user: "User") -> bool:
    """Whether there are departments whose figures `user` may see. Twin of `Department.objects.visible_to`."""
    return user.is_administrator or (user.sees_subtree and bool(user.current_departments))


def user_can_view_export(user: "User", job: "ExportJob") -> bool:
    """An export is open to who asked for it while they may see figures. Twin of `ExportJobQuerySet.visible_to`."""
    return job.asked_by_id == user.pk and user_can_view_board(user)


def user_can_fetch_export(user: "User", job: "ExportJob") -> bool:
    """Whether the file is there, and all that it speaks of still open to `user`."""
    return job.is_ready and user_can_view_export(user, job) and job.is_open_to(user)


def user_can_keep_bank(user: "User") -> bool:
    """Whether `user` looks after the question bank: writes, imports, marks, regrades, and sees figures without names.

    Trainers and administrators.
    """
    return user.is_active and user.has_perm("training.change_question")


def user_can_keep_programmes(user: "User") -> bool:
    """Whether `user` says what is required and of whom: trainers and administrators."""
    return user.is_active and user.has_perm("training.change_programme")


def user_can_view_duty(user: "User", duty: "Duty") -> bool:
    """Whether the status of `duty` and what stands behind it are open to `user`. Twin of `Duty.objects.visible_to`."""
    return user_can_view_cadre(user, duty.user)


def user_can_decide_for(user: "User", cadre: "User") -> bool:
    """Whether `user` extends, exempts and reviews for `cadre`: those who keep programmes and see the person.

    Never for themselves.
    """
    return cadre.pk != user.pk and user_can_keep_programmes(user) and user_can_view_cadre(user, cadre)


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


def user_can_list_certificates(user: "User") -> bool:
    """Whether `user` looks up certificates of others: those who see people, and auditors."""
    return user_can_list_people(user) or (user.is_active and Role.AUDITOR in user.roles)


def user_can_view_certificate(user: "User", certificate: "Certificate") -> bool:
    """The holder, those who see the holder, and auditors. Twin of `Certificate.objects.visible_to`."""
    is_auditor = user.is_active and Role.AUDITOR in user.roles
    return is_auditor or user_can_view_cadre(user, certificate.user)


def user_can_revoke_certificate(user: "User", certificate: "Certificate") -> bool:
    """Trainers and administrators who see the holder, never their own. Twin of `certificates_revocable_by`."""
    is_other = certificate.user_id != user.pk
    return is_other and user_can_keep_bank(user) and user_can_view_cadre(user, certificate.user)


def user_can_list_make_ups(user: "User") -> bool:
    """Whether `user` sees make-ups of others: those who see a subtree, administrators and auditors."""
    return user_can_view_board(user) or (user.is_active and Role.AUDITOR in user.roles)


def user_can_view_make_up(user: "User", make_up: "MakeUp") -> bool:
    """The person themselves, those who see the person, and auditors. Twin of `MakeUp.objects.visible_to`."""
    is_auditor = user.is_active and Role.AUDITOR in user.roles
    return is_auditor or user_can_view_cadre(user, make_up.duty.user)


def user_can_keep_make_up(user: "User", make_up: "MakeUp") -> bool:
    """Whether `user` may extend, cancel and decide. Twin of `MakeUp.objects.kept_by`."""
    return user_can_decide_for(user, make_up.duty.user)


def user_can_appeal_make_up(user: "User", make_up: "MakeUp") -> bool:
    """Whether `user` may say that a technical cause stood in the way: the person, or who keeps the make-up."""
    is_own = user.is_active and make_up.duty.user_id == user.pk
    return make_up.is_open and (is_own or user_can_keep_make_up(user, make_up))


def user_can_list_outside_training(user: "User") -> bool:
    """Whether `user` sees outside training of others: those who see a subtree, administrators and auditors."""
    return user_can_view_sessions(user)


def user_can_view_outside_training(user: "User", training: "OutsideTraining") -> bool:
    """The person themselves, those who see the person, and auditors. Twin of `OutsideTraining.objects.visible_to`."""
    is_auditor = user.is_active and Role.AUDITOR in user.roles
    return is_auditor or user_can_view_cadre(user, training.user)


def user_can_review_outside_training(user: "User", training: "OutsideTraining") -> bool:
    """Whether the claim waits and is for `user` to decide. Twin of `OutsideTraining.objects.reviewable_by`."""
    return training.is_waiting and user_can_decide_for(user, training.user)


def user_can_withdraw_review(user: "User", training: "OutsideTraining") -> bool:
    """Whether it was accepted and is for `user` to take that back. Twin of `OutsideTraining.objects.kept_by`."""
    return training.is_counting and user_can_decide_for(user, training.user)


def user_can_void_completion(user: "User", completion: "ProgrammeCompletion") -> bool:
    """Whether it is valid and for `user` to void or let stand. Twin of `ProgrammeCompletion.objects.kept_by`."""
    return not completion.is_voided and user_can_decide_for(user, completion.user)


def user_can_view_sessions(user: "User") -> bool:
    """Whether `user` sees when workshops were held: those who see people, and auditors.

    Twin of `WorkshopSession.objects.visible_to`. Who was there they see of the people whom they see.
    """
    return user_can_list_people(user) or (user.is_active and Role.AUDITOR in user.roles)


def user_can_view_attendance(user: "User", attendance: "Attendance") -> bool:
    """The person themselves, those who see the person, and auditors. Twin of `Attendance.objects.visible_to`."""
    is_auditor = user.is_active and Role.AUDITOR in user.roles
    return is_auditor or user_can_view_cadre(user, attendance.user)


def user_can_withdraw_attendance(user: "User", attendance: "Attendance") -> bool:
    """Whether it holds and is for `user` to take back. Twin of `Attendance.objects.kept_by`."""
    return not attendance.is_withdrawn and user_can_decide_for(user, attendance.user)
