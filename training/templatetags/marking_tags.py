"""What pages about marks ask of a question or an attempt."""

from django.template import Library

from training.key_words import key_lines
from training.models import QuizAttempt
from training.regrade_notes import RegradeNote, notes_on
from training.standing import QuizStanding

register = Library()

register.filter(key_lines)


@register.simple_tag
def regrade_notes(attempt: QuizAttempt, standing: QuizStanding) -> list[RegradeNote]:
    """What was marked anew in a submitted attempt, for the person who made it."""
    return notes_on(attempt, depth=standing.depth_of(attempt))
