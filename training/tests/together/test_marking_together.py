"""Two trainers give their points for one short answer at the same moment."""

from decimal import Decimal

import pytest
from django.db import transaction

from training.enums import QuestionKind
from training.errors import MarkingRefused
from training.models import RubricMark
from training.services.rubric_marking import mark_answer
from training.tests.factories import QuestionFactory, QuizFactory
from training.tests.marking_steps import result, take_test

from .second import Second

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def mark_together(cast, *, second_marker):
    """The first gives 1 of 5 points and the second 2, before the points of the first are on record."""
    quiz = QuizFactory(questions=[QuestionFactory(kind=QuestionKind.SHORT_ANSWER)], second_marker=second_marker)
    answer = take_test(cast.learner, quiz, ["先听他说完。"]).answers.get()
    second = Second(
        lambda: mark_answer(answer=answer, marker=cast.administrator, points=[2, 0]), refused=MarkingRefused
    )
    with transaction.atomic():
        mark_answer(answer=answer, marker=cast.trainer, points=[1, 0])
        second.start_and_wait_for_lock()
    second.join()
    return answer.attempt, second.refusal and second.refusal.code


def test_second_of_two_is_told_that_another_has_marked(cast):
    attempt, refusal = mark_together(cast, second_marker=False)
    assert refusal == "marked_already"
    assert [marking.points for marking in RubricMark.objects.all()] == [[1, 0]]
    assert result(attempt) == (Decimal("0.200"), 1, False)


def test_of_two_markers_both_count(cast):
    attempt, refusal = mark_together(cast, second_marker=True)
    assert refusal is None
    assert sorted(marking.points for marking in RubricMark.objects.all()) == [[1, 0], [2, 0]]
    assert result(attempt) == (Decimal("0.300"), 1, False)
