"""Writing what a programme requires, as the editor stores it."""

import itertools
import json

from training.models import Programme

_numbers = itertools.count(1)


def require(programme: Programme, *entries: dict) -> Programme:
    """Gives `programme` these entries of the stream, each {"type", "value"}; the rule still has to be applied."""
    programme.requirements = json.dumps([with_id(entry) for entry in entries])
    programme.save()
    programme.refresh_from_db()
    return programme


def with_id(entry: dict) -> dict:
    """The entry with an id of its own, also in the lists inside it."""
    value = dict(entry["value"])
    if "parts" in value:
        value["parts"] = [with_id(part) for part in value["parts"]]
    return {"id": f"part-{next(_numbers)}", **entry, "value": value}


def course_entry(course) -> dict:
    return {"type": "course", "value": {"page": course.pk}}


def quiz_entry(quiz, skill_minimum=None) -> dict:
    return {"type": "quiz", "value": {"page": quiz.pk, "skill_minimum": skill_minimum}}


def any_of(*entries: dict, needed: int = 1) -> dict:
    return {"type": "any_of", "value": {"needed": needed, "parts": list(entries)}}


def all_of(*entries: dict) -> dict:
    return {"type": "all_of", "value": {"parts": list(entries)}}
