"""Steps that tests of make-ups share: a programme with a quiz of few attempts, and people who fail or pass it."""

import datetime

from django.utils import timezone

from training.models import CoursePage, Duty
from training.services.attempts import save_answer, start_attempt, submit_attempt
from training.tests.factories import CourseFactory, LessonFactory, ProgrammeFactory, QuestionFactory, QuizFactory, skill
from training.tests.test_attempts import keys, wrong

#: How many questions the quiz draws.
ASKED = 2


def days_from_now(days: int) -> datetime.datetime:
    """Some days from now, at the same time of the day."""
    return timezone.now() + datetime.timedelta(days=days)


def day(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def make_programme(*departments, due_in=60, attempts=1, questions=6, fixed=None, lessons=True, **quiz_fields):
    """A programme of one course: a lesson on each of two skills and a quiz, due in some days."""
    course = CourseFactory()
    if lessons:
        LessonFactory(parent=course, title="定重点", skills=["focus"])
        LessonFactory(parent=course, title="看时机", skills=["timing"])
    if fixed is None:
        for _ in range(questions):
            QuestionFactory(skill=skill("focus"))
        quiz_fields["draws"] = [{"count": ASKED}]
    quiz = QuizFactory(parent=course, questions=fixed or 0, attempts_allowed=attempts, **quiz_fields)
    programme = ProgrammeFactory(courses=[course], departments=departments, due_on=day(due_in))
    # Fetched afresh: the instance does not know yet that it has units.
    return programme, CoursePage.objects.get(pk=course.pk), quiz


def duty_of(user, programme) -> Duty:
    return Duty.objects.select_related("user", "version").get(user=user, programme=programme)


def take(user, quiz, *, right, at=None):
    """One attempt, all answers right or all wrong."""
    attempt = start_attempt(user=user, quiz=quiz, at=at)
    for answer in attempt.answers.select_related("version"):
        values = keys(answer) if right else wrong(answer)[:1]
        save_answer(attempt=attempt, position=answer.position, values=values, sequence=1, at=at)
    return submit_attempt(attempt=attempt, at=at)


def asked_in(attempt) -> set[int]:
    """The questions of an attempt."""
    return set(attempt.answers.values_list("version__question", flat=True))
