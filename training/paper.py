"""What a reader sees of an attempt: the questions before submission, the review after it.

Everything that templates get is listed here field by field. `AskedQuestion` has no field for a key,
a mark or a reason, so no template can show one too early.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from content.models import Topic
from guides.models import GuidePage
from training.enums import QuestionKind, ReviewDepth
from training.key_in_force import judged
from training.kinds import KINDS, Order, Part, Response
from training.kinds.fill_in import count_gaps, stem_end
from training.kinds.views import AskedItem, Offer, ReviewedItem
from training.models import Answer, LessonPage, Question, QuestionVersion, QuizAttempt
from training.services.keys import counted_markings


@dataclass(frozen=True)
class AskedQuestion:
    """A question before submission. `tail` is what stands after the last gap."""

    position: int
    kind: str
    stem: str
    items: list[AskedItem]
    offers: list[Offer] = field(default_factory=list)
    tail: str = ""
    sequence: int = 0
    is_answered: bool = False

    @property
    def control(self) -> str:
        """Which template of training/controls/ takes the answer."""
        return KINDS[self.kind].control

    @property
    def is_multiple(self) -> bool:
        return self.kind == QuestionKind.MULTIPLE

    @property
    def kind_label(self) -> str:
        return QuestionKind(self.kind).label


@dataclass(frozen=True)
class CriterionReview:
    """One criterion of a rubric with the points that were given for it; None while nobody has marked."""

    criterion: str
    most: int
    given: Decimal | None = None


@dataclass(frozen=True)
class ReviewedQuestion:
    """A question after submission: what was answered and, at full depth, what is right and why.

    `mark` is None while a trainer has to give it. One without an answer is told as such, not as a wrong one.
    """

    position: int
    kind: str
    stem: str
    items: list[ReviewedItem]
    mark: Decimal | None
    reason: str = ""
    tail: str = ""
    guide: GuidePage | None = None
    criteria: list[CriterionReview] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    is_dropped: bool = False
    shows_key: bool = True
    is_answered: bool = True

    @property
    def control(self) -> str:
        return KINDS[self.kind].control

    @property
    def kind_label(self) -> str:
        return QuestionKind(self.kind).label

    @property
    def is_left_empty(self) -> bool:
        """Whether nothing was answered, and nothing earned: neutral in tone, for nothing was got wrong."""
        return not self.is_answered and self.mark == 0

    @property
    def is_right(self) -> bool:
        return self.mark == 1

    @property
    def is_partly_right(self) -> bool:
        return self.mark is not None and 0 < self.mark < 1


@dataclass(frozen=True)
class SkillReview:
    """The questions on one skill, what they earned, and the lessons of the course to read again."""

    skill: Topic
    questions: list[ReviewedQuestion]
    lessons: list[LessonPage]

    @property
    def points(self) -> Decimal:
        return sum((question.mark for question in self._counted if question.mark is not None), Decimal(0))

    @property
    def maximum(self) -> int:
        return len(self._counted)

    @property
    def is_full(self) -> bool:
        return all(question.is_right for question in self._counted)

    @property
    def _counted(self) -> list[ReviewedQuestion]:
        return [question for question in self.questions if not question.is_dropped]


def asked_questions(attempt: QuizAttempt) -> list[AskedQuestion]:
    """The questions of an open attempt with what has been answered so far."""
    answers = attempt.answers.select_related("version").order_by("position")
    return [asked_question(answer) for answer in answers]


def asked_question(answer: Answer) -> AskedQuestion:
    """One question of an open attempt."""
    version = answer.version
    return _asked(answer.position, version, answer.option_order, answer.response, answer.sequence)


def preview_questions(versions: Iterable[QuestionVersion]) -> list[AskedQuestion]:
    """The questions as an attempt might ask them."""
    return [ask_version(version, position=position) for position, version in enumerate(versions, start=1)]


def ask_version(version: QuestionVersion, *, position: int = 1, response: Sequence[object] = ()) -> AskedQuestion:
    """A version as it would be asked, outside of any attempt."""
    return _asked(position, version, _preview_order(version), list(response))


def review_version(
    version: QuestionVersion, *, mark: Decimal | None, position: int = 1, response: Sequence[object] = ()
) -> ReviewedQuestion:
    """A version as the review would show it with this response and mark, outside of any attempt."""
    rules = KINDS[version.kind]
    return ReviewedQuestion(
        position,
        version.kind,
        version.stem,
        rules.review(version.stem, version.parts, _preview_order(version), list(response)),
        mark=mark,
        reason=version.reason,
        tail=_tail(version),
        criteria=_criteria(version.kind, version.parts, []),
    )


def draft_question(question: Question) -> AskedQuestion:
    """A question of the bank as it would be asked, saved or not."""
    return ask_version(_draft_version(question))


def draft_review(question: Question) -> ReviewedQuestion:
    """A question of the bank as the review would show it to a reader who answered rightly."""
    version = _draft_version(question)
    return review_version(version, mark=Decimal(1), response=KINDS[version.kind].solution(version.parts))


def review_by_skill(
    attempt: QuizAttempt, lessons: Iterable[LessonPage] = (), *, depth: str = ReviewDepth.REASONS
) -> list[SkillReview]:
    """The questions of a submitted attempt, grouped by skill in the order of the skills.

    `lessons` are those that the reader may go back to; each stands with the skills it is about.
    """
    if attempt.is_open:
        raise ValueError("There is no review before submission.")
    by_skill: dict[Topic, list[ReviewedQuestion]] = {}
    answers = attempt.answers.select_related("version__skill", "version__question__guide")
    for answer in answers.prefetch_related("rubric_marks", "version__regrades__corrected").order_by("position"):
        by_skill.setdefault(answer.version.skill, []).append(reviewed_question(answer, depth=depth))
    lessons = list(lessons)
    return [
        SkillReview(skill, by_skill[skill], [lesson for lesson in lessons if skill in lesson.skills.all()])
        for skill in sorted(by_skill, key=lambda skill: (skill.order, skill.pk))
    ]


def reviewed_question(answer: Answer, *, depth: str = ReviewDepth.REASONS) -> ReviewedQuestion:
    """One answered question as the review shows it; without keys and reasons at the lesser depth."""
    version, shows_key = answer.version, depth == ReviewDepth.REASONS
    rules, reason = KINDS[version.kind], ""
    if shows_key:
        by_key = judged(answer)
        items, reason = rules.review(version.stem, by_key.parts, by_key.order, by_key.response), by_key.version.reason
    else:
        items = _given_only(rules.ask(version.stem, version.parts, answer.option_order, answer.response), answer)
    # Points are told with the result, not while a second trainer is still marking.
    markings = counted_markings(answer) if answer.mark is not None else []
    return ReviewedQuestion(
        answer.position,
        version.kind,
        version.stem,
        items,
        mark=answer.mark,
        reason=reason,
        tail=_tail(version),
        guide=version.question.guide if shows_key else None,
        criteria=_criteria(version.kind, version.parts, [marking.points for marking in markings]),
        comments=[marking.comment for marking in markings if marking.comment],
        is_dropped=answer.is_dropped,
        shows_key=shows_key,
        is_answered=bool(answer.response),
    )


def _asked(
    position: int, version: QuestionVersion, order: Order, response: Response, sequence: int = 0
) -> AskedQuestion:
    rules = KINDS[version.kind]
    return AskedQuestion(
        position=position,
        kind=version.kind,
        stem=version.stem,
        items=rules.ask(version.stem, version.parts, order, response),
        offers=rules.offers(version.parts, order),
        tail=_tail(version),
        sequence=sequence,
        is_answered=bool(response),
    )


def _preview_order(version: QuestionVersion) -> list[int]:
    """Choices as they were written; what would give itself away is mixed, the same way each time."""
    rules = KINDS[version.kind]
    if rules.control in ("choices", "turns"):
        return list(range(len(version.parts)))
    return rules.place(version.parts, random.Random(0))  # noqa: S311 - nobody is tested by a preview


def _draft_version(question: Question) -> QuestionVersion:
    parts = question.plain_parts()
    if question.kind == QuestionKind.FILL_IN:
        # Gaps without an entry as yet are shown all the same.
        parts += [{"accepted": []}] * (count_gaps(question.stem) - len(parts))
    return QuestionVersion(kind=question.kind, stem=question.stem, parts=parts, reason=question.reason)


def _tail(version: QuestionVersion) -> str:
    return stem_end(version.stem) if version.kind == QuestionKind.FILL_IN else ""


def _given_only(items: list[AskedItem], answer: Answer) -> list[ReviewedItem]:
    offered = {offer.value: offer.text for offer in _offers(answer)}
    return [
        ReviewedItem(
            item.place,
            item.text,
            is_chosen=item.is_chosen,
            given=offered.get(item.value, item.value),
            speaker=item.speaker,
        )
        for item in items
    ]


def _offers(answer: Answer) -> list[Offer]:
    return KINDS[answer.version.kind].offers(answer.version.parts, answer.option_order)


def _criteria(kind: str, parts: Sequence[Part], markings: Sequence[Sequence[int]]) -> list[CriterionReview]:
    """The rubric with the mean of what the markers gave."""
    if kind != QuestionKind.SHORT_ANSWER:
        return []
    return [
        CriterionReview(
            part["criterion"],
            part["points"] or 0,
            Decimal(sum(points[place] for points in markings)) / len(markings) if markings else None,
        )
        for place, part in enumerate(parts)
    ]
