"""Half a year of training in the demo district, person by person, through the services that people use."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from cadres.models import Department, User
from content.models import PortalPage
from home.demo.answers import choose_values, is_thin
from training.models import CoursePage, QuizAttempt, QuizPage, ScenePage, SceneRun
from training.services.attempts import Change, save_answers, start_attempt, submit_attempt
from training.services.completion import acknowledge_lesson
from training.services.rubric_marking import answers_to_mark, mark_answer
from training.services.scenes import choose_reply, start_run
from training.standing import quiz_standing

#: How people fare: finished the programme, somewhere on the way, have not begun.
FARES = [("finished", 24), ("on_the_way", 36), ("not_begun", 40)]
#: Chance of a right answer: at the first attempt, and after having read the reasons.
FIRST_TRY, SECOND_TRY = 0.78, 0.95
#: Standard deviation of what people are better or worse by.
TALENT_SPREAD = 0.13
#: Chance of the reply that earns most, in the first practice talk and after each look back.
FIRST_TALK, LATER_TALK = 0.8, 0.97
LONGEST_AGO_DAYS = 180
#: Share of those who finished and then take the course that is not required.
VOLUNTEERS = 0.5
#: Share of the short answers that the trainer has marked.
MARKED = 0.7
COMMENTS = ["", "抓住了要害，再具体一点就更好。", "先听后说做到了，收尾还可以再落实一步。"]
THIN_COMMENTS = ["", "说得太笼统，请写出具体怎么做、怎么说。", "方向可以，还差具体的话和回话的日子。"]


@dataclass
class Diary:
    """The clock and the talent of one person. The clock only moves forward and stops when the demo is loaded."""

    random: Random
    #: How much more often than others the person answers rightly.
    talent: float
    moment: datetime.datetime
    until: datetime.datetime

    def next(self, *, days: tuple[int, int]) -> datetime.datetime:
        """Some days later, within working hours."""
        later = self.moment + datetime.timedelta(days=self.random.randint(*days))
        later = later.replace(hour=self.random.randint(8, 20), minute=self.random.randint(0, 59))
        self.moment = min(max(later, self.moment + datetime.timedelta(minutes=12)), max(self.until, self.moment))
        return self.moment


def load_history(random: Random, *, courses: list[CoursePage], now: datetime.datetime, learner: User) -> None:
    """Lets everybody with a post study the required `courses` as far as they come. `learner` is half way."""
    steps = [(course, unit) for course in courses for unit in course.units()]
    others = CoursePage.objects.exclude(pk__in=[course.pk for course in courses]).order_by("path")
    extra = [(course, unit) for course in others for unit in course.units()]
    for user in User.objects.active().in_departments(Department.objects.filter(depth=1)).order_by("staff_number"):
        start = now - datetime.timedelta(days=random.randint(20, LONGEST_AGO_DAYS))
        talent = random.gauss(0, TALENT_SPREAD)
        diary = Diary(
            random=random, talent=talent, moment=start, until=now - datetime.timedelta(minutes=random.randint(60, 900))
        )
        fare = random.choices([name for name, _ in FARES], weights=[weight for _, weight in FARES])[0]
        if user == learner:
            # One course finished, the next one begun: the desk then has something of each kind to show.
            study(user, list(_until_course(steps, courses[1], lessons=2)), diary)
        elif fare == "finished":
            study(user, steps, diary)
            if random.random() < VOLUNTEERS:
                study(user, extra, diary)
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
    """Takes the units one after another. A failed quiz or practice talk is taken again until it is passed."""
    for _course, unit in steps:
        if isinstance(unit, QuizPage):
            attempt = take_quiz(user, unit, diary, skill=FIRST_TRY)
            while attempt.passed is False and quiz_standing(user=user, quiz=unit, at=diary.moment).refusal is None:
                attempt = take_quiz(user, unit, diary, skill=max(SECOND_TRY, SECOND_TRY - diary.talent))
        elif isinstance(unit, ScenePage):
            # Chance of its own, so that another talk in the demo changes nobody's quizzes.
            own = replace(diary, random=Random(f"{user.staff_number} {unit.slug}"))  # noqa: S311 - no secret
            run = play_scene(user, unit, own, skill=FIRST_TALK)
            while not run.passed:
                run = play_scene(user, unit, own, skill=LATER_TALK)
            diary.moment = own.moment
        else:
            acknowledge_lesson(user=user, lesson=unit, at=diary.next(days=(0, 4)))


def take_quiz(user: User, quiz: QuizPage, diary: Diary, *, skill: float) -> QuizAttempt:
    """One attempt: each question is answered rightly with about the chance `skill`, else by a tempting mistake."""
    attempt = start_attempt(user=user, quiz=quiz, at=diary.next(days=(0, 3)), source=diary.random)
    answers = attempt.answers.select_related("version__question")
    changes = {
        answer.position: Change(choose_values(diary.random, answer, skill + diary.talent), 1) for answer in answers
    }
    save_answers(attempt=attempt, changes=changes, at=diary.moment + datetime.timedelta(minutes=12))
    diary.moment += datetime.timedelta(minutes=15)
    return submit_attempt(attempt=attempt, at=diary.moment)


def play_scene(user: User, scene: ScenePage, diary: Diary, *, skill: float) -> SceneRun:
    """One practice talk: at each moment the reply that earns most, with about the chance `skill`, else another."""
    run = start_run(user=user, scene=scene, at=diary.next(days=(0, 3)))
    while run.is_open:
        position, moment = run.choices.count() + 1, run.play.moment
        ordered = sorted(range(len(moment.replies)), key=lambda index: -sum(moment.replies[index].points.values()))
        is_best = diary.random.random() < skill + diary.talent / 2
        diary.moment += datetime.timedelta(minutes=1)
        reply = ordered[0] if is_best else diary.random.choice(ordered[1:])
        choose_reply(run=run, position=position, reply=reply, at=diary.moment)
        run.refresh_from_db()
    return run


def mark_short_answers(random: Random, *, marker: User, now: datetime.datetime) -> None:
    """The trainer marks most of what waits; the newest answers stay, so that the queue shows some."""
    waiting = list(answers_to_mark(marker))
    for answer in waiting[: int(len(waiting) * MARKED)]:
        parts, thin = answer.version.parts, is_thin(answer)
        points = [
            random.randint(part["points"] // 2, part["points"]) - (part["points"] // 2 if thin else 0) for part in parts
        ]
        at = min(answer.attempt.submitted_at + datetime.timedelta(days=random.randint(1, 6)), now)
        comment = random.choice(THIN_COMMENTS if thin else COMMENTS)
        mark_answer(answer=answer, marker=marker, points=points, comment=comment, at=at)
