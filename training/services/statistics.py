"""Item analysis: what the answers tell about a question and about a quiz. Plain data in, figures out.

Only a person's first finished test attempt at a quiz is counted: whoever comes back has seen the questions. Nothing
is told of fewer than `minimum` people, so that no figure is the mark of somebody.

Formulas: Crocker and Algina, Introduction to Classical and Modern Test Theory (1986); where the questions are drawn
for each person, see `reliability`.
"""

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from training.enums import QuestionKind
from training.kinds import KINDS, Part

#: The share of the people that makes the better and the weaker group: the most telling while each is still large
#: (Kelley, The selection of upper and lower groups for the validation of test items, 1939).
GROUP_SHARE = 0.27
#: Scores are counted in steps of so many percent; the last step includes 100.
SCORE_STEP = 10
#: A variance below this is the rounding of floating-point sums: marks are stored in thousandths.
NO_VARIANCE = 1e-12

#: Kinds whose parts are chosen or left.
CHOSEN = {
    QuestionKind.SINGLE,
    QuestionKind.MULTIPLE,
    QuestionKind.TRUE_FALSE,
    QuestionKind.SITUATIONAL,
    QuestionKind.DIALOGUE,
}


@dataclass(frozen=True)
class Reply:
    """What one person made of one question: `mark` is the share of its full mark, from 0 to 1.

    `rest` is the share of the full mark of all other questions of the same attempt; None when there was no other.
    `criteria` are, for a short answer, the share of its points that each criterion earned; empty where nobody gave any.
    """

    mark: Decimal
    rest: Decimal | None
    response: tuple[int | str, ...] = ()
    criteria: tuple[float, ...] = ()


@dataclass(frozen=True)
class Sitting:
    """One person's counted attempt: the mark of each question by its id, and the result as the person was told."""

    marks: Mapping[Hashable, Decimal]
    points: Decimal
    maximum: int
    passed: bool

    @property
    def score(self) -> Decimal:
        """In percent of the full mark."""
        return self.points * 100 / self.maximum

    @cached_property
    def earned(self) -> Decimal:
        """The marks of all questions together; `points` is rounded only after the sum."""
        return sum(self.marks.values(), Decimal(0))

    def rest_of(self, question: Hashable) -> Decimal | None:
        """The share of their full mark that the other questions earned."""
        others = len(self.marks) - 1
        return (self.earned - self.marks[question]) / others if others else None


@dataclass(frozen=True)
class PartShare:
    """The share of the people, from 0 to 1, who chose a part or, where nothing is chosen, got it right.

    Of a criterion it is the share of its points that people earned on average.
    `is_key` tells whether it ought to be chosen, and is None where nothing is chosen. The shares of the better and of
    the weaker group are None when these cannot be told apart.
    """

    share: float
    better: float | None = None
    weaker: float | None = None
    is_key: bool | None = None


@dataclass(frozen=True)
class ItemFigures:
    """What the answers tell about one version of a question. All but `people` is empty below the minimum.

    `facility` is the mean mark from 0 to 1, `discrimination` from -100 to 100, `unanswered` a share from 0 to 1.
    """

    people: int
    facility: float | None = None
    discrimination: float | None = None
    unanswered: float | None = None
    parts: tuple[PartShare, ...] = ()

    @property
    def is_told(self) -> bool:
        return self.facility is not None

    @property
    def percent(self) -> int | None:
        """The facility as it is shown."""
        return None if self.facility is None else whole(100 * self.facility)

    @property
    def index(self) -> int | None:
        """The discrimination as it is shown."""
        return None if self.discrimination is None else whole(self.discrimination)


@dataclass(frozen=True)
class Reliability:
    """How far the results would repeat themselves: Cronbach's alpha, at most 1, and the standard error of a score.

    The error is in percent points, None when it cannot be told. `is_drawn`: not everybody was asked the same.
    """

    alpha: float
    error: float
    is_drawn: bool


@dataclass(frozen=True)
class QuizFigures:
    """What the counted attempts tell about a quiz. All but `people` is empty below the minimum.

    Scores in percent; `passed` is a share from 0 to 1; `histogram` has (people, those of them who passed) for each step
    of `SCORE_STEP`.
    `draw_spread` is the standard deviation, in percent points, of the score that an average person would reach with
    the questions that each was given; None when everybody was asked the same.
    """

    people: int
    mean: float | None = None
    median: float | None = None
    deviation: float | None = None
    passed: float | None = None
    histogram: tuple[tuple[int, int], ...] = ()
    reliability: Reliability | None = None
    draw_spread: float | None = None

    @property
    def is_told(self) -> bool:
        return self.mean is not None


def whole(value: float) -> int:
    """The nearest whole number, halves upwards: what is shown and what is compared with a limit are the same."""
    return math.floor(value + 0.5)


def item_figures(*, kind: str, stem: str, parts: Sequence[Part], replies: Sequence[Reply], minimum: int) -> ItemFigures:
    """The figures of one version of a question, from one reply of each person who was asked it."""
    people = len(replies)
    if people < max(minimum, 1):
        return ItemFigures(people)
    return ItemFigures(
        people=people,
        facility=float(sum((reply.mark for reply in replies), Decimal(0)) / people),
        discrimination=discrimination(replies),
        unanswered=sum(not reply.response for reply in replies) / people,
        parts=tuple(part_shares(kind=kind, stem=stem, parts=parts, replies=replies, minimum=minimum)),
    )


def discrimination(replies: Iterable[Reply]) -> float | None:
    """100 × Pearson correlation of the mark with the mark on the rest of the quiz; None at zero variance.

    The rest is a share: with drawn questions its full mark is not the same for everybody.
    """
    pairs = [(reply.mark, reply.rest) for reply in replies if reply.rest is not None]
    # Equal decimals are equal exactly; the variance of floating-point numbers might miss zero.
    if len({mark for mark, _rest in pairs}) < 2 or len({rest for _mark, rest in pairs}) < 2:
        return None
    marks = [float(mark) for mark, _rest in pairs]
    rests = [float(rest) for _mark, rest in pairs]
    return max(-100.0, min(100.0, 100 * statistics.correlation(marks, rests)))


def part_shares(
    *, kind: str, stem: str, parts: Sequence[Part], replies: Sequence[Reply], minimum: int
) -> list[PartShare]:
    """The shares of each part in the order in which it was written.

    Parts without a task of their own (a right side that matches nothing) have none.
    """
    if not replies:
        return []
    groups = [replies, *outer_groups(replies, minimum=minimum)]
    if kind == QuestionKind.SHORT_ANSWER:
        return _criterion_shares(parts, groups, minimum)
    columns = [_shares(kind, stem, parts, group) for group in groups]
    solution = _judged(kind, stem, parts, KINDS[kind].solution(parts))
    keys = solution if kind in CHOSEN else [None] * len(solution)
    return [PartShare(*shares, is_key) for *shares, is_key in zip(*columns, keys, strict=True)]


def outer_groups(replies: Sequence[Reply], *, minimum: int) -> tuple[list[Reply], list[Reply]]:
    """Those who did best and those who did worst in the rest of the quiz: 27 percent each, and at least `minimum`.

    Whoever did as well as the last of a group belongs to it. The better group is empty when there are not enough
    people for two or nobody would be left outside; the weaker one also when it would share people with the better.
    """
    placed = sorted(((reply.rest, reply) for reply in replies if reply.rest is not None), key=lambda pair: pair[0])
    if not placed or len(placed) < 2 * minimum:
        return [], []
    size = max(math.ceil(GROUP_SHARE * len(placed)), minimum)
    low, high = placed[size - 1][0], placed[-size][0]
    better = [reply for rest, reply in placed if rest >= high]
    weaker = [reply for rest, reply in placed if rest <= low < high]
    return (better if len(better) < len(placed) else []), weaker


def quiz_figures(sittings: Sequence[Sitting], *, minimum: int) -> QuizFigures:
    """The figures of a quiz from the counted attempt of each person. Attempts without questions are left out."""
    counted = [sitting for sitting in sittings if sitting.maximum]
    people = len(counted)
    if people < max(minimum, 1):
        return QuizFigures(people)
    scores = [float(sitting.score) for sitting in counted]
    marks = [sitting.marks for sitting in counted]
    return QuizFigures(
        people=people,
        mean=statistics.fmean(scores),
        median=statistics.median(scores),
        deviation=statistics.stdev(scores) if people > 1 else None,
        passed=sum(sitting.passed for sitting in counted) / people,
        histogram=tuple(score_histogram((sitting.score, sitting.passed) for sitting in counted)),
        reliability=reliability(marks),
        draw_spread=draw_spread(marks),
    )


def score_histogram(results: Iterable[tuple[Decimal, bool]]) -> list[tuple[int, int]]:
    """How many scores lie in each step (0 to below 10, …, 90 to 100 percent), and how many of them were passes."""
    people, passes = ([0] * (100 // SCORE_STEP) for _counts in range(2))
    for score, passed in results:
        step = min(int(score // SCORE_STEP), len(people) - 1)
        people[step] += 1
        passes[step] += passed
    return list(zip(people, passes, strict=True))


def reliability(sittings: Sequence[Mapping[Hashable, Decimal]]) -> Reliability | None:
    """Cronbach's alpha and the standard error of measurement, from the mark of each question of each person.

    With v the mean variance of a question, c the mean covariance of two questions and k the number of questions,

        alpha = k·c ÷ (v + (k - 1)·c)        error = √((v - c) ÷ k)

    This is alpha as Cronbach gave it (k ÷ (k - 1) × (1 - sum of variances ÷ variance of the sums), and
    error = deviation × √(1 - alpha)) when everybody was asked the same questions.

    With drawn questions a table of people by questions has gaps, so v and c are taken from what there is (available
    cases; Little and Rubin, Statistical Analysis with Missing Data): each mark as the difference from
    the mean of all who were asked that question, each pair of questions from the people who were asked both, and
    pairs weighted by how many these are, so that c is the mean over the pairs of the attempts that were made. k is the
    mean number of questions. It holds as the draw does not look at the person. That some draws are harder than others
    is no part of alpha: `draw_spread` tells it.

    None when it is not defined: fewer than two questions or people, no variance, or estimates that contradict
    each other (c greater than v) because too few people share too few questions.
    """
    sittings = [marks for marks in sittings if marks]
    if len(sittings) < 2:
        return None
    length = statistics.fmean(len(marks) for marks in sittings)
    variance, covariance = _mean_variance(sittings), _mean_covariance(sittings)
    if length <= 1 or variance is None or covariance is None or covariance > variance + NO_VARIANCE:
        return None
    whole = variance + (length - 1) * covariance
    if variance < NO_VARIANCE or whole < NO_VARIANCE:
        return None
    return Reliability(
        alpha=min(1.0, length * covariance / whole),
        error=100 * math.sqrt(max(variance - covariance, 0.0) / length),
        is_drawn=not _asked_alike(sittings),
    )


def draw_spread(sittings: Sequence[Mapping[Hashable, Decimal]]) -> float | None:
    """How unequal the draws were: see `QuizFigures.draw_spread`."""
    sittings = [marks for marks in sittings if marks]
    if len(sittings) < 2 or _asked_alike(sittings):
        return None
    means = {question: statistics.fmean(marks) for question, marks in _by_question(sittings).items()}
    return 100 * statistics.stdev(statistics.fmean(means[question] for question in marks) for marks in sittings)


def _criterion_shares(parts: Sequence[Part], groups: Sequence[Sequence[Reply]], minimum: int) -> list[PartShare]:
    """For each criterion the mean share of its points; none where fewer than `minimum` were marked by the rubric."""
    columns: list[Sequence[float | None]] = []
    for group in groups:
        marked = [reply.criteria for reply in group if reply.criteria]
        is_told = len(marked) >= max(minimum, 1)
        columns.append([statistics.fmean(one) for one in zip(*marked, strict=True)] if is_told else [None] * len(parts))
    return [PartShare(*shares) for shares in zip(*columns, strict=True) if shares[0] is not None]


def _shares(kind: str, stem: str, parts: Sequence[Part], replies: Sequence[Reply]) -> list[float | None]:
    """For each part the share of `replies` that chose it or got it right; None without people."""
    # Most people give one of a few responses: each is judged once.
    judged = [
        (count, _judged(kind, stem, parts, response))
        for response, count in Counter(reply.response for reply in replies).items()
    ]
    tasks = len(_judged(kind, stem, parts, ()))
    return [
        sum(count for count, states in judged if states[task]) / len(replies) if replies else None
        for task in range(tasks)
    ]


def _judged(kind: str, stem: str, parts: Sequence[Part], response: Sequence[int | str]) -> list[bool]:
    """For each part whether `response` chose it or got it right."""
    items = KINDS[kind].review(stem, parts, list(range(len(parts))), list(response))
    return [item.is_chosen if kind in CHOSEN else bool(item.is_right) for item in items]


def _asked_alike(sittings: Sequence[Mapping[Hashable, Decimal]]) -> bool:
    return all(marks.keys() == sittings[0].keys() for marks in sittings)


def _by_question(sittings: Iterable[Mapping[Hashable, Decimal]]) -> dict[Hashable, list[float]]:
    found: dict[Hashable, list[float]] = defaultdict(list)
    for marks in sittings:
        for question, mark in marks.items():
            found[question].append(float(mark))
    return dict(found)


def _mean_variance(sittings: Sequence[Mapping[Hashable, Decimal]]) -> float | None:
    """The variance of a question around its own mean, pooled over all questions."""
    asked = _by_question(sittings).values()
    freedom = sum(len(marks) - 1 for marks in asked)
    if not freedom:
        return None
    means = [(statistics.fmean(marks), marks) for marks in asked]
    return math.fsum((mark - mean) ** 2 for mean, marks in means for mark in marks) / freedom


def _mean_covariance(sittings: Sequence[Mapping[Hashable, Decimal]]) -> float | None:
    """The covariance of two questions of one attempt, pooled over all pairs; None when no pair tells anything.

    Over the pairs of one person, products of differences d add up to ((sum of d)² - sum of d²) ÷ 2. What is expected
    of a pair i, j is its covariance times n_ij·(1 - 1/n_i - 1/n_j + n_ij/(n_i·n_j)), where n counts people: n - 1
    when all were asked everything. The sum of this over all pairs divides.
    """
    asked = _by_question(sittings)
    means = {question: statistics.fmean(marks) for question, marks in asked.items()}
    products = []
    pairs: Counter[tuple[Hashable, Hashable]] = Counter()
    for marks in sittings:
        differences = [float(mark) - means[question] for question, mark in marks.items()]
        products.append((math.fsum(differences) ** 2 - math.fsum(d * d for d in differences)) / 2)
        pairs.update(combinations(sorted(marks, key=repr), 2))
    people = {question: len(marks) for question, marks in asked.items()}
    freedom = math.fsum(
        both * (1 - 1 / people[one] - 1 / people[other] + both / (people[one] * people[other]))
        for (one, other), both in pairs.items()
    )
    return math.fsum(products) / freedom if freedom > NO_VARIANCE else None
