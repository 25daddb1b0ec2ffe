"""Blocks that only courses and questions use."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ChoiceBlock(blocks.StructBlock):
    """One choice of a question."""

    text = blocks.CharBlock(label=_("Wording"), max_length=500)
    is_key = blocks.BooleanBlock(label=_("This choice is right"), required=False)

    class Meta:
        icon = "circle-check"
        label = _("Choice")


CHOICE_BLOCKS = [("choice", ChoiceBlock())]
OUTCOME_BLOCKS = [("outcome", blocks.CharBlock(label=_("What the reader can do"), max_length=200))]
