"""A programme of a course and a workshop, and a clock that stands."""

import pytest
import time_machine

from training.models import (
    OutsideTraining,
    Workshop,
)
from training.tests.factories import CourseCompletionFactory, CourseFactory
from training.tests.outside_steps import claimed, reviewed
from training.tests.requirements import course_entry
from training.tests.voiding.steps import START, asked, duty_of, go, workshop_entry


@pytest.fixture
def clock(db):
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def workshop(clock):
    return Workshop.objects.create(title="情景演练半天", hours=3)


@pytest.fixture
def course(clock, site_tree):
    return CourseFactory(title="谈前准备", lessons=1)


@pytest.fixture
def programme(cast, workshop, course):
    """A course and a workshop, asked of the own department within 30 days."""
    return asked(cast, course_entry(course), workshop_entry(workshop))


@pytest.fixture
def outside(clock, cast, workshop, course, programme):
    """An accepted outside training that finished the programme."""
    go(clock, 20)
    CourseCompletionFactory(user=cast.learner, course=course, earned_at=START)
    claim = claimed(cast.learner, duty=duty_of(cast.learner, programme), part=1)
    reviewed(claim, cast.trainer)
    return OutsideTraining.objects.get(pk=claim.pk)
