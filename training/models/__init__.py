from .attempt import Answer, QuizAttempt
from .bank import Choice, Question, QuestionVersion
from .completion import CourseCompletion, LessonAcknowledgement, ProgrammeCompletion
from .course import CourseGuide, CourseIndexPage, CoursePage, CourseUnit, LessonPage
from .programme import Programme, ProgrammeAssignment, ProgrammeCourse
from .quiz import QuizPage, QuizQuestion

__all__ = [
    "Answer",
    "Choice",
    "CourseCompletion",
    "CourseGuide",
    "CourseIndexPage",
    "CoursePage",
    "CourseUnit",
    "LessonAcknowledgement",
    "LessonPage",
    "Programme",
    "ProgrammeAssignment",
    "ProgrammeCompletion",
    "ProgrammeCourse",
    "Question",
    "QuestionVersion",
    "QuizAttempt",
    "QuizPage",
    "QuizQuestion",
]
