from .attempt import Answer, QuizAttempt, RubricMark
from .bank import Question, QuestionVersion
from .completion import CourseCompletion, LessonAcknowledgement, ProgrammeCompletion
from .course import CourseGuide, CourseIndexPage, CoursePage, CourseUnit, LessonPage
from .programme import Programme, ProgrammeAssignment, ProgrammeCourse
from .quiz import QuizDraw, QuizOverride, QuizPage, QuizQuestion
from .regrade import MarkChange, Regrade

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
    "Programme",
    "ProgrammeAssignment",
    "ProgrammeCompletion",
    "ProgrammeCourse",
    "Question",
    "QuestionVersion",
    "QuizAttempt",
    "QuizDraw",
    "QuizOverride",
    "QuizPage",
    "QuizQuestion",
    "Regrade",
    "RubricMark",
]
