"""The pages on which evidence is withdrawn and completions are voided, and the page of the duty afterwards."""

import pytest
from django.urls import reverse

from training.enums import Verdict
from training.models import AttendanceWithdrawal, CompletionVoidance, OutsideReviewWithdrawal
from training.services.certification import issue_certificate
from training.services.voiding import resting_on_attendance
from training.tests.test_workshop_views import statuses
from training.tests.voiding.steps import (
    KEEPERS,
    REASON,
    duty_of,
    finish,
    go,
    void_all,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client, cast):
    client.cookies["django_language"] = "en"
    client.force_login(cast.trainer)
    return client


@pytest.fixture
def row(clock, cast, workshop, course, programme):
    go(clock, 40)
    return finish(cast, programme, workshop, course)


@pytest.fixture
def completion(cast, row):
    return cast.learner.programme_completions.get()


def page_of(name, row):
    return reverse(f"training:{name}", args=[row.pk])


def test_preview_tells_what_rests_on_it_and_chooses_nothing(trainer, row, completion):
    certificate = issue_certificate(completion=completion)
    page = trainer.get(page_of("withdraw_attendance", row)).content.decode()
    for words in ["missing: 情景演练半天", certificate.serial, "overdue since", completion.programme_title]:
        assert words in page
    assert "checked" not in page.split("<main", 1)[1]
    response = trainer.post(page_of("withdraw_attendance", row), {"reason": REASON})
    assert list(response.context["form"].errors) == [f"completion_{completion.pk}"]
    assert not AttendanceWithdrawal.objects.exists()


def test_voided_leads_to_the_duty_where_the_date_can_be_extended(trainer, cast, programme, row, completion):
    sent = {"reason": REASON, f"completion_{completion.pk}": Verdict.VOID}
    response = trainer.post(page_of("withdraw_attendance", row), sent, follow=True)
    duty = duty_of(cast.learner, programme)
    assert response.redirect_chain[-1][0] == page_of("duty", duty)
    page = response.content.decode()
    assert f"because: {REASON}" in page
    assert page_of("extend_duty", duty) in page
    assert page_of("void_duty", duty) not in page


def test_let_stand_goes_back_and_the_duty_offers_to_void_it(trainer, cast, programme, row, completion):
    sent = {"reason": REASON, f"completion_{completion.pk}": Verdict.STAND}
    response = trainer.post(page_of("withdraw_attendance", row), sent)
    assert response.url == page_of("workshop_session", row.session)
    duty = duty_of(cast.learner, programme)
    page = trainer.get(page_of("duty", duty)).content.decode()
    assert f"{cast.trainer.name} let it stand: {REASON}" in page
    url = page_of("void_duty", duty)
    assert url in page
    assert "missing: 情景演练半天" in trainer.get(url).content.decode()
    assert list(trainer.post(url, {"reason": ""}).context["form"].errors) == ["reason"]
    assert trainer.post(url, {"reason": "核实后不算"}).url == page_of("duty", duty)
    assert CompletionVoidance.objects.get().reason == "核实后不算"
    assert trainer.get(url).status_code == 404


def test_completion_that_stands_on_evidence_leads_back(trainer, cast, programme, row):
    url = page_of("void_duty", duty_of(cast.learner, programme))
    assert trainer.get(url).url == page_of("duty", duty_of(cast.learner, programme))


def test_what_changed_meanwhile_is_asked_anew(trainer, row, monkeypatch):
    monkeypatch.setattr("training.views.workshops.resting_on_attendance", lambda attendance: [])
    url = page_of("withdraw_attendance", row)
    assert trainer.post(url, {"reason": REASON}).url == url
    assert not AttendanceWithdrawal.objects.exists()


def test_acceptance_is_taken_back_on_its_page(trainer, cast, outside):
    url = page_of("withdraw_outside_review", outside)
    assert url in trainer.get(page_of("outside_claim", outside)).content.decode()
    completion = cast.learner.programme_completions.get()
    trainer.post(url, {"reason": REASON, f"completion_{completion.pk}": Verdict.STAND})
    assert OutsideReviewWithdrawal.objects.get().withdrawn_by == cast.trainer
    page = trainer.get(page_of("outside_claim", outside)).content.decode()
    assert (REASON in page, url in page, trainer.get(url).status_code) == (True, False, 403)


def test_pages_are_closed_to_all_others(client, cast, programme, outside):
    urls = [page_of("withdraw_outside_review", outside), page_of("void_duty", duty_of(cast.learner, programme))]
    for url in urls:
        for method in ("get", "post"):
            found = statuses(client, cast, url, method)
            assert {part for part, status in found.items() if status in {200, 302}} == KEEPERS
            assert {status for part, status in found.items() if part not in KEEPERS} == {403, 404}


def test_person_reads_on_their_own_page_what_was_voided(client, cast, programme, row):
    void_all(row, cast.trainer)
    assert resting_on_attendance(row) == []
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    page = client.get(page_of("duty", duty_of(cast.learner, programme))).content.decode()
    assert f"by {cast.trainer.name} because: {REASON}" in page
    assert page_of("void_duty", duty_of(cast.learner, programme)) not in page
