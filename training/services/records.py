"""What the portal knows about one person's training: what is due, what is done, what was tried."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from cadres.models import Posting, User
from content.charts import Ring
from training.enums import AttemptMode, ProgressState
from training.learning import CourseStanding, course_standings
from training.models import (
    CourseCompletion,
    CoursePage,
    LessonPage,
    Programme,
    ProgrammeAssignment,
    ProgrammeCompletion,
    ProgrammeCourse,
    QuizAttempt,
    QuizPage,
)
from training.tally import YearHours, tally_years


@dataclass(frozen=True)
class CourseStep:
    """One required course of a programme for one person. `is_open`: published, and the person may read it."""

    standing: CourseStanding
    is_open: bool

    @property
    def course(self) -> CoursePage:
        return self.standing.course

    @property
    def state(self) -> str:
        return self.standing.state

    @property
    def title(self) -> str:
        return self.course.title

    @property
    def url(self) -> str:
        """Where to read the course; empty when it is not open."""
        return self.course.get_url() if self.is_open else ""

    @property
    def completion(self) -> CourseCompletion | None:
        return self.standing.completion

    @property
    def next_page(self) -> CoursePage | LessonPage | QuizPage | None:
        """Where to go on: the next unit, or the course itself when it only has to be closed; None: nothing is open."""
        if not self.is_open or not self.standing.units:
            return None
        following = self.standing.next_unit
        return following.unit if following else self.course


@dataclass(frozen=True)
class ProgrammeProgress:
    """Where one person stands with one programme, and which assignments ask it of them."""

    programme: Programme
    steps: list[CourseStep]
    assignments: list[ProgrammeAssignment]
    completion: ProgrammeCompletion | None

    @property
    def state(self) -> ProgressState:
        if self.completion is not None:
            return ProgressState.MET
        begun = any(step.state != ProgressState.NOT_STARTED for step in self.steps)
        return ProgressState.IN_PROGRESS if begun else ProgressState.NOT_STARTED

    @property
    def due_on(self) -> datetime.date | None:
        """The earliest date that an assignment sets; the day itself still counts."""
        return min((one.due_on for one in self.assignments if one.due_on), default=None)

    @property
    def is_overdue(self) -> bool:
        return self.completion is None and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def mark(self) -> str:
        """The state as components/status.html shows it: overdue goes before the rest."""
        return "overdue" if self.is_overdue else self.state.value

    @property
    def courses_finished(self) -> int:
        return sum(step.completion is not None for step in self.steps)

    @property
    def ring(self) -> Ring:
        return Ring(self.courses_finished, len(self.steps))

    @property
    def missing(self) -> list[CourseStep]:
        """What would close the programme."""
        return [step for step in self.steps if step.completion is None]

    @property
    def next_step(self) -> CourseStep | None:
        """The first missing course in which there is something open to do."""
        return next((step for step in self.missing if step.next_page is not None), None)

    @property
    def hours(self) -> Decimal:
        """The hours of all required courses together."""
        return sum((step.course.hours for step in self.steps), Decimal(0))


@dataclass(frozen=True)
class PersonRecord:
    """Everything that is kept about one person's training, and their posts."""

    programmes: list[ProgrammeProgress]
    programme_completions: list[ProgrammeCompletion]
    course_completions: list[CourseCompletion]
    attempts: list[QuizAttempt]
    practices: int
    acknowledgements: int
    postings: list[Posting]

    @property
    def due(self) -> list[ProgrammeProgress]:
        """What is assigned and not finished, most urgent first."""
        return still_due(self.programmes)

    @property
    def open_attempts(self) -> list[QuizAttempt]:
        return [attempt for attempt in self.attempts if attempt.is_open]

    @property
    def hours(self) -> Decimal:
        """The hours of all finished courses."""
        return sum((row.hours for row in self.course_completions), Decimal(0))

    @property
    def years(self) -> list[YearHours]:
        """The same hours by the year in which they were earned."""
        return tally_years((timezone.localtime(row.earned_at).year, row.hours) for row in self.course_completions)

    @property
    def current_posting(self) -> Posting | None:
        """The post under which the person is counted today, if any."""
        return next((posting for posting in self.postings if posting.is_primary and posting.is_current()), None)


def read_record(*, user: User) -> PersonRecord:
    """The whole record of `user`, in a number of queries that does not grow with it."""
    completions = list(user.programme_completions.all())
    return PersonRecord(
        programmes=_progress(user, completions),
        programme_completions=completions,
        course_completions=list(user.course_completions.all()),
        attempts=list(user.quiz_attempts.tests()),
        practices=user.quiz_attempts.filter(mode=AttemptMode.PRACTICE).count(),
        acknowledgements=user.lesson_acknowledgements.count(),
        postings=list(user.postings.select_related("department")),
    )


def read_progress(*, user: User) -> list[ProgrammeProgress]:
    """Each programme assigned to `user`, once: the earliest due date first, those without a date last."""
    return _progress(user, user.programme_completions.all())


def read_due(*, user: User) -> list[ProgrammeProgress]:
    """Those of `read_progress` that are not finished."""
    return still_due(read_progress(user=user))


def still_due(programmes: Iterable[ProgrammeProgress]) -> list[ProgrammeProgress]:
    """What is assigned and not finished, in the given order."""
    return [one for one in programmes if one.completion is None]


def _progress(user: User, programme_completions: Iterable[ProgrammeCompletion]) -> list[ProgrammeProgress]:
    reaching: dict[Programme, list[ProgrammeAssignment]] = defaultdict(list)
    for one in ProgrammeAssignment.objects.reaching(user).select_related("programme", "department"):
        reaching[one.programme].append(one)
    steps = _steps(user, list(reaching))
    completions = {row.programme_id: row for row in programme_completions}
    progress = [
        ProgrammeProgress(programme, steps[programme.pk], assignments, completions.get(programme.pk))
        for programme, assignments in reaching.items()
    ]
    return sorted(progress, key=lambda one: (one.due_on or datetime.date.max, one.programme.title))


def _steps(user: User, programmes: list[Programme]) -> dict[int, list[CourseStep]]:
    """The required courses of each programme in order, by programme id."""
    links = list(
        ProgrammeCourse.objects.filter(programme__in=programmes)
        .select_related("course")
        .order_by("programme", "sort_order", "pk")
    )
    courses = {link.course_id: link.course for link in links}
    readable = set(CoursePage.objects.live().visible_to(user).filter(pk__in=courses).values_list("pk", flat=True))
    standings = {one.course.pk: one for one in course_standings(user=user, courses=courses.values())}
    steps: dict[int, list[CourseStep]] = defaultdict(list)
    for link in links:
        steps[link.programme_id].append(CourseStep(standings[link.course_id], link.course_id in readable))
    return steps
