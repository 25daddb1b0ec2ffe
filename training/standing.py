"""Where one person stands with one quiz or practice talk: what the page before the start and the result page say."""

import datetime
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from cadres.models import User
from training.enums import AttemptMode, ReviewDepth, ReviewTime
from training.grading import AttemptResult, met_at
from training.models import Question, QuizAttempt, QuizCycle, QuizPage, ScenePage, SceneRun
from training.review import review_depth
from training.scenes import Scene
from training.terms import QuizTerms, StartRefusal, refuse_start


@dataclass(frozen=True)
class QuizStanding:
    """One person and one quiz: the person's tests and practice, newest first, and the limits that hold for them.

    `withheld` are the submitted attempts which ask something that a test the person has open asks too, at this quiz or
    at another one: their questions are not shown meanwhile.
    """

    quiz: QuizPage
    terms: QuizTerms
    attempts: list[QuizAttempt]
    now: datetime.datetime
    cycle: int = 1
    withheld: frozenset[UUID] = field(default_factory=frozenset)

    @property
    def tests(self) -> list[QuizAttempt]:
        return [attempt for attempt in self.attempts if not attempt.is_practice]

    @property
    def open_test(self) -> QuizAttempt | None:
        return next((attempt for attempt in self.tests if attempt.is_open), None)

    @property
    def open_practice(self) -> QuizAttempt | None:
        return next((one for one in self.attempts if one.is_practice and one.is_open), None)

    @property
    def in_cycle(self) -> list[QuizAttempt]:
        """The submitted tests that count against the limits now."""
        current = max([self.cycle, *(attempt.cycle for attempt in self.tests)])
        return [attempt for attempt in self.tests if attempt.cycle == current and not attempt.is_open]

    @property
    def attempts_left(self) -> int | None:
        """How many tests may still begin; None without a limit."""
        if self.terms.attempts is None:
            return None
        return max(self.terms.attempts - len(self.in_cycle) - (self.open_test is not None), 0)

    @property
    def refusal(self) -> StartRefusal | None:
        """What stands against a new test now."""
        return refuse_start(self.terms, [attempt.submitted_at for attempt in self.in_cycle], self.now)

    @property
    def closes_first(self) -> bool:
        """Whether the quiz would close before the time limit of a test that begins now is over."""
        return self.terms.limit is not None and self.terms.deadline(self.now) == self.terms.closes_at

    @property
    def is_passed(self) -> bool:
        return any(attempt.passed for attempt in self.in_cycle)

    @property
    def is_decided(self) -> bool:
        """Whether the quiz is passed by any attempt, or there is none left: the last one has been submitted too."""
        return self.is_passed or (self.attempts_left == 0 and self.open_test is None)

    @property
    def is_met(self) -> bool:
        """Whether the quiz is met by the attempt that counts."""
        results = [AttemptResult(attempt.submitted_at, attempt.passed) for attempt in self.in_cycle]
        return met_at(results, self.quiz.grading) is not None

    def depth_of(self, attempt: QuizAttempt) -> str | None:
        """How much of a submitted attempt is shown again now; practice is shown whole, a spot check after its end."""
        if attempt.pk in self.withheld:
            return None
        time, closes_at = self.quiz.review_time, self.terms.closes_at
        if attempt.is_practice:
            time = ReviewTime.SUBMITTED
        elif attempt.is_spot_check and time != ReviewTime.NEVER:
            time, closes_at = ReviewTime.CLOSED, attempt.spot_check_member.spot_check.ends_at
        return review_depth(
            time=time,
            depth=ReviewDepth.REASONS if attempt.is_practice else self.quiz.review_depth,
            is_decided=self.is_decided,
            closes_at=closes_at,
            now=self.now,
        )


def quiz_standing(*, user: User, quiz: QuizPage, at: datetime.datetime | None = None) -> QuizStanding:
    """Where `user` stands with `quiz` now."""
    attempts = QuizAttempt.objects.visible_to(user).filter(quiz=quiz).order_by("-started_at")
    withheld = attempts.filter(submitted_at__isnull=False).filter(
        answers__version__question__in=Question.objects.withheld_from(user).values("pk")
    )
    return QuizStanding(
        quiz,
        quiz.terms_for(user),
        list(attempts.exclude(mode=AttemptMode.SPOT_CHECK)),
        at or timezone.now(),
        QuizCycle.objects.current(user=user, quiz=quiz),
        frozenset(withheld.values_list("pk", flat=True)),
    )


@dataclass(frozen=True)
class SceneStanding:
    """One person and one practice talk: the person's runs, newest first, and what a new one would play.

    `content` is None while no sound version was published.
    """

    content: Scene | None
    runs: list[SceneRun] = field(default_factory=list)

    @property
    def open_run(self) -> SceneRun | None:
        return next((run for run in self.runs if run.is_open), None)

    @property
    def is_passed(self) -> bool:
        return any(run.passed for run in self.runs)


def scene_standing(*, user: User, scene: ScenePage) -> SceneStanding:
    """Where `user` stands with `scene` now. Two queries."""
    version = scene.current_version()
    runs = SceneRun.objects.visible_to(user).filter(scene=scene)
    return SceneStanding(version.content if version else None, list(runs))
