"""Addresses of training. Courses, lessons and quizzes themselves are pages and have their addresses in the tree."""

from django.urls import path

from training.views import attempts, board, lessons, statistics

app_name = "training"

urlpatterns = [
    path("learn/lessons/<int:pk>/acknowledge/", lessons.acknowledge_lesson, name="acknowledge_lesson"),
    path("learn/courses/<int:pk>/finish/", lessons.finish_course, name="finish_course"),
    path("learn/quizzes/<int:pk>/start/", attempts.start_attempt, name="start_attempt"),
    path("learn/attempts/<uuid:pk>/", attempts.attempt, name="attempt"),
    path("learn/attempts/<uuid:pk>/answers/<int:position>/", attempts.save_answer, name="save_answer"),
    path("learn/attempts/<uuid:pk>/time/", attempts.time_left, name="time_left"),
    path("learn/attempts/<uuid:pk>/submit/", attempts.submit_attempt, name="submit_attempt"),
    # board
    path("board/", board.board, name="board"),
    path("board/people/", board.people, name="board_people"),
    path("board/export/", board.export, name="board_export"),
    path("board/people/<int:pk>/", board.person_record, name="person_record"),
    # statistics
    path("board/quizzes/", statistics.quizzes, name="quizzes_statistics"),
    path("board/quizzes/<int:pk>/statistics/", statistics.quiz_statistics, name="quiz_statistics"),
    path("board/quizzes/<int:pk>/statistics/export/", statistics.export, name="quiz_statistics_export"),
    path("board/questions/<int:pk>/statistics/", statistics.question_statistics, name="question_statistics"),
]
