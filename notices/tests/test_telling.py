"""Telling: once each, ids alone, in few statements; and what may be read of it later."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cadres.models import User
from cadres.tests.factories import PostingFactory, UserFactory
from notices.kinds import KINDS, register
from notices.models import Notice
from notices.permissions import user_can_view_notice
from notices.reading import current_notices, read_notices
from notices.services.telling import BATCH, Telling, mark_read, tell, tell_each
from notices.tests.factories import CadreNews, NoticeFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def news(*recipients, key="1", cadre=1, **fields):
    return tell(recipients=recipients, kind="cadre_news", key=key, payload={"cadre": cadre}, **fields)


def told():
    return list(Notice.objects.order_by("pk").values_list("recipient__name", "key", "payload", "made_at", "shown_from"))


def test_each_is_told_once_however_often_one_tells(cast):
    assert news(cast.overseer, cast.chief, at=NOON) == 2
    assert news(cast.overseer, cast.chief, cast.trainer, at=NOON + HOUR, cadre=7) == 1
    first = {"cadre": 1}
    assert told() == [
        ("王某", "1", first, NOON, NOON),
        ("陈某", "1", first, NOON, NOON),
        ("吴某", "1", {"cadre": 7}, NOON + HOUR, NOON + HOUR),
    ]


def test_same_person_twice_in_one_call_is_told_once(cast):
    assert news(cast.overseer, cast.overseer) == 1
    assert Notice.objects.count() == 1


def test_database_refuses_to_tell_twice(cast):
    NoticeFactory(recipient=cast.overseer, key="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeFactory(recipient=cast.overseer, key="1")


@pytest.mark.parametrize(("not_before", "shown_from"), [(NOON + HOUR, NOON + HOUR), (NOON - HOUR, NOON), (None, NOON)])
def test_notice_appears_when_its_time_has_come(cast, not_before, shown_from):
    news(cast.overseer, at=NOON, not_before=not_before)
    assert Notice.objects.get().shown_from == shown_from
    assert Notice.objects.shown(shown_from).exists()
    assert not Notice.objects.shown(shown_from - datetime.timedelta(seconds=1)).exists()


def test_unknown_kind_is_refused(cast):
    with pytest.raises(ValueError, match="rumour"):
        tell(recipients=[cast.overseer], kind="rumour", key="1", payload={})
    assert not Notice.objects.exists()


@pytest.mark.parametrize("value", ["长" * 65, 2.5, None, ["甲"], {"name": "林某"}])
def test_payload_of_more_than_ids_is_refused(cast, value):
    with pytest.raises(ValueError, match="ids and dates"):
        tell(recipients=[cast.overseer], kind="cadre_news", key="1", payload={"cadre": value})
    assert not Notice.objects.exists()


@pytest.mark.parametrize("people", [1, 3, BATCH])
def test_telling_many_takes_the_same_queries(db, people, django_assert_num_queries):
    ids = [user.pk for user in User.objects.bulk_create(UserFactory.build() for _ in range(people))]
    with django_assert_num_queries(4):  # a savepoint round what is there and what is new
        assert tell_each(kind="cadre_news", tellings=(Telling(pk, "1", {"cadre": pk}) for pk in ids)) == people


@given(calls=st.lists(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("abc")), max_size=6), max_size=5))
def test_told_is_the_set_of_what_was_said(calls):
    with transaction.atomic():
        people = [UserFactory() for _ in range(3)]
        counted = sum(
            tell_each(kind="cadre_news", tellings=[Telling(people[who].pk, key) for who, key in call]) for call in calls
        )
        rows = list(Notice.objects.values_list("recipient", "key"))
        transaction.set_rollback(True)
    assert sorted(rows) == sorted({(people[who].pk, key) for call in calls for who, key in call})
    assert counted == len(rows)


def test_second_kind_of_the_same_name_is_refused():
    class Other(CadreNews):
        pass

    register(CadreNews)
    with pytest.raises(ValueError, match="cadre_news"):
        register(Other)
    assert type(KINDS["cadre_news"]) is CadreNews


# --- who may read ---------------------------------------------------------------------------


def test_notice_is_open_to_its_recipient_alone(cast):
    notices = [NoticeFactory(recipient=user) for user in cast.people().values()]
    for user in cast.people().values():
        visible = set(Notice.objects.visible_to(user))
        assert visible == {notice for notice in notices if user_can_view_notice(user, notice)}
        assert {notice.recipient for notice in visible} == {user}


def test_notice_of_somebody_who_left_is_open_to_nobody(cast):
    notice = NoticeFactory(recipient=cast.learner)
    cast.learner.is_active = False
    assert not user_can_view_notice(cast.learner, notice)
    assert not Notice.objects.visible_to(cast.learner).exists()


def test_words_are_for_those_who_see_the_person_now(cast):
    """Everybody is told of the same person; whoever may not see them reads nothing."""
    for user in cast.people().values():
        NoticeFactory(recipient=user, about=cast.junior)
        ((shown),) = read_notices(user, list(user.notices.all()))
        may_see = User.objects.visible_to(user).filter(pk=cast.junior.pk).exists()
        assert (shown.wording is not None) is may_see, user


def test_words_go_with_the_right_to_see(cast):
    NoticeFactory(recipient=cast.overseer, about=cast.junior)
    notices = list(cast.overseer.notices.all())
    assert [shown.wording.title for shown in current_notices(cast.overseer, notices)] == ["钱某有新情况"]

    cast.junior.postings.all().delete()
    PostingFactory(user=cast.junior, department=cast.other)

    assert current_notices(User.objects.get(pk=cast.overseer.pk), notices) == []


def test_notice_of_a_kind_that_is_gone_has_no_words(cast, monkeypatch):
    NoticeFactory(recipient=cast.overseer, about=cast.junior)
    monkeypatch.delitem(KINDS, "cadre_news")
    ((shown),) = read_notices(cast.overseer, list(cast.overseer.notices.all()))
    assert (shown.wording, shown.asks) == (None, False)


def test_first_reading_counts(cast):
    NoticeFactory(recipient=cast.overseer)
    assert mark_read(notices=Notice.objects.visible_to(cast.overseer), at=NOON) == 1
    assert mark_read(notices=Notice.objects.visible_to(cast.overseer), at=timezone.now()) == 0
    assert Notice.objects.get().read_at == NOON
