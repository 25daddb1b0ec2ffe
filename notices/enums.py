"""Fixed vocabularies of notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    """Whether a notice asks for something."""

    TO_KNOW = "to_know", _("For your information")
    TO_DO = "to_do", _("Asks for something")


class MailOutcome(models.TextChoices):
    """What became of a digest. One that stays at SENDING was broken off: it may have arrived and is not repeated."""

    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
