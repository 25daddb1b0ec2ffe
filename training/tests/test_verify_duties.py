"""`verify_duties` finds what does not follow from its origin, column by column, and nothing else."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from cadres.tests.factories import PostingFactory
from training.enums import ProgressState
from training.models import Duty
from training.services.assignment import assign_programme
from training.services.daily import update_duties
from training.services.due_dates import extend_duties
from training.services.duty_check import differences
from training.services.exemptions import exempt_person
from training.services.taking_back import take_back_assignment
from training.tests.factories import CourseFactory, ProgrammeFactory
from training.tests.taking import take_quiz

TODAY = timezone.localdate()


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def programme(cast):
    """People who are finished, on their way, extended, exempt and moved."""
    course = CourseFactory(quiz=True)
    programme = ProgrammeFactory(courses=[course])
    assign_programme(programme=programme, department=cast.own, due_on=in_days(30))
    [quiz] = course.units()
    take_quiz(cast.learner, quiz)
    take_quiz(cast.junior, quiz, right=False)
    extend_duties(duties=cast.visitor.duties.all(), new_due_on=in_days(40), reason="出差", by=cast.trainer)
    exempt_person(
        user=cast.editor,
        programme=programme,
        reason="借调",
        proof="组〔2026〕3号",
        effective_from=in_days(0),
        effective_until=None,
        by=cast.trainer,
    )
    cast.overseer.postings.update(ends_on=in_days(-1))
    PostingFactory(user=cast.overseer, department=cast.other, starts_on=in_days(0))
    update_duties()
    return programme


def found() -> list[tuple]:
    return [(one.duty.user.name, one.column, one.held, one.expected) for one in differences(duties=Duty.objects.all())]


def test_duties_agree_with_what_they_follow_from(programme):
    assert found() == []
    out = io.StringIO()
    with translation.override("en"):
        call_command("verify_duties", stdout=out)
    assert out.getvalue() == "6 duties agree.\n"


def test_earlier_claim_on_what_is_met_is_no_difference(programme, cast):
    assign_programme(programme=programme, department=cast.own, due_on=in_days(10))
    assert {duty.due_on for duty in cast.learner.duties.all()} == {in_days(30)}
    assert found() == []


def test_duties_taken_back_agree(programme, cast):
    take_back_assignment(assignment=programme.assignments.get(), reason="发错了", by=cast.administrator)
    assert found() == []


@pytest.mark.parametrize(
    ("who", "column", "value"),
    [
        ("junior", "progress", ProgressState.IN_PROGRESS),
        ("junior", "since", None),
        ("learner", "earned_at", timezone.now()),
        ("visitor", "due_on", TODAY),
        ("junior", "due_on", None),
        ("editor", "exempt_from", None),
        ("trainer", "exempt_until", TODAY),
        ("overseer", "department", None),
    ],
)
def test_value_that_does_not_follow_is_found(programme, cast, who, column, value):
    user = getattr(cast, who)
    user.duties.update(**{column: value})
    differing = {(name, what) for name, what, _held, _expected in found()}
    expected = {(user.name, "department_id" if column == "department" else column)}
    if column == "progress":
        expected.add((user.name, "steps"))
    assert differing == expected
    with pytest.raises(CommandError):
        call_command("verify_duties", stdout=io.StringIO())


@pytest.mark.parametrize("people", [1, 3])
def test_check_takes_the_same_queries_for_any_number_of_people(cast, people, django_assert_num_queries):
    programme = ProgrammeFactory(courses=[CourseFactory(lessons=1)])
    assign_programme(programme=programme, department=cast.own, due_on=in_days(30))
    pks = list(programme.duties.values_list("pk", flat=True))[:people]
    with django_assert_num_queries(13):
        assert list(differences(duties=Duty.objects.filter(pk__in=pks))) == []
