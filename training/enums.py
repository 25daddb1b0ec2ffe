"""Fixed vocabularies of the training app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SINGLE = "single", _("Single choice")
    MULTIPLE = "multiple", _("Multiple choice")
    TRUE_FALSE = "true_false", _("True or false")


class MultipleMarking(models.TextChoices):
    """How a multiple-choice answer earns its mark (docs/glossary.md, Marking)."""

    PARTIAL = "partial", _("Share of right choices minus share of wrong choices")
    EXACT = "exact", _("All or nothing")


class ProgressState(models.TextChoices):
    """Where one person stands with one unit, course or programme."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    MET = "met", _("Finished")
