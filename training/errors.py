"""What the rules of training refuse, in words for the person who made the request.

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


class StartRefused(TrainingError):
    """A new attempt may not begin now. `message` says why and what would change it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class AttemptClosed(TrainingError):
    """An answer came after the attempt was submitted."""

    code = "closed"
    message = _("This attempt has been submitted; its answers can no longer be changed.")


class AnswerRevealed(TrainingError):
    """In practice: an answer came after the reason had been shown."""

    code = "closed"
    message = _("The reason for this question has been shown; its answer can no longer be changed.")


class TimeIsUp(AttemptClosed):
    """An answer came after the time of the attempt; it is submitted with what was saved before."""

    message = _("The time for this attempt is up. What was saved until then has been submitted.")


class InvalidAnswer(TrainingError):
    """The answer names a question or a part that was not offered, or cannot be kept."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = INVALID_ANSWERS[code]


INVALID_ANSWERS = {
    "unknown_question": _("There is no such question in this attempt."),
    "unknown_choice": _("This choice does not belong to the question."),
    "too_many": _("Only one choice can be chosen here."),
    "bad_sequence": _("The number of this change is not valid."),
    "too_long": _("This answer is too long. Shorten it."),
    "bad_text": _("This answer contains characters that cannot be kept. Type it anew."),
}
