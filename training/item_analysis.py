"""Which answers the statistics are made of: gathers rows and asks the core. No person leaves this module.

Counted is the first test attempt that a person finished at a quiz, once all of it is marked; a later one never takes
its place. Practice does not count, nor does a question that a regrade left out of an attempt.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import fmean
from typing import NamedTuple

from django.conf import settings
from django.db.models import Avg, Count, Exists, F, FloatField, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast

from content.models.page import PortalPageQuerySet
from training.enums import QuestionKind
from training.key_in_force import key_in_force
from training.kinds import Part
from training.models import Answer, CoursePage, Question, QuestionVersion, QuizAttempt, QuizPage, Regrade
from training.same_parts import carry_response
from training.services.flags import Flag, Warned, find_flags
from training.services.keys import counted_markings
from training.services.statistics import ItemFigures, QuizFigures, Reply, Sitting, item_figures, quiz_figures


@dataclass(frozen=True)
class VersionAnalysis:
    """One version of a question with its figures and what they warn of.

    `regrade` is the last decision to mark it anew; `parts` are its parts with the key that counts since then.
    """

    version: QuestionVersion
    parts: list[Part]
    figures: ItemFigures
    flags: list[Warned]
    regrade: Regrade | None = None


@dataclass(frozen=True)
class QuizAnalysis:
    """The figures of a quiz and of each version that was asked in it, in the order of the bank, the newest first."""

    figures: QuizFigures
    versions: list[VersionAnalysis]


@dataclass(frozen=True)
class QuizLine:
    """A quiz in the list, with the title of its course: people counted; mean score and passes, in percent.

    The last two are None below the minimum.
    """

    quiz: QuizPage
    course: str
    people: int = 0
    mean: float | None = None
    passed: float | None = None


class Counted(NamedTuple):
    """One counted attempt: its quiz, its marks and result, and by the id of each version the response to it.

    `criteria` as in `Reply`, of the short answers alone.
    """

    quiz: int
    sitting: Sitting
    responses: Mapping[int, tuple[int | str, ...]]
    criteria: Mapping[int, tuple[float, ...]]


def counted_attempts() -> QuerySet[QuizAttempt]:
    """The first finished test attempt of each person at each quiz, unless a trainer still has to mark some of it."""
    finished = QuizAttempt.objects.tests().filter(submitted_at__isnull=False)
    earlier = finished.filter(user=OuterRef("user"), quiz=OuterRef("quiz"), number__lt=OuterRef("number"))
    return finished.filter(~Exists(earlier), marked_at__isnull=False, maximum__gt=0).order_by()


def quiz_lines(quizzes: Sequence[QuizPage]) -> list[QuizLine]:
    """`quizzes` with their figures, in the same order. Two queries."""
    score = Cast("points", FloatField()) * 100 / F("maximum")
    rows = (
        counted_attempts()
        .filter(quiz__in=[quiz.pk for quiz in quizzes])
        .values("quiz")
        .annotate(people=Count("pk"), mean=Avg(score), passes=Count("pk", filter=Q(passed=True)))
    )
    found = {row["quiz"]: row for row in rows}
    paths = {quiz.path[: -QuizPage.steplen] for quiz in quizzes}
    courses = dict(CoursePage.objects.filter(path__in=paths).values_list("path", "title"))
    return [_line(quiz, courses, found.get(quiz.pk)) for quiz in quizzes]


def analyse_quiz(quiz: QuizPage) -> QuizAnalysis:
    """The figures of `quiz` and of the questions asked in it. Five queries, and one for the points of short answers."""
    counted = _read(counted_attempts().filter(quiz=quiz))
    replies = _replies(counted)
    versions = QuestionVersion.objects.filter(pk__in=list(replies)).select_related("question", "skill")
    return QuizAnalysis(
        figures=quiz_figures([one.sitting for one in counted], minimum=settings.STATISTICS_MINIMUM_PEOPLE),
        versions=_analyse(versions.order_by("question", "-number"), replies),
    )


def analyse_question(question: Question, *, quizzes: Iterable[int]) -> list[VersionAnalysis]:
    """Each version of `question`, the newest first, with its figures over all of `quizzes`. Queries as `analyse_quiz`.

    A person counts once in each quiz. Of several quizzes, one in which fewer people were asked a version than figures
    are told of adds nothing to it: else the sum less the others would tell about those few.
    """
    asked = Answer.objects.filter(version__question=question, attempt=OuterRef("pk"))
    by_quiz: dict[int, list[Counted]] = defaultdict(list)
    for one in _read(counted_attempts().filter(Exists(asked), quiz__in=list(quizzes))):
        by_quiz[one.quiz].append(one)
    replies: dict[int, list[Reply]] = defaultdict(list)
    for counted in by_quiz.values():
        for version, found in _replies(counted).items():
            if len(found) >= settings.STATISTICS_MINIMUM_PEOPLE or len(by_quiz) == 1:
                replies[version] += found
    return _analyse(question.versions.order_by("-number"), replies)


def quizzes_that_asked(question: Question) -> PortalPageQuerySet:
    """Those in whose counted attempts some version of `question` was asked."""
    asked = counted_attempts().filter(answers__version__question=question)
    return QuizPage.objects.filter(pk__in=asked.values("quiz"))


def _read(attempts: QuerySet[QuizAttempt]) -> list[Counted]:
    """The attempts with their marks and responses. Three queries, and one for the points of short answers."""
    marks: dict[object, dict[int, Decimal]] = defaultdict(dict)
    responses: dict[object, dict[int, tuple[int | str, ...]]] = defaultdict(dict)
    answers = Answer.objects.filter(attempt__in=attempts, is_dropped=False, mark__isnull=False).order_by()
    for attempt, version, mark, response in answers.values_list("attempt", "version", "mark", "response").iterator():
        marks[attempt][version] = mark
        responses[attempt][version] = tuple(response)
    criteria: dict[object, dict[int, tuple[float, ...]]] = defaultdict(dict)
    written = answers.filter(version__kind=QuestionKind.SHORT_ANSWER).select_related("version")
    for answer in written.prefetch_related("rubric_marks"):
        criteria[answer.attempt_id][answer.version_id] = _criterion_shares(answer)
    return [
        Counted(quiz, Sitting(marks[attempt], points, maximum, passed), responses[attempt], criteria[attempt])
        for attempt, quiz, points, maximum, passed in attempts.values_list("pk", "quiz", "points", "maximum", "passed")
    ]


def _criterion_shares(answer: Answer) -> tuple[float, ...]:
    """The share of its points that each criterion earned: none for nothing; empty where no trainer gave the mark."""
    parts = answer.version.parts
    if not answer.response:
        return (0.0,) * len(parts)
    given = [marking.points for marking in counted_markings(answer)]
    means = [fmean(points) for points in zip(*given, strict=True)]
    return tuple(mean / part["points"] for mean, part in zip(means, parts, strict=True)) if given else ()


def _replies(counted: Iterable[Counted]) -> dict[int, list[Reply]]:
    """What people made of each version, by its id."""
    replies: dict[int, list[Reply]] = defaultdict(list)
    for _quiz, sitting, responses, criteria in counted:
        for version, mark in sitting.marks.items():
            rest = sitting.rest_of(version)
            replies[version].append(Reply(mark, rest, responses[version], criteria.get(version, ())))
    return dict(replies)


def _analyse(versions: QuerySet[QuestionVersion], replies: Mapping[int, list[Reply]]) -> list[VersionAnalysis]:
    signed = Prefetch("regrades", Regrade.objects.select_related("corrected"))
    return [_analyse_version(version, replies.get(version.pk, [])) for version in versions.prefetch_related(signed)]


def _analyse_version(version: QuestionVersion, replies: list[Reply]) -> VersionAnalysis:
    regrade = next(iter(version.regrades.all()), None)
    by_key = key_in_force(version)
    parts = by_key.parts
    if by_key != version:
        # The version with the corrected key may hold the same parts in another order.
        replies = [
            replace(reply, response=tuple(carry_response(version.kind, list(reply.response), version.parts, parts)))
            for reply in replies
        ]
    figures = item_figures(
        kind=version.kind,
        stem=version.stem,
        parts=parts,
        replies=replies,
        minimum=settings.STATISTICS_MINIMUM_PEOPLE,
    )
    flags = find_flags(kind=version.kind, parts=parts, figures=figures)
    if regrade is not None and regrade.mode != Regrade.Mode.CORRECTED_KEY:
        # Somebody has decided about this key and signed it.
        flags = [warned for warned in flags if warned.flag != Flag.KEY_LOOKS_WRONG]
    return VersionAnalysis(version, parts, figures, flags, regrade)


def _line(quiz: QuizPage, courses: Mapping[str, str], row: Mapping[str, float] | None) -> QuizLine:
    course = courses.get(quiz.path[: -QuizPage.steplen], "")
    people = int(row["people"]) if row else 0
    if row is None or people < settings.STATISTICS_MINIMUM_PEOPLE:
        return QuizLine(quiz, course, people)
    return QuizLine(quiz, course, people, row["mean"], 100 * row["passes"] / people)
