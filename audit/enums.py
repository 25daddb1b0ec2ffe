"""Fixed vocabularies of the audit trail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditAction(models.TextChoices):
    """What somebody did. Stored as plain text, so that a new one needs no migration; none is ever renamed."""

    RECORD_VIEWED = "record_viewed", _("Looked at a training record")
    PEOPLE_EXPORTED = "people_exported", _("Took away a list of people")
    EVIDENCE_WITHDRAWN = "evidence_withdrawn", _("Withdrew evidence that was recorded by mistake")
    COMPLETION_VOIDED = "completion_voided", _("Voided a completion that was recorded by mistake")
    COMPLETION_KEPT = "completion_kept", _("Let a completion stand whose evidence was withdrawn")
    CORRECTION_ANSWERED = "correction_answered", _("Answered a request for correction")


class JobOutcome(models.TextChoices):
    """How a run of scheduled work ended. Lost: its process ended before it could say."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    LOST = "lost", _("Broken off")
