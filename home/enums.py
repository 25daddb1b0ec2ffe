"""Fixed vocabularies of the home app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageKind(models.TextChoices):
    """What the search page finds."""

    GUIDE = "guide", _("Guide")
    COURSE = "course", _("Course")
    LESSON = "lesson", _("Lesson")
    SCENE = "scene", _("Practice talk")


class CorrectionOutcome(models.TextChoices):
    """What became of a request to correct a record."""

    CORRECTED = "corrected", _("Corrected")
    STANDS = "stands", _("Nothing to correct")
