"""Finished programmes and their certificates for tests."""

import datetime
from decimal import Decimal

from django.utils import timezone

from training.models import ProgrammeCompletion
from training.services.certification import issue_certificate
from training.tests.factories import ProgrammeFactory

NOW = datetime.datetime(2026, 11, 23, 1, 0, tzinfo=datetime.UTC)
REQUIRED = [
    {"course": 1, "title": "谈前准备", "content_version": 12},
    {"course": 2, "title": "倾听与提问", "content_version": None},
]


def finish(user, *, programme=None, earned_at=NOW, title="谈心谈话技能培训", cycle=1):
    """The record that `user` finished a programme."""
    programme = programme or ProgrammeFactory()
    return ProgrammeCompletion.objects.create(
        user=user,
        programme=programme,
        programme_title=title,
        cycle=cycle,
        required=REQUIRED,
        hours=Decimal("3.50"),
        earned_at=earned_at,
    )


def certify(user, *, at=NOW, valid_until=None, **fields):
    """A certificate of `user`."""
    return issue_certificate(completion=finish(user, **fields), valid_until=valid_until, at=at)


def certify_again(certificate, *, after=datetime.timedelta(days=700)):
    """The certificate of the next cycle of the same person and programme."""
    later = certificate.earned_at + after
    cycle = certificate.completion.cycle + 1
    return certify(certificate.user, programme=certificate.programme, earned_at=later, at=later, cycle=cycle)


def today():
    return timezone.localdate(NOW)
