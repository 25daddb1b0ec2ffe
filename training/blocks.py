"""Blocks that only courses and questions use.

The parts of a question are never required here: a draft may be incomplete, and what a ready question needs stands in
`training.kinds`, which knows all entries at once.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks import BlockGroup, StreamValue, StructValue
from wagtail.blocks.list_block import ListValue

from training.enums import EndingKind, Grade
from training.scenes.scene import LONGEST_KEY, MOST_POINTS, MOST_REPLIES, SKILLS, WIDEST_CHANGE


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


class PointsBlock(blocks.IntegerBlock):
    """What a reply earns for one skill."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": MOST_POINTS, "default": 0, "required": False, **kwargs})


class ChangeBlock(blocks.IntegerBlock):
    """By how much a reply moves trust or tension."""

    def __init__(self, **kwargs: Any) -> None:
        limits = {"min_value": -WIDEST_CHANGE, "max_value": WIDEST_CHANGE}
        super().__init__(**{**limits, "default": 0, "required": False, **kwargs})


class SceneReplyBlock(blocks.StructBlock):
    """One thing that the learner may say at a moment of a practice talk."""

    text = blocks.TextBlock(label=_("What you may say"), rows=2, max_length=300, required=False)
    leads_to = blocks.CharBlock(
        label=_("Leads to"),
        max_length=LONGEST_KEY,
        required=False,
        help_text=_("The mark of a moment further on, or of an ending."),
    )
    why = blocks.TextBlock(
        label=_("Why it works that way"),
        rows=2,
        max_length=400,
        required=False,
        help_text=_("Shown after the talk to those who chose it. Teach: what it did, and what would be better."),
    )
    timing = PointsBlock(label=_("Timing"))
    focus = PointsBlock(label=_("Focus"))
    method = PointsBlock(label=pgettext_lazy("skill", "Method"))
    art = PointsBlock(label=_("Art"))
    trust = ChangeBlock(label=_("Trust"))
    tension = ChangeBlock(label=_("Tension"))

    class Meta:
        icon = "comment"
        label = pgettext_lazy("scene", "Reply")
        label_format = "{text}"
        form_layout = BlockGroup(
            children=[
                "text",
                "leads_to",
                "why",
                BlockGroup(children=list(SKILLS), heading=_("Points for the skills"), icon="circle-check"),
                BlockGroup(children=["trust", "tension"], heading=_("What it does to the other person"), icon="user"),
            ]
        )


class MomentBlock(blocks.StructBlock):
    """One moment of a practice talk: what the other person says, and the replies to it."""

    key = blocks.CharBlock(
        label=_("Mark"),
        max_length=LONGEST_KEY,
        required=False,
        help_text=_("A short name by which replies lead here, such as 2a. The talk begins with the first moment."),
    )
    speaker = blocks.CharBlock(label=_("Who speaks"), max_length=30, required=False)
    text = blocks.TextBlock(
        label=_("What is said"),
        rows=3,
        max_length=600,
        required=False,
        help_text=_("What the other person says and does. An invented person: nothing of a real talk."),
    )
    replies = blocks.ListBlock(
        SceneReplyBlock(),
        label=pgettext_lazy("scene", "Replies"),
        default=[{}, {}, {}],
        max_num=MOST_REPLIES,
        help_text=_("Three or four. Learners see them in an order of their own."),
    )

    class Meta:
        icon = "portal-scene"
        label = _("Moment")
        label_format = "{key} {text}"


class EndingBlock(blocks.StructBlock):
    """One way in which a practice talk may end."""

    key = blocks.CharBlock(
        label=_("Mark"),
        max_length=LONGEST_KEY,
        required=False,
        help_text=_("A short name by which replies lead here."),
    )
    kind = blocks.ChoiceBlock(label=_("How it ends"), choices=EndingKind.choices, required=False)
    text = blocks.TextBlock(
        label=_("What happens"),
        rows=3,
        max_length=600,
        required=False,
        help_text=_("How the talk closes, and what follows from it."),
    )
    passes = blocks.BooleanBlock(
        label=_("With this ending the talk may be passed"),
        required=False,
        help_text=_("The points have to be enough besides."),
    )

    class Meta:
        icon = "flag"
        label = _("Ending")
        label_format = "{key} {text}"


MOMENT_BLOCKS = [("moment", MomentBlock())]
ENDING_BLOCKS = [("ending", EndingBlock())]
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
