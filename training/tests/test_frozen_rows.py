"""The database itself refuses to change evidence, also where no model stands in between."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from training.models import Answer, QuestionVersion, RubricMark
from training.services.attempts import start_attempt, submit_attempt
from training.tests.factories import QuestionFactory, QuizFactory
from training.tests.test_attempts import answer_all

pytestmark = pytest.mark.django_db
#: For each column a value that it may take before, and another that it must not take afterwards.
GIVEN = {
    "response": ([3], [1]),
    "sequence": (99, 100),
    "option_order": ([], [1]),
    "position": (77, 5),
    "saved_at": (None, timezone.now()),
}


def refused(rows, **change) -> bool:
    try:
        with transaction.atomic():
            rows.update(**change)
    except (IntegrityError, DatabaseError) as error:
        return "is evidence" in str(error)
    return False


def test_version_of_a_question_is_not_changed(site_tree):
    version = QuestionFactory().current_version()
    assert refused(QuestionVersion.objects.filter(pk=version.pk), stem="改")
    version.refresh_from_db()
    assert version.stem != "改"


@pytest.mark.parametrize("field", sorted(GIVEN))
def test_answer_changes_until_its_attempt_is_submitted(cast, field):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=1))
    answer_all(attempt)
    rows = Answer.objects.filter(attempt=attempt)
    assert not refused(rows, **{field: GIVEN[field][0]})
    submit_attempt(attempt=attempt)
    before = rows.values().get()
    assert refused(rows, **{field: GIVEN[field][1]})
    assert rows.values().get() == before


def test_mark_of_a_submitted_answer_may_change(cast):
    attempt = submit_attempt(attempt=start_attempt(user=cast.learner, quiz=QuizFactory(questions=1)))
    assert not refused(Answer.objects.filter(attempt=attempt), mark=1)


def test_marking_is_not_changed(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=[QuestionFactory(kind="short_answer")]))
    RubricMark.objects.create(answer=attempt.answers.get(), marker=cast.trainer, points=[1, 2])
    assert refused(RubricMark.objects.all(), points=[2, 3])
