"""Everybody reads on their own page who opened their record."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.services import record_look

LOOKS = reverse("home:record_section", args=["looks"])


def shown(client, user):
    client.force_login(user)
    return [entry.title for entry in client.get(LOOKS).context["entries"]]


def test_page_names_those_who_looked_newest_first(client, cast):
    now = timezone.now()
    record_look(viewer=cast.overseer, cadre=cast.learner, at=now - datetime.timedelta(hours=2))
    record_look(viewer=cast.chief, cadre=cast.learner, at=now)
    record_look(viewer=cast.chief, cadre=cast.junior, at=now)
    assert shown(client, cast.learner) == ["陈某", "王某"]
    assert shown(client, cast.overseer) == []


@pytest.mark.parametrize("looks", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_looks(client, cast, looks, django_assert_num_queries):
    for hours in range(looks):
        record_look(viewer=cast.chief, cadre=cast.learner, at=timezone.now() - datetime.timedelta(hours=2 * hours))
    assert len(shown(client, cast.learner)) == looks
    with django_assert_num_queries(6):
        client.get(LOOKS)
