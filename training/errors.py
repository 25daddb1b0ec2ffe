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


class KeyWithheld(TrainingError):
    """In practice: the reason of a question was asked for that an open test of the same person asks too."""

    code = "withheld"
    message = _("A test that you have open asks this question too. You see the reason when that test is submitted.")


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


class MarkingRefused(TrainingError):
    """These points cannot be kept. `message` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSED_MARKINGS[code]


REFUSED_MARKINGS = {
    "not_yours": _("This answer is not for you to mark."),
    "marked_already": _("Others have marked this answer in the meantime. Your points were not needed."),
    "bad_points": _("Give each criterion a whole number of points within its limit."),
    "nothing_to_decide": _("There is nothing to decide here any more."),
}


class RegradeRefused(TrainingError):
    """This regrade cannot be done as it was asked for. `message` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSED_REGRADES[code]


REFUSED_REGRADES = {
    "not_yours": _("Only those who keep the question bank may mark anew."),
    "needs_corrected": _("Choose the version with the corrected key."),
    "other_parts": _("The two versions do not show the same parts: no key can be taken from one to the other."),
    "same_key": _("The two versions have the same key."),
    "by_rubric": _("A short answer has no key. It can be given the full mark or left out."),
    "other_signature": _("This is not the name of your account. Type it as it stands above the form."),
    "changed": _("Marks have changed since this dry run. Look at the new one, then sign."),
    "nothing_to_decide": _("There is nothing to decide here any more."),
}


class OverrideRefused(TrainingError):
    """These limits cannot be granted. `message` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSED_OVERRIDES[code]


REFUSED_OVERRIDES = {
    "nothing": _("Grant at least one thing: attempts, time or a later end."),
    "no_wider": _("This grants no more than what holds already. Grants are not added up: the largest one counts."),
    "narrower": _("This would grant less than what holds already in one respect."),
    "closes_too_early": _("This is not later than the end that holds for everybody, or it has passed already."),
}
