"""Reads answers from requests: one change as JSON, or the whole form of an attempt.

Only places of choices and numbers of changes are taken; whatever else a request carries is not looked at.
"""

import json
from collections.abc import Mapping

from django.http import QueryDict

from training.errors import InvalidChoice
from training.models import QuizAttempt
from training.paper import choices_at


def read_change(body: bytes) -> tuple[list[int], int]:
    """The places and the number of one change, from `{"chosen": [0, 2], "sequence": 5}`. Raises InvalidChoice."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidChoice("unknown_choice") from None
    chosen = data.get("chosen") if isinstance(data, Mapping) else None
    if not isinstance(chosen, list) or not all(type(place) is int for place in chosen):
        raise InvalidChoice("unknown_choice")
    sequence = data.get("sequence")
    if type(sequence) is not int:
        raise InvalidChoice("bad_sequence")
    return chosen, sequence


def read_changes(attempt: QuizAttempt, form: QueryDict) -> dict[int, tuple[list[int], int]]:
    """What a whole form changes: position -> (ids of the chosen choices, number of the change).

    The form carries `sequence-<position>`, the last change that its window knew of; a question without it, or one
    that holds the same answer already, is left alone. Raises InvalidChoice.
    """
    changes = {}
    for answer in attempt.answers.all():
        known = form.get(f"sequence-{answer.position}")
        if known is None:
            continue
        chosen = choices_at(answer, _places(form.getlist(f"answer-{answer.position}")))
        if set(chosen) != set(answer.chosen):
            changes[answer.position] = (chosen, _number(known, "bad_sequence") + 1)
    return changes


def _places(values: list[str]) -> list[int]:
    return [_number(value, "unknown_choice") for value in values]


def _number(value: str, code: str) -> int:
    # Longer than any place or count can be; int() of a very long text is slow.
    if not value.isdecimal() or len(value) > 15:
        raise InvalidChoice(code)
    return int(value)
