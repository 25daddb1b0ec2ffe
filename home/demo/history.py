"""Half a year of training in the demo district, person by person, through the services that people use."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from cadres.models import User
from content.models import PortalPage
from training.models import Answer, CoursePage, Programme, QuizAttempt, QuizPage
from training.services.attempts import save_answers, start_attempt, submit_attempt
from training.services.completion import acknowledge_lesson

#: How people fare: finished the programme, somewhere on the way, have not begun.
FARES = [("finished", 24), ("on_the_way", 36), ("not_begun", 40)]
#: Chance of a right answer: at the first attempt, and after having read the reasons.
FIRST_TRY, SECOND_TRY = 0.82, 0.96
LONGEST_AGO_DAYS = 180


@dataclass
class Diary:
    """The clock of one person: it only moves forward, and stops at the moment the demo is loaded."""

    random: Random
    moment: datetime.datetime
    until: datetime.datetime

    def next(self, *, days: tuple[int, int]) -> datetime.datetime:
        """Some days later, within working hours."""
        later = self.moment + datetime.timedelta(days=self.random.randint(*days))
        later = later.replace(hour=self.random.randint(8, 20), minute=self.random.randint(0, 59))
        self.moment = min(max(later, self.moment + datetime.timedelta(minutes=12)), self.until)
        return self.moment


def load_history(random: Random, *, programme: Programme, now: datetime.datetime, learner: User) -> None:
    """Lets every cadre of the programme study as far as they come. The account `learner` is half way."""
    courses = list(programme.courses())
    steps = [(course, unit) for course in courses for unit in course.units()]
    for user in programme.cadres().order_by("staff_number"):
        start = now - datetime.timedelta(days=random.randint(20, LONGEST_AGO_DAYS))
        diary = Diary(random=random, moment=start, until=now - datetime.timedelta(minutes=random.randint(60, 900)))
        fare = random.choices([name for name, _ in FARES], weights=[weight for _, weight in FARES])[0]
        if user == learner:
            # One course finished, the next one begun: the desk then has something of each kind to show.
            study(user, list(_until_course(steps, courses[1], lessons=2)), diary)
        elif fare == "finished":
            study(user, steps, diary)
        elif fare == "on_the_way":
            study(user, steps[: random.randint(1, len(steps) - 1)], diary)


def _until_course(
    steps: list[tuple[CoursePage, PortalPage]], course: CoursePage, *, lessons: int
) -> Iterator[tuple[CoursePage, PortalPage]]:
    begun = 0
    for step in steps:
        if step[0] == course:
            begun += 1
        if begun > lessons:
            return
        yield step


def study(user: User, steps: list[tuple[CoursePage, PortalPage]], diary: Diary) -> None:
    """Takes the units one after another. A failed quiz is taken again until it is passed."""
    for _course, unit in steps:
        if isinstance(unit, QuizPage):
            attempt = take_quiz(user, unit, diary, skill=FIRST_TRY)
            while not attempt.passed:
                attempt = take_quiz(user, unit, diary, skill=SECOND_TRY)
        else:
            acknowledge_lesson(user=user, lesson=unit, at=diary.next(days=(0, 4)))


def take_quiz(user: User, quiz: QuizPage, diary: Diary, *, skill: float) -> QuizAttempt:
    """One attempt: each question is answered rightly with the chance `skill`, else by a tempting wrong choice."""
    attempt = start_attempt(user=user, quiz=quiz, at=diary.next(days=(0, 3)))
    answers = attempt.answers.select_related("version").prefetch_related("version__choices")
    changes = {answer.position: (_choose(diary.random, answer, skill), 1) for answer in answers}
    save_answers(attempt=attempt, changes=changes, at=diary.moment + datetime.timedelta(minutes=12))
    diary.moment += datetime.timedelta(minutes=15)
    return submit_attempt(attempt=attempt, at=diary.moment)


def _choose(random: Random, answer: Answer, skill: float) -> list[int]:
    choices = list(answer.version.choices.all())
    keys = [choice.pk for choice in choices if choice.is_key]
    if random.random() < skill:
        return keys
    wrong = random.choice([choice.pk for choice in choices if not choice.is_key])
    # A tempting wrong choice beside the right ones, or instead of the only one.
    return [wrong] if len(keys) == 1 else [*keys[1:], wrong]
