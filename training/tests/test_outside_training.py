"""Outside training: what may be claimed, who decides, and what follows for the duty."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from notices.models import Notice
from notices.reading import current_notices
from training.enums import ProgressState
from training.errors import ClaimRefused, DutyRefused
from training.models import Duty, OutsideReview, OutsideTraining
from training.permissions import user_can_review_outside_training, user_can_view_outside_training
from training.proofs import proof_kind, proof_name
from training.services.duties import refresh_duties
from training.services.outside_claims import withdraw_claim
from training.tests.factories import CourseCompletionFactory, CourseFactory, ProgrammeFactory
from training.tests.outside_steps import JPEG, PDF, PNG, claimed, day, proof, reviewed
from training.tests.test_spot_permissions import named

pytestmark = pytest.mark.django_db
REVIEWERS = {"trainer", "administrator"}


@pytest.fixture
def courses(db):
    return [CourseFactory(title="谈前准备", lessons=1), CourseFactory(title="倾听提问", lessons=1)]


@pytest.fixture
def programme(cast, courses):
    return ProgrammeFactory(title="谈心谈话技能培训", courses=courses, departments=[cast.own])


@pytest.fixture
def duty(cast, programme):
    return programme.duties.get(user=cast.learner)


def refused(user, **changes):
    with pytest.raises(ClaimRefused) as caught:
        claimed(user, **changes)
    return caught.value.code, caught.value.field


# --- what may be claimed -------------------------------------------------------------------


def test_claim_keeps_what_was_said_and_hides_the_file(cast):
    claim = claimed(cast.learner, title=" 党校专题班 ", file=proof("C:\\证书\\扫描件.PDF"))

    stored = OutsideTraining.objects.get()
    assert (stored, stored.user, stored.title, stored.hours) == (claim, cast.learner, "党校专题班", Decimal(16))
    assert (stored.programme, stored.requirement, stored.requirement_title) == (None, "", "")
    assert stored.proof_name == "扫描件.pdf"
    assert "扫描件" not in stored.proof.name
    assert stored.proof.name.endswith(".pdf")
    assert stored.proof.read() == PDF
    assert not default_storage.exists(stored.proof.name)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"began_on": day(-3), "ended_on": day(-4)}, ("wrong_order", "ended_on")),
        ({"ended_on": day(1)}, ("not_over", "ended_on")),
        ({"hours": Decimal(0)}, ("no_hours", "hours")),
        ({"hours": Decimal("36.25")}, ("too_many_hours", "hours")),
        ({"file": proof(content=b"MZ a program")}, ("no_proof", "proof")),
        ({"file": proof(content=b"<html>%PDF-")}, ("no_proof", "proof")),
        ({"file": proof(name="page.html")}, ("no_proof", "proof")),
        ({"file": proof(content=b"")}, ("no_proof", "proof")),
    ],
)
def test_what_cannot_be_claimed(cast, changes, expected):
    assert refused(cast.learner, **changes) == expected
    assert not OutsideTraining.objects.exists()


def test_claim_is_possible_on_the_last_day_with_all_hours_of_its_days(cast):
    claim = claimed(cast.learner, began_on=day(-1), ended_on=day(0), hours=Decimal(24))
    assert claim.is_waiting


def test_proof_larger_than_the_setting_is_refused(cast, settings):
    settings.PROOF_MAX_MB = 1
    assert refused(cast.learner, file=proof(content=PDF + b" " * 1024 * 1024)) == ("proof_too_large", "proof")
    assert claimed(cast.learner, file=proof(content=PDF.ljust(1024 * 1024))).is_waiting


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (PDF, "证书.pdf", "证书.pdf"),
        (JPEG, "照片.jpeg", "照片.jpeg"),
        (PNG, "照片.jpg", "照片.png"),
        (PDF, "../../etc/passwd.png", "passwd.pdf"),
        (PNG, "a\x00\nb.png", "ab.png"),
        (PNG, ".png", "png.png"),
        (PDF, f"{'长' * 300}.pdf", f"{'长' * 120}.pdf"),
    ],
)
def test_name_of_a_proof_tells_the_truth_about_its_content(content, name, kept):
    assert proof_name(name, proof_kind(content)) == kept


def test_same_training_is_not_claimed_twice(cast):
    first = claimed(cast.learner)
    assert refused(cast.learner, title="党校 谈心谈话专题班", hours=Decimal(8)) == ("claimed_already", "title")
    assert claimed(cast.junior).is_waiting
    assert claimed(cast.learner, ended_on=day(-9)).is_waiting

    reviewed(first, cast.trainer)
    assert refused(cast.learner) == ("claimed_already", "title")


def test_what_was_withdrawn_or_refused_may_be_claimed_anew(cast):
    withdraw_claim(training=claimed(cast.learner), by=cast.learner)
    reviewed(claimed(cast.learner), cast.trainer, is_accepted=False)
    assert claimed(cast.learner).is_waiting


# --- in place of a part of a duty ----------------------------------------------------------


def test_claim_names_the_part_in_whose_place_it_stands(cast, programme, duty):
    claim = claimed(cast.learner, duty=duty, part=1)
    assert (claim.programme, claim.requirement) == (programme, duty.rule.leaves()[1].key)
    assert claim.requirement_title == "倾听提问"


def test_claim_is_refused_in_place_of_what_is_not_missing_in_an_own_duty(cast, courses, duty):
    others = Duty.objects.get(user=cast.junior)
    assert refused(cast.learner, duty=others) == ("not_asked", "in_place_of")

    CourseCompletionFactory(user=cast.learner, course=courses[0])
    assert refused(cast.learner, duty=duty, part=0) == ("not_asked", "in_place_of")

    for part, title in enumerate(["甲班", "乙班"]):
        if part:
            reviewed(claimed(cast.learner, duty=duty, part=part, title=title), cast.trainer)
    duty.refresh_from_db()
    assert duty.is_met
    assert refused(cast.learner, duty=duty, part=1, title="丙班") == ("not_asked", "in_place_of")


def test_one_claim_at_a_time_stands_in_place_of_a_part(cast, duty):
    first = claimed(cast.learner, duty=duty)
    assert refused(cast.learner, duty=duty, title="另一个班") == ("waiting", "in_place_of")
    withdraw_claim(training=first, by=cast.learner)
    assert claimed(cast.learner, duty=duty, title="另一个班").is_waiting


def test_accepted_claim_meets_the_part_of_its_own_programme_alone(cast, courses, duty):
    other = ProgrammeFactory(title="骨干培训", courses=courses, departments=[cast.own])
    twin = other.duties.get(user=cast.learner)
    assert duty.rule.leaves()[0].key == twin.rule.leaves()[0].key
    reviewed(claimed(cast.learner, duty=duty, part=0), cast.trainer)
    reviewed(claimed(cast.learner, duty=duty, part=1, title="另一个班"), cast.trainer)
    refresh_duties(duties=Duty.objects.all())
    assert [Duty.objects.get(pk=one.pk).progress for one in (duty, twin)] == [
        ProgressState.MET,
        ProgressState.NOT_STARTED,
    ]


def test_renewal_takes_only_what_was_learned_in_it(cast, duty):
    Duty.objects.filter(pk=duty.pk).update(evidence_from=timezone.now() - datetime.timedelta(days=5))
    duty.refresh_from_db()
    assert refused(cast.learner, duty=duty) == ("too_early", "in_place_of")
    assert claimed(cast.learner, duty=duty, ended_on=day(-3)).is_waiting


# --- the decision --------------------------------------------------------------------------


def test_accepted_claim_meets_the_part_on_its_last_day_and_tells_the_person_alone(cast, duty):
    reviewed(claimed(cast.learner, duty=duty), cast.trainer)

    duty.refresh_from_db()
    assert (duty.progress, timezone.localdate(duty.since)) == (ProgressState.IN_PROGRESS, day(-10))
    [notice] = Notice.objects.all()
    assert (notice.recipient, notice.kind) == (cast.learner, "outside_reviewed")
    with translation.override("en"):
        [shown] = current_notices(cast.learner, [notice])
    assert shown.wording.title == "Accepted: 党校谈心谈话专题班"


def test_refused_claim_changes_nothing_and_brings_no_hours(cast, duty):
    review = reviewed(claimed(cast.learner, duty=duty), cast.trainer, is_accepted=False)
    duty.refresh_from_db()
    assert (duty.progress, review.hours) == (ProgressState.NOT_STARTED, 0)
    assert Notice.objects.get().recipient == cast.learner


@pytest.mark.parametrize("part", ["learner", "editor", "overseer", "outside_overseer", "auditor", "visitor"])
def test_only_trainers_and_administrators_who_see_the_person_decide(cast, part):
    claim = claimed(cast.learner)
    with pytest.raises((DutyRefused, PermissionError)):
        reviewed(claim, cast.people()[part])
    assert not OutsideReview.objects.exists()


def test_nobody_decides_twice_about_their_own_or_beyond_what_was_claimed(cast):
    claim = claimed(cast.learner)
    for by, hours, code in [(cast.trainer, Decimal(17), "other_hours"), (cast.learner, None, "own")]:
        with pytest.raises(DutyRefused) as caught:
            reviewed(claim, by, hours=hours)
        assert caught.value.code == code
    reviewed(claim, cast.trainer, hours=Decimal(0))
    with pytest.raises(DutyRefused) as caught:
        reviewed(claim, cast.administrator)
    assert caught.value.code == "reviewed"


def test_claim_is_withdrawn_by_the_person_until_it_is_decided(cast):
    claim = claimed(cast.learner)
    with pytest.raises(PermissionError):
        withdraw_claim(training=claim, by=cast.trainer)
    assert withdraw_claim(training=claim, by=cast.learner) == withdraw_claim(training=claim, by=cast.learner)
    with pytest.raises(DutyRefused) as caught:
        reviewed(claim, cast.trainer)
    assert caught.value.code == "claim_withdrawn"

    decided = claimed(cast.learner)
    reviewed(decided, cast.trainer)
    with pytest.raises(ClaimRefused):
        withdraw_claim(training=decided, by=cast.learner)


def test_database_keeps_claims_and_withdrawals_as_they_are(cast):
    claim = claimed(cast.learner)
    withdraw_claim(training=claim, by=cast.learner)
    for rows in (OutsideTraining.objects.all(), type(claim.withdrawal).objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(id=99)


# --- who sees and decides ------------------------------------------------------------------


def test_rules_agree_with_their_lists_for_everybody(cast):
    claims = {
        "learner": claimed(cast.learner),
        "junior": claimed(cast.junior),
        "outsider": claimed(cast.outsider),
        "trainer": claimed(cast.trainer),
    }
    decided = claimed(cast.learner, title="已定")
    reviewed(decided, cast.trainer)
    own = {"trainer", "editor", "overseer", "chief", "auditor", "administrator"}
    sees = {
        "learner": own | {"learner"},
        "junior": own | {"junior"},
        "outsider": {"outsider", "outside_overseer", "chief", "auditor", "administrator"},
        "trainer": own,
    }
    decides = {
        "learner": REVIEWERS,
        "junior": REVIEWERS,
        "outsider": {"administrator"},
        "trainer": {"administrator"},
    }
    for who, person in named(cast).items():
        seen = OutsideTraining.objects.visible_to(person)
        may = OutsideTraining.objects.reviewable_by(person)
        assert not user_can_review_outside_training(person, decided)
        assert decided not in may
        for name, claim in claims.items():
            assert user_can_view_outside_training(person, claim) == (claim in seen) == (who in sees[name]), (who, name)
            reviewable = user_can_review_outside_training(person, claim)
            assert reviewable == (claim in may) == (who in decides[name]), (who, name)
