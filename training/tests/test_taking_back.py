"""An assignment that is taken back asks nothing more; everything stays on record."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset

from cadres.tests.factories import PostingFactory
from training.enums import DueRule, DutyStatus, MakeUpOutcome, ProgressState, ValidityRule
from training.errors import DutyRefused
from training.models import AssignmentWithdrawal, Duty, MakeUp, Programme, ProgrammeAssignment
from training.services.assignment import assign_people
from training.services.completion import acknowledge_lesson
from training.services.daily import update_duties
from training.services.due_dates import extend_duties
from training.services.duty_progress import read_duties
from training.services.exemptions import exempt_person
from training.services.make_up import open_due_make_ups
from training.services.reports import counted_duties
from training.services.taking_back import TakingBack, plan_taking_back, take_back_assignment
from training.tests.factories import CourseFactory, ProgrammeFactory
from training.tests.test_programme_admin import assignment as programme_row
from training.tests.test_programme_admin import programme_form

START = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)


def day(days: int) -> datetime.date:
    return timezone.localdate(START) + datetime.timedelta(days=days)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def go(clock, days: int) -> None:
    clock.move_to(START + datetime.timedelta(days=days))


@pytest.fixture
def programme(clock, site_tree):
    return ProgrammeFactory(courses=[CourseFactory(lessons=1)])


def assign(programme, due: int | None, **fields) -> ProgrammeAssignment:
    dated = {"due_rule": DueRule.NONE} if due is None else {"due_rule": DueRule.FIXED, "due_on": day(due)}
    assignment = ProgrammeAssignment.objects.create(programme=programme, **dated, **fields)
    assign_people(programme=Programme.objects.get(pk=programme.pk))
    return assignment


def finish(user, programme) -> None:
    [course] = programme.courses()
    for lesson in course.units():
        acknowledge_lesson(user=user, lesson=lesson)


def duty_of(user, programme) -> Duty:
    return user.duties.filter(programme=programme).latest("cycle")


def taken_back(assignment, by) -> TakingBack:
    return take_back_assignment(assignment=assignment, reason="发错了范围", by=by)


def test_assignment_taken_back_releases_whom_it_alone_asked(clock, cast, programme):
    alone = assign(programme, 60, department=cast.own)
    assign(programme, 90, person=cast.junior)
    finish(cast.visitor, programme)
    go(clock, 10)

    assert plan_taking_back(alone) == TakingBack(finished=1, kept=1, released=4)
    assert taken_back(alone, cast.trainer) == TakingBack(finished=1, kept=1, released=4)

    assert not ProgrammeAssignment.objects.filter(pk=alone.pk).exists()
    assert list(AssignmentWithdrawal.objects.values_list("whom", "reason", "withdrawn_by")) == [
        (cast.own.name, "发错了范围", cast.trainer.pk)
    ]
    assert set(counted_duties(programme, day(10)).values_list("user", "status")) == {
        (cast.visitor.pk, DutyStatus.MET),
        (cast.junior.pk, DutyStatus.NOT_STARTED),
    }
    assert counted_duties(programme, day(9)).count() == 6
    assert (duty_of(cast.learner, programme).is_released, read_duties(user=cast.learner)) == (True, [])
    update_duties()
    assert programme.duties.counted().count() == 2


def test_date_of_what_is_left_rules_and_the_old_one_stays_known(clock, cast, programme):
    first = assign(programme, 60, department=cast.own)
    second = assign(programme, 90, person=cast.learner)
    assign(programme, None, person=cast.junior)
    taken_back(first, cast.trainer)
    for user, new in [(cast.learner, day(90)), (cast.junior, None)]:
        duty = duty_of(user, programme)
        assert (duty.due_on, duty.is_released) == (new, False)
        assert list(duty.extensions.values_list("old_due_on", "new_due_on", "reason", "granted_by")) == [
            (day(60), new, "发错了范围", cast.trainer.pk)
        ]
    taken_back(second, cast.trainer)
    assert duty_of(cast.learner, programme).is_released


def test_later_date_taken_back_moves_nothing(clock, cast, programme):
    assign(programme, 60, department=cast.own)
    later = assign(programme, 90, person=cast.learner)
    taken_back(later, cast.trainer)
    duty = duty_of(cast.learner, programme)
    assert (duty.due_on, duty.extensions.count(), duty.is_released) == (day(60), 0, False)


def test_extension_outlives_the_date_that_is_taken_back(clock, cast, programme):
    first = assign(programme, 60, department=cast.own)
    assign(programme, 90, person=cast.learner)
    extend_duties(duties=[duty_of(cast.learner, programme)], new_due_on=day(120), reason="出差", by=cast.trainer)
    taken_back(first, cast.trainer)
    duty = duty_of(cast.learner, programme)
    assert (duty.due_on, list(duty.extensions.values_list("new_due_on", flat=True))) == (day(120), [day(120)])


def test_open_make_up_ends_when_nothing_is_asked_any_more(clock, cast, programme):
    assignment = assign(programme, 5, person=cast.learner)
    go(clock, 10)
    open_due_make_ups()
    taken_back(assignment, cast.trainer)
    assert [one.outcome for one in MakeUp.objects.all()] == [MakeUpOutcome.CANCELLED]
    open_due_make_ups()
    assert MakeUp.objects.count() == 1


def test_programme_assigned_again_begins_anew_and_keeps_the_days_between(clock, cast, programme):
    taken_back(assign(programme, 60, person=cast.learner), cast.trainer)
    go(clock, 30)
    assign(programme, 90, person=cast.learner)
    first, second = cast.learner.duties.order_by("cycle")
    assert (first.counts_until, second.counts_from, second.due_on) == (day(-1), day(30), day(90))
    assert [counted_duties(programme, day(n)).count() for n in (-1, 0, 29, 30)] == [0, 0, 0, 1]
    finish(cast.learner, programme)
    assert [one.progress for one in cast.learner.duties.order_by("cycle")].count(ProgressState.MET) == 2
    assert cast.learner.programme_completions.count() == 2


@pytest.mark.parametrize("asked_before", [False, True])
def test_new_duty_of_a_moved_and_exempt_person_knows_both(clock, cast, programme, asked_before):
    if asked_before:
        taken_back(assign(programme, 60, person=cast.learner), cast.trainer)
    go(clock, 30)
    cast.learner.postings.update(ends_on=day(19))
    PostingFactory(user=cast.learner, department=cast.other, starts_on=day(20))
    exempt_person(
        user=cast.learner,
        programme=programme,
        reason="援藏",
        proof="组〔2026〕3号",
        effective_from=day(25),
        effective_until=day(80),
        by=cast.trainer,
    )

    assign(programme, 90, person=cast.learner)

    duty = duty_of(cast.learner, programme)
    assert (duty.cycle, duty.department, duty.exempt_from, duty.exempt_until, duty.status_on()) == (
        2 if asked_before else 1,
        cast.other,
        day(25),
        day(80),
        DutyStatus.EXEMPT,
    )


def test_what_was_met_meanwhile_counts_again_without_a_second_completion(clock, cast, programme):
    taken_back(assign(programme, 60, person=cast.learner), cast.trainer)
    finish(cast.learner, programme)
    assert counted_duties(programme, day(0)).count() == 0
    assign(programme, 90, person=cast.learner)
    assert [(one.cycle, one.counts_until) for one in cast.learner.duties.all()] == [(1, None)]
    assert cast.learner.programme_completions.count() == 1


@pytest.mark.parametrize(("is_taken_back", "renewals"), [(False, 1), (True, 0)])
def test_renewal_opens_only_for_what_is_still_asked(clock, cast, site_tree, is_taken_back, renewals):
    programme = ProgrammeFactory(
        courses=[CourseFactory(lessons=1)], validity_rule=ValidityRule.FROM_COMPLETION, validity_months=12
    )
    assignment = assign(programme, 60, person=cast.learner)
    finish(cast.learner, programme)
    if is_taken_back:
        taken_back(assignment, cast.trainer)
    go(clock, 340)
    assert update_duties().renewals == renewals


def test_own_assignment_is_taken_back_by_somebody_else(clock, cast, programme):
    assignment = assign(programme, 60, person=cast.trainer)
    with pytest.raises(DutyRefused):
        taken_back(assignment, cast.trainer)
    assert not duty_of(cast.trainer, programme).is_released


# --- pages ---------------------------------------------------------------------------------


def address(assignment) -> str:
    return reverse("training:take_back", args=[assignment.programme_id, assignment.pk])


def test_page_shows_whom_it_concerns_and_takes_back_with_a_reason(clock, cast, programme, client):
    assignment = assign(programme, 60, department=cast.own)
    client.force_login(cast.trainer)
    assert client.get(address(assignment)).context["plan"] == TakingBack(finished=0, kept=0, released=6)
    assert client.post(address(assignment), {"reason": ""}).context["form"].errors.keys() == {"reason"}
    assert ProgrammeAssignment.objects.count() == 1
    response = client.post(address(assignment), {"reason": "发错了范围"})
    assert response.url == reverse("wagtailsnippets_training_programme:edit", args=[programme.pk])
    assert not ProgrammeAssignment.objects.exists()
    page = client.get(reverse("training:duty", args=[duty_of(cast.learner, programme).pk])).content.decode()
    assert "发错了范围" in page


@pytest.mark.parametrize("who", ["learner", "editor", "overseer", "auditor"])
def test_page_is_closed_to_who_keeps_no_programmes(clock, cast, programme, client, who):
    assignment = assign(programme, 60, department=cast.own)
    client.force_login(getattr(cast, who))
    assert client.post(address(assignment), {"reason": "试"}).status_code == 403
    assert ProgrammeAssignment.objects.count() == 1


def test_assignment_that_asks_something_is_not_dropped_by_the_form(clock, cast, programme, client):
    assignment = assign(programme, 60, department=cast.own)
    client.force_login(cast.trainer)
    edit = reverse("wagtailsnippets_training_programme:edit", args=[programme.pk])
    row = programme_row(department=cast.own.pk, id=assignment.pk, DELETE="1")
    data = programme_form(programme.courses()[0], cast.own, assignments=inline_formset([row], initial=1))
    response = client.post(edit, data)
    assert response.status_code == 200
    assert cast.own.name in str(response.context["form"].non_field_errors())
    assert ProgrammeAssignment.objects.filter(pk=assignment.pk).exists()
