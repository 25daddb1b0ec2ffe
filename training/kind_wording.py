"""What authors are told of each kind of question: before they choose it, and in its form."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.enums import QuestionKind
from training.kinds import KINDS

Text = str | Promise
REASON_HELP: Text = _("Shown after submission: why the key is right.")


@dataclass(frozen=True)
class KindWording:
    """`summary` and `example` tell what the kind is for; `parts` heads the entries of its form, `help` says how many.

    `start` is how many empty entries a new form begins with. Texts that are left out are those of all kinds.
    """

    icon: str
    summary: Text
    example: Text
    parts: Text
    help: Text
    start: int
    stem_help: Text = ""
    reason_label: Text = ""
    reason_help: Text = REASON_HELP


KIND_WORDINGS: dict[str, KindWording] = {
    QuestionKind.SINGLE: KindWording(
        icon="circle-check",
        summary=_("Several choices, of which one is right."),
        example=_("“There is nothing to talk about,” says the other. What do you do first?"),
        parts=_("Choices"),
        help=_("Two to ten; mark the one that is right. Wrong ones are best what somebody might really do."),
        start=4,
    ),
    QuestionKind.MULTIPLE: KindWording(
        icon="tasks",
        summary=_("Several choices, of which one or more are right."),
        example=_("What do you look into before the talk?"),
        parts=_("Choices"),
        help=_("Two to ten; mark all that are right, and leave at least one that is wrong."),
        start=4,
    ),
    QuestionKind.TRUE_FALSE: KindWording(
        icon="check",
        summary=_("A statement that is either right or wrong."),
        example=_("“When the other gets upset, the talk is broken off at once.”"),
        parts=_("Choices"),
        help=_("Mark which of the two holds for the statement."),
        start=2,
        stem_help=_("The statement as it is read. No double negations; no real names."),
    ),
    QuestionKind.FILL_IN: KindWording(
        icon="edit",
        summary=_("A text with gaps that are filled with words."),
        example=_("Before a talk, its purpose is put into ____ sentence."),
        parts=_("Gaps, in the order of the stem"),
        help=_("One entry for each gap of the stem, with every wording that counts as right."),
        start=1,
        stem_help=_("Write each gap as four underscores: ____ Up to ten gaps."),
    ),
    QuestionKind.ORDERING: KindWording(
        icon="list-ol",
        summary=_("Steps that are put in order."),
        example=_("From the invitation to the note afterwards: what comes first, what last?"),
        parts=_("Steps, in their right order"),
        help=_("Three to ten. Readers see them mixed."),
        start=3,
    ),
    QuestionKind.MATCHING: KindWording(
        icon="link",
        summary=_("To each thing on the left belongs one on the right."),
        example=_("Three people, four openings: which goes with whom?"),
        parts=_("Pairs"),
        help=_("Two to ten. Readers see the right sides mixed; a surplus one makes guessing harder."),
        start=3,
    ),
    QuestionKind.SITUATIONAL: KindWording(
        icon="group",
        summary=_("A situation, and several reactions that are better or worse."),
        example=_("In the middle of the talk your telephone rings: it is your superior. What do you do?"),
        parts=_("Reactions"),
        help=_("Two to ten, at least one the best and one that is not. The reader chooses one of them."),
        start=3,
        stem_help=_("The situation as it is read. One that could happen tomorrow; no real names."),
    ),
    QuestionKind.DIALOGUE: KindWording(
        icon="comment",
        summary=_("A conversation of which the faulty turns are marked."),
        example=_("“Everybody says that about you.” Which sentences spoil the talk?"),
        parts=_("Turns, as they are spoken"),
        help=_("Three to twenty, at least one faulty and one that is not."),
        start=4,
        stem_help=_("What leads to the conversation, and what is to be marked in it. No real names."),
    ),
    QuestionKind.SHORT_ANSWER: KindWording(
        icon="pilcrow",
        summary=_("Some sentences in one's own words, marked by a trainer."),
        example=_("How do you begin this talk? Write two or three sentences."),
        parts=_("Rubric"),
        help=_("One to eight criteria with points. Whoever marks sees them, the reader only afterwards."),
        start=2,
        reason_label=pgettext_lazy("short answer", "Model answer"),
        reason_help=_("Shown to whoever marks, and to the reader after marking."),
    ),
}


def blank_parts(kind: str) -> list[dict[str, Any]]:
    """What stands in the parts of a new question: empty entries; for a statement, the two that are always the same."""
    texts = ["正确", "错误"] if kind == QuestionKind.TRUE_FALSE else [""] * KIND_WORDINGS[kind].start
    values = [{"text": text} if text else {} for text in texts]
    # Wagtail's editor builds the id of each entry's heading from the id of the block.
    return [{"type": KINDS[kind].block, "value": value, "id": str(uuid4())} for value in values]
