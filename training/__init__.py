"""Courses, lessons, question bank and quizzes; programmes, completion and reports."""
