"""Taking back what was accepted by mistake, certificates of what is voided, and who may do it."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from audit.models import AuditEvent
from notices.models import Notice
from notices.reading import current_notices
from training.enums import CertificateState, ProgressState, Verdict
from training.errors import CertificationRefused, DutyRefused
from training.models import (
    Attendance,
    Certificate,
    CompletionVoidance,
    OutsideReviewWithdrawal,
    OutsideTraining,
    ProgrammeCompletion,
)
from training.permissions import user_can_void_completion, user_can_withdraw_review
from training.services.attendance import withdraw_attendance
from training.services.certification import issue_certificate, issue_certificates
from training.services.hours import read_account
from training.services.outside_training import withdraw_review
from training.services.rules import apply_rule
from training.services.voiding import resting_on_attendance, resting_on_outside, void_completion
from training.tests.factories import ProgrammeFactory
from training.tests.outside_steps import claimed, reviewed
from training.tests.requirements import require
from training.tests.test_spot_permissions import named
from training.tests.voiding.steps import (
    KEEPERS,
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


# --- outside training ----------------------------------------------------------------------


def test_acceptance_is_taken_back_with_hours_and_evidence(clock, cast, programme, outside):
    [one] = resting_on_outside(outside)
    verdicts = {one.completion.pk: Verdict.VOID}
    assert refusal(withdraw_review, training=outside, reason=REASON, by=cast.trainer, verdicts={}) == "undecided"
    withdraw_review(training=outside, reason=REASON, by=cast.trainer, verdicts=verdicts)
    assert duty_of(cast.learner, programme).progress == ProgressState.IN_PROGRESS
    assert read_account(user=cast.learner, year=2026, today=day(20)).sums.total == Decimal("0.5")
    assert set(Notice.objects.filter(recipient=cast.learner).values_list("kind", flat=True)) == {
        "outside_reviewed",
        "acceptance_withdrawn",
        "completion_voided",
    }
    shown = current_notices(cast.learner, list(Notice.objects.filter(kind="outside_reviewed")))
    assert shown == []
    again = OutsideTraining.objects.get(pk=outside.pk)
    code = refusal(withdraw_review, training=again, reason=REASON, by=cast.trainer, verdicts={})
    assert (code, found_by_check()) == ("not_accepted", [])
    assert claimed(cast.learner, duty=duty_of(cast.learner, programme), part=1).is_waiting


def test_claim_that_was_not_accepted_is_not_taken_back(clock, cast):
    claim = claimed(cast.learner)
    assert refusal(withdraw_review, training=claim, reason=REASON, by=cast.trainer, verdicts={}) == "not_accepted"


# --- certificates --------------------------------------------------------------------------


def test_certificate_is_revoked_with_it_and_the_right_one_issued_later(clock, cast, workshop, course, programme):
    go(clock, 10)
    row = finish(cast, programme, workshop, course)
    completion = cast.learner.programme_completions.get()
    old = issue_certificate(completion=completion)
    assert resting_on_attendance(row)[0].certificate == old
    void_all(row, cast.trainer)
    old = Certificate.objects.get(pk=old.pk)
    assert (old.state, old.revocation.reason, old.revocation.revoked_by) == (
        CertificateState.REVOKED,
        REASON,
        cast.trainer,
    )
    assert issue_certificates() == 0
    attend(cast, workshop, cast.learner, on=4)
    issue_certificates()
    new = Certificate.objects.get(completion__number=2)
    assert (new.state, new.supersedes, new.earned_at < old.earned_at) == (CertificateState.VALID, old, True)


def test_voided_completion_is_not_certified(clock, cast, workshop, course, programme):
    go(clock, 10)
    void_all(finish(cast, programme, workshop, course), cast.trainer)
    with pytest.raises(CertificationRefused):
        issue_certificate(completion=cast.learner.programme_completions.get())


def test_check_finds_what_a_voidance_should_have_changed(clock, cast, workshop, course, programme):
    go(clock, 10)
    finish(cast, programme, workshop, course)
    completion = cast.learner.programme_completions.get()
    certificate = issue_certificate(completion=completion)
    CompletionVoidance.objects.create(completion=completion, reason=REASON, voided_by=cast.trainer)
    assert found_by_check() == [
        ("earned_at", completion.earned_at, None),
        ("certificate", certificate.serial, CertificateState.REVOKED),
    ]


# --- who may, and the trail ----------------------------------------------------------------


def test_rules_agree_with_their_lists_for_everybody(clock, cast, workshop, outside):
    people = {name: cast.people()[name] for name in ["learner", "junior", "outsider", "trainer"]}
    claims = {name: outside if name == "learner" else claimed(person) for name, person in people.items()}
    for name, claim in claims.items():
        if name != "learner":
            reviewed(claim, cast.administrator)
    other = require(ProgrammeFactory(), workshop_entry(workshop))
    apply_rule(programme=other)
    for person in people.values():
        attend(cast, workshop, person)
    done = {name: person.programme_completions.get(programme=other) for name, person in people.items()}
    may = {"learner": KEEPERS, "junior": KEEPERS, "outsider": {"administrator"}, "trainer": {"administrator"}}
    for who, person in named(cast).items():
        for name in people:
            claim = OutsideTraining.objects.with_all().get(pk=claims[name].pk)
            listed = claim in OutsideTraining.objects.kept_by(person)
            assert user_can_withdraw_review(person, claim) == listed == (who in may[name]), (who, name)
            listed = done[name] in ProgrammeCompletion.objects.kept_by(person)
            assert user_can_void_completion(person, done[name]) == listed == (who in may[name]), (who, name)


@pytest.mark.parametrize("part", ["learner", "editor", "overseer", "outside_overseer", "auditor", "visitor"])
def test_others_are_refused(clock, cast, outside, part):
    by = cast.people()[part]
    completion = cast.learner.programme_completions.get()
    verdicts = {completion.pk: Verdict.VOID}
    with pytest.raises((DutyRefused, PermissionError)):
        withdraw_review(training=outside, reason=REASON, by=by, verdicts=verdicts)
    with pytest.raises((DutyRefused, PermissionError)):
        void_completion(completion=completion, reason=REASON, by=by)
    assert not OutsideReviewWithdrawal.objects.exists()
    assert not CompletionVoidance.objects.exists()


def test_own_record_is_decided_by_somebody_else(clock, cast, workshop):
    programme = asked(cast, workshop_entry(workshop))
    row = attend(cast, workshop, cast.trainer)
    completion = cast.trainer.programme_completions.get(programme=programme)
    assert refusal(void_completion, completion=completion, reason=REASON, by=cast.trainer) == "own"
    verdicts = {completion.pk: Verdict.VOID}
    assert refusal(withdraw_attendance, attendance=row, reason=REASON, by=cast.trainer, verdicts=verdicts) == "own"
    void_all(row, cast.administrator)
    assert CompletionVoidance.objects.get().voided_by == cast.administrator


def test_trail_keeps_who_did_it_with_whose_record(clock, cast, workshop, course, programme):
    go(clock, 10)
    void_all(finish(cast, programme, workshop, course), cast.trainer)
    found = AuditEvent.objects.about(cast.learner).values_list("action", "actor_id", "object_type")
    assert list(found) == [
        ("completion_voided", cast.trainer.pk, "training.programmecompletion"),
        ("evidence_withdrawn", cast.trainer.pk, "training.attendance"),
    ]


def test_database_keeps_what_was_decided(clock, cast, workshop, course, programme):
    go(clock, 10)
    void_all(finish(cast, programme, workshop, course), cast.trainer)
    with pytest.raises(DatabaseError), transaction.atomic():
        CompletionVoidance.objects.update(reason="改写")


@pytest.mark.parametrize("count", [1, 3])
def test_preview_asks_the_same_for_any_number(clock, cast, workshop, count, django_assert_num_queries):
    for _number in range(count):
        asked(cast, workshop_entry(workshop))
    row = attend(cast, workshop, cast.learner)
    row = Attendance.objects.select_related("user", "session").get(pk=row.pk)
    with django_assert_num_queries(8):
        assert len(resting_on_attendance(row)) == count
