"""Taking a quiz of single-choice questions through the services that people use."""

from cadres.models import User
from training.models import QuizAttempt, QuizPage
from training.services.attempts import Change, save_answers, start_attempt, submit_attempt


def take_quiz(user: User, quiz: QuizPage, *, right: bool = True) -> QuizAttempt:
    """One attempt in which every answer is right, or every one wrong."""
    attempt = start_attempt(user=user, quiz=quiz)
    changes = {}
    for answer in attempt.answers.select_related("version"):
        wanted = next(place for place, part in enumerate(answer.version.parts) if part["is_key"] is right)
        changes[answer.position] = Change([str(answer.option_order.index(wanted))], 1)
    save_answers(attempt=attempt, changes=changes)
    return submit_attempt(attempt=attempt)
