"""The list of guides: facets, counts, order, who sees what."""

import pytest
from django.test import Client

from content.enums import Visibility
from guides.tests.factories import GuideFactory

pytestmark = pytest.mark.django_db

TIMING = ("skill", "timing")
FOCUS = ("skill", "focus")
BEFORE = ("stage", "before")
AFTER = ("stage", "after")


@pytest.fixture
def reader(cast) -> Client:
    client = Client()
    client.force_login(cast.learner)
    return client


def titles(response) -> list[str]:
    return [guide.title for guide in response.context["guides"]]


def counts(response) -> dict[str, dict[str, int]]:
    groups = response.context["found"].groups
    return {group.name: {option.value: option.count for option in group.options} for group in groups}


def options(response) -> dict[str, object]:
    return {option.value: option for group in response.context["found"].groups for option in group.options}


@pytest.fixture
def guides(site_tree):
    return [
        GuideFactory(title="甲", topics=[TIMING, BEFORE], tags=["备人"]),
        GuideFactory(title="乙", topics=[FOCUS, BEFORE], tags=["备人", "提纲"]),
        GuideFactory(title="丙", topics=[TIMING, FOCUS, AFTER]),
    ]


def test_index_lists_all_guides_in_order_of_the_tree(reader, guides):
    response = reader.get("/guides/")

    assert response.status_code == 200
    assert titles(response) == ["甲", "乙", "丙"]
    assert counts(response) == {"skill": {"timing": 2, "focus": 2}, "stage": {"before": 2, "after": 1}}
    assert not response.context["found"].is_narrowed


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("skill=timing", ["甲", "丙"]),
        ("skill=timing&skill=focus", ["甲", "乙", "丙"]),
        ("skill=timing&stage=before", ["甲"]),
        ("stage=before&tag=提纲", ["乙"]),
        ("tag=备人", ["甲", "乙"]),
        ("skill=art", []),
    ],
)
def test_facets_narrow_the_list(reader, guides, query, expected):
    assert titles(reader.get(f"/guides/?{query}")) == expected


@pytest.mark.parametrize(
    "query", ["skill=nonsense", "color=red", "tag=nobody", "tag=%00", "skill=", "page=abc", "skill[]=timing"]
)
def test_unknown_values_are_left_out(reader, guides, query):
    response = reader.get(f"/guides/?{query}")

    assert titles(response) == ["甲", "乙", "丙"]
    assert not response.context["found"].is_narrowed


def test_counts_follow_the_choice_in_other_facets_alone(reader, guides):
    response = reader.get("/guides/?skill=timing")

    assert counts(response) == {"skill": {"timing": 2, "focus": 2}, "stage": {"before": 1, "after": 1}}


def test_options_lead_to_the_changed_choice(reader, guides):
    response = reader.get("/guides/?stage=before&skill=timing&page=1&color=red")
    found = options(response)

    assert found["timing"].is_chosen
    assert not found["focus"].is_chosen
    assert found["timing"].url == "/guides/?stage=before"
    assert found["focus"].url == "/guides/?skill=timing&skill=focus&stage=before"
    assert found["after"].url == "/guides/?skill=timing&stage=before&stage=after"
    assert response.context["found"].query_string == "skill=timing&stage=before"
    assert 'href="/guides/"' in response.content.decode()


def test_last_chosen_option_leads_back_to_the_plain_address(reader, guides):
    assert options(reader.get("/guides/?skill=timing"))["timing"].url == "/guides/"


def test_each_shown_count_is_what_the_link_lists(reader, guides):
    for option in options(reader.get("/guides/")).values():
        assert len(titles(reader.get(option.url))) == option.count


def test_chosen_tag_stands_among_the_filters_and_can_be_taken_out(reader, guides):
    group = reader.get("/guides/?tag=备人&stage=before").context["found"].groups[-1]

    assert (group.name, [(option.label, option.count, option.url) for option in group.options]) == (
        "tag",
        [("备人", 2, "/guides/?stage=before")],
    )


def test_topic_without_guides_has_no_option_unless_chosen(reader, guides):
    assert "art" not in options(reader.get("/guides/"))
    assert options(reader.get("/guides/?skill=art"))["art"].count == 0


def test_guides_of_others_are_absent_from_list_and_counts(cast, site_tree):
    GuideFactory(title="外", department=cast.other, visibility=Visibility.SUBTREE, topics=[TIMING], tags=["密"])
    GuideFactory(title="内", department=cast.own, visibility=Visibility.SUBTREE, topics=[FOCUS])
    GuideFactory(title="稿", topics=[FOCUS], live=False)

    seen = {}
    for name, person in cast.people().items():
        client = Client()
        client.force_login(person)
        response = client.get("/guides/")
        tagged = client.get("/guides/?tag=密")
        seen[name] = (titles(response), counts(response), tagged.context["found"].is_narrowed)

    only_own = (["内"], {"skill": {"focus": 1}}, False)
    only_other = (["外"], {"skill": {"timing": 1}}, True)
    both = (["外", "内"], {"skill": {"timing": 1, "focus": 1}}, True)
    nothing = ([], {}, False)
    assert seen == {
        "learner": only_own,
        "junior": only_own,
        "visitor": only_own,
        "trainer": only_own,
        "editor": only_own,
        "overseer": only_own,
        "outsider": only_other,
        "outside_overseer": only_other,
        "chief": both,
        "administrator": both,
        "reviewer": nothing,
        "auditor": nothing,
    }


def test_index_asks_a_visitor_to_sign_in(client, site_tree):
    response = client.get("/guides/?skill=timing")

    assert response.status_code == 302
    assert response.url.startswith("/sign-in/")


@pytest.mark.parametrize("number", [1, 3])
def test_index_takes_the_same_queries_for_any_number_of_guides(reader, site_tree, number, django_assert_num_queries):
    for _ in range(number):
        GuideFactory(topics=[TIMING, FOCUS, BEFORE], tags=["备人"])
    reader.get("/guides/")  # fills the caches of sites and content types

    with django_assert_num_queries(17):
        reader.get("/guides/?skill=timing")


def test_second_page_keeps_the_choice(reader, site_tree, monkeypatch):
    monkeypatch.setattr("guides.models.GUIDES_A_PAGE", 2)
    for title in "甲乙丙":
        GuideFactory(title=title, topics=[TIMING])

    response = reader.get("/guides/?skill=timing&page=2")

    assert titles(response) == ["丙"]
    assert "?skill=timing&amp;page=1" in response.content.decode()


def test_empty_index_says_what_will_be_here_and_who_brings_it(reader, site_tree, client_language):
    assert "Trainers write and publish them." in reader.get("/guides/").content.decode()


def test_empty_choice_offers_all_guides(reader, guides, client_language):
    content = reader.get("/guides/?skill=art").content.decode()

    assert "No guide fits this choice" in content
    assert '<a class="button button--quiet" href="/guides/">' in content


@pytest.fixture
def client_language(reader, settings):
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
