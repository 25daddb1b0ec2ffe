"""Two trainers accept files with the same question at the same moment."""

import pytest
from django.db import transaction

from training.models import Question
from training.services.question_import import Outcome, accept_import, start_import
from training.tests.question_files import row, xlsx_file

from .second import Second

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_question_of_two_files_comes_in_once(cast):
    file = {"file_name": "题目.xlsx", "data": xlsx_file(row()), "status": "draft", "skill": None}
    first, other = (start_import(uploaded_by=user, **file) for user in (cast.trainer, cast.administrator))
    second = Second(lambda: accept_import(question_import=other, decided_by=cast.administrator))
    with transaction.atomic():
        accept_import(question_import=first, decided_by=cast.trainer)
        second.start_and_wait_for_lock()
    second.join()
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.counts, other.counts) == ({Outcome.NEW: 1}, {Outcome.DUPLICATE: 1})
    assert Question.objects.get().owner == cast.trainer
