"""What a reader sees of an attempt: the questions before submission, the review after it.

Everything that templates get is listed here field by field. `AskedQuestion` has no field for a key,
a mark or a reason, so no template can show one too early.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from content.models import Topic
from training.enums import QuestionKind
from training.errors import InvalidChoice
from training.models import Answer, Choice, LessonPage, Question, QuestionVersion, QuizAttempt


@dataclass(frozen=True)
class Option:
    """A choice as it is offered. `place` counts from 0 in the order of this attempt: ids would betray the key."""

    place: int
    text: str
    is_chosen: bool = False


@dataclass(frozen=True)
class AskedQuestion:
    """A question before submission."""

    position: int
    kind: str
    stem: str
    options: list[Option]
    sequence: int = 0

    @property
    def is_multiple(self) -> bool:
        return self.kind == QuestionKind.MULTIPLE

    @property
    def kind_label(self) -> str:
        return QuestionKind(self.kind).label

    @property
    def is_answered(self) -> bool:
        return any(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class ReviewedOption(Option):
    """A choice after submission."""

    is_key: bool = False


@dataclass(frozen=True)
class ReviewedQuestion:
    """A question after submission, with what was chosen, what is right and why."""

    position: int
    kind: str
    stem: str
    options: list[ReviewedOption]
    mark: Decimal
    reason: str

    @property
    def is_right(self) -> bool:
        return self.mark == 1

    @property
    def is_partly_right(self) -> bool:
        return 0 < self.mark < 1


@dataclass(frozen=True)
class SkillReview:
    """The questions on one skill, what they earned, and the lessons of the course to read again."""

    skill: Topic
    questions: list[ReviewedQuestion]
    lessons: list[LessonPage]

    @property
    def points(self) -> Decimal:
        return sum((question.mark for question in self.questions), Decimal(0))

    @property
    def maximum(self) -> int:
        return len(self.questions)

    @property
    def is_full(self) -> bool:
        return all(question.is_right for question in self.questions)


def asked_questions(attempt: QuizAttempt) -> list[AskedQuestion]:
    """The questions of an open attempt with what has been chosen so far."""
    return [_asked(answer) for answer in _answers(attempt)]


def preview_questions(versions: Iterable[QuestionVersion]) -> list[AskedQuestion]:
    """The questions as an attempt would ask them, in the order in which their choices were written."""
    return [
        AskedQuestion(
            position=position,
            kind=version.kind,
            stem=version.stem,
            options=[Option(place, choice.text) for place, choice in enumerate(version.choices.all())],
        )
        for position, version in enumerate(versions, start=1)
    ]


def draft_question(question: Question) -> AskedQuestion:
    """A question of the bank as it would be asked, saved or not."""
    options = [Option(place, text) for place, (text, _is_key) in enumerate(question.choice_parts())]
    return AskedQuestion(1, question.kind, question.stem, options)


def draft_review(question: Question) -> ReviewedQuestion:
    """A question of the bank as the review would show it to a reader who chose rightly."""
    options = [
        ReviewedOption(place, text, is_chosen=is_key, is_key=is_key)
        for place, (text, is_key) in enumerate(question.choice_parts())
    ]
    return ReviewedQuestion(1, question.kind, question.stem, options, mark=Decimal(1), reason=question.reason)


def review_by_skill(attempt: QuizAttempt, lessons: Iterable[LessonPage] = ()) -> list[SkillReview]:
    """The questions of a submitted attempt, grouped by skill in the order of the skills.

    `lessons` are those that the reader may go back to; each stands with the skills it is about.
    """
    if attempt.is_open:
        raise ValueError("There is no review before submission.")
    by_skill: dict[Topic, list[ReviewedQuestion]] = {}
    for answer in _answers(attempt):
        by_skill.setdefault(answer.version.question.skill, []).append(_reviewed(answer))
    lessons = list(lessons)
    return [
        SkillReview(skill, by_skill[skill], [lesson for lesson in lessons if skill in lesson.skills.all()])
        for skill in sorted(by_skill, key=lambda skill: (skill.order, skill.pk))
    ]


def choices_at(answer: Answer, places: Iterable[int]) -> list[int]:
    """The ids of the choices that stand at `places` in this attempt. Raises InvalidChoice."""
    order = answer.option_order
    chosen = list(places)
    if not all(0 <= place < len(order) for place in chosen):
        raise InvalidChoice("unknown_choice")
    return [order[place] for place in chosen]


def _answers(attempt: QuizAttempt) -> Iterable[Answer]:
    answers = attempt.answers.select_related("version__question__skill").prefetch_related("version__choices")
    return answers.order_by("position")


def _in_shown_order(answer: Answer) -> list[Choice]:
    by_id = {choice.pk: choice for choice in answer.version.choices.all()}
    return [by_id[choice_id] for choice_id in answer.option_order]


def _asked(answer: Answer) -> AskedQuestion:
    return AskedQuestion(
        position=answer.position,
        kind=answer.version.kind,
        stem=answer.version.stem,
        sequence=answer.sequence,
        options=[
            Option(place, choice.text, choice.pk in answer.chosen)
            for place, choice in enumerate(_in_shown_order(answer))
        ],
    )


def _reviewed(answer: Answer) -> ReviewedQuestion:
    return ReviewedQuestion(
        position=answer.position,
        kind=answer.version.kind,
        stem=answer.version.stem,
        reason=answer.version.reason,
        mark=answer.mark or Decimal(0),
        options=[
            ReviewedOption(place, choice.text, choice.pk in answer.chosen, choice.is_key)
            for place, choice in enumerate(_in_shown_order(answer))
        ],
    )
