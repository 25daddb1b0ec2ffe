"""What pages about marks and figures ask of a question, an attempt, or the reader."""

from typing import Any

from django.template import Library

from training.key_words import key_lines
from training.models import QuizAttempt
from training.permissions import user_can_keep_bank
from training.regrade_notes import RegradeNote, notes_on
from training.spot_permissions import user_can_list_spot_checks
from training.standing import QuizStanding

register = Library()

register.filter(key_lines)


@register.simple_tag
def regrade_notes(attempt: QuizAttempt, standing: QuizStanding) -> list[RegradeNote]:
    """What was marked anew in a submitted attempt, for the person who made it."""
    return notes_on(attempt, depth=standing.depth_of(attempt))


@register.simple_tag(takes_context=True)
def keeps_bank(context: dict[str, Any]) -> bool:
    """Whether the reader looks after the question bank, and so may open statistics and overrides."""
    return user_can_keep_bank(context["request"].user)


@register.simple_tag(takes_context=True)
def lists_spot_checks(context: dict[str, Any]) -> bool:
    """Whether there may be spot checks whose results the reader sees."""
    return user_can_list_spot_checks(context["request"].user)
