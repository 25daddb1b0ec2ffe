"""Fixed vocabularies of the training app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QuestionKind(models.TextChoices):
    """How a question is answered. `training.kinds` holds what each of them means."""

    SINGLE = "single", _("Single choice")
    MULTIPLE = "multiple", _("Multiple choice")
    TRUE_FALSE = "true_false", _("True or false")
    FILL_IN = "fill_in", _("Fill in the gaps")
    ORDERING = "ordering", _("Put in order")
    MATCHING = "matching", _("Match")
    SITUATIONAL = "situational", _("Situational judgement")
    DIALOGUE = "dialogue", _("Find the faults in the dialogue")
    SHORT_ANSWER = "short_answer", _("Short answer")


class QuestionStatus(models.TextChoices):
    """Whether a question is asked. Only ready ones are; retired ones stay with the attempts that asked them."""

    DRAFT = "draft", pgettext_lazy("question", "Draft")
    READY = "ready", pgettext_lazy("question", "Ready")
    RETIRED = "retired", pgettext_lazy("question", "Retired")


class Grade(models.TextChoices):
    """How good a reaction is in a situational question (docs/glossary.md, Marking)."""

    BEST = "best", pgettext_lazy("reaction", "Best")
    ACCEPTABLE = "acceptable", pgettext_lazy("reaction", "Acceptable")
    HARMFUL = "harmful", pgettext_lazy("reaction", "Harmful")


class MultipleMarking(models.TextChoices):
    """How an answer with several right parts earns its mark (docs/glossary.md, Marking)."""

    PARTIAL = "partial", _("Share of right choices minus share of wrong choices")
    EXACT = "exact", _("All or nothing")


class Grading(models.TextChoices):
    """Which of several attempts decides whether a quiz is passed."""

    BEST = "best", pgettext_lazy("attempt", "The best one")
    LAST = "last", pgettext_lazy("attempt", "The last one")
    FIRST = "first", pgettext_lazy("attempt", "The first one")


class AttemptMode(models.TextChoices):
    """What an attempt is for. Practice is no evidence and has no limits; reasons are shown at once."""

    TEST = "test", _("Test")
    PRACTICE = "practice", _("Practice")


class ReviewTime(models.TextChoices):
    """When readers see the questions of a submitted attempt again."""

    SUBMITTED = "submitted", _("As soon as the attempt is submitted")
    DECIDED = "decided", _("When the quiz is passed or no attempt is left")
    CLOSED = "closed", _("When the quiz has closed")
    NEVER = "never", _("Never: the result alone")


class ReviewDepth(models.TextChoices):
    """What readers see of the questions then."""

    MARKS = "marks", _("Their answers and whether these are right")
    REASONS = "reasons", _("Their answers, the right ones and the reasons")


class RegradeMode(models.TextChoices):
    """How the answers to a version are marked anew (docs/trainers.md, Regrade)."""

    CORRECTED_KEY = "corrected_key", _("By the corrected key")
    BOTH_KEYS = "both_keys", _("By either key, whichever earns more")
    FULL_CREDIT = "full_credit", _("Full mark for everybody")
    DROPPED = "dropped", _("Leave the question out")


class ProgressState(models.TextChoices):
    """Where one person stands with one unit, course or programme."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    MET = "met", _("Finished")
