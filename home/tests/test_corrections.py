"""Requests for correction: who may ask, who may answer, and what both are told."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation

from audit.models import AuditEvent
from cadres.models import User
from home.correction_permissions import (
    user_can_answer_correction,
    user_can_list_corrections,
    user_can_view_correction,
)
from home.corrections import answer_correction, answerers, ask_correction
from home.enums import CorrectionOutcome
from home.errors import CorrectionRefused
from home.models import CorrectionAnswer, CorrectionRequest
from home.own_record import REQUESTS_A_DAY
from notices.models import Notice
from notices.reading import current_notices

pytestmark = pytest.mark.django_db
QUEUE = reverse("corrections")


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def asked(person, section="duties", **fields):
    words = {"wrong": "到期日写错了", "right": "应为十二月底"}
    return ask_correction(person=person, section=section, **words | fields)


def answered(request, by, outcome=CorrectionOutcome.CORRECTED):
    return answer_correction(request=request, outcome=outcome, reason="已改为十二月底。", by=by)


def told(user):
    with translation.override("en"):
        return [(one.notice.kind, one.wording.url) for one in current_notices(user, list(user.notices.all()))]


def page(request):
    return reverse("correction", args=[request.pk])


# --- who may ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "expected"), [("duties", {"trainer", "administrator"}), ("account", {"administrator"})]
)
def test_trainers_answer_about_training_and_administrators_about_all(cast, section, expected):
    request = asked(cast.learner, section)
    people = cast.people()
    can = {name for name, user in people.items() if user_can_answer_correction(user, request)}
    assert can == expected
    assert {name for name, user in people.items() if user in answerers(request)} == expected


@pytest.mark.parametrize("asker", ["learner", "outsider", "trainer", "administrator", "visitor"])
@pytest.mark.parametrize("section", ["duties", "account", "corrections"])
def test_rules_and_lists_agree_for_the_whole_cast(cast, asker, section):
    request = asked(getattr(cast, asker), section)
    for name, user in cast.people().items():
        rows = CorrectionRequest.objects.all()
        assert rows.answerable_by(user).exists() == user_can_answer_correction(user, request), name
        assert rows.visible_to(user).exists() == user_can_view_correction(user, request), name
        assert (user in answerers(request)) == user_can_answer_correction(user, request), name
    assert not user_can_answer_correction(request.person, request)


def test_who_has_left_answers_and_sees_nothing(cast):
    request = asked(cast.learner)
    User.objects.filter(pk__in=[cast.trainer.pk, cast.learner.pk]).update(is_active=False)
    for person in (cast.trainer, cast.learner):
        user = User.objects.get(pk=person.pk)
        assert not user_can_answer_correction(user, request)
        assert not user_can_view_correction(user, request)
        assert not user_can_list_corrections(user)
        assert not CorrectionRequest.objects.visible_to(user).exists()


# --- asking and answering -----------------------------------------------------------------


def test_request_reaches_those_who_may_answer_once(cast):
    request = asked(cast.learner)
    assert asked(cast.learner) == request
    kinds = Notice.objects.values_list("recipient__name", "kind")
    assert sorted(kinds) == sorted([("吴某", "correction_waiting"), ("蒋某", "correction_waiting")])
    assert told(cast.trainer) == [("correction_waiting", page(request))]


def test_right_that_was_taken_away_silences_the_notice(cast):
    asked(cast.learner)
    cast.trainer.groups.clear()
    assert told(User.objects.get(pk=cast.trainer.pk)) == []


def test_answer_is_kept_told_and_stands_in_the_trail(cast):
    request = asked(cast.learner)
    answer = answered(request, cast.trainer)
    assert (answer.outcome, answer.answered_by) == ("corrected", cast.trainer)
    assert told(cast.learner) == [("correction_answered", page(request))]
    assert told(cast.trainer) == told(cast.administrator) == []
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_id, event.subject_id, event.object_id, event.details) == (
        "correction_answered",
        cast.trainer.pk,
        cast.learner.pk,
        str(request.pk),
        {"section": "duties", "outcome": "corrected"},
    )


@pytest.mark.parametrize(
    ("by", "section", "code"),
    [
        ("learner", "duties", "not_yours"),
        ("overseer", "duties", "not_yours"),
        ("trainer", "account", "not_yours"),
        ("outsider", "duties", "not_yours"),
    ],
)
def test_answer_is_refused_to_others(cast, by, section, code):
    request = asked(cast.learner, section)
    with pytest.raises(CorrectionRefused) as caught:
        answered(request, getattr(cast, by))
    assert caught.value.code == code
    assert not CorrectionAnswer.objects.exists()


def test_administrator_does_not_answer_their_own(cast):
    with pytest.raises(CorrectionRefused) as caught:
        answered(asked(cast.administrator, "account"), cast.administrator)
    assert caught.value.code == "not_yours"


def test_second_answer_is_refused(cast):
    request = asked(cast.learner)
    answered(request, cast.trainer)
    with pytest.raises(CorrectionRefused) as caught:
        answered(request, cast.administrator, CorrectionOutcome.STANDS)
    assert caught.value.code == "answered"


@pytest.mark.parametrize(
    ("fields", "code"), [({"section": "nothing"}, "unknown_section"), ({"entry": "999999"}, "unknown_entry")]
)
def test_request_about_what_is_not_in_the_record_is_refused(cast, fields, code):
    with pytest.raises(CorrectionRefused) as caught:
        asked(cast.learner, **fields)
    assert caught.value.code == code


def test_entry_of_another_cannot_be_named(cast):
    other = cast.outsider.postings.get()
    with pytest.raises(CorrectionRefused):
        asked(cast.learner, "postings", entry=str(other.pk))
    own = cast.learner.postings.get()
    request = asked(cast.learner, "postings", entry=str(own.pk))
    assert request.entry_title.startswith("组织部")


@pytest.mark.parametrize("model", [CorrectionRequest, CorrectionAnswer])
def test_neither_request_nor_answer_can_be_changed_or_deleted(cast, model):
    request = asked(cast.learner)
    answered(request, cast.trainer)
    field = {"wrong": "别的"} if model is CorrectionRequest else {"reason": "别的"}
    for change in (lambda: model.objects.update(**field), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(TypeError):
        model.objects.get().save()


# --- pages --------------------------------------------------------------------------------


def test_person_asks_on_the_page_and_reads_the_answer_there(client, cast):
    client.force_login(cast.learner)
    own = cast.learner.postings.get()
    form = reverse("home:ask_correction", args=["postings"])
    assert client.get(f"{form}?entry={own.pk}").context["form"]["entry"].value() == str(own.pk)
    response = client.post(form, {"entry": own.pk, "wrong": "职务不对", "right": "应为副科长"})
    request = CorrectionRequest.objects.get()
    assert response.url == page(request)
    assert client.get(page(request)).context["form"] is None
    assert client.post(page(request), {"outcome": "corrected", "reason": "我自己改"}).status_code == 403
    answered(request, cast.administrator)
    assert "已改为十二月底。" in client.get(page(request)).content.decode()


def test_form_wants_both_texts(client, cast):
    client.force_login(cast.learner)
    response = client.post(reverse("home:ask_correction", args=["account"]), {"wrong": "姓名"})
    assert list(response.context["form"].errors) == ["right"]
    assert not CorrectionRequest.objects.exists()


def test_so_many_requests_a_day(client, cast):
    client.force_login(cast.learner)
    form = reverse("home:ask_correction", args=["account"])
    codes = [client.post(form, {"wrong": f"{n}", "right": "对"}).status_code for n in range(REQUESTS_A_DAY + 1)]
    assert codes == [302] * REQUESTS_A_DAY + [429]


def test_trainer_answers_on_the_page(client, cast):
    request = asked(cast.learner)
    client.force_login(cast.trainer)
    assert list(client.get(QUEUE).context["page_obj"]) == [request]
    assert list(client.post(page(request), {"outcome": "stands"}).context["form"].errors) == ["reason"]
    response = client.post(page(request), {"outcome": "stands", "reason": "日期与通知一致。"})
    assert response.url == page(request)
    assert CorrectionAnswer.objects.get().outcome == "stands"
    assert list(client.get(QUEUE).context["page_obj"]) == []
    assert list(client.get(f"{QUEUE}?state=answered").context["page_obj"]) == [request]


@pytest.mark.parametrize("name", ["learner", "visitor", "editor", "overseer", "reviewer", "auditor"])
def test_queue_is_closed_to_those_who_answer_nothing(client, cast, name):
    request = asked(cast.junior)
    client.force_login(getattr(cast, name))
    assert client.get(QUEUE).status_code == 403
    assert client.get(page(request)).status_code == 404
    assert client.post(page(request), {"outcome": "corrected", "reason": "x"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queue_takes_the_same_queries_for_any_number(client, cast, count, django_assert_num_queries):
    for number in range(count):
        asked(cast.learner, wrong=f"第{number}处")
    client.force_login(cast.trainer)
    client.get(QUEUE)
    with django_assert_num_queries(7):
        assert len(client.get(QUEUE).context["page_obj"]) == count


def test_desk_tells_those_who_answer_how_many_wait(client, cast):
    asked(cast.learner)
    for name, expected in {"trainer": 1, "administrator": 1, "learner": 0, "overseer": 0}.items():
        client.force_login(getattr(cast, name))
        assert client.get(reverse("home:desk")).context["corrections"] == expected
