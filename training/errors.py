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


class SceneNotReady(TrainingError):
    code = "not_ready"
    message = _("This practice talk cannot be played yet: its trainer is still writing it.")


class ReplyRefused(TrainingError):
    """There is no such reply at this moment of the talk."""

    code = "unknown_reply"
    message = _("This reply does not belong to the moment. Nothing was recorded; choose again.")


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


class SignatureRefused(TrainingError):
    """This text is not what was signed. `message` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSED_SIGNATURES[code]


REFUSED_SIGNATURES = {
    "malformed": _("This is no signed text of a certificate, or part of it is missing."),
    "unknown_key": _("The key that is named here is not one of this portal."),
    "wrong": _("The signature does not fit the text: it was changed, or it was not issued here."),
}


class CertificationRefused(TrainingError):
    """This cannot be done with the certificate. `message` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSED_CERTIFICATIONS[code]


REFUSED_CERTIFICATIONS = {
    "overtaken": _("This person has a certificate for a later completion of the programme."),
    "no_reason": _("Say why."),
    "voided": _("This completion was voided: nothing is certified by it."),
}


class SpotCheckRefused(TrainingError):
    """This step of a spot check cannot be done now. `message` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSED_SPOT_CHECKS[code]


REFUSED_SPOT_CHECKS = {
    "not_yours": _("This spot check is not for you to keep."),
    "published": _("The seed has been published: the plan can no longer be changed."),
    "nobody": _("Nobody in these departments has finished the programme."),
    "too_small": _("The sample is smaller than the minimum of all strata together. Draw more people or lower it."),
    "no_questions": _("The quiz has no questions that could be asked now."),
    "not_published": _("Publish the seed first: nobody could believe a draw from a seed that was chosen afterwards."),
    "due_passed": _("The last day has passed."),
    "not_drawn": _("Nobody has been drawn yet."),
    "other_open": _("You have another spot check open at the same quiz. Submit that one first."),
    "too_early": _("Wait until everybody has taken the check or the last day has passed."),
    "reviews_open": _("Decide the open reviews first."),
    "decided": _("This review has been decided."),
    "not_about_you": _("Only the person whom a review is about answers it."),
    "closed": _("This spot check is closed."),
}


class CommendationRefused(TrainingError):
    """This step of a commendation cannot be done now. `message` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSED_COMMENDATIONS[code]


REFUSED_COMMENDATIONS = {
    "not_yours": _("This is not for you to do."),
    "not_leading": _("Only the leading group does this."),
    "closed": _("This round is closed: nobody can be nominated any more."),
    "still_open": _("Close the round first."),
    "decided": _("This nomination has been decided."),
    "undecided": _("Decide each nomination first."),
    "nobody": _("Nobody was granted a commendation: there is nothing to publish."),
    "published": _("The notice of this round has been published."),
}


class RuleRefused(TrainingError):
    """The draft of a programme cannot be applied. `message` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSED_RULES[code]


REFUSED_RULES = {
    "empty": _("Nothing is required yet. Add at least one requirement, then apply."),
    "changed_meanwhile": _("Somebody has changed the programme since this preview. Look at the new one, then apply."),
    "unchanged": _("This is what holds already; there is nothing to apply."),
}


class DutyRefused(TrainingError):
    """Something cannot be done to a duty. `message` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSED_DUTIES[code]


REFUSED_DUTIES = {
    "met": _("This is finished; there is nothing to extend."),
    "not_later": _("The new date has to be later than the one that holds."),
    "in_the_past": _("The new date has passed already."),
    "exempt_already": _("An exemption holds for these days already. End it first, or choose later days."),
    "not_in_force": _("This exemption does not hold any more."),
    "own": _("Nobody decides about their own training. Ask a colleague."),
    "reviewed": _("This has been decided already."),
    "other_hours": _("No more hours count than were claimed."),
    "claim_withdrawn": _("The person has withdrawn this claim."),
    "not_held_yet": _("This day has not come yet."),
    "withdrawn": _("This attendance has been withdrawn already."),
    "not_accepted": _("This training does not count: it was not accepted, or that has been taken back already."),
    "voided": _("This completion has been voided already."),
    "still_met": _("The evidence that is left still meets the programme. Withdraw first what was recorded by mistake."),
    "later_cycle": _("A later cycle of this duty exists already, so this one stays on record as it is."),
    "undecided": _("What rests on it is not the same as when you looked. Decide about what stands here now."),
}


class ClaimRefused(TrainingError):
    """This outside training cannot be claimed or withdrawn as it is. `field` is the field of the form it is about."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.field, text = REFUSED_CLAIMS[code]
        self.message = text % facts if facts else text


REFUSED_CLAIMS = {
    "wrong_order": ("ended_on", _("It would end before it begins.")),
    "not_over": ("ended_on", _("Claim it when it is over: this day has not come yet.")),
    "no_hours": ("hours", _("Give the hours that it lasted.")),
    "too_many_hours": (
        "hours",
        _("That is more than %(hours)s hours a day. For these days %(most)s hours are the most."),
    ),
    "claimed_already": (
        "title",
        _("You have claimed this training already: the same name on the same days. Withdraw that claim first."),
    ),
    "not_asked": ("in_place_of", _("This is not missing in an open duty of yours. Choose another part, or none.")),
    "too_early": (
        "in_place_of",
        _("This duty asks the programme again: only what was learned from %(date)s on counts for it."),
    ),
    "waiting": (
        "in_place_of",
        _("Another claim in place of this part waits for its review. Wait for it, or withdraw it first."),
    ),
    "no_proof": (
        "proof",
        _("This is no PDF, JPEG or PNG file. A photo of the certificate will do."),
    ),
    "proof_too_large": ("proof", _("This file is larger than %(limit)s MB. A smaller photo will do.")),
    "reviewed": (None, _("This has been decided already.")),
}


class MakeUpRefused(TrainingError):
    """Something cannot be done to a make-up training. `message` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSED_MAKE_UPS[code]


REFUSED_MAKE_UPS = {
    "met": _("This is finished; there is nothing to make up."),
    "not_asked": _("Nothing is asked of this person now: they are exempt or have left."),
    "nothing_missing": _("Nothing is missing that a make-up could bring."),
    "open_already": _("A make-up is open already. Extend it, or cancel it first."),
    "closed": _("This make-up is closed. Open a new one if something is still missing."),
    "in_the_past": _("The new date has passed already."),
    "not_later": _("The new date has to be later than the one that holds."),
    "technical_already": _("A technical cause is on record already."),
    "decided": _("This has been decided already."),
}
