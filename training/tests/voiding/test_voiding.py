"""What was recorded by mistake: what rests on it is shown, a person decides, the figures follow, nothing is deleted."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from notices.models import Notice
from notices.reading import current_notices
from training.enums import DutyStatus, ProgressState, ValidityRule, Verdict
from training.models import (
    Attendance,
    CompletionKeeping,
    CompletionVoidance,
    ProgrammeAssignment,
)
from training.services.attendance import withdraw_attendance
from training.services.daily import update_duties
from training.services.hours import read_account
from training.services.make_up import open_due_make_ups
from training.services.reports import counted_duties, finished_people
from training.services.rules import apply_rule
from training.services.taking_back import take_back_assignment
from training.services.voiding import resting_on_attendance, void_completion
from training.tests.factories import ProgrammeFactory
from training.tests.requirements import any_of, course_entry, require
from training.tests.voiding.steps import (
    REASON,
    asked,
    attend,
    day,
    duty_of,
    finish,
    found_by_check,
    go,
    refusal,
    void_all,
    workshop_entry,
)

pytestmark = pytest.mark.django_db


# --- what rests on it ----------------------------------------------------------------------


def test_only_what_would_not_be_met_without_it_rests_on_it(clock, cast, workshop, course, programme):
    go(clock, 10)
    either = asked(cast, any_of(course_entry(course), workshop_entry(workshop)))
    row = finish(cast, programme, workshop, course)
    assert cast.learner.programme_completions.valid().count() == 2
    assert [(one.completion.programme, one.duty.programme) for one in resting_on_attendance(row)] == [
        (programme, programme)
    ]
    assert duty_of(cast.learner, either).is_met


def test_second_attendance_carries_it_only_with_its_later_date(clock, cast, workshop, course, programme):
    go(clock, 20)
    first = finish(cast, programme, workshop, course)
    attend(cast, workshop, cast.learner, on=15)
    [one] = resting_on_attendance(first)
    assert (one.standing.is_met, timezone.localdate(one.standing.met_at)) == (True, day(15))
    void_all(first, cast.trainer)
    duty, valid = duty_of(cast.learner, programme), cast.learner.programme_completions.valid().get()
    assert (duty.progress, timezone.localdate(duty.earned_at), valid.number) == (ProgressState.MET, day(15), 2)
    assert found_by_check() == []


def test_nothing_rests_on_an_attendance_that_no_programme_asks(clock, cast, workshop):
    row = attend(cast, workshop, cast.learner)
    assert resting_on_attendance(row) == []
    withdraw_attendance(attendance=row, reason=REASON, by=cast.trainer)
    [notice] = Notice.objects.filter(recipient=cast.learner)
    assert notice.kind == "attendance_withdrawn"


# --- deciding ------------------------------------------------------------------------------


def test_each_completion_needs_a_decision_and_no_other_is_touched(clock, cast, workshop, course, programme):
    go(clock, 10)
    row = finish(cast, programme, workshop, course)
    [one] = resting_on_attendance(row)
    for verdicts in [{}, {one.completion.pk: Verdict.VOID, 0: Verdict.VOID}, {0: Verdict.STAND}]:
        code = refusal(withdraw_attendance, attendance=row, reason=REASON, by=cast.trainer, verdicts=verdicts)
        assert code == "undecided"
    assert not hasattr(Attendance.objects.get(pk=row.pk), "withdrawal")
    assert duty_of(cast.learner, programme).is_met


def test_what_is_let_stand_stays_finished_and_may_be_voided_later(clock, cast, workshop, course, programme):
    go(clock, 10)
    row = finish(cast, programme, workshop, course)
    void_all(row, cast.trainer, Verdict.STAND)
    duty = duty_of(cast.learner, programme)
    completion = cast.learner.programme_completions.valid().get()
    assert (duty.progress, found_by_check()) == (ProgressState.MET, [])
    assert list(CompletionKeeping.objects.values_list("completion", "reason", "decided_by")) == [
        (completion.pk, REASON, cast.trainer.pk)
    ]
    assert not CompletionVoidance.objects.exists()

    void_completion(completion=completion, reason="核实后不算", by=cast.administrator)
    assert duty_of(cast.learner, programme).progress == ProgressState.IN_PROGRESS
    assert refusal(void_completion, completion=completion, reason="再来", by=cast.trainer) == "voided"


def test_completion_that_the_evidence_meets_is_not_voided(clock, cast, workshop, course, programme):
    go(clock, 10)
    finish(cast, programme, workshop, course)
    completion = cast.learner.programme_completions.get()
    assert refusal(void_completion, completion=completion, reason=REASON, by=cast.trainer) == "still_met"


# --- what follows --------------------------------------------------------------------------


def test_duty_is_open_again_with_its_date_and_the_figures_follow(clock, cast, workshop, course, programme):
    go(clock, 10)
    row = finish(cast, programme, workshop, course)
    go(clock, 20)
    void_all(row, cast.trainer)

    duty = duty_of(cast.learner, programme)
    assert (duty.cycle, duty.progress, duty.due_on, duty.earned_at) == (1, ProgressState.IN_PROGRESS, day(30), None)
    assert not finished_people(programme).filter(user=cast.learner).exists()
    assert cast.learner.programme_completions.count() == 1
    assert read_account(user=cast.learner, year=2026, today=day(20)).sums.total == course.hours
    assert found_by_check() == []
    then = {number: counted_duties(programme, day(number)).get(user=cast.learner).status for number in (1, 5, 15, 20)}
    begun = DutyStatus.IN_PROGRESS
    assert then == {1: DutyStatus.NOT_STARTED, 5: begun, 15: begun, 20: begun}

    row = attend(cast, workshop, cast.learner, on=18)
    duty.refresh_from_db()
    assert (duty.progress, timezone.localdate(duty.earned_at)) == (ProgressState.MET, day(18))
    assert list(cast.learner.programme_completions.order_by("number").values_list("cycle", "number")) == [
        (1, 1),
        (1, 2),
    ]
    assert counted_duties(programme, day(15)).get(user=cast.learner).status == begun
    assert found_by_check() == []


def test_past_date_leaves_it_overdue_told_and_with_a_make_up(clock, cast, workshop, course, programme):
    go(clock, 10)
    row = finish(cast, programme, workshop, course)
    go(clock, 40)
    void_all(row, cast.trainer)
    assert duty_of(cast.learner, programme).status_on(day(40)) == DutyStatus.OVERDUE
    notice = Notice.objects.get(recipient=cast.learner, kind="completion_voided")
    with translation.override("en"):
        [shown] = current_notices(cast.learner, [notice])
    assert (REASON in shown.wording.text, "a date can be extended" in shown.wording.text) == (True, True)
    assert shown.wording.url == reverse("training:duty", args=[duty_of(cast.learner, programme).pk])
    open_due_make_ups()
    assert duty_of(cast.learner, programme).make_ups.open().count() == 1


def test_nothing_left_is_not_started_on_every_day(clock, cast, workshop):
    programme = asked(cast, workshop_entry(workshop))
    go(clock, 10)
    row = attend(cast, workshop, cast.learner, on=5)
    void_all(row, cast.trainer)
    days = [counted_duties(programme, day(one)).get(user=cast.learner).status for one in (1, 6, 9, 10)]
    assert (days, found_by_check()) == ([DutyStatus.NOT_STARTED] * 4, [])


def test_who_was_never_asked_is_no_longer_finished_and_can_finish_again(clock, cast, workshop):
    programme = require(ProgrammeFactory(), workshop_entry(workshop))
    apply_rule(programme=programme)
    go(clock, 10)
    void_all(attend(cast, workshop, cast.learner, on=5), cast.trainer)
    assert not cast.learner.programme_completions.valid().exists()
    attend(cast, workshop, cast.learner, on=8)
    assert cast.learner.programme_completions.valid().get().number == 2
    ProgrammeAssignment.objects.create(programme=programme, person=cast.learner, due_rule="none")
    update_duties()
    assert timezone.localdate(duty_of(cast.learner, programme).earned_at) == day(8)


def test_duty_that_nobody_asks_any_more_is_released(clock, cast, workshop):
    programme = asked(cast, workshop_entry(workshop))
    go(clock, 10)
    row = attend(cast, workshop, cast.learner, on=5)
    take_back_assignment(assignment=programme.assignments.get(), reason="发错了", by=cast.administrator)
    void_all(row, cast.trainer)
    duty = duty_of(cast.learner, programme)
    assert (duty.is_released, duty.counts_until, found_by_check()) == (True, day(9), [])


def test_later_cycle_leaves_the_earlier_one_as_it_is(clock, cast, workshop):
    asked(cast, workshop_entry(workshop), validity_rule=ValidityRule.FROM_COMPLETION, validity_months=12)
    go(clock, 5)
    row = attend(cast, workshop, cast.learner, on=5)
    go(clock, 350)
    update_duties()
    [one] = resting_on_attendance(row)
    assert one.has_later_cycle
    code = refusal(
        withdraw_attendance, attendance=row, reason=REASON, by=cast.trainer, verdicts={one.completion.pk: "void"}
    )
    assert code == "undecided"
    withdraw_attendance(attendance=row, reason=REASON, by=cast.trainer)
    assert CompletionKeeping.objects.get().completion == one.completion
    assert refusal(void_completion, completion=one.completion, reason=REASON, by=cast.trainer) == "later_cycle"
    assert found_by_check() == []


def test_renewal_that_is_voided_runs_out_with_what_it_renewed(clock, cast, workshop):
    programme = asked(cast, workshop_entry(workshop), validity_rule=ValidityRule.FROM_COMPLETION, validity_months=12)
    go(clock, 5)
    attend(cast, workshop, cast.learner, on=5)
    go(clock, 350)
    update_duties()
    until = duty_of(cast.learner, programme).valid_until
    row = attend(cast, workshop, cast.learner, on=349)
    assert duty_of(cast.learner, programme).valid_until > until
    void_all(row, cast.trainer)
    duty = duty_of(cast.learner, programme)
    assert (duty.cycle, duty.progress, duty.valid_until) == (2, ProgressState.NOT_STARTED, until)
    assert cast.learner.programme_completions.valid().get().cycle == 1
