"""Writing the audit trail."""

import datetime
import json
from collections.abc import Mapping
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from audit.enums import AuditAction
from audit.models import AuditEvent

#: Looks of one person at one record within this time count once.
ONE_LOOK = datetime.timedelta(hours=1)
#: Characters of JSON: details are ids and figures, not copies of a record.
LONGEST_DETAILS = 1000


class Person(Protocol):
    """Somebody by id and name; the trail knows no more of the people app."""

    pk: int
    name: str


def record_event(
    *,
    action: AuditAction,
    actor: Person | None,
    subject: Person | None = None,
    about: models.Model | None = None,
    details: Mapping[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> AuditEvent:
    """Adds to the trail what `actor` did (None: the portal), with whose record (`subject`) and to what (`about`).

    Call it in the transaction of what it is about: both happen or neither. ValueError for an unknown action, and for
    details that are no small JSON.
    """
    action, details = AuditAction(action), dict(details or {})
    if len(json.dumps(details, ensure_ascii=False)) > LONGEST_DETAILS:
        raise ValueError(f"The details of {action} are too long for the audit trail")
    return AuditEvent.objects.create(
        at=at or timezone.now(),
        action=action,
        actor_id=actor.pk if actor else None,
        actor_name=actor.name if actor else "",
        subject_id=subject.pk if subject else None,
        subject_name=subject.name if subject else "",
        object_type=about._meta.label_lower if about else "",
        object_id=str(about.pk) if about else "",
        object_label=str(about)[:255] if about else "",
        details=details,
    )


def record_look(*, viewer: Person, cadre: Person, at: datetime.datetime | None = None) -> AuditEvent | None:
    """Keeps that `viewer` opened the record of `cadre`. None: it is their own, or the look belongs to one just kept."""
    at = at or timezone.now()
    if viewer.pk == cadre.pk:
        return None
    looks = AuditEvent.objects.about(cadre).of_action(AuditAction.RECORD_VIEWED).filter(actor_id=viewer.pk)
    if looks.filter(at__gt=at - ONE_LOOK, at__lte=at).exists():
        return None
    return record_event(action=AuditAction.RECORD_VIEWED, actor=viewer, subject=cadre, at=at)
