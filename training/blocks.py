"""Blocks that only courses and questions use.

The parts of a question are never required here: a draft may be incomplete, and what a ready question needs stands in
`training.kinds`, which knows all entries at once.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue

from training.enums import Grade


class ChoiceBlock(blocks.StructBlock):
    """One choice of a question."""

    text = blocks.CharBlock(label=_("Wording"), max_length=500, required=False)
    is_key = blocks.BooleanBlock(label=_("This choice is right"), required=False)

    class Meta:
        icon = "circle-check"
        label = _("Choice")
        label_format = "{text}"


class ReactionBlock(blocks.StructBlock):
    """One reaction to a situation."""

    text = blocks.CharBlock(label=_("Wording"), max_length=500, required=False)
    grade = blocks.ChoiceBlock(
        label=_("How good it is"),
        choices=Grade.choices,
        required=False,
        help_text=_("The best earns the whole mark, an acceptable one half of it, a harmful one nothing."),
    )

    class Meta:
        icon = "circle-check"
        label = _("Reaction")
        label_format = "{text}"


class AcceptedBlock(blocks.CharBlock):
    """One wording that fills a gap; entries of a list have no label of their own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget.attrs["aria-label"] = _("Accepted answer")


class GapBlock(blocks.StructBlock):
    """One gap of the stem."""

    accepted = blocks.ListBlock(
        AcceptedBlock(label=_("Accepted answer"), max_length=100, required=False),
        label=_("Accepted answers"),
        default=[""],
        max_num=10,
        help_text=_("The first is shown as the right one. Width, case, blanks and punctuation do not matter."),
    )

    class Meta:
        icon = "minus"
        label = _("Gap")


class StepBlock(blocks.StructBlock):
    """One step of an order."""

    text = blocks.CharBlock(label=_("Wording"), max_length=300, required=False)

    class Meta:
        icon = "list-ol"
        label = pgettext_lazy("question", "Step")
        label_format = "{text}"


class PairBlock(blocks.StructBlock):
    """Two sides that belong together."""

    left = blocks.CharBlock(
        label=_("Left side"),
        max_length=300,
        required=False,
        help_text=_("Empty for a surplus right side that matches nothing; such pairs stand last."),
    )
    right = blocks.CharBlock(label=_("Right side"), max_length=300, required=False)

    class Meta:
        icon = "arrow-right"
        label = _("Pair")
        label_format = "{left} – {right}"


class TurnBlock(blocks.StructBlock):
    """One turn of a dialogue."""

    speaker = blocks.CharBlock(label=_("Who speaks"), max_length=30, required=False)
    text = blocks.CharBlock(label=_("What is said"), max_length=500, required=False)
    is_fault = blocks.BooleanBlock(label=_("This turn is faulty"), required=False)
    note = blocks.CharBlock(
        label=_("What is wrong with it"),
        max_length=300,
        required=False,
        help_text=_("Shown with the reason after submission."),
    )

    class Meta:
        icon = "comment"
        label = _("Turn")
        label_format = "{speaker}：{text}"


class CriterionBlock(blocks.StructBlock):
    """One criterion of a rubric."""

    criterion = blocks.CharBlock(label=_("Criterion"), max_length=300, required=False)
    points = blocks.IntegerBlock(label=_("Points"), min_value=1, max_value=10, required=False)

    class Meta:
        icon = "tasks"
        label = _("Criterion")
        label_format = "{criterion}"


PART_BLOCKS = [
    ("choice", ChoiceBlock()),
    ("reaction", ReactionBlock()),
    ("gap", GapBlock()),
    ("step", StepBlock()),
    ("pair", PairBlock()),
    ("turn", TurnBlock()),
    ("criterion", CriterionBlock()),
]
OUTCOME_BLOCKS = [("outcome", blocks.CharBlock(label=_("What the reader can do"), max_length=200))]


def drop_trailing_blanks(parts: StreamValue) -> None:
    """Takes away the entries at the end in which nothing was written, unless that are all of them."""
    written = [place for place, child in enumerate(parts) if any(plain_part(child.value).values())]
    if written:
        del parts[written[-1] + 1 :]


def plain_part(value: StructValue) -> dict[str, Any]:
    """What a part block holds as plain data: texts without outer blanks, lists without empty texts."""
    return {name: _plain(inner) for name, inner in value.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, ListValue):
        return [plain for item in value if (plain := _plain(item))]
    return value.strip() if isinstance(value, str) else value
