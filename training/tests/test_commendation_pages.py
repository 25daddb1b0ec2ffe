"""The pages of commendation: nominate, decide, publish, honour."""

import pytest
from django.urls import reverse
from django.utils import timezone

from training.models import CommendationNotice, CommendationRound, Nomination
from training.tests.commendation_steps import granted, improve, nominated, opened, published
from training.tests.test_spot_pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_queries_however_long(cast, as_person, django_assert_num_queries, count):
    of_round = opened(cast)
    for nominee in [cast.learner, cast.junior, cast.outsider][:count]:
        nominated(cast, of_round, nominee=nominee, by=cast.administrator)
        granted(cast, nominee=nominee, by=cast.administrator)
    browser = as_person(cast.chief)
    browser.get(url("commendations"))
    with django_assert_num_queries(7):
        text_of(browser.get(url("commendations")))
    with django_assert_num_queries(8):
        page = text_of(browser.get(url("commendation_round", of_round.pk)))
    assert page.count("/commendations/nominations/") == count


@pytest.mark.parametrize("count", [1, 3])
def test_honours_take_the_same_queries_however_many(cast, as_person, django_assert_num_queries, count):
    published(cast)
    notice = CommendationNotice.objects.get()
    for number in range(1, count):
        copy = CommendationRound.objects.create(
            title="x", purpose="y", starts_on=notice.dated_on, ends_on=notice.dated_on, opened_by=cast.administrator
        )
        CommendationNotice.objects.create(
            round=copy, number=f"{number}号", title="通报", opening="经研究。", signed="组织部", issued_by=cast.chief
        )
    browser = as_person(cast.visitor)
    browser.get(url("honours"))
    with django_assert_num_queries(8):
        assert text_of(browser.get(url("honours"))).count('<section class="stack"') == count


def test_leading_group_opens_a_round_and_others_do_not(cast, as_person):
    today = timezone.localdate()
    values = {"title": "年度表彰", "purpose": "学用结合。", "starts_on": today, "ends_on": today}
    assert as_person(cast.trainer).post(url("commendations"), values).status_code == 403
    wrong = as_person(cast.chief).post(url("commendations"), {**values, "ends_on": "2020-01-01"})
    assert "The last day is before the first." in text_of(wrong)
    as_person(cast.chief).post(url("commendations"), values)
    assert CommendationRound.objects.get().opened_by == cast.chief


def test_trainer_finds_somebody_and_nominates_on_evidence(cast, as_person):
    of_round = opened(cast)
    tests = improve(cast.learner)
    browser = as_person(cast.trainer)
    found = text_of(browser.get(url("nominate", of_round.pk), {"text": "林"}))
    assert f"?person={cast.learner.pk}" in found
    assert "Nobody in your departments" in text_of(browser.get(url("nominate", of_round.pk), {"text": "孙"}))
    department = text_of(browser.get(url("nominate", of_round.pk), {"department": cast.sub.pk}))
    assert f"?nominated={cast.sub.pk}" in department
    address = f"{url('nominate', of_round.pk)}?person={cast.learner.pk}"
    assert "percent" in text_of(browser.get(address))
    empty = browser.post(address, {"statement": "发帖一百二十篇。"})
    assert "A nomination rests on evidence" in text_of(empty)
    wrong = browser.post(address, {"statement": "好。", "helped": "nobody"})
    assert "Nobody whom you see" in text_of(wrong)
    made = browser.post(address, {"statement": "学得扎实。", "improvement": tests})
    nomination = Nomination.objects.get()
    assert made.url == url("nomination", nomination.pk)
    page = text_of(browser.get(made.url))
    assert nomination.sentences[0] in page
    assert "The leading group decides when the round is closed." in page


def test_nominee_outside_of_the_subtree_is_not_found(cast, as_person):
    of_round = opened(cast)
    browser = as_person(cast.trainer)
    for query in (
        {"person": cast.outsider.pk},
        {"person": cast.trainer.pk},
        {"nominated": cast.other.pk},
        {"person": "x"},
    ):
        assert browser.get(url("nominate", of_round.pk), query).status_code == 404


@pytest.mark.parametrize("name", ["learner", "reviewer", "visitor"])
def test_rounds_are_refused_to_those_who_neither_nominate_nor_decide(cast, as_person, name):
    nomination = nominated(cast, nominee=cast.junior)
    browser = as_person(getattr(cast, name))
    assert browser.get(url("commendations")).status_code == 403
    for page in ("commendation_round", "nominate", "publish_commendation"):
        assert browser.get(url(page, nomination.round_id)).status_code == 404
    assert browser.get(url("nomination", nomination.pk)).status_code == 404
    assert browser.post(url("close_commendation_round", nomination.round_id)).status_code == 404


@pytest.mark.parametrize("name", ["trainer", "auditor"])
def test_keeping_a_round_is_refused_to_those_who_do_not_lead(cast, as_person, name):
    nomination = nominated(cast, nominee=cast.junior)
    browser = as_person(getattr(cast, name))
    assert browser.post(url("close_commendation_round", nomination.round_id)).status_code == 403
    assert browser.get(url("publish_commendation", nomination.round_id)).status_code == 403
    assert browser.post(url("nomination", nomination.pk), {"is_granted": "yes"}).status_code == 403


def test_leading_group_closes_decides_and_publishes(cast, as_person):
    nomination = nominated(cast)
    browser = as_person(cast.chief)
    browser.post(url("close_commendation_round", nomination.round_id))
    assert "data-error-summary" in text_of(browser.post(url("nomination", nomination.pk), {"is_granted": "yes"}))
    early = browser.post(url("publish_commendation", nomination.round_id), texts())
    assert "Decide each nomination first." in text_of(early)
    browser.post(url("nomination", nomination.pk), {"is_granted": "yes", "reason": "属实。"})
    issued = browser.post(url("publish_commendation", nomination.round_id), texts())
    notice = CommendationNotice.objects.get()
    assert issued.url == url("commendation_notice", notice.pk)
    page = text_of(as_person(cast.outsider).get(issued.url))
    assert all(part in page for part in ("林某", "（组织部）", "某通〔2026〕1号", nomination.sentences[0]))
    again = as_person(cast.chief).get(url("publish_commendation", nomination.round_id))
    assert again.url == issued.url


def test_person_takes_their_name_off_the_page(cast, as_person):
    notice = published(cast)
    entry = notice.entries.get()
    browser = as_person(cast.learner)
    assert "Do not show me to others" in text_of(browser.get(url("honours")))
    browser.post(url("choose_honour", entry.pk), {"shown": "no"})
    assert "Show me again" in text_of(browser.get(url("honours")))
    browser = as_person(cast.junior)
    assert "林某" not in text_of(browser.get(url("honours")))
    page = text_of(browser.get(url("commendation_notice", notice.pk)))
    assert "林某" not in page
    assert "1 further person is commended" in page
    assert browser.post(url("choose_honour", entry.pk), {"shown": "yes"}).status_code == 404


def test_honours_teach_when_they_are_empty(cast, as_person):
    assert "Nobody has been commended yet" in text_of(as_person(cast.learner).get(reverse("training:honours")))


def texts():
    return {
        "title": "关于表彰的通报",
        "number": "某通〔2026〕1号",
        "dated_on": timezone.localdate().isoformat(),
        "opening": "经研究，决定予以表彰。",
        "signed": "某区区委组织部",
    }
