"""The kinds of questions: for each, what its parts must be, how it is offered, read, marked and shown.

Pure: plain data in and out, no database. Parts, orders and responses are what `QuestionVersion.parts`,
`Answer.option_order` and `Answer.response` hold; docs/questions.md describes them.
"""

from collections.abc import Sequence

from training.enums import QuestionKind

from .choice import ChoiceKind, SituationalKind, TrueFalseKind
from .dialogue import DialogueKind
from .faults import Fault
from .fill_in import FillInKind
from .kind import LONGEST_STEM, Kind, Order, Part, Response
from .matching import MatchingKind
from .ordering import OrderingKind
from .short_answer import ShortAnswerKind

KINDS: dict[str, Kind] = {
    QuestionKind.SINGLE: ChoiceKind(),
    QuestionKind.MULTIPLE: ChoiceKind(is_multiple=True),
    QuestionKind.TRUE_FALSE: TrueFalseKind(),
    QuestionKind.FILL_IN: FillInKind(),
    QuestionKind.ORDERING: OrderingKind(),
    QuestionKind.MATCHING: MatchingKind(),
    QuestionKind.SITUATIONAL: SituationalKind(),
    QuestionKind.DIALOGUE: DialogueKind(),
    QuestionKind.SHORT_ANSWER: ShortAnswerKind(),
}


def check_question(*, kind: str, stem: str, parts: Sequence[Part]) -> list[Fault]:
    """What keeps a question from being asked fairly; empty when nothing does."""
    faults = [] if stem.strip() else [Fault("no_stem")]
    if len(stem) > LONGEST_STEM:
        faults.append(Fault("stem_too_long", {"count": LONGEST_STEM}))
    return faults + KINDS[kind].check(stem, parts)


__all__ = ["KINDS", "Fault", "Kind", "Order", "Part", "Response", "check_question"]
