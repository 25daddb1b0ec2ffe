"""The pages of spot checks: what each role sees, does, and is refused."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from training.enums import ReviewOutcome, SpotCheckState
from training.models import QuizAttempt, SpotCheck, SpotCheckMember
from training.services.spot_reviews import open_review
from training.tests.factories import ProgrammeFactory, QuizFactory
from training.tests.spot_steps import announced, drawn, drawn_all, finish, planned, take

pytestmark = pytest.mark.django_db


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def url(name, *args):
    return reverse(f"training:{name}", args=args)


@pytest.mark.parametrize("checks", [1, 3])
def test_list_takes_the_same_queries_however_long(cast, as_person, django_assert_num_queries, checks):
    programme, quiz = ProgrammeFactory(), QuizFactory()
    finish(programme, cast.learner)
    for _number in range(checks):
        drawn_all(cast, programme=programme, quiz=quiz)
    browser = as_person(cast.overseer)
    browser.get(url("spot_checks"))
    with django_assert_num_queries(7):
        assert text_of(browser.get(url("spot_checks"))).count("第四季度日常抽查") == checks


@pytest.mark.parametrize("people", [1, 3])
def test_check_takes_the_same_queries_however_many_were_drawn(cast, as_person, django_assert_num_queries, people):
    check = drawn(cast, levels=0, size=people)
    for member in check.members.all():
        take(member, is_right=False)
    browser = as_person(cast.administrator)
    browser.get(url("spot_check", check.pk))
    with django_assert_num_queries(9):
        assert text_of(browser.get(url("spot_check", check.pk))).count("/spot-checks/people/") == people
    with django_assert_num_queries(9):
        browser.get(url("spot_check_record", check.pk))


def test_trainer_plans_publishes_and_draws(cast, as_person):
    programme, quiz = ProgrammeFactory(), QuizFactory()
    finish(programme, cast.learner, cast.junior)
    browser = as_person(cast.trainer)
    assert "No spot check yet" in text_of(browser.get(url("spot_checks")))
    assert text_of(browser.get(url("plan_spot_check"))).count("卫健局") == 0
    plan = {
        "title": "年末抽查", "programme": programme.pk, "department": cast.own.pk, "levels": 1, "quiz": quiz.pk,
        "size": 1, "minimum": 0, "due_on": timezone.localdate() + datetime.timedelta(days=7),
    }  # fmt: skip
    wrong = browser.post(url("plan_spot_check"), {**plan, "share": 20})
    assert "Give either a number of people or a percentage." in text_of(wrong)
    browser.post(url("plan_spot_check"), plan)
    check = SpotCheck.objects.get()
    page = text_of(browser.get(url("spot_check", check.pk)))
    assert "What a draw would find today" in page
    assert f"年末抽查 {timezone.localdate().isoformat()}" in page
    browser.post(url("change_spot_check", check.pk), {**plan, "size": 2})
    browser.post(url("publish_seed", check.pk), {"words": "公开的种子"})
    assert "Draw now" in text_of(browser.get(url("spot_check", check.pk)))
    assert browser.get(url("change_spot_check", check.pk)).url == url("spot_check", check.pk)
    browser.post(url("draw_spot_check", check.pk))
    check.refresh_from_db()
    assert (check.state, check.made_by, check.members.count()) == (SpotCheckState.DRAWN, cast.trainer, 2)
    assert check.seed.startswith("公开的种子-")


def test_seed_without_words_is_asked_for_again(cast, as_person):
    check = planned(cast)
    page = text_of(as_person(cast.trainer).post(url("publish_seed", check.pk), {"words": ""}))
    assert "data-error-summary" in page
    check.refresh_from_db()
    assert check.state == SpotCheckState.PLANNED


def test_person_reads_why_takes_it_and_answers_the_review(cast, as_person):
    check = drawn_all(cast)
    member = check.members.get(user=cast.learner)
    browser = as_person(cast.learner)
    desk = text_of(browser.get(reverse("home:desk")))
    assert "Chance drew you for these." in desk
    page = text_of(browser.get(url("spot_member", member.pk)))
    assert "What you finished stays finished" in page
    assert "Begin the check" in page
    method = text_of(browser.get(url("spot_check_method", check.pk)))
    assert member.rank_value in method
    started = browser.post(url("take_spot_check", member.pk))
    attempt = QuizAttempt.objects.get()
    assert started.url == url("attempt", attempt.pk)
    assert "Spot check" in text_of(browser.get(started.url))
    saved = browser.post(url("submit_attempt", attempt.pk), {"action": "save"})
    assert saved.url == url("spot_member", member.pk)
    browser.post(url("submit_attempt", attempt.pk), {"action": "submit_incomplete"})
    result = text_of(browser.get(started.url))
    assert "Below the line" in result
    assert "the last day of the spot check" in result
    assert attempt.answers.first().version.stem not in result
    page = text_of(browser.post(url("spot_member", member.pk), {"text": "那天在乡下开会。"}, follow=True))
    assert "那天在乡下开会。" in page
    assert "A review is open" in text_of(browser.get(reverse("home:desk")))


def test_passed_check_is_told_as_mastered(cast, as_person):
    check = drawn_all(cast)
    attempt = take(check.members.get(user=cast.learner), is_right=True)
    assert "At or above the line" in text_of(as_person(cast.learner).get(url("attempt", attempt.pk)))


def test_trainer_reads_the_statement_and_decides(cast, as_person):
    check = drawn_all(cast)
    member = check.members.get(user=cast.learner)
    take(member, is_right=False)
    browser = as_person(cast.trainer)
    assert "Nothing so far" in text_of(browser.get(url("spot_member", member.pk)))
    refused = browser.post(url("spot_member", member.pk), {"outcome": "talk", "reason": "  "})
    assert "data-error-summary" in text_of(refused)
    browser.post(url("spot_member", member.pk), {"outcome": "talk", "reason": "约一次辅导。"})
    assert member.review.decision.outcome == ReviewOutcome.TALK
    page = text_of(as_person(cast.learner).get(url("spot_member", member.pk)))
    assert "约一次辅导。" in page
    assert 'name="text"' not in page


def test_trainer_opens_a_review_by_hand(cast, as_person):
    check = drawn_all(cast)
    member = check.members.get(user=cast.learner)
    as_person(cast.trainer).post(url("spot_member", member.pk), {"text": "请了长假。"})
    assert member.review.found == "请了长假。"


def test_overseer_reads_the_people_of_the_own_subtree_and_does_nothing(cast, as_person):
    check = drawn_all(cast, department=cast.root)
    browser = as_person(cast.overseer)
    page = text_of(browser.get(url("spot_check", check.pk)))
    assert cast.junior.name in page
    assert cast.outsider.name not in page
    assert "Close the spot check" not in page
    member = check.members.get(user=cast.learner)
    assert "<textarea" not in text_of(browser.get(url("spot_member", member.pk)))
    assert browser.get(url("spot_member", check.members.get(user=cast.outsider).pk)).status_code == 404
    browser.post(url("spot_member", member.pk), {"text": "试一试"})
    assert not hasattr(SpotCheckMember.objects.get(pk=member.pk), "review")


def test_auditor_prints_the_record_and_takes_the_population(cast, as_person):
    check = drawn_all(cast)
    browser = as_person(cast.auditor)
    record = text_of(browser.get(url("spot_check_record", check.pk)))
    assert "the same people, the same population" in record
    assert check.seed in record
    table = b"".join(browser.get(url("spot_check_population", check.pk)).streaming_content).decode()
    assert all(number in table for stratum in check.frozen_strata for number in stratum.people)


def test_method_names_nobody_and_is_there_once_the_seed_is_published(cast, as_person):
    hidden, open_one = planned(cast), announced(cast)
    browser = as_person(cast.outsider)
    assert browser.get(url("spot_check_method", hidden.pk)).status_code == 404
    page = text_of(browser.get(url("spot_check_method", open_one.pk)))
    assert open_one.seed in page
    assert "You were drawn" not in page


@pytest.mark.parametrize("name", ["learner", "editor", "reviewer", "visitor"])
def test_pages_of_those_who_keep_are_refused_to_others(cast, as_person, name):
    check = drawn_all(cast)
    browser = as_person(getattr(cast, name))
    assert browser.get(url("spot_checks")).status_code == 403
    assert browser.get(url("plan_spot_check")).status_code == 403
    for page in ("spot_check", "change_spot_check", "spot_check_record", "spot_check_population"):
        assert browser.get(url(page, check.pk)).status_code == 404
    for step in ("publish_seed", "draw_spot_check", "close_spot_check"):
        assert browser.post(url(step, check.pk)).status_code == 404
    assert browser.post(url("take_spot_check", check.members.get(user=cast.trainer).pk)).status_code == 404


@pytest.mark.parametrize("name", ["overseer", "auditor"])
def test_steps_are_refused_to_those_who_only_read(cast, as_person, name):
    check = drawn_all(cast)
    browser = as_person(getattr(cast, name))
    assert browser.get(url("plan_spot_check")).status_code == 403
    assert browser.get(url("change_spot_check", check.pk)).status_code == 403
    for step in ("publish_seed", "draw_spot_check", "close_spot_check"):
        assert browser.post(url(step, check.pk)).status_code == 403
    if name == "overseer":
        assert browser.get(url("spot_check_record", check.pk)).status_code == 403


def test_record_before_the_draw_is_not_there(cast, as_person):
    assert as_person(cast.auditor).get(url("spot_check_record", announced(cast).pk)).status_code == 404


def test_close_too_early_is_told(cast, as_person):
    check = drawn_all(cast)
    page = text_of(as_person(cast.trainer).post(url("close_spot_check", check.pk), follow=True))
    assert "Wait until everybody has taken the check" in page


def test_review_opened_by_hand_tells_who_opened_it(cast, as_person):
    check = drawn_all(cast)
    open_review(member=check.members.get(user=cast.learner), found="请了长假。", opened_by=cast.trainer)
    page = text_of(as_person(cast.learner).get(url("spot_member", check.members.get(user=cast.learner).pk)))
    assert "请了长假。" in page
    assert cast.trainer.name in page
