"""What people are told when something happens to what they finish, make up or are checked in: each thing once."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone, translation

from cadres.models import User
from notices.models import Notice
from notices.reading import current_notices, read_notices
from notices.services.digests import send_digests
from training.enums import MakeUpCause, ReviewOutcome
from training.models import MakeUp, SpotCheckReview
from training.services.certification import issue_certificate, revoke_certificate
from training.services.commendations import publish_notice
from training.services.due_dates import extend_duties
from training.services.exemptions import end_exemption, exempt_person
from training.services.make_up import Opening, open_due_make_ups, open_make_up
from training.services.make_up_acts import cancel_make_up, decide_appeal, extend_make_ups, file_appeal
from training.services.rules import apply_rule
from training.services.spot_checks import draw_spot_check
from training.services.spot_findings import note_spot_result
from training.services.spot_reviews import answer_review, decide_review, open_review
from training.spot_notices import SpotCheckDrawn
from training.tests.certificate_steps import certify, certify_again
from training.tests.commendation_steps import granted, notice_of, opened
from training.tests.factories import CourseFactory, ProgrammeFactory
from training.tests.make_up_steps import day, days_from_now, duty_of, make_programme
from training.tests.requirements import course_entry, require
from training.tests.spot_steps import drawn_all
from training.tests.spot_steps import take as take_check

pytestmark = pytest.mark.django_db


def told(user):
    """The kinds of what `user` was told and holds now, the first first."""
    with translation.override("en"):
        return [one.notice.kind for one in current_notices(user, list(user.notices.order_by("pk")))]


def words(user, kind):
    """Title and text of the last notice of one kind; None when it does not hold."""
    with translation.override("en"):
        (shown,) = read_notices(user, [user.notices.filter(kind=kind).latest("pk")])
        return (shown.wording.title, shown.wording.text, shown.wording.url) if shown.wording else None


def count(kind):
    return Notice.objects.filter(kind=kind).count()


def make_up_of(cast, cause=MakeUpCause.ABSENT, **fields):
    programme, _course, _quiz = make_programme(cast.own, title="综合测验")
    opening = Opening(cause, by=cast.trainer, reason="参训不足", deadline=day(20), **fields)
    return open_make_up(duty=duty_of(cast.learner, programme), opening=opening)


# --- make-ups -------------------------------------------------------------------------------


def test_opening_a_make_up_tells_the_person_once(cast):
    make_up = make_up_of(cast)
    again = Opening(MakeUpCause.ABSENT, by=cast.trainer, reason="参训不足", deadline=day(20))
    open_make_up(duty=make_up.duty, opening=again)
    assert told(cast.learner) == ["make_up_opened"]
    title, text, url = words(cast.learner, "make_up_opened")
    assert title == f"A make-up training was opened for you: {make_up.duty.programme.title}"
    assert text.startswith("Make it up by the end of ")
    assert url == f"/make-ups/{make_up.pk}/"


def test_task_of_the_night_tells_each_once_however_often_it_runs(cast):
    make_programme(cast.own, due_in=1)
    later = days_from_now(3)
    assert open_due_make_ups(at=later) == MakeUp.objects.count() > 1
    open_due_make_ups(at=later)
    assert count("make_up_opened") == MakeUp.objects.count()
    assert set(Notice.objects.values_list("recipient", flat=True)) == set(
        MakeUp.objects.values_list("duty__user", flat=True)
    )


def test_extension_of_a_make_up_tells_the_new_deadline_and_the_last_one_alone(cast):
    make_up = make_up_of(cast)
    for days in (25, 30):
        extend_make_ups(make_ups=[make_up], deadline=day(days), reason="出差", by=cast.trainer)
    assert told(cast.learner) == ["make_up_opened", "make_up_extended"]
    assert "Reason: 出差" in words(cast.learner, "make_up_extended")[1]
    assert count("make_up_extended") == 2


def test_cancelled_make_up_is_told_once_and_its_opening_holds_no_more(cast):
    make_up = make_up_of(cast)
    for _ in range(2):
        cancel_make_up(make_up=make_up, reason="另有安排", by=cast.trainer)
    assert told(cast.learner) == ["make_up_cancelled"]
    assert "另有安排" in words(cast.learner, "make_up_cancelled")[1]
    assert count("make_up_cancelled") == 1


@pytest.mark.parametrize(("is_accepted", "begins"), [(True, "It is accepted"), (False, "It is not accepted")])
def test_decided_appeal_is_told_to_the_person(cast, is_accepted, begins):
    make_up = make_up_of(cast)
    appeal = file_appeal(make_up=make_up, reason="停电", by=cast.learner)
    decide_appeal(appeal=appeal, is_accepted=is_accepted, reason="已核实", by=cast.trainer)
    assert told(cast.learner) == ["make_up_opened", "make_up_appeal_decided"]
    assert words(cast.learner, "make_up_appeal_decided")[1].startswith(begins)
    assert count("make_up_appeal_decided") == 1


def test_due_date_that_goes_along_with_a_make_up_is_not_told_besides(cast):
    make_up_of(cast, MakeUpCause.LEAVE)
    assert told(cast.learner) == ["make_up_opened"]


# --- certificates and commendation ----------------------------------------------------------


def test_revoked_certificate_is_told_once_with_its_reason(cast):
    certificate = certify(cast.learner)
    for reason in ("成绩有误", "再次"):
        revoke_certificate(certificate=certificate, by=cast.trainer, reason=reason)
    assert told(cast.learner) == ["certificate_revoked"]
    title, text, url = words(cast.learner, "certificate_revoked")
    assert (certificate.programme_title in title, certificate.serial in text, "成绩有误" in text) == (True, True, True)
    assert url == f"/verify/{certificate.code}/"


def test_superseded_certificate_is_told_with_both_numbers_and_a_first_one_is_not(cast):
    first = certify(cast.learner)
    assert told(cast.learner) == []
    second = certify_again(first)
    issue_certificate(completion=second.completion)
    assert told(cast.learner) == ["certificate_superseded"]
    text = words(cast.learner, "certificate_superseded")[1]
    assert (first.serial in text, second.serial in text) == (True, True)
    assert count("certificate_superseded") == 1


def test_nominee_is_told_with_the_notice_and_not_before(cast):
    nomination = granted(cast, of_round=opened(cast))
    assert told(cast.learner) == []
    notice = notice_of(nomination.round)
    for _ in range(2):
        publish_notice(notice=notice, issued_by=cast.administrator)
    assert told(cast.learner) == ["commended"]
    title, text, url = words(cast.learner, "commended")
    assert (notice.title in title, notice.number in text, url) == (True, True, "/honours/")
    assert count("commended") == 1


# --- spot checks ----------------------------------------------------------------------------


def test_drawn_people_are_told_once_and_until_they_have_taken_it(cast):
    check = drawn_all(cast)
    draw_spot_check(check=check, drawn_by=cast.administrator)
    assert count("spot_check_drawn") == check.members.count()
    assert told(cast.learner) == ["spot_check_drawn"]
    member = check.members.get(user=cast.learner)
    assert words(cast.learner, "spot_check_drawn")[2] == f"/spot-checks/people/{member.pk}/"
    take_check(member, is_right=True)
    assert told(cast.learner) == []


def test_check_that_is_over_asks_nobody(cast):
    check = drawn_all(cast)
    member = check.members.select_related("spot_check", "attempt").get(user=cast.learner)
    member.spot_check.due_on = timezone.localdate() - datetime.timedelta(days=1)
    assert SpotCheckDrawn().is_current(cast.learner, member) is False


def test_result_below_the_line_tells_of_the_review_once_and_then_of_the_decision(cast):
    member = drawn_all(cast).members.get(user=cast.learner)
    attempt = take_check(member, is_right=False)
    note_spot_result(attempt=attempt)
    assert told(cast.learner) == ["spot_review_opened"]
    review = SpotCheckReview.objects.get(member=member)
    answer_review(review=review, text="那天有急事。", said_by=cast.learner)
    decide_review(review=review, outcome=ReviewOutcome.values[0], reason="已了解", decided_by=cast.administrator)
    assert told(cast.learner) == ["spot_review_decided"]
    assert (count("spot_review_opened"), count("spot_review_decided")) == (1, 1)


def test_review_opened_by_hand_tells_once(cast):
    member = drawn_all(cast).members.get(user=cast.learner)
    for _ in range(2):
        open_review(member=member, found="资料不全", opened_by=cast.administrator)
    assert told(cast.learner) == ["spot_check_drawn", "spot_review_opened"]
    assert count("spot_review_opened") == 1
    assert "资料不全" not in str(words(cast.learner, "spot_review_opened"))


# --- duties ---------------------------------------------------------------------------------


def assigned(cast):
    return ProgrammeFactory(
        courses=[CourseFactory(lessons=1)], departments=[cast.own], due_on=day(30), title="谈心谈话技能"
    )


def test_moved_due_date_is_told_once_and_the_last_one_alone(cast):
    duty = duty_of(cast.learner, assigned(cast))
    for days in (40, 40, 50):
        extend_duties(duties=[duty], new_due_on=day(days), reason="抗洪", by=cast.trainer)
    assert count("due_date_moved") == 2
    assert told(cast.learner) == ["due_date_moved"]
    assert words(cast.learner, "due_date_moved")[2] == f"/duties/{duty.pk}/"


def test_exemption_and_its_ending_are_told(cast):
    programme = assigned(cast)
    given = {"reason": "产假", "proof": "批件", "effective_from": day(0), "effective_until": day(90)}
    exemption = exempt_person(user=cast.learner, programme=programme, by=cast.trainer, **given)
    assert told(cast.learner) == ["exempted"]
    assert "批件" not in str(words(cast.learner, "exempted"))
    end_exemption(exemption=exemption, last_day=day(10), reason="提前返岗", by=cast.trainer)
    assert told(cast.learner) == ["exempted", "exemption_ended"]
    assert words(cast.learner, "exemption_ended")[2] == f"/duties/{duty_of(cast.learner, programme).pk}/"


def test_new_version_of_a_rule_is_told_to_those_of_whom_something_is_asked(cast):
    programme = assigned(cast)
    assert count("rule_changed") == 0
    exempt_person(
        user=cast.junior, programme=programme, by=cast.trainer, reason="病假", proof="批件",
        effective_from=day(0), effective_until=None,
    )  # fmt: skip
    courses = [CourseFactory(lessons=1), CourseFactory(lessons=1)]
    version = apply_rule(programme=require(programme, *map(course_entry, courses)))
    assert version.number == 2
    assert told(cast.learner) == ["rule_changed"]
    assert told(cast.junior) == ["exempted"]
    apply_rule(programme=require(programme, course_entry(courses[0])))
    assert (told(cast.learner), cast.learner.notices.count()) == (["rule_changed"], 2)


# --- whoever may not see it -----------------------------------------------------------------


def test_nobody_reads_what_was_told_to_another(cast):
    make_up = make_up_of(cast)
    extend_make_ups(make_ups=[make_up], deadline=day(25), reason="出差", by=cast.trainer)
    certificate = certify(cast.learner)
    revoke_certificate(certificate=certificate, by=cast.trainer, reason="成绩有误")
    for notice in list(cast.learner.notices.all()):
        Notice.objects.create(
            recipient=cast.junior, kind=notice.kind, key=notice.key, payload=notice.payload,
            made_at=notice.made_at, shown_from=notice.shown_from,
        )  # fmt: skip
    assert len(told(cast.learner)) == 3
    assert told(cast.junior) == []


def test_who_left_gets_no_mail_of_it(cast):
    make_up_of(cast)
    User.objects.filter(pk=cast.learner.pk).update(email="l@tanxin.example", is_active=False)
    send_digests(at=timezone.now().replace(hour=2) + datetime.timedelta(days=1))
    assert [message for message in mail.outbox if "l@tanxin.example" in message.to] == []


@pytest.mark.parametrize("more", [0, 2])
def test_words_take_the_same_queries_for_any_number(cast, more, django_assert_num_queries):
    make_up = make_up_of(cast)
    for days in range(more):
        extend_make_ups(make_ups=[make_up], deadline=day(25 + days), reason="出差", by=cast.trainer)
    opened_ones = list(cast.learner.notices.filter(kind="make_up_opened"))
    extended = list(cast.learner.notices.filter(kind="make_up_extended"))
    with django_assert_num_queries(1 + bool(more)):
        read_notices(cast.learner, [*opened_ones, *extended])
