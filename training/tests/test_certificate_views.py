"""The pages of certificates: open where they are meant to be, silent about everything else."""

import datetime
import re

import bs4
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from content.tests.pdf_text import pdf_text
from training.certificate_reading import signed_text_in
from training.certificate_sheet import certificate_pdf, file_name, qr_text, verification_address
from training.models import Certificate, CertificateRevocation
from training.services.certification import revoke_certificate
from training.tests.certificate_steps import NOW, certify, certify_again, today
from training.views import certificates as views

VERIFY_TEXT = reverse("training:verify_signed_text")
LIST = reverse("training:certificates")
REASON = "其中一门课程的测验由他人代答"
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


def page_of(certificate):
    return reverse("training:certificate", args=[certificate.pk])


def verify_page(certificate):
    return reverse("training:verify", args=[certificate.code])


def text_of(response):
    return bs4.BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ", strip=True)


def printed(certificate):
    """Every fact as it stands on paper, blanks aside."""
    facts = certificate.facts
    with override("zh-hans"):
        days = [date_format(day, "DATE_FORMAT") for day in (facts.earned_on, facts.issued_on, facts.valid_until)]
    courses = ["谈前准备内容版本12", "倾听与提问"]
    words = [facts.serial, facts.holder_name, facts.staff_number, facts.department, facts.programme, facts.organisation]
    return [*words, f"共{facts.hours}学时", *days, *courses, facts.code, certificate.key_id]


# --- paper ---------------------------------------------------------------------------------


def test_pdf_holds_every_fact_and_the_signed_text(cast, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://tanxin.example"
    certificate = certify(cast.learner, valid_until=today())
    pdf = certificate_pdf(certificate)
    text = pdf_text(pdf)
    assert [fact for fact in printed(certificate) if fact not in text] == []
    assert f"https://tanxin.example/verify/{certificate.code}/" in text
    assert signed_text_in(pdf) == certificate.token
    assert certificate_pdf(Certificate.objects.get()) == pdf


def test_pdf_without_department_or_end_says_so(cast):
    cast.learner.postings.all().delete()
    text = pdf_text(certificate_pdf(certify(cast.learner)))
    assert "林某（工号" in text
    assert "长期有效" in text


def test_pdf_sets_names_as_they_stand(cast):
    type(cast.learner).objects.filter(pk=cast.learner.pk).update(name="#李喆〇$*龘*")
    text = pdf_text(certificate_pdf(certify(cast.learner, title="“项目”_一_#二")))
    assert "#李喆〇$*龘*" in text
    assert "“项目”_一_#二" in text


def test_text_that_fits_no_qr_code_leaves_the_address(cast):
    certificate = certify(cast.learner)
    certificate.token += "x" * 4000
    assert certificate_pdf(certificate).startswith(b"%PDF")


def test_qr_keeps_the_facts_behind_the_sign_that_browsers_do_not_send(cast):
    certificate = certify(cast.learner)
    address, _hash, token = qr_text(certificate).partition("#")
    assert (address, token) == (verification_address(certificate), certificate.token)


# --- verifying by address ------------------------------------------------------------------


def test_visitor_reads_every_printed_fact_and_that_it_holds(client, cast):
    certificate = certify(cast.learner, valid_until=timezone.localdate())
    response = client.get(verify_page(certificate))
    text = text_of(response)
    facts = certificate.facts
    with override("en"):
        days = [date_format(day, "DATE_FORMAT") for day in (facts.earned_on, facts.issued_on, facts.valid_until)]
    words = [
        facts.serial, facts.code, facts.organisation, facts.holder_name, facts.staff_number, facts.department,
        facts.programme, facts.hours, *days, "谈前准备 (version 12)", "倾听与提问", certificate.key_id,
        "This certificate is genuine and valid.",
    ]  # fmt: skip
    assert response.status_code == 200
    assert [word for word in words if word not in text] == []


def test_page_says_nothing_of_others_and_nothing_that_is_not_printed(client, cast):
    certificate, other = certify(cast.learner), certify(cast.junior)
    text = text_of(client.get(verify_page(certificate)))
    for hidden in [cast.learner.staff_number, other.serial, other.code, "钱某", "干事"]:
        assert hidden not in text


@pytest.mark.parametrize(
    ("becomes", "words"),
    [
        ("expired", "it was good until"),
        ("superseded", "A newer certificate took the place of this one"),
        ("revoked", "This certificate was revoked on"),
    ],
)
def test_page_says_when_it_does_not_hold(client, cast, becomes, words):
    certificate = certify(cast.learner, valid_until=YESTERDAY if becomes == "expired" else None)
    if becomes == "superseded":
        certify_again(certificate, after=datetime.timedelta(minutes=1))
    if becomes == "revoked":
        revoke_certificate(certificate=certificate, by=cast.trainer, reason=REASON, at=NOW)
    response = client.get(verify_page(certificate))
    assert words in text_of(response)
    assert "genuine and valid" not in text_of(response)
    assert REASON not in response.content.decode()


def test_changed_row_is_told_and_its_facts_are_not_shown(client, cast, monkeypatch):
    certificate = certify(cast.learner)
    monkeypatch.setattr(views, "is_signed_as_stored", lambda *args, **kwargs: False)
    text = text_of(client.get(verify_page(certificate)))
    assert "do not agree" in text
    assert "林某" not in text


@pytest.mark.parametrize(
    "code", ["A" * 22, "a", "1", "é" * 22, "%00" * 22, "..", "a/b", "A" * 21 + "=", "A" * 5000, "'; DROP", "<b>"]
)
def test_unknown_and_malformed_codes_get_one_and_the_same_answer(client, cast, code):
    certify(cast.learner)
    unknown, other = client.get(f"/verify/{'B' * 22}/"), client.get(f"/verify/{code}/")
    assert (unknown.status_code, other.status_code) == (404, 404)
    assert _without_address(other) == _without_address(unknown)
    assert _without_length(other) == _without_length(unknown)


def _without_address(response):
    """The page without the address it leads back to, and without the token of its form."""
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode())
    return re.sub(r'(name="next" value|href)="[^"]*(?:verify|next)[^"]*"', "", text)


def _without_length(response):
    return {name: value for name, value in response.headers.items() if name != "Content-Length"}


def test_unknown_code_takes_the_queries_of_a_malformed_one(client, cast, django_assert_num_queries):
    for code in ["A" * 22, "a"]:
        with django_assert_num_queries(1):
            client.get(f"/verify/{code}/")


def test_pages_for_visitors_are_not_kept_and_not_indexed(client, cast):
    certificate = certify(cast.learner)
    for url in [VERIFY_TEXT, verify_page(certificate), f"/verify/{'B' * 22}/"]:
        response = client.get(url)
        assert response["Cache-Control"] == "no-store, private"
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_visitor_who_asks_too_often_has_to_wait(client, cast, settings):
    settings.ATTEMPT_LIMITS = {"verify": 3}
    cache.clear()
    address = verify_page(certify(cast.learner))
    answers = [client.get(address).status_code for _ in range(3)]
    assert [*answers, client.post(VERIFY_TEXT, {"text": "a"}).status_code] == [200, 200, 200, 429]
    assert client.get(address, REMOTE_ADDR="10.0.0.2").status_code == 200
    refused = client.get(address)
    assert (refused["Retry-After"], refused["Cache-Control"]) == ("60", "no-store, private")
    cache.clear()


@pytest.mark.parametrize(("header", "counted"), [("", "127.0.0.1"), ("X-Forwarded-For", "10.0.0.9")])
def test_address_of_a_visitor_is_taken_from_the_proxy_only_where_it_is_named(rf, settings, header, counted):
    settings.PROXY_ADDRESS_HEADER = header
    request = rf.get("/", headers={"X-Forwarded-For": "1.2.3.4, 10.0.0.9"})
    assert views.visitor_address(request) == counted


# --- verifying by signature ----------------------------------------------------------------


def test_pasted_text_is_verified(client, cast):
    certificate = certify(cast.learner)
    text = text_of(client.post(VERIFY_TEXT, {"text": f"  {qr_text(certificate)}\n"}))
    assert "genuine and valid" in text
    assert certificate.serial in text


def test_pasted_text_that_was_changed_is_refused(client, cast):
    token = certify(cast.learner).token
    changed = token[:-1] + ("A" if token[-1] != "A" else "Q")
    text = text_of(client.post(VERIFY_TEXT, {"text": changed}))
    assert "林某" not in text
    assert "genuine" not in text


@pytest.mark.parametrize("given", ["", "林某", "TX1." + "a" * 9000, "\x00", "https://x/verify/y/"])
def test_pasted_text_without_a_signature_is_refused(client, cast, given):
    response = client.post(VERIFY_TEXT, {"text": given})
    assert response.status_code == 200
    assert "verdict" not in response.context


def test_pasted_text_of_a_revoked_certificate_is_told(client, cast):
    certificate = certify(cast.learner)
    revoke_certificate(certificate=certificate, by=cast.trainer, reason=REASON, at=NOW)
    response = client.post(VERIFY_TEXT, {"text": certificate.token})
    assert "was revoked on" in text_of(response)
    assert REASON not in response.content.decode()


# --- looking up ----------------------------------------------------------------------------


def test_list_is_for_those_who_see_people_and_for_auditors(client, cast):
    issued = [certify(person) for person in (cast.learner, cast.junior, cast.outsider)]
    for name, person in cast.people().items():
        client.force_login(person)
        response = client.get(LIST)
        if name in {"learner", "junior", "outsider", "visitor", "reviewer"}:
            assert response.status_code == 403, name
        else:
            seen = set(Certificate.objects.visible_to(person))
            assert set(response.context["page_obj"]) == seen, name
            assert {one.serial in response.content.decode() for one in set(issued) - seen} <= {False}, name


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"text": "林某"}, {"learner"}),
        ({"text": "000002"}, {"junior"}),
        ({"state": "revoked"}, {"junior"}),
        ({"state": "valid"}, {"learner"}),
        ({"state": "nonsense"}, {"learner", "junior"}),
        ({"text": "没有"}, set()),
    ],
)
def test_list_is_narrowed(client, cast, query, found):
    issued = {"learner": certify(cast.learner), "junior": certify(cast.junior)}
    revoke_certificate(certificate=issued["junior"], by=cast.trainer, reason=REASON, at=NOW)
    client.force_login(cast.auditor)
    assert set(client.get(LIST, query).context["page_obj"]) == {issued[name] for name in found}


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_any_number(client, cast, count, django_assert_num_queries):
    for _ in range(count):
        revoke_certificate(certificate=certify(cast.learner), by=cast.trainer, reason=REASON, at=NOW)
        certify_again(certify(cast.junior))
    client.force_login(cast.trainer)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_page_of_a_certificate_is_open_to_those_who_may_see_it(client, cast):
    certificate = certify(cast.learner)
    for name, person in cast.people().items():
        client.force_login(person)
        may_see = Certificate.objects.visible_to(person).exists()
        for url in [page_of(certificate), reverse("training:certificate_file", args=[certificate.pk])]:
            assert client.get(url).status_code == (200 if may_see else 404), (name, url)
        own = reverse("home:certificate_file", args=[certificate.pk])
        assert client.get(own).status_code == (200 if name == "learner" else 404), name


def test_download_is_a_pdf_under_its_number_and_name(client, cast):
    certificate = certify(cast.learner)
    client.force_login(cast.learner)
    response = client.get(reverse("home:certificate_file", args=[certificate.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Cache-Control"] == "no-store, private"
    assert response.content == certificate_pdf(certificate)
    assert file_name(certificate) == "谈心〔2026〕第000001号-林某.pdf"


def test_page_leads_from_one_certificate_to_the_next_and_back(client, cast):
    first = certify(cast.learner)
    second = certify_again(first)
    client.force_login(cast.learner)
    assert page_of(second) in client.get(page_of(first)).content.decode()
    assert page_of(first) in client.get(page_of(second)).content.decode()


def test_desk_shows_own_certificates_with_their_state(client, cast):
    certificate, other = certify(cast.learner), certify(cast.junior)
    client.force_login(cast.learner)
    content = client.get(reverse("home:desk")).content.decode()
    assert certificate.serial in content
    assert other.serial not in content
    assert reverse("home:certificate_file", args=[certificate.pk]) in content


@pytest.mark.parametrize("count", [1, 3])
def test_desk_takes_the_same_queries_for_any_number(client, cast, count, django_assert_num_queries):
    for _ in range(count):
        revoke_certificate(certificate=certify(cast.learner), by=cast.trainer, reason=REASON, at=NOW)
        certify_again(certify(cast.learner))
    client.force_login(cast.learner)
    client.get(reverse("home:desk"))
    with django_assert_num_queries(15):
        client.get(reverse("home:desk"))


def test_record_of_a_person_shows_their_certificates_to_those_who_see_them(client, cast):
    certificate = certify(cast.learner)
    client.force_login(cast.overseer)
    assert certificate.serial in client.get(reverse("training:person_record", args=[cast.learner.pk])).content.decode()


# --- revoking ------------------------------------------------------------------------------


def test_trainer_revokes_with_a_reason_that_the_holder_reads(client, cast):
    certificate = certify(cast.learner)
    client.force_login(cast.trainer)
    response = client.post(page_of(certificate), {"reason": REASON}, follow=True)
    assert REASON in text_of(response)
    assert CertificateRevocation.objects.get().revoked_by == cast.trainer
    client.force_login(cast.learner)
    assert REASON in text_of(client.get(page_of(certificate)))


def test_revocation_without_a_reason_shows_the_form_again(client, cast):
    certificate = certify(cast.learner)
    client.force_login(cast.trainer)
    response = client.post(page_of(certificate), {"reason": " "})
    assert response.context["form"].errors
    assert not CertificateRevocation.objects.exists()


@pytest.mark.parametrize("part", ["learner", "editor", "overseer", "chief", "auditor"])
def test_others_who_see_it_are_offered_no_revocation_and_refused(client, cast, part):
    certificate = certify(cast.learner)
    client.force_login(cast.people()[part])
    assert client.get(page_of(certificate)).context["form"] is None
    assert client.post(page_of(certificate), {"reason": REASON}).status_code == 403
    assert not CertificateRevocation.objects.exists()


def test_trainer_does_not_revoke_the_own_one(client, cast):
    certificate = certify(cast.trainer)
    client.force_login(cast.trainer)
    assert client.post(page_of(certificate), {"reason": REASON}).status_code == 403


def test_revoked_certificate_is_not_handed_out_again(client, cast):
    certificate = certify(cast.learner)
    revoke_certificate(certificate=certificate, by=cast.trainer, reason=REASON, at=NOW)
    client.force_login(cast.learner)
    assert client.get(reverse("home:certificate_file", args=[certificate.pk])).status_code == 404
    content = client.get(page_of(certificate)).content.decode()
    assert reverse("training:certificate_file", args=[certificate.pk]) not in content
