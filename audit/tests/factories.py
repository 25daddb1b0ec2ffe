"""Runs of scheduled work for tests; audit events are made by the services."""

import datetime

import factory
from django.utils import timezone

from audit.enums import JobOutcome
from audit.models import JobRun


class JobRunFactory(factory.django.DjangoModelFactory):
    """A run that was done in a second, an hour ago."""

    class Meta:
        model = JobRun

    name = "close_attempts"
    started_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(hours=1))
    outcome = JobOutcome.DONE

    @factory.lazy_attribute
    def finished_at(self):
        return None if self.outcome == JobOutcome.RUNNING else self.started_at + datetime.timedelta(seconds=1)
