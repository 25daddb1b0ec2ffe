"""What training tells people, and what it brings into their calendars."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from cadres.models import User
from notices.calendar import entries_for
from notices.models import Notice
from notices.reading import current_notices
from notices.services.digests import send_digests
from training.enums import QuestionKind, RegradeMode
from training.notice_kinds import ResultReady
from training.services.assignment import assign_programme
from training.services.completion import acknowledge_lesson
from training.services.regrade_plans import Proposal
from training.services.rubric_marking import mark_answer
from training.tests.factories import (
    CourseFactory,
    ProgrammeFactory,
    QuestionFactory,
    QuizFactory,
)
from training.tests.marking_steps import RIGHT, sign, take_test

pytestmark = pytest.mark.django_db
#: Ten in the morning in Shanghai.
MORNING = datetime.datetime(2026, 3, 2, 2, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
TEXT = ["先听他说完，再问一句为什么。"]


def essay():
    return QuestionFactory(kind=QuestionKind.SHORT_ANSWER)


def marked_attempt(cast, user=None, essays=1, at=MORNING):
    """A test with short answers that the trainer has marked."""
    attempt = take_test(
        user or cast.learner,
        QuizFactory(title="收尾", questions=[essay() for _ in range(essays)]),
        *[TEXT] * essays,
        at=at,
    )
    for answer in attempt.answers.all():
        mark_answer(answer=answer, marker=cast.trainer, points=[1, 2], at=at + HOUR)
    return attempt


def told():
    return list(Notice.objects.values_list("recipient__name", "kind", "payload", "made_at"))


def words(user):
    with translation.override("en"):
        return [shown.wording.title for shown in current_notices(user, list(user.notices.all()))]


def test_last_short_answer_that_is_marked_tells_the_learner(cast):
    attempt = marked_attempt(cast, essays=2)
    assert told() == [("林某", "result_ready", {"attempt": str(attempt.pk)}, MORNING + HOUR)]
    assert words(cast.learner) == ["Your answers in “收尾” have been marked"]


def test_nobody_is_told_while_something_waits_or_when_the_key_marks(cast):
    take_test(cast.learner, QuizFactory(questions=[essay()]), TEXT)
    take_test(cast.junior, QuizFactory(questions=1), RIGHT)
    assert told() == []


def test_regrade_that_leaves_out_what_waited_tells_the_learner(cast):
    question = essay()
    quiz = QuizFactory(questions=[QuestionFactory(), question])
    for user in (cast.learner, cast.junior):
        take_test(user, quiz, RIGHT, TEXT, at=MORNING)
    (answer,) = cast.junior.quiz_attempts.get().answers.filter(version__question=question)
    mark_answer(answer=answer, marker=cast.trainer, points=[1, 2], at=MORNING)
    Notice.objects.all().delete()

    sign(Proposal(question.current_version(), RegradeMode.DROPPED, only_raise=False), cast.trainer, at=MORNING + HOUR)

    attempt = cast.learner.quiz_attempts.get()
    assert told() == [("林某", "result_ready", {"attempt": str(attempt.pk)}, MORNING + HOUR)]


def test_notice_leads_to_the_attempt_and_names_no_result(client, cast):
    attempt = marked_attempt(cast)
    client.force_login(cast.learner)
    notice = Notice.objects.get()
    response = client.get(f"/me/notices/{notice.pk}/", follow=True)
    assert response.redirect_chain == [(f"/learn/attempts/{attempt.pk}/", 302)]
    attempt.refresh_from_db()
    wording = ResultReady().wording(cast.learner, attempt)
    assert [part for part in ("60", "%", "pass", "通过") if part in f"{wording.title}{wording.text}"] == []


def test_notice_of_the_attempt_of_another_has_no_words(cast):
    attempt = marked_attempt(cast)
    payloads = [{"attempt": str(attempt.pk)}]
    for user in cast.people().values():
        seen = ResultReady().rows_for(user, payloads)
        assert seen == ([attempt] if user == cast.learner else [None])


def test_result_that_is_taken_back_is_no_news(cast):
    attempt = marked_attempt(cast)
    type(attempt).objects.filter(pk=attempt.pk).update(marked_at=None, points=None, passed=None)
    assert words(cast.learner) == []


def test_learner_who_left_before_the_mail_gets_none(cast):
    User.objects.update(email="")
    for user in (cast.learner, cast.junior):
        User.objects.filter(pk=user.pk).update(email=f"{user.pk}@tanxin.example")
        marked_attempt(cast, user=user)
    User.objects.filter(pk=cast.junior.pk).update(is_active=False)
    send_digests(at=MORNING + 2 * HOUR)
    assert [message.to for message in mail.outbox] == [[f"{cast.learner.pk}@tanxin.example"]]
    assert "收尾" in mail.outbox[0].body


@pytest.mark.parametrize("count", [1, 3])
def test_words_take_the_same_queries_for_any_number_of_attempts(cast, count, django_assert_num_queries):
    for _ in range(count):
        marked_attempt(cast)
    notices = list(cast.learner.notices.all())
    with django_assert_num_queries(1):
        assert len(current_notices(cast.learner, notices)) == count


# --- the calendar ---------------------------------------------------------------------------


def assigned(cast, days, **fields):
    programme = ProgrammeFactory(courses=[CourseFactory(lessons=1)], **fields)
    due_on = timezone.localdate() + datetime.timedelta(days=days) if days is not None else None
    assign_programme(programme=programme, department=cast.own, due_on=due_on)
    return programme


def test_calendar_holds_what_is_due_and_has_a_date(cast):
    programme = assigned(cast, 20, title="谈心谈话技能培训")
    assigned(cast, None)
    with translation.override("en"):
        ((entry),) = entries_for(cast.learner)
    duty = programme.duties.get(user=cast.learner)
    assert (entry.uid, entry.title, entry.url) == (
        f"duty-{duty.pk}",
        "Due: 谈心谈话技能培训",
        reverse("training:duty", args=[duty.pk]),
    )
    assert entry.starts == timezone.localdate() + datetime.timedelta(days=20)
    assert entries_for(cast.outsider) == []


def test_finished_programme_leaves_the_calendar(cast):
    programme = assigned(cast, 20)
    (course,) = programme.courses()
    acknowledge_lesson(user=cast.learner, lesson=course.units()[0])
    assert entries_for(cast.learner) == []
    assert len(entries_for(cast.junior)) == 1
