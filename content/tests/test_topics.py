"""Topics in the Wagtail admin: administrators keep them, nobody deletes them."""

import pytest
from django.urls import reverse

from content.models import Topic


@pytest.mark.parametrize(
    ("part", "status"), [("administrator", 200), ("trainer", 302), ("editor", 302), ("learner", 302)]
)
def test_topic_list_open_to_administrators_only(client, cast, part, status):
    client.force_login(getattr(cast, part))
    assert client.get(reverse("wagtailsnippets_content_topic:list")).status_code == status


def test_topic_reworded_by_administrator(client, cast):
    client.force_login(cast.administrator)
    topic = Topic.objects.skills().first()
    client.post(
        reverse("wagtailsnippets_content_topic:edit", args=[topic.pk]),
        {"facet": topic.facet, "name": "抓准时机", "slug": topic.slug, "order": topic.order},
    )
    topic.refresh_from_db()
    assert topic.name == "抓准时机"


def test_topic_delete_refused_to_administrator(client, cast):
    client.force_login(cast.administrator)
    topic = Topic.objects.skills().first()
    client.post(reverse("wagtailsnippets_content_topic:delete", args=[topic.pk]))
    assert Topic.objects.filter(pk=topic.pk).exists()


@pytest.mark.parametrize("added", [1, 3])
def test_topic_listing_has_constant_query_count(client, cast, added, django_assert_num_queries):
    Topic.objects.bulk_create(Topic(facet="kind", slug=f"new-{n}", name=f"新种类{n}") for n in range(added))
    client.force_login(cast.administrator)
    url = reverse("wagtailsnippets_content_topic:list")
    client.get(url)
    with django_assert_num_queries(12):
        client.get(url)
