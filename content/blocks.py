"""The blocks that the body of a guide and of a lesson is made of.

The key of every value is also the key in the demo content and in imports: renaming one loses text
that is already stored.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from content.block_samples import block_sample

PROSE_FEATURES = ["bold", "italic", "ol", "ul", "link"]
# The one who leads the talk is called by this word in every dialogue, whoever he or she is.
TALK_LEADER = "谈话人"


class LinesBlock(blocks.ListBlock):
    """A list of short lines of plain text, at least one."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(blocks.TextBlock(rows=2, label=_("Line")), min_num=1, **kwargs)


class SectionBlock(blocks.StructBlock):
    """Free reading text under a heading."""

    heading = blocks.CharBlock(max_length=60, label=_("Heading"))
    html = blocks.RichTextBlock(features=PROSE_FEATURES, label=_("Text"))

    class Meta:
        icon = "pilcrow"
        description = _("Reading text under a heading of its own.")
        label = pgettext_lazy("block", "Section")
        template = "blocks/section.html"
        preview_value = block_sample("section")
        label_format = "{heading}"


class KeyPointsBlock(blocks.StructBlock):
    """What to take away; closes a lesson."""

    items = LinesBlock(label=pgettext_lazy("list", "Points"))

    class Meta:
        icon = "thumbtack"
        description = _("What to take away; closes a lesson.")
        label = _("Key points")
        template = "blocks/key_points.html"
        preview_value = block_sample("key_points")


class WhenToUseBlock(blocks.StructBlock):
    """The situations a guide is for; opens the guide."""

    items = LinesBlock(label=_("Situations"), help_text=_("One situation to a line, told as the reader would tell it."))

    class Meta:
        icon = "time"
        description = _("The situations this guide is for; opens it.")
        label = _("When to use it")
        template = "blocks/when_to_use.html"
        preview_value = block_sample("when_to_use")


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=60, label=_("Title"))
    text = blocks.TextBlock(required=False, rows=3, label=_("Text"))

    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    """What to do, in order."""

    title = blocks.CharBlock(max_length=60, label=_("Title"))
    steps = blocks.ListBlock(StepBlock(), min_num=1, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        description = _("What to do, one after the other, with numbers.")
        template = "blocks/steps.html"
        preview_value = block_sample("steps")
        label_format = "{title}"


class DoAvoidBlock(blocks.StructBlock):
    """Two lists side by side: what helps and what spoils it."""

    do = LinesBlock(label=_("Do"))
    avoid = LinesBlock(label=_("Avoid"))

    class Meta:
        icon = "check"
        description = _("Two lists side by side: what helps and what spoils it.")
        label = _("Do and avoid")
        template = "blocks/do_avoid.html"
        preview_value = block_sample("do_avoid")


class PhraseBlock(blocks.StructBlock):
    situation = blocks.CharBlock(max_length=100, label=_("Situation"), help_text=_("When one would say it."))
    phrase = blocks.TextBlock(
        rows=3,
        label=_("What is said"),
        help_text=_("Word for word, as it can be said tonight; without quotation marks."),
    )
    why = blocks.TextBlock(
        required=False, rows=2, label=_("Why it works"), help_text=_("Stands in small type below the phrase.")
    )

    class Meta:
        icon = "openquote"
        label = _("Phrase")


class SamplePhrasesBlock(blocks.StructBlock):
    """Sentences that can be said as they stand, each with its situation and its reason."""

    phrases = blocks.ListBlock(PhraseBlock(), min_num=1, label=_("Phrases"))

    class Meta:
        icon = "openquote"
        label = _("Sample phrases")
        description = _("Sentences that can be said as they stand, each with its situation and its reason.")
        template = "blocks/sample_phrases.html"
        preview_value = block_sample("sample_phrases")


class TurnBlock(blocks.StructBlock):
    speaker = blocks.CharBlock(
        max_length=20, label=_("Speaker"), help_text=_("A role or an invented name, never a real one.")
    )
    text = blocks.TextBlock(rows=3, label=_("Text"))

    class Meta:
        icon = "comment"
        label = _("Turn")


class DialogueValue(blocks.StructValue):
    @property
    def lead_speaker(self) -> str:
        """The speaker whose turns stand on the own side: who leads the talk, else who opens it."""
        speakers = [turn["speaker"] for turn in self["turns"]]
        return TALK_LEADER if TALK_LEADER in speakers else next(iter(speakers), "")


class DialogueBlock(blocks.StructBlock):
    """An invented conversation and what can be learnt from it."""

    title = blocks.CharBlock(max_length=60, label=_("Title"))
    setting = blocks.TextBlock(
        required=False, rows=2, label=_("Setting"), help_text=_("Who meets whom, where, and what happened before.")
    )
    turns = blocks.ListBlock(TurnBlock(), min_num=2, label=_("Turns"))
    comment = blocks.TextBlock(
        required=False, rows=3, label=_("Comment"), help_text=_("What to learn from it; stands after the last turn.")
    )

    class Meta:
        icon = "comment"
        label = _("Dialogue")
        description = _("An invented conversation, turn by turn. Never one that really took place.")
        template = "blocks/dialogue.html"
        preview_value = block_sample("dialogue")
        label_format = "{title}"
        value_class = DialogueValue


class ChecklistBlock(blocks.StructBlock):
    """Points to tick off on the screen or on paper; ticks are never sent."""

    title = blocks.CharBlock(max_length=60, label=_("Title"))
    items = LinesBlock(label=pgettext_lazy("list", "Points"))

    class Meta:
        icon = "tasks"
        description = _("Points to tick off before a talk, on the screen or on paper. Ticks are never kept.")
        label = _("Checklist")
        template = "blocks/checklist.html"
        preview_value = block_sample("checklist")
        label_format = "{title}"


class ThinkBlock(blocks.StructBlock):
    """A question to think about before opening the answer."""

    question = blocks.TextBlock(rows=3, label=_("Question"))
    answer = blocks.TextBlock(
        rows=4, label=_("Answer"), help_text=_("Hidden until the reader opens it. Nothing is counted or kept.")
    )

    class Meta:
        icon = "help"
        description = _("A question to think about; the answer opens on a click.")
        label = _("Think first")
        template = "blocks/think.html"
        preview_value = block_sample("think")


class ReferBlock(blocks.StructBlock):
    """When the talk is over one's head and whom to bring in; closes a guide."""

    items = LinesBlock(
        label=_("Situations"),
        help_text=_("When to stop and bring somebody in. The help line of the site settings stands below."),
    )

    class Meta:
        icon = "warning"
        description = _("When the talk is over one's head and whom to bring in; closes a guide.")
        label = _("When to hand over")
        template = "blocks/refer.html"
        preview_value = block_sample("refer")


Stream = list[tuple[str, blocks.Block]]

GUIDE_BLOCKS: Stream = [
    ("when_to_use", WhenToUseBlock()),
    ("section", SectionBlock()),
    ("steps", StepsBlock()),
    ("do_avoid", DoAvoidBlock()),
    ("sample_phrases", SamplePhrasesBlock()),
    ("example", DialogueBlock(label=_("Example"))),
    ("checklist", ChecklistBlock()),
    ("refer", ReferBlock()),
]

LESSON_BLOCKS: Stream = [
    ("section", SectionBlock()),
    ("dialogue", DialogueBlock()),
    ("do_avoid", DoAvoidBlock()),
    ("sample_phrases", SamplePhrasesBlock()),
    ("think", ThinkBlock()),
    ("key_points", KeyPointsBlock()),
]
