"""What the portal knows about one person's training: what is due, what is done, what was tried."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from cadres.models import Posting, User
from training.enums import AttemptMode
from training.models import CourseCompletion, ProgrammeCompletion, QuizAttempt, SceneRun
from training.services.duty_progress import DutyProgress, read_duties, still_due
from training.tally import YearHours, tally_years


@dataclass(frozen=True)
class PersonRecord:
    """Everything that is kept about one person's training, and their posts."""

    duties: list[DutyProgress]
    programme_completions: list[ProgrammeCompletion]
    course_completions: list[CourseCompletion]
    attempts: list[QuizAttempt]
    runs: list[SceneRun]
    practices: int
    acknowledgements: int
    postings: list[Posting]

    @property
    def due(self) -> list[DutyProgress]:
        """What is assigned and not finished, most urgent first."""
        return still_due(self.duties)

    @property
    def open_attempts(self) -> list[QuizAttempt]:
        return [attempt for attempt in self.attempts if attempt.is_open]

    @property
    def open_runs(self) -> list[SceneRun]:
        return [run for run in self.runs if run.is_open]

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
    return PersonRecord(
        duties=read_duties(user=user),
        programme_completions=list(user.programme_completions.valid()),
        course_completions=list(user.course_completions.all()),
        attempts=list(user.quiz_attempts.tests()),
        runs=list(user.scene_runs.all()),
        practices=user.quiz_attempts.filter(mode=AttemptMode.PRACTICE).count(),
        acknowledgements=user.lesson_acknowledgements.count(),
        postings=list(user.postings.select_related("department")),
    )
