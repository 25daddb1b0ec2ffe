"""What can be wrong with a request to training, in words for the person who made it.

Each error has a `code` for machines and a translated `message` for people.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class TrainingError(Exception):
    """The request cannot be carried out; nothing was changed."""

    code = "refused"
    message: str | Promise = ""

    def __str__(self) -> str:
        return str(self.message)


class QuizHasNoQuestions(TrainingError):
    code = "no_questions"
    message = _("This quiz has no questions yet.")


class AttemptClosed(TrainingError):
    """An answer came after the attempt was submitted."""

    code = "closed"
    message = _("This attempt has been submitted; its answers can no longer be changed.")


class InvalidChoice(TrainingError):
    """The answer names a question or a choice that was not offered, or too many choices."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = INVALID_CHOICES[code]


INVALID_CHOICES = {
    "unknown_question": _("There is no such question in this attempt."),
    "unknown_choice": _("This choice does not belong to the question."),
    "too_many": _("Only one choice can be chosen here."),
    "bad_sequence": _("The number of this change is not valid."),
}
