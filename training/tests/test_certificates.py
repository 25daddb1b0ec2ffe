"""Certificates: frozen at issue, numbered without a gap, revoked and superseded by rows of their own."""

import datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from cadres.models import User
from training.certificate_facts import CertificateFacts, Requirement, mask_number
from training.enums import CertificateState, ValidityRule
from training.errors import CertificationRefused, SignatureRefused
from training.models import Certificate, CertificateCounter, CertificateRevocation
from training.permissions import user_can_list_certificates, user_can_revoke_certificate, user_can_view_certificate
from training.services.certification import (
    certificates_revocable_by,
    issue_certificate,
    issue_certificates,
    revoke_certificate,
)
from training.services.completion import acknowledge_lesson
from training.services.verification import is_signed_as_stored, verify_text
from training.signing_keys import public_keys
from training.tests.certificate_steps import NOW, certify, certify_again, finish, today
from training.tests.factories import CourseFactory, ProgrammeFactory

DAY = datetime.timedelta(days=1)


def seconds(count):
    return NOW + datetime.timedelta(seconds=count)


# --- issuing -------------------------------------------------------------------------------


def test_certificate_holds_every_fact_of_the_day_of_issue(cast, settings):
    settings.CERTIFICATE_ORGANISATION = "training.tests.test_certificates.organisation"
    certificate = certify(cast.learner, valid_until=today() + DAY)
    assert certificate.facts == CertificateFacts(
        serial="谈心〔2026〕第000001号",
        code=certificate.code,
        organisation="某区区委组织部",
        holder_name="林某",
        staff_number=mask_number(cast.learner.staff_number),
        department="组织部",
        programme="谈心谈话技能培训",
        requirements=(Requirement("谈前准备", 12), Requirement("倾听与提问", None)),
        hours="3.5",
        earned_on=datetime.date(2026, 11, 23),
        issued_on=datetime.date(2026, 11, 23),
        valid_until=datetime.date(2026, 11, 24),
    )
    assert len(certificate.code) == 22
    assert (certificate.year, certificate.number, certificate.hours) == (2026, 1, Decimal("3.50"))


def organisation():
    return "某区区委组织部"


def test_certificate_is_issued_once(cast):
    completion = finish(cast.learner)
    first = issue_certificate(completion=completion, at=NOW)
    assert issue_certificate(completion=completion, valid_until=today(), at=NOW + DAY) == first
    assert Certificate.objects.get().valid_until is None


def test_nothing_that_happens_later_changes_what_was_certified(cast):
    certificate = certify(cast.learner)
    before = certificate.facts
    User.objects.filter(pk=cast.learner.pk).update(name="改名", staff_number="changed")
    cast.learner.postings.all().delete()
    certificate.programme.title = "改名的项目"
    certificate.programme.save()
    certificate.completion.programme_title = "改名的项目"
    certificate.completion.hours = 9
    certificate.completion.save()
    issue_certificates(at=NOW + DAY)
    again = Certificate.objects.get()
    assert (again.facts, again.token) == (before, certificate.token)
    assert is_signed_as_stored(again, keys=public_keys())


def test_person_without_a_post_is_certified_without_a_department(cast):
    cast.learner.postings.all().delete()
    assert certify(cast.learner).department_name == ""


def test_codes_differ(cast):
    people = [cast.learner, cast.junior, cast.outsider]
    assert len({certify(person).code for person in people}) == 3


# --- numbers -------------------------------------------------------------------------------


def test_numbers_count_from_one_in_each_year_of_the_place(cast):
    """The second is issued on New Year's Day here, while it is still the old year in universal time."""
    moments = [datetime.datetime(2026, 12, 31, hour, tzinfo=datetime.UTC) for hour in (15, 16, 17)]
    people = [cast.learner, cast.junior, cast.outsider]
    found = [certify(person, at=at).serial for person, at in zip(people, moments, strict=True)]
    assert found == ["谈心〔2026〕第000001号", "谈心〔2027〕第000001号", "谈心〔2027〕第000002号"]


def test_number_that_was_taken_in_vain_is_given_to_the_next(cast):
    with transaction.atomic():
        certify(cast.learner)
        transaction.set_rollback(True)
    assert certify(cast.junior).number == 1
    assert CertificateCounter.objects.get().last_number == 1


def test_word_before_the_year_is_a_setting(cast, settings):
    settings.CERTIFICATE_MARK = "甲组训"
    assert certify(cast.learner).serial == "甲组训〔2026〕第000001号"


# --- all that wait -------------------------------------------------------------------------


def test_command_issues_in_the_order_of_the_evidence_and_only_once(cast, capsys):
    for person, second in [(cast.junior, 3), (cast.learner, 1), (cast.outsider, 2)]:
        finish(person, earned_at=seconds(second))
    finish(cast.visitor, programme=ProgrammeFactory(issues_certificate=False))
    with override("en"):
        call_command("issue_certificates")
        call_command("issue_certificates")
    issued = Certificate.objects.order_by("number")
    assert [certificate.user for certificate in issued] == [cast.learner, cast.outsider, cast.junior]
    assert {certificate.valid_until for certificate in issued} == {None}
    assert capsys.readouterr().out.splitlines() == ["3 certificates issued.", "0 certificates issued."]


def test_who_meets_a_duty_gets_a_certificate_that_is_good_as_long_as_the_rule_says(
    cast, django_capture_on_commit_callbacks
):
    course = CourseFactory(lessons=1)
    ProgrammeFactory(
        courses=[course], departments=[cast.own], validity_rule=ValidityRule.FROM_COMPLETION, validity_months=24
    )
    with django_capture_on_commit_callbacks(execute=True):
        for user in (cast.learner, cast.outsider):
            acknowledge_lesson(user=user, lesson=course.units()[0], at=NOW)

    assert cast.learner.duties.get().valid_until == datetime.date(2028, 11, 23)
    assert dict(Certificate.objects.values_list("user", "valid_until")) == {
        cast.learner.pk: datetime.date(2028, 11, 23),
        # Nobody asked it of this one.
        cast.outsider.pk: datetime.date(2028, 11, 23),
    }


def test_revoked_certificate_is_not_issued_anew(cast):
    revoke_certificate(certificate=certify(cast.learner), by=cast.trainer, reason="代考", at=NOW)
    assert issue_certificates(at=NOW) == 0


# --- state ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "state"),
    [(None, "valid"), (1, "valid"), (0, "valid"), (-1, "expired")],
)
def test_certificate_is_good_to_the_end_of_its_last_day(cast, until, state):
    certificate = certify(cast.learner, valid_until=None if until is None else today() + until * DAY)
    assert certificate.state_on(today()) == state


def test_later_certificate_of_the_same_programme_supersedes_the_earlier(cast):
    first = certify(cast.learner)
    other = certify(cast.learner)
    second = certify_again(first)
    third = certify_again(second)
    states = {one.pk: one.state_on(today()).value for one in Certificate.objects.with_state()}
    assert [states[one.pk] for one in (first, second, third, other)] == ["superseded", "superseded", "valid", "valid"]
    assert (second.supersedes, third.supersedes, other.supersedes) == (first, second, None)


def test_certificate_of_an_earlier_completion_does_not_supersede_a_later_one(cast):
    first = certify(cast.learner)
    with pytest.raises(CertificationRefused) as refused:
        certify_again(first, after=-DAY)
    assert refused.value.code == "overtaken"
    assert issue_certificates(at=NOW) == 0
    assert Certificate.objects.count() == 1


def test_revocation_weighs_more_than_a_successor_and_that_more_than_the_date(cast):
    first = certify(cast.learner, valid_until=today() - DAY)
    assert Certificate.objects.with_state().get().state_on(today()) == "expired"
    certify_again(first)
    assert Certificate.objects.with_state().get(pk=first.pk).state_on(today()) == "superseded"
    revoke_certificate(certificate=first, by=cast.trainer, reason="代考", at=NOW)
    assert Certificate.objects.with_state().get(pk=first.pk).state_on(today()) == "revoked"


def test_states_of_the_list_are_those_of_each_certificate(cast):
    superseded = certify(cast.learner, valid_until=today() - DAY)
    certify_again(superseded)
    revoked = certify(cast.junior)
    revoke_certificate(certificate=revoked, by=cast.trainer, reason="代考", at=NOW)
    certify(cast.outsider, valid_until=today() - DAY)
    certify(cast.editor, valid_until=today())
    for state in CertificateState:
        listed = set(Certificate.objects.in_state(state, on=today()))
        assert listed == {one for one in Certificate.objects.with_state() if one.state_on(today()) == state}, state
        assert listed


# --- revoking ------------------------------------------------------------------------------


def test_revoking_twice_is_revoking_once(cast):
    certificate = certify(cast.learner)
    first = revoke_certificate(certificate=certificate, by=cast.trainer, reason=" 代考 ", at=NOW)
    again = revoke_certificate(certificate=certificate, by=cast.administrator, reason="别的", at=NOW + DAY)
    assert again == first
    kept = CertificateRevocation.objects.get()
    assert (kept.reason, kept.revoked_by, kept.revoked_at) == ("代考", cast.trainer, NOW)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_revocation_without_a_reason_is_refused(cast, reason):
    with pytest.raises(CertificationRefused):
        revoke_certificate(certificate=certify(cast.learner), by=cast.trainer, reason=reason)
    assert not CertificateRevocation.objects.exists()


def test_revocation_by_others_is_refused(cast):
    certificate = certify(cast.learner)
    for name, person in cast.people().items():
        if name not in {"trainer", "administrator"}:
            with pytest.raises(PermissionError):
                revoke_certificate(certificate=certificate, by=person, reason="代考")
    assert not CertificateRevocation.objects.exists()


# --- who may what --------------------------------------------------------------------------


def test_rules_and_lists_agree_for_the_whole_cast(cast):
    issued = [certify(person) for person in cast.people().values()]
    for name, person in cast.people().items():
        seen, revocable = Certificate.objects.visible_to(person), certificates_revocable_by(person)
        assert set(seen) == {one for one in issued if user_can_view_certificate(person, one)}, name
        assert set(revocable) == {one for one in issued if user_can_revoke_certificate(person, one)}, name
        assert not revocable.filter(user=person).exists(), name


def test_who_sees_and_lists_certificates_of_the_learner(cast):
    certificate = certify(cast.learner)
    people = cast.people()
    leaders = {"trainer", "editor", "overseer", "chief", "administrator", "auditor"}
    assert {name for name in people if user_can_view_certificate(people[name], certificate)} == leaders | {"learner"}
    listing = {name for name in people if user_can_list_certificates(people[name])}
    assert listing == leaders | {"outside_overseer"}


# --- what the database refuses -------------------------------------------------------------


@pytest.mark.parametrize("model", [Certificate, CertificateRevocation])
def test_database_refuses_to_change_or_delete(cast, model):
    revoke_certificate(certificate=certify(cast.learner), by=cast.trainer, reason="代考", at=NOW)
    rows = model.objects.all()
    for field in [field for field in model._meta.concrete_fields if not field.primary_key]:
        value = getattr(rows.get(), field.attname)
        with pytest.raises(DatabaseError, match="is evidence"), transaction.atomic():
            rows.update(**{field.attname: value})
    with pytest.raises(DatabaseError, match="is evidence"), transaction.atomic():
        rows._raw_delete(rows.db)


def test_rows_refuse_to_be_saved_again(cast):
    certificate = certify(cast.learner)
    revocation = revoke_certificate(certificate=certificate, by=cast.trainer, reason="代考", at=NOW)
    for row in (certificate, revocation):
        with pytest.raises(TypeError):
            row.save()


def test_certificate_outlives_its_completion_and_holder(cast):
    certificate = certify(cast.learner)
    for row in (certificate.completion, certificate.user, certificate.programme):
        with pytest.raises(ProtectedError):
            row.delete()


# --- signature -----------------------------------------------------------------------------


def test_signed_text_verifies_and_names_certificate_and_key(cast):
    certificate = certify(cast.learner)
    verdict = verify_text(f"https://x/verify/a/#{certificate.token}", keys=public_keys(), on=today())
    assert (verdict.facts, verdict.key_id) == (certificate.facts, certificate.key_id)
    assert (verdict.certificate, verdict.state, verdict.holds) == (certificate, CertificateState.VALID, True)


def test_genuine_text_that_is_not_on_record_does_not_hold(cast):
    with transaction.atomic():
        token = certify(cast.learner).token
        transaction.set_rollback(True)
    verdict = verify_text(token, keys=public_keys(), on=today())
    assert (verdict.certificate, verdict.state, verdict.holds) == (None, CertificateState.VALID, False)


def test_row_that_no_longer_says_what_was_signed_is_found_out(cast):
    certificate = certify(cast.learner)
    for field in ["holder_name", "programme_title", "serial", "organisation", "department_name"]:
        changed = Certificate.objects.get()
        setattr(changed, field, "别的")
        assert not is_signed_as_stored(changed, keys=public_keys()), field
    assert is_signed_as_stored(certificate, keys=public_keys())
    assert not is_signed_as_stored(certificate, keys={})


words = st.text(st.characters(codec="utf-8"), max_size=40)


@given(
    st.builds(
        CertificateFacts,
        serial=words,
        code=words,
        organisation=words,
        holder_name=words,
        staff_number=words,
        department=words,
        programme=words,
        requirements=st.lists(st.builds(Requirement, words, st.none() | st.integers(0, 2**63 - 1))).map(tuple),
        hours=st.decimals(0, 999, places=2).map(lambda hours: f"{hours.normalize():f}"),
        earned_on=st.dates(),
        issued_on=st.dates(),
        valid_until=st.none() | st.dates(),
    )
)
def test_facts_survive_the_way_into_the_signed_text_and_back(facts):
    assert CertificateFacts.from_payload(facts.to_payload()) == facts


@pytest.mark.parametrize("payload", [b"", b"{}", b"[]", b"\xff", b'{"v":2}', b'{"v":1}', b"null", b"1"])
def test_other_payload_is_refused(payload):
    with pytest.raises(SignatureRefused):
        CertificateFacts.from_payload(payload)


@given(st.text(min_size=1, max_size=32))
def test_masked_number_shows_less_than_half_of_it_and_at_most_three_characters(number):
    masked = mask_number(number)
    shown = masked.lstrip("*")
    assert len(masked) == len(number)
    assert number.endswith(shown)
    assert len(shown) <= min(3, len(number) // 2)
