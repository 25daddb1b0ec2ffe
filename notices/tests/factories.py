"""Notices and a kind of notice for tests."""

import datetime

import factory
from django.utils import timezone

from cadres.models import User
from cadres.tests.factories import UserFactory
from notices.kinds import NoticeKind, Wording
from notices.models import Notice


class CadreNews(NoticeKind[User]):
    """News of a person, for those who may see them. Payload: `cadre`, the id."""

    key = "cadre_news"
    label = "人员动态"

    def rows_for(self, recipient, payloads):
        people = User.objects.visible_to(recipient).in_bulk([payload["cadre"] for payload in payloads])
        return [people.get(payload["cadre"]) for payload in payloads]

    def is_current(self, user, row):
        return row.is_active

    def wording(self, user, row):
        return Wording(title=f"{row.name}有新情况", text="请查看。", url=f"/people/{row.pk}/")


class NoticeFactory(factory.django.DjangoModelFactory):
    """News of `about` for `recipient`, an hour ago."""

    class Meta:
        model = Notice

    class Params:
        about = factory.SubFactory(UserFactory)

    recipient = factory.SubFactory(UserFactory)
    kind = CadreNews.key
    key = factory.Sequence(lambda n: f"news-{n}")
    payload = factory.LazyAttribute(lambda notice: {"cadre": notice.about.pk})
    made_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(hours=1))
    shown_from = factory.SelfAttribute("made_at")
