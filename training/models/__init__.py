from .attempt import Answer, QuizAttempt, RubricMark
from .bank import Question, QuestionVersion
from .completion import CourseCompletion, LessonAcknowledgement, ProgrammeCompletion
from .course import CourseGuide, CourseIndexPage, CoursePage, CourseUnit, LessonPage
from .marking import MarkingDecision
from .override import OverrideWithdrawal
from .programme import Programme, ProgrammeAssignment, ProgrammeCourse
from .question_import import QuestionImport
from .quiz import QuizDraw, QuizOverride, QuizPage, QuizQuestion
from .regrade import MarkChange, PassDecision, Regrade

__all__ = [
    "Answer",
    "CourseCompletion",
    "CourseGuide",
    "CourseIndexPage",
    "CoursePage",
    "CourseUnit",
    "LessonAcknowledgement",
    "LessonPage",
    "MarkChange",
    "MarkingDecision",
    "OverrideWithdrawal",
    "PassDecision",
    "Programme",
    "ProgrammeAssignment",
    "ProgrammeCompletion",
    "ProgrammeCourse",
    "Question",
    "QuestionImport",
    "QuestionVersion",
    "QuizAttempt",
    "QuizDraw",
    "QuizOverride",
    "QuizPage",
    "QuizQuestion",
    "Regrade",
    "RubricMark",
]
