"""Certificates that are issued at the same moment."""

import pytest
from django.db import transaction

from training.models import Certificate, CertificateCounter
from training.services.certification import issue_certificate
from training.tests.certificate_steps import NOW, certify, finish

from .second import Second

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def issue(completion):
    return issue_certificate(completion=completion, at=NOW)


def numbers():
    return list(Certificate.objects.order_by("number").values_list("number", flat=True))


@pytest.mark.parametrize("is_first_of_the_year", [True, False])
def test_two_people_get_two_numbers(cast, is_first_of_the_year):
    before = [] if is_first_of_the_year else [certify(cast.editor).number]
    one, other = finish(cast.learner), finish(cast.junior)
    second = Second(lambda: issue(other))
    with transaction.atomic():
        issue(one)
        second.start_and_wait_for_lock()
    second.join()
    assert numbers() == [*before, len(before) + 1, len(before) + 2]


def test_number_of_who_fails_goes_to_who_waits(cast):
    certify(cast.editor)
    one, other = finish(cast.learner), finish(cast.junior)
    second = Second(lambda: issue(other))
    with transaction.atomic():
        issue(one)
        second.start_and_wait_for_lock()
        transaction.set_rollback(True)
    second.join()
    assert numbers() == [1, 2]
    assert CertificateCounter.objects.get().last_number == 2


def test_one_completion_gets_one_certificate(cast):
    completion = finish(cast.learner)
    second = Second(lambda: issue(completion))
    with transaction.atomic():
        issue(completion)
        second.start_and_wait_for_lock()
    second.join()
    assert numbers() == [1]
