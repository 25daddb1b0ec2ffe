"""What training tells those who want to know."""

from django.dispatch import Signal

#: Duties changed their progress. `changes`: a list of `training.services.duties.Change`; sent inside the transaction.
duties_progressed = Signal()

#: A test has its result, and it is a pass. `attempt`: the QuizAttempt; sent inside the transaction.
test_passed = Signal()
