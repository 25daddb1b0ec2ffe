"""Assigning programmes to departments."""

import datetime

from django.db import transaction

from cadres.models import Department
from training.models import Programme, ProgrammeAssignment

from .programmes import record_programme_completions_for


@transaction.atomic
def assign_programme(
    *, programme: Programme, department: Department, due_on: datetime.date | None = None
) -> ProgrammeAssignment:
    """Assigns `programme` to `department` and everything below it, to be finished by the end of `due_on`.

    Called again it changes nothing, except that a due date that is given replaces the old one. People who
    have finished everything before get their completion at once.
    """
    assignment, created = ProgrammeAssignment.objects.get_or_create(
        programme=programme, department=department, defaults={"due_on": due_on}
    )
    if not created and due_on is not None and assignment.due_on != due_on:
        assignment.due_on = due_on
        assignment.save(update_fields=["due_on"])
    record_programme_completions_for(programme=programme)
    return assignment
