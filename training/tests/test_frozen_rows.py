"""The database itself refuses to change evidence, also where no model stands in between."""

import pytest
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from training.frozen_rows import FROZEN, KEPT
from training.models import Answer, QuestionVersion, QuizAttempt, RubricMark
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

#: For each column of a submitted attempt a value that it has not.
KEPT_NOW = {
    "user_id": 0, "quiz_id": 0, "mode": "practice", "cycle": 7, "number": 7, "quiz_title": "别的", "content_version": 7,
    "pass_mark": 7, "skill_minimum": 7, "multiple_marking": "exact", "started_at": timezone.now(), "deadline_at": None,
    "submitted_at": None, "is_timed_out": True, "receipt": "别的",
}  # fmt: skip


def refused(rows, **change) -> bool:
    """Whether the database refuses the change; without one, whether it refuses to delete the rows."""
    try:
        with transaction.atomic():
            rows.update(**change) if change else rows._raw_delete(rows.db)
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


@pytest.mark.parametrize("column", KEPT)
def test_attempt_keeps_everything_but_its_result_once_it_is_submitted(cast, column):
    attempt = submit_attempt(attempt=start_attempt(user=cast.learner, quiz=QuizFactory(time_limit=20, skill_minimum=5)))
    rows = QuizAttempt.objects.filter(pk=attempt.pk)
    assert refused(rows, **{column: KEPT_NOW[column]})
    assert not refused(rows, points=1, maximum=1, passed=True)


def test_evidence_is_not_deleted(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=1))
    submit_attempt(attempt=attempt)
    assert refused(Answer.objects.filter(attempt=attempt))
    assert refused(QuizAttempt.objects.filter(pk=attempt.pk))
    assert refused(QuestionVersion.objects.all())


def test_every_frozen_table_has_its_triggers(db):
    """Also those that these tests do not fill."""
    with connection.cursor() as cursor:
        catalogue = {"sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'"}
        cursor.execute(catalogue.get(connection.vendor, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
        found = {name for (name,) in cursor.fetchall()}
    tables = [*FROZEN, "training_answer", "training_quizattempt"]
    assert {f"{table}_{end}" for table in tables for end in ("is_frozen", "stays")} <= found


def test_migrations_find_no_triggers_and_leave_them_behind(site_tree):
    """On neither database can a table be altered of which a trigger speaks."""
    QuestionFactory()
    signal = {"verbosity": 0, "interactive": False, "db": "default"}
    emit_pre_migrate_signal(**signal)
    assert not refused(QuestionVersion.objects.all(), stem="改")
    emit_post_migrate_signal(**signal)
    assert refused(QuestionVersion.objects.all(), stem="再改")


def test_mark_of_a_submitted_answer_may_change(cast):
    attempt = submit_attempt(attempt=start_attempt(user=cast.learner, quiz=QuizFactory(questions=1)))
    assert not refused(Answer.objects.filter(attempt=attempt), mark=1)


def test_marking_is_not_changed(cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=[QuestionFactory(kind="short_answer")]))
    RubricMark.objects.create(answer=attempt.answers.get(), marker=cast.trainer, points=[1, 2])
    assert refused(RubricMark.objects.all(), points=[2, 3])
