"""What the statistics pages show: figures as they read, places in the charts, warnings and formulas in words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from content.charts import Column, columns
from training.board import Formula
from training.enums import Grade, QuestionKind
from training.item_analysis import VersionAnalysis
from training.kinds import KINDS
from training.kinds.views import ReviewedItem
from training.models import QuizPage
from training.services.flags import Warned, is_negative_by_chance
from training.services.statistics import CHOSEN, SCORE_STEP, ItemFigures, PartShare, QuizFigures, whole
from training.statistics_wording import FLAGS, FORMULAS


@dataclass(frozen=True)
class Advice:
    """A flag in words, with the texts of the choices of which it speaks."""

    label: str
    text: str
    choices: list[str]


@dataclass(frozen=True)
class PartRow:
    """One part of a question with the people who chose it or got it right, in whole percent.

    `text` is what authors wrote and `label` says what it is. Groups that cannot be told apart are None.
    """

    text: str
    label: str
    is_key: bool | None
    percent: int
    better: int | None
    weaker: int | None

    @property
    def state(self) -> str:
        """How the bar is drawn: full where people did right, else hatched."""
        return "wrong" if self.is_key is False else "right"


@dataclass(frozen=True)
class Fact:
    """A figure of the whole quiz; `key` names its formula."""

    key: str
    label: str
    value: str


@dataclass(frozen=True)
class Dot:
    """A question in the chart, in percent of the drawing from the left and from the top.

    `side` is where the number of a flagged one stands: "start", "end", or empty where there is no room for it.
    """

    number: int
    left: float
    top: float
    is_flagged: bool
    side: str = ""


@dataclass(frozen=True)
class Line:
    """A line across the chart of questions: a discrimination, and its place in percent from the top."""

    value: int
    place: float


@dataclass(frozen=True)
class ItemMap:
    """The chart of questions; `below` is what the part where the weaker do better takes of its height, in percent."""

    dots: list[Dot]
    lines: list[Line]
    zero: float
    below: float


@dataclass(frozen=True)
class ItemRow:
    """One version of a question in the table of a quiz. `version` is its number where the quiz asked several."""

    number: int
    analysis: VersionAnalysis
    url: str
    advice: list[Advice]
    version: int | None

    @property
    def may_be_chance(self) -> bool:
        """Whether its negative discrimination tells nothing yet."""
        return is_negative_by_chance(self.analysis.figures)


@dataclass(frozen=True)
class FlagGroup:
    """A flag in words with the questions that have it, each with the texts of the choices of which it speaks."""

    label: str
    text: str
    questions: list[tuple[ItemRow, list[str]]]


@dataclass(frozen=True)
class VersionReport:
    """One version of a question on the question's own page; `unanswered` in whole percent of the people."""

    analysis: VersionAnalysis
    facts: list[Fact]
    advice: list[Advice]
    parts: list[PartRow]
    part_heading: str
    share_heading: str
    unanswered: int


@dataclass(frozen=True)
class Step:
    """One column of the spread: from which percent to which, how many people, and how many of them passed.

    Those who passed stand at the foot of the column, the others on top of them.
    """

    first: int
    last: int
    people: int
    passed: int
    column: Column

    @property
    def failed(self) -> int:
        return self.people - self.passed

    @property
    def passed_part(self) -> Column:
        """The foot of the column."""
        height = self.column.height * self.passed / self.people if self.people else 0.0
        return Column(100 - height, height)

    @property
    def failed_part(self) -> Column:
        """What stands above the foot."""
        return Column(self.column.top, self.column.height - self.passed_part.height)


#: The discrimination at the lower edge of the chart of questions; at the upper edge it is 100.
LOWEST_INDEX = -60
INDEX_LINES = (100, 50, 20, 0, -50)
#: The room that the number of a question takes in the chart, in percent across and down.
NUMBER_WIDTH, NUMBER_HEIGHT = 4, 6


def quiz_facts(figures: QuizFigures) -> list[Fact]:
    """The figures of a quiz as they read; the number of people alone below the minimum."""
    values = {"people": number_format(figures.people)}
    if figures.is_told:
        reliability = figures.reliability
        values |= {
            "mean": f"{_decimal(figures.mean)}%",
            "passed": f"{whole(100 * (figures.passed or 0))}%",
            "deviation": _decimal(figures.deviation),
            "alpha": _decimal(reliability.alpha if reliability else None, 2),
            "error": _decimal(reliability.error if reliability else None, sign="±"),
        }
    if figures.draw_spread is not None:
        values["draw"] = _decimal(figures.draw_spread, sign="±")
    return [Fact(key, str(FORMULAS[key][0]), value) for key, value in values.items()]


def formulas(*keys: str) -> list[Formula]:
    """How the figures of these keys are counted."""
    return [Formula(key, str(FORMULAS[key][0]), str(FORMULAS[key][1])) for key in keys]


def item_rows(versions: Sequence[VersionAnalysis], quiz: QuizPage) -> list[ItemRow]:
    """The lines of the table, numbered in the order given; each leads to the question's own page."""
    asked = Counter(analysis.version.question_id for analysis in versions)
    return [
        ItemRow(
            number=number,
            analysis=analysis,
            url=question_url(analysis.version.question_id, quiz),
            advice=advice_of(analysis),
            version=analysis.version.number if asked[analysis.version.question_id] > 1 else None,
        )
        for number, analysis in enumerate(versions, start=1)
    ]


def flag_groups(rows: Iterable[ItemRow]) -> list[FlagGroup]:
    """The flags that some question has, the gravest first."""
    questions: dict[str, list[tuple[ItemRow, list[str]]]] = defaultdict(list)
    for row in rows:
        for one in row.advice:
            questions[one.label].append((row, one.choices))
    wording = [(str(label), str(text)) for label, text in FLAGS.values()]
    return [FlagGroup(label, text, questions[label]) for label, text in wording if label in questions]


def question_url(question: int, quiz: QuizPage | None = None) -> str:
    """The statistics of a question in `quiz`, or in all quizzes."""
    url = reverse("training:question_statistics", args=[question])
    return f"{url}?quiz={quiz.pk}" if quiz else url


def advice_of(analysis: VersionAnalysis) -> list[Advice]:
    """The flags of a version in words."""
    return [_advice(warned, analysis) for warned in analysis.flags]


def part_rows(analysis: VersionAnalysis) -> list[PartRow]:
    """The parts of a version in the order in which they were written."""
    parts, version, shares = analysis.parts, analysis.version, analysis.figures.parts
    if not shares:
        return []
    if version.kind == QuestionKind.SHORT_ANSWER:
        return [_row(part["criterion"], "", share) for part, share in zip(parts, shares, strict=True)]
    solution = KINDS[version.kind].solution(parts)
    items = KINDS[version.kind].review(version.stem, parts, list(range(len(parts))), solution)
    told = enumerate(zip(items, shares, strict=True), start=1)
    return [_part_row(version.kind, number, item, share) for number, (item, share) in told]


def version_reports(versions: Iterable[VersionAnalysis]) -> list[VersionReport]:
    """The versions of a question in the order given."""
    return [
        VersionReport(
            analysis=analysis,
            facts=item_facts(analysis.figures),
            advice=advice_of(analysis),
            parts=part_rows(analysis),
            part_heading=part_heading(analysis.version.kind),
            share_heading=share_heading(analysis.version.kind),
            unanswered=whole(100 * (analysis.figures.unanswered or 0)),
        )
        for analysis in versions
    ]


def item_facts(figures: ItemFigures) -> list[Fact]:
    """The figures of one version as they read; the number of people alone below the minimum."""
    values = {"people": number_format(figures.people)}
    if figures.is_told:
        values |= {
            "facility": f"{figures.percent}%",
            "discrimination": "—" if figures.index is None else str(figures.index),
        }
    return [Fact(key, str(FORMULAS[key][0]), value) for key, value in values.items()]


def part_heading(kind: str) -> str:
    """What the parts of a question are."""
    if kind == QuestionKind.DIALOGUE:
        return _("Turn")
    if kind == QuestionKind.SHORT_ANSWER:
        return _("Criterion")
    return _("Choice") if kind in CHOSEN else pgettext("question", "Part")


def share_heading(kind: str) -> str:
    """What the people of a share did, or what of its points a criterion earned."""
    if kind == QuestionKind.DIALOGUE:
        return _("Marked it")
    if kind == QuestionKind.SHORT_ANSWER:
        return _("Points earned")
    return _("Chose it") if kind in CHOSEN else _("Got it right")


def score_steps(figures: QuizFigures) -> list[Step]:
    """The columns of the spread of scores, from the lowest to the highest."""
    drawn = zip(figures.histogram, columns(people for people, _passed in figures.histogram), strict=True)
    firsts = range(0, 100, SCORE_STEP)
    return [
        Step(first, 100 if first == firsts[-1] else first + SCORE_STEP - 1, people, passed, column)
        for first, ((people, passed), column) in zip(firsts, drawn, strict=False)
    ]


def item_map(rows: Iterable[ItemRow]) -> ItemMap | None:
    """The questions by facility, from left to right, and discrimination, upwards; those without are left out.

    None when there is nothing to draw.
    """
    dots = [
        Dot(row.number, 100 * figures.facility, index_height(figures.discrimination), bool(row.advice))
        for row in rows
        if (figures := row.analysis.figures).facility is not None and figures.discrimination is not None
    ]
    zero = index_height(0)
    lines = [Line(value, index_height(value)) for value in INDEX_LINES]
    # The flagged last: what is drawn last lies on top.
    drawn = [dot for dot in dots if not dot.is_flagged] + _with_numbers([dot for dot in dots if dot.is_flagged])
    return ItemMap(drawn, lines, zero, 100 - zero) if dots else None


def index_height(index: float) -> float:
    """Where a discrimination stands in the chart, in percent from the top; what lies below the edge stands on it."""
    return 100 * (100 - max(index, LOWEST_INDEX)) / (100 - LOWEST_INDEX)


def _with_numbers(dots: Sequence[Dot]) -> list[Dot]:
    """The dots, each with a side for its number that neither a dot nor an earlier number takes."""
    numbers: list[tuple[float, float]] = []
    placed = []
    for dot in dots:
        taken = [*numbers, *((other.left, other.top) for other in dots if other is not dot)]
        middles = {"end": (dot.left + NUMBER_WIDTH / 2, dot.top), "start": (dot.left - NUMBER_WIDTH / 2, dot.top)}
        side = next((side for side, middle in middles.items() if not _overlaps(middle, taken)), "")
        numbers += [middles[side]] if side else []
        placed.append(replace(dot, side=side))
    return placed


def _overlaps(middle: tuple[float, float], taken: Iterable[tuple[float, float]]) -> bool:
    left, top = middle
    return any(abs(left - across) < NUMBER_WIDTH and abs(top - down) < NUMBER_HEIGHT for across, down in taken)


def _advice(warned: Warned, analysis: VersionAnalysis) -> Advice:
    label, text = FLAGS[warned.flag]
    texts = [str(analysis.parts[index].get("text", "")) for index in warned.parts]
    return Advice(str(label), str(text), texts)


def _part_row(kind: str, number: int, item: ReviewedItem, share: PartShare) -> PartRow:
    place = {"number": number}
    described = {
        QuestionKind.FILL_IN: (item.right, _("Gap %(number)s") % place),
        QuestionKind.ORDERING: (item.text, _("Place %(number)s") % place),
        QuestionKind.MATCHING: (f"{item.text} → {item.right}", ""),
        QuestionKind.DIALOGUE: (f"{item.speaker}：{item.text}", _("Faulty turn") if item.is_key else ""),
        QuestionKind.SITUATIONAL: (item.text, str(Grade(item.grade).label) if item.grade else ""),
    }
    text, label = described.get(QuestionKind(kind), (item.text, _("Right choice") if item.is_key else ""))
    return _row(text, label, share)


def _row(text: str, label: str, share: PartShare) -> PartRow:
    groups = [None if group is None else whole(100 * group) for group in (share.better, share.weaker)]
    return PartRow(text, label, share.is_key, whole(100 * share.share), *groups)


def _decimal(value: float | None, places: int = 1, *, sign: str = "") -> str:
    # number_format cuts off what floatformat rounds.
    return "—" if value is None else f"{sign}{floatformat(value, places)}"
