"""Nothing of another person is in anybody's record, and no key before its time."""

import datetime
import re

import pytest
from django.utils import timezone

from audit.held import SECTIONS
from cadres.models import User
from home.demo.loading import load_demo
from home.record_file import record_html, record_json
from home.record_reading import read_whole
from training.enums import ReviewDepth, ReviewTime
from training.models import CommendationEntry, MakeUp, Nomination, QuizAttempt, SpotCheckReview
from training.services.attempts import start_attempt
from training.tests.factories import QuestionFactory, QuizFactory, choices
from training.tests.marking_steps import RIGHT, take_test

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC)
REASON, KEY = "因为先听才知道问什么", "先听他说完"


def texts_of(person):
    found = read_whole(person=person)
    return found, [make(person=person, found=found, at=NOW) for make in (record_json, record_html)]


def rich_people(accounts):
    """People of whom much is held: one for each account, and those to whom something happened."""
    numbers = list(accounts.values())
    pks = [
        *User.objects.filter(staff_number__in=numbers).values_list("pk", flat=True),
        *SpotCheckReview.objects.values_list("member__user", flat=True)[:1],
        *CommendationEntry.objects.values_list("nomination__user", flat=True)[:1],
        *Nomination.objects.filter(decision__is_granted=False).values_list("user", flat=True)[:1],
        *MakeUp.objects.filter(appeals__isnull=False).values_list("duty__user", flat=True)[:2],
    ]
    return list(User.objects.filter(pk__in=pks))


def test_record_in_the_demo_names_nobody_but_the_person_and_those_in_office(db):
    """Everybody of the demo has rows of their own; one load for all, because it takes half a minute."""
    accounts = load_demo(seed=1, password="for-a-trial-1", now=NOW)
    office = set(accounts.values())
    filled = set()
    for person in rich_people(accounts):
        found, texts = texts_of(person)
        filled |= {one.section.key for one in found if one.count}
        for number, name in User.objects.exclude(pk=person.pk).values_list("staff_number", "name"):
            whole = rf"(?<![\w-]){re.escape(number)}(?![\w-])"
            if number not in office:
                assert not any(re.search(whole, text) or name in text for text in texts), (person, number, name)
    assert filled >= {"duties", "lessons", "courses", "attempts", "talks", "make_ups", "spot_checks", "honours", "acts"}


def quiz(**fields):
    question = QuestionFactory(parts=choices(KEY, "先讲道理", keys=1), reason=REASON)
    return QuizFactory(questions=[question], **fields)


def attempt_entry(person):
    (entry,) = SECTIONS["attempts"].entries(person, list(SECTIONS["attempts"].rows(person)), True)
    return {part.key: part.entries for part in entry.parts}


def facts(entry):
    return {fact.key: fact.value for fact in entry.facts}


@pytest.mark.parametrize("time", [ReviewTime.NEVER, ReviewTime.CLOSED, ReviewTime.DECIDED])
def test_questions_of_a_review_that_is_not_open_are_withheld(cast, time):
    ends = timezone.now() + datetime.timedelta(days=5)
    take_test(cast.learner, quiz(review_time=time, attempts_allowed=3, closes_at=ends), [1])
    assert attempt_entry(cast.learner) == {}
    _found, texts = texts_of(cast.learner)
    assert not any(KEY in text or REASON in text for text in texts)


def test_review_without_reasons_shows_what_was_given_and_no_key(cast):
    take_test(cast.learner, quiz(review_time=ReviewTime.SUBMITTED, review_depth=ReviewDepth.MARKS), [1])
    (answer,) = attempt_entry(cast.learner)["answers"]
    assert facts(answer)["given"]
    assert facts(answer).keys() & {"right", "reason"} == set()
    assert not any(REASON in text for text in texts_of(cast.learner)[1])


def test_whole_review_shows_what_is_right_and_why(cast):
    take_test(cast.learner, quiz(review_time=ReviewTime.SUBMITTED, review_depth=ReviewDepth.REASONS), RIGHT)
    (answer,) = attempt_entry(cast.learner)["answers"]
    assert (facts(answer)["right"], facts(answer)["reason"], facts(answer)["mark"]) == ([KEY], REASON, 1)


def test_open_attempt_shows_questions_and_no_key(cast):
    start_attempt(user=cast.learner, quiz=quiz())
    (answer,) = attempt_entry(cast.learner)["answers"]
    assert facts(answer).keys() == {"position", "kind", "stem", "given", "saved_at"}
    assert not any(REASON in text for text in texts_of(cast.learner)[1])


def test_test_that_is_open_withholds_what_it_asks_from_the_record_too(cast):
    own = quiz(review_time=ReviewTime.SUBMITTED, review_depth=ReviewDepth.REASONS)
    take_test(cast.learner, own, [1])
    start_attempt(user=cast.learner, quiz=own)
    assert QuizAttempt.objects.filter(user=cast.learner).count() == 2
    assert not any(REASON in text for text in texts_of(cast.learner)[1])


def test_record_of_a_new_account_is_whole(cast):
    found, texts = texts_of(cast.visitor)
    assert [one.section.key for one in found if one.count] == ["account", "postings"]
    assert all("周某" in text for text in texts)
