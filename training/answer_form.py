"""Reads answers from requests: one change as JSON, or the whole form of an attempt.

Only the values of a question's controls and numbers of changes are taken; whatever else a request carries is not
looked at.
"""

import json
from collections.abc import Mapping

from django.http import QueryDict

from training.errors import InvalidAnswer
from training.models import QuizAttempt
from training.services.attempts import Change, read_response

#: More controls than any question has.
MOST_VALUES = 60


def read_change(body: bytes) -> Change:
    """One change, from `{"values": ["0", "2"], "sequence": 5}`. Raises InvalidAnswer."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidAnswer("unknown_choice") from None
    values = data.get("values") if isinstance(data, Mapping) else None
    if not isinstance(values, list) or len(values) > MOST_VALUES or not all(type(value) is str for value in values):
        raise InvalidAnswer("unknown_choice")
    sequence = data.get("sequence")
    if type(sequence) is not int:
        raise InvalidAnswer("bad_sequence")
    return Change(values, sequence)


def read_changes(attempt: QuizAttempt, form: QueryDict) -> dict[int, Change]:
    """What a whole form changes, by position.

    The form carries `sequence-<position>`, the last change that its window knew of; a question without it, or one
    that holds the same answer already, is left alone. Raises InvalidAnswer.
    """
    changes = {}
    for answer in attempt.answers.select_related("version"):
        known = form.get(f"sequence-{answer.position}")
        if known is None:
            continue
        values = form.getlist(f"answer-{answer.position}")
        if read_response(answer, values) != answer.response:
            changes[answer.position] = Change(values, _number(known) + 1)
    return changes


def _number(value: str) -> int:
    # Longer than any count can be; int() of a very long text is slow.
    if not (value.isascii() and value.isdecimal() and len(value) <= 15):
        raise InvalidAnswer("bad_sequence")
    return int(value)
