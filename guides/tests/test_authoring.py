"""A trainer writes a guide in the Wagtail admin, through the forms as they are."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content.blocks import PROSE_FEATURES
from content.models import Topic
from guides.models import GuideIndexPage, GuidePage
from guides.tests.factories import GuideFactory

pytestmark = pytest.mark.django_db


def lines(*items: str) -> dict:
    """A list block of plain values as its form sends it."""
    return list_block(*items)


def list_block(*items) -> dict:
    numbered = {
        str(place): {"value": item, "deleted": "", "order": str(place), "id": ""} for place, item in enumerate(items)
    }
    return {**numbered, "count": str(len(items))}


def guide_form(cast, related: GuidePage, **changes) -> dict:
    body = [
        ("when_to_use", {"items": lines("第一次见面", "换了岗位")}),
        (
            "steps",
            {"title": "两步", "steps": list_block({"title": "坐下", "text": "倒水。"}, {"title": "听", "text": ""})},
        ),
        ("section", {"heading": "先想清楚", "html": rich_text("<p>为什么<b>谈</b>。</p>", features=PROSE_FEATURES)}),
        ("do_avoid", {"do": lines("听完"), "avoid": lines("抢话")}),
        ("sample_phrases", {"phrases": list_block({"situation": "见面", "phrase": "路上堵吗？", "why": "小事。"})}),
        (
            "example",
            {
                "title": "一次谈话",
                "setting": "",
                "turns": list_block({"speaker": "谈话人", "text": "坐。"}, {"speaker": "李某", "text": "好。"}),
                "comment": "",
            },
        ),
        ("checklist", {"title": "出门前", "items": lines("带笔")}),
        ("refer", {"items": lines("涉及违纪")}),
    ]
    topics = Topic.objects.filter(slug__in=["focus", "before"])
    return nested_form_data(
        {
            "title": "开好头",
            "slug": "kai-hao-tou",
            "summary": "读完能开好头。",
            "body": streamfield(body),
            "tags": "开头, 见面",
            "relations": inline_formset([{"related": str(related.pk)}]),
            "steward": str(cast.trainer.pk),
            "review_by": "2027-01-31",
            "department": str(cast.own.pk),
            "visibility": "everyone",
            **changes,
        }
    ) | {"topics": [str(topic.pk) for topic in topics]}


@pytest.fixture
def trainer(cast) -> Client:
    client = Client()
    client.force_login(cast.trainer)
    return client


@pytest.fixture
def add_url(site_tree) -> str:
    return reverse("wagtailadmin_pages:add", args=["guides", "guidepage", GuideIndexPage.objects.get().pk])


def test_trainer_creates_and_publishes_a_guide(cast, trainer, add_url):
    related = GuideFactory()

    response = trainer.post(add_url, guide_form(cast, related) | {"action-publish": "action-publish"})

    assert response.status_code == 302, response.context["form"].errors
    guide = GuidePage.objects.get(slug="kai-hao-tou")
    assert guide.live
    assert [child.block_type for child in guide.body] == [
        "when_to_use",
        "steps",
        "section",
        "do_avoid",
        "sample_phrases",
        "example",
        "checklist",
        "refer",
    ]
    assert list(guide.body[0].value["items"]) == ["第一次见面", "换了岗位"]
    assert {topic.slug for topic in guide.topics.all()} == {"focus", "before"}
    assert set(guide.tags.names()) == {"开头", "见面"}
    assert [relation.related_id for relation in guide.relations.all()] == [related.pk]
    assert (guide.owner, guide.steward, guide.department) == (cast.trainer, cast.trainer, cast.own)
    assert guide.review_by == datetime.date(2027, 1, 31)
    reader = Client()
    reader.force_login(cast.outsider)
    assert reader.get(guide.url).status_code == 200


def test_new_guide_is_its_authors_alone_until_he_opens_it(cast, trainer, add_url):
    form = guide_form(cast, GuideFactory(), visibility="participants")
    trainer.post(add_url, form | {"action-publish": "action-publish"})
    guide = GuidePage.objects.get(slug="kai-hao-tou")

    assert trainer.get(guide.url).status_code == 200
    reader = Client()
    reader.force_login(cast.learner)
    assert reader.get(guide.url).status_code == 404


def test_form_for_a_new_guide_opens(trainer, add_url):
    response = trainer.get(add_url)

    assert response.status_code == 200
    assert response.context["form"].initial.get("visibility") == "participants"


def test_trainer_edits_a_guide(cast, trainer, site_tree):
    guide = GuideFactory()
    url = reverse("wagtailadmin_pages:edit", args=[guide.pk])
    assert trainer.get(url).status_code == 200

    form = guide_form(cast, GuideFactory(), title="换了题目") | {"action-publish": "action-publish"}
    assert trainer.post(url, form).status_code == 302

    assert GuidePage.objects.get(pk=guide.pk).title == "换了题目"


def test_trainer_previews_a_new_guide(cast, trainer, add_url):
    url = reverse("wagtailadmin_pages:preview_on_add", args=["guides", "guidepage", GuideIndexPage.objects.get().pk])

    answer = trainer.post(url, guide_form(cast, GuideFactory(title="另一篇")))
    response = trainer.get(url)

    assert answer.json() == {"is_valid": True, "is_available": True}
    assert response.status_code == 200
    content = response.content.decode()
    for words in ["读完能开好头。", "第一次见面", "路上堵吗？", "另一篇"]:
        assert words in content


def test_trainer_previews_a_published_guide(cast, trainer, site_tree):
    guide = GuideFactory()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[guide.pk])

    trainer.post(url, guide_form(cast, GuideFactory(), title="草稿里的题目"))

    assert "草稿里的题目" in trainer.get(url).content.decode()
    assert GuidePage.objects.get(pk=guide.pk).title == guide.title


def test_index_opens_in_the_editor_without_its_slug_and_previews(trainer, site_tree):
    index = GuideIndexPage.objects.get()
    edit = trainer.get(reverse("wagtailadmin_pages:edit", args=[index.pk]))
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[index.pk])

    assert "slug" not in edit.context["form"].fields
    form = {"title": "指南", "introduction": "今晚就用。", "department": "", "visibility": "everyone"}
    assert trainer.post(preview, form).json()["is_valid"]
    assert "今晚就用。" in trainer.get(preview).content.decode()


def test_only_authors_can_be_stewards(cast, trainer, add_url):
    stewards = set(trainer.get(add_url).context["form"].fields["steward"].queryset)

    assert stewards == {cast.trainer, cast.editor, cast.administrator}


def test_steward_who_is_no_author_any_more_stays(cast, trainer, site_tree):
    guide = GuideFactory(steward=cast.learner)

    form = trainer.get(reverse("wagtailadmin_pages:edit", args=[guide.pk])).context["form"]

    assert cast.learner in form.fields["steward"].queryset


@pytest.mark.parametrize("part", ["learner", "visitor", "reviewer", "overseer", "auditor"])
def test_others_cannot_write_guides(cast, add_url, part):
    client = Client()
    client.force_login(getattr(cast, part))

    response = client.post(add_url, guide_form(cast, GuideFactory()) | {"action-publish": "action-publish"})

    assert response.status_code in {302, 403}
    assert not GuidePage.objects.filter(slug="kai-hao-tou").exists()
