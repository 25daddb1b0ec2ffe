"""Two people take the same mistake back at the same moment, or one while the certificate is issued."""

import pytest
from django.db import transaction

from training.enums import CertificateState, Verdict
from training.errors import CertificationRefused, DutyRefused
from training.models import Certificate, CompletionVoidance, ProgrammeCompletion, Workshop
from training.services.attendance import withdraw_attendance
from training.services.certification import issue_certificate
from training.services.rules import apply_rule
from training.services.voiding import resting_on_attendance
from training.tests.factories import ProgrammeFactory
from training.tests.requirements import require
from training.tests.voiding.steps import attend, workshop_entry

from .second import Second

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def row(cast):
    workshop = Workshop.objects.create(title="情景演练半天", hours=3)
    apply_rule(programme=require(ProgrammeFactory(issues_certificate=False), workshop_entry(workshop)))
    return attend(cast, workshop, cast.learner)


def void(row, by):
    verdicts = {one.completion.pk: Verdict.VOID for one in resting_on_attendance(row)}
    return lambda: withdraw_attendance(attendance=row, reason="登记错了", by=by, verdicts=verdicts)


def test_second_of_two_is_told_that_it_was_withdrawn(cast, row):
    first, other = void(row, cast.trainer), void(row, cast.administrator)
    second = Second(other, refused=DutyRefused)
    with transaction.atomic():
        first()
        second.start_and_wait_for_lock()
    second.join()
    assert second.refusal.code == "withdrawn"
    assert CompletionVoidance.objects.get().voided_by == cast.trainer


def test_certificate_that_is_issued_first_is_revoked(cast, row):
    completion = ProgrammeCompletion.objects.get()
    second = Second(void(row, cast.trainer))
    with transaction.atomic():
        issue_certificate(completion=completion)
        second.start_and_wait_for_lock()
    second.join()
    assert [one.state for one in Certificate.objects.with_state()] == [CertificateState.REVOKED]


def test_certificate_that_comes_second_is_refused(cast, row):
    completion = ProgrammeCompletion.objects.get()
    second = Second(lambda: issue_certificate(completion=completion), refused=CertificationRefused)
    with transaction.atomic():
        void(row, cast.trainer)()
        second.start_and_wait_for_lock()
    second.join()
    assert (second.refusal.code, Certificate.objects.count()) == ("voided", 0)
