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
    """What an attempt is for. Tests alone are evidence for courses and count against limits.

    Practice has no limits and is never passed; reasons are shown at once. A spot check asks whether what was finished
    is still mastered; its result opens a review at most.
    """

    TEST = "test", _("Test")
    PRACTICE = "practice", _("Practice")
    SPOT_CHECK = "spot_check", _("Spot check")


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
    FAILED_RETRY = "failed_retry", _("Not passed yet")
    FAILED = "failed", _("Not passed, no attempt left")
    MET = "met", _("Finished")


class DutyStatus(models.TextChoices):
    """The status of a duty on one day (docs/duties.md). Computed, never stored."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    FAILED_RETRY = "failed_retry", _("Not passed yet")
    FAILED = "failed", _("Not passed, no attempt left")
    OVERDUE = "overdue", _("Overdue")
    EXPIRED = "expired", pgettext_lazy("duty", "Expired")
    MET = "met", _("Finished")
    EXEMPT = "exempt", pgettext_lazy("duty", "Exempt")
    LEFT = "left", pgettext_lazy("duty", "Left before it was due")


#: Statuses in which nothing is asked although nothing is finished; they stay out of every percentage (semantics 10).
NOT_ASKED = (DutyStatus.EXEMPT, DutyStatus.LEFT)
#: Statuses in which nothing is asked of the person, and those in which something is.
SETTLED = frozenset({DutyStatus.MET, *NOT_ASKED})
OPEN = frozenset(DutyStatus) - SETTLED


class BoardState(models.TextChoices):
    """The figures of the board that add up to the assigned; `training.tally` says of which statuses each consists."""

    MET = "met", _("Finished")
    UNDER_WAY = "under_way", pgettext_lazy("duty", "Under way")
    MISSED = "missed", pgettext_lazy("duty", "Overdue or failed")
    EXPIRED = "expired", pgettext_lazy("duty", "Expired")
    NOT_STARTED = "not_started", _("Not started")
    OUT = "out", pgettext_lazy("duty", "Not counted")


class RequirementKind(models.TextChoices):
    """What a programme may require. The target is a page, or a workshop."""

    COURSE = "course", _("Course")
    QUIZ = "quiz", _("Quiz")
    SCENE = "scene", _("Scene")
    ATTENDANCE = "attendance", _("Attendance")


class DueRule(models.TextChoices):
    """From where the due date of an assignment is reckoned."""

    NONE = "none", pgettext_lazy("due date", "No date")
    FIXED = "fixed", pgettext_lazy("due date", "On a fixed day")
    AFTER_ASSIGNMENT = "after_assignment", _("A period after the assignment")
    AFTER_JOINING = "after_joining", _("A period after joining the department")
    AFTER_PROMOTION = "after_promotion", _("A period after a promotion")


class ValidityRule(models.TextChoices):
    """How long a completion stays valid."""

    ALWAYS = "always", pgettext_lazy("validity", "For ever")
    FROM_COMPLETION = "from_completion", _("A number of months from the day it was earned")
    FROM_EXPIRY = "from_expiry", _("A number of months from the previous end, unless it was renewed late")
    FIXED_DATE = "fixed_date", _("Until a fixed day of the year, after a shortest period")


class RuleEffect(models.TextChoices):
    """Whom a new version of a rule reaches (semantics 4)."""

    NEW_PEOPLE = "new_people", _("Only those to whom it is assigned from now on")
    NOT_MET = "not_met", _("Also those who have not finished; what is finished stays finished")
    EVERYBODY = "everybody", _("Everybody: who finished under the old version has to do what is missing")


class CertificateState(models.TextChoices):
    """How a certificate stands on a day; computed, never stored."""

    VALID = "valid", pgettext_lazy("certificate", "Valid")
    EXPIRED = "expired", pgettext_lazy("certificate", "Expired")
    SUPERSEDED = "superseded", pgettext_lazy("certificate", "Superseded")
    REVOKED = "revoked", pgettext_lazy("certificate", "Revoked")

    @property
    def mark(self) -> str:
        """Which mark of components/status.html stands for it."""
        return {"valid": "met", "expired": "overdue", "superseded": "not_started", "revoked": "failed"}[self.value]


class SpotCheckState(models.TextChoices):
    """How far a spot check has come. Computed from its moments (training/models/spot_check.py)."""

    PLANNED = "planned", pgettext_lazy("spot check", "Planned")
    ANNOUNCED = "announced", pgettext_lazy("spot check", "Seed published")
    DRAWN = "drawn", pgettext_lazy("spot check", "Drawn")
    CLOSED = "closed", pgettext_lazy("spot check", "Closed")


class ReviewCause(models.TextChoices):
    """What opened the review of one person in a spot check."""

    BELOW_LINE = "below_line", _("Result below the line")
    NOT_TAKEN = "not_taken", _("Not taken by the last day")
    OTHER = "other", pgettext_lazy("spot check", "Something else")


class ReviewOutcome(models.TextChoices):
    """What is decided after a review. None of them takes anything that was earned."""

    NOTHING = "nothing", _("Nothing to do")
    TALK = "talk", _("A talk with the trainer")
    MAKE_UP = "make_up", _("Make-up training suggested")


class RoundState(models.TextChoices):
    """How far a round of commendation has come. Computed (training/models/commendation.py)."""

    OPEN = "open", pgettext_lazy("commendation", "Open for nominations")
    CLOSED = "closed", pgettext_lazy("commendation", "Closed, being decided")
    DECIDED = "decided", pgettext_lazy("commendation", "Decided")
    PUBLISHED = "published", pgettext_lazy("commendation", "Published")


class EndingKind(models.TextChoices):
    """How a practice talk ends."""

    GOOD = "good", pgettext_lazy("ending", "It went well")
    PARTLY = "partly", pgettext_lazy("ending", "Halfway")
    BROKEN_OFF = "broken_off", pgettext_lazy("ending", "Broken off")
    REFERRED = "referred", pgettext_lazy("ending", "Stopped and referred")


class MakeUpCause(models.TextChoices):
    """Why a make-up training was opened (docs/duties.md, Make-up)."""

    FAILED = "failed", pgettext_lazy("make-up", "No attempt left")
    OVERDUE = "overdue", pgettext_lazy("make-up", "Overdue")
    ABSENT = "absent", pgettext_lazy("make-up", "Absent")
    LEAVE = "leave", pgettext_lazy("make-up", "On leave")
    TECHNICAL = "technical", pgettext_lazy("make-up", "Technical cause")


#: Causes for which the person can do nothing: the due date moves with the make-up, and no figure counts it.
EXCUSED_CAUSES = frozenset({MakeUpCause.LEAVE, MakeUpCause.TECHNICAL})


class MakeUpOutcome(models.TextChoices):
    """How a make-up training was closed. An open one has none."""

    MET = "met", pgettext_lazy("make-up", "Made up in time")
    MISSED = "missed", pgettext_lazy("make-up", "Missed")
    CANCELLED = "cancelled", pgettext_lazy("make-up", "Cancelled")


class Verdict(models.TextChoices):
    """What becomes of a completion that rests on evidence which is withdrawn. There is no default: a person says it."""

    STAND = "stand", pgettext_lazy("completion", "Let it stand")
    VOID = "void", pgettext_lazy("completion", "Void it")


class HoursCategory(models.TextChoices):
    """Where hours come from: a finished course, an attested workshop, outside training that was accepted."""

    ONLINE = "online", pgettext_lazy("hours", "Online")
    WORKSHOP = "workshop", pgettext_lazy("hours", "Face to face")
    OUTSIDE = "outside", pgettext_lazy("hours", "Outside training")


class HoursState(models.TextChoices):
    """How the hours of a person stand against the rule for their rank band (docs/duties.md, Hours). Computed."""

    MET = "met", pgettext_lazy("hours", "Enough")
    UNDER_WAY = "under_way", pgettext_lazy("hours", "Not enough yet")
    MISSED = "missed", pgettext_lazy("hours", "Not enough")
    NOT_ASKED = "not_asked", pgettext_lazy("hours", "Nothing asked")

    @property
    def mark(self) -> str:
        """Which mark of components/status.html stands for it."""
        return {"met": "met", "under_way": "in_progress", "missed": "overdue", "not_asked": "exempt"}[self.value]
