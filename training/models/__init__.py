from .assignment import Audience, AudienceLine, ProgrammeAssignment
from .attempt import Answer, QuizAttempt, RubricMark
from .attendance import Attendance, AttendanceWithdrawal, Workshop, WorkshopSession
from .bank import Question, QuestionVersion
from .certificate import Certificate, CertificateCounter, CertificateRevocation
from .commendation import (
    CommendationEntry,
    CommendationNotice,
    CommendationRound,
    HonourChoice,
    Nomination,
    NominationDecision,
)
from .completion import (
    CompletionKeeping,
    CompletionVoidance,
    CourseCompletion,
    LessonAcknowledgement,
    ProgrammeCompletion,
)
from .course import CourseGuide, CourseIndexPage, CoursePage, CourseUnit, LessonPage
from .duty import AssignmentException, DueExtension, Duty, DutyClaim, DutyMove, DutyStep
from .exemption import Exemption, ExemptionEnding
from .export_job import ExportJob
from .hours_rule import HoursRule, HoursStep
from .make_up import MakeUp, MakeUpAppeal, MakeUpAppealDecision, MakeUpClosure, MakeUpExtension, ReCheck
from .marking import MarkingDecision
from .outside_training import OutsideReview, OutsideReviewWithdrawal, OutsideTraining, OutsideWithdrawal
from .override import OverrideWithdrawal
from .programme import Programme, RuleTarget, RuleVersion
from .question_import import QuestionImport
from .quiz import QuizDraw, QuizOverride, QuizPage, QuizQuestion
from .quiz_cycle import QuizCycle
from .regrade import MarkChange, PassDecision, Regrade
from .scene import SceneChoice, ScenePage, SceneRun, SceneVersion
from .spot_check import SpotCheck, SpotCheckMember, SpotCheckStratum
from .spot_review import SpotCheckDecision, SpotCheckReview, SpotCheckStatement
from .withdrawal import AssignmentWithdrawal

__all__ = [
    "Answer",
    "AssignmentException",
    "AssignmentWithdrawal",
    "Attendance",
    "AttendanceWithdrawal",
    "Audience",
    "AudienceLine",
    "Certificate",
    "CertificateCounter",
    "CertificateRevocation",
    "CommendationEntry",
    "CommendationNotice",
    "CommendationRound",
    "CompletionKeeping",
    "CompletionVoidance",
    "CourseCompletion",
    "CourseGuide",
    "CourseIndexPage",
    "CoursePage",
    "CourseUnit",
    "DueExtension",
    "Duty",
    "DutyClaim",
    "DutyMove",
    "DutyStep",
    "Exemption",
    "ExemptionEnding",
    "ExportJob",
    "HonourChoice",
    "HoursRule",
    "HoursStep",
    "LessonAcknowledgement",
    "LessonPage",
    "MakeUp",
    "MakeUpAppeal",
    "MakeUpAppealDecision",
    "MakeUpClosure",
    "MakeUpExtension",
    "MarkChange",
    "MarkingDecision",
    "Nomination",
    "NominationDecision",
    "OutsideReview",
    "OutsideReviewWithdrawal",
    "OutsideTraining",
    "OutsideWithdrawal",
    "OverrideWithdrawal",
    "PassDecision",
    "Programme",
    "ProgrammeAssignment",
    "ProgrammeCompletion",
    "Question",
    "QuestionImport",
    "QuestionVersion",
    "QuizAttempt",
    "QuizCycle",
    "QuizDraw",
    "QuizOverride",
    "QuizPage",
    "QuizQuestion",
    "ReCheck",
    "Regrade",
    "RubricMark",
    "RuleTarget",
    "RuleVersion",
    "SceneChoice",
    "ScenePage",
    "SceneRun",
    "SceneVersion",
    "SpotCheck",
    "SpotCheckDecision",
    "SpotCheckMember",
    "SpotCheckReview",
    "SpotCheckStatement",
    "SpotCheckStratum",
    "Workshop",
    "WorkshopSession",
]
