"""Addresses of training. Courses, lessons and quizzes themselves are pages and have their addresses in the tree."""

from django.urls import path

from training.views import attempts, bank, board, lessons, marking, overrides, regrades, statistics

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
    # bank
    path("bank/import/", bank.question_imports, name="question_imports"),
    path("bank/import/<int:pk>/", bank.question_import, name="question_import"),
    path("bank/import/<int:pk>/defaults/", bank.set_import_defaults, name="set_import_defaults"),
    path("bank/import/<int:pk>/known/", bank.choose_for_known, name="choose_for_known"),
    path("bank/import/<int:pk>/choose/", bank.choose_import_actions, name="choose_import_actions"),
    path("bank/import/<int:pk>/questions/<int:number>/", bank.edit_import_line, name="edit_import_line"),
    path("bank/import/<int:pk>/accept/", bank.accept_question_import, name="accept_question_import"),
    path("bank/import/<int:pk>/discard/", bank.discard_question_import, name="discard_question_import"),
    path("bank/export/", bank.export_questions, name="export_questions"),
    path("bank/export/file/", bank.export_file, name="export_file"),
    path("bank/template.xlsx", bank.question_template, name="question_template"),
    # statistics
    path("board/quizzes/", statistics.quizzes, name="quizzes_statistics"),
    path("board/quizzes/<int:pk>/statistics/", statistics.quiz_statistics, name="quiz_statistics"),
    path("board/quizzes/<int:pk>/statistics/export/", statistics.export, name="quiz_statistics_export"),
    path("board/questions/<int:pk>/statistics/", statistics.question_statistics, name="question_statistics"),
    # marking
    path("bank/marking/", marking.queue, name="marking"),
    path("bank/marking/<int:pk>/", marking.mark_answer, name="mark_answer"),
    path("bank/marking/<int:pk>/apart/", marking.compare_markings, name="compare_markings"),
    # regrade
    path("bank/questions/<int:pk>/regrade/", regrades.regrade, name="regrade"),
    path("bank/regrades/", regrades.regrades, name="regrades"),
    path("bank/regrades/<int:pk>/", regrades.regrade_record, name="regrade_record"),
    path("bank/regrades/passes/", regrades.passes_to_decide, name="passes_to_decide"),
    path("bank/regrades/passes/<int:pk>/", regrades.decide_pass, name="decide_pass"),
    # overrides
    path("board/quizzes/<int:pk>/overrides/", overrides.quiz_overrides, name="overrides"),
    path("board/overrides/<int:pk>/withdraw/", overrides.withdraw_override, name="withdraw_override"),
]
