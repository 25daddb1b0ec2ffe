"""Fixed vocabularies of the home app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageKind(models.TextChoices):
    """What the search page finds."""

    GUIDE = "guide", _("Guide")
    COURSE = "course", _("Course")
    LESSON = "lesson", _("Lesson")
