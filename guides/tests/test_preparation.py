"""The preparation sheet as the server gives it: what it asks, and what a guide adds."""

import bs4
import pytest
from django.test import Client

from content.enums import Visibility
from guides.preparation import SECTIONS
from guides.tests.factories import GuideFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/preparation/"


def client_for(person) -> Client:
    client = Client()
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def read(person, query="") -> bs4.BeautifulSoup:
    response = client_for(person).get(ADDRESS + query)
    assert response.status_code == 200
    return bs4.BeautifulSoup(response.content, "html.parser")


def beside(soup: bs4.BeautifulSoup) -> dict[str, list[str]]:
    """The lines of the guide in the margin, by the section beside which they stand."""
    found = {}
    for section in soup.select(".sheet__section"):
        lines = [" ".join(line.text.split()) for line in section.select(".sheet__suggestions > li")]
        if lines:
            found[section["aria-labelledby"].removeprefix("section-")] = lines
    return found


def test_sheet_asks_a_visitor_to_sign_in(client, site_tree):
    response = client.get(ADDRESS)

    assert (response.status_code, response.url) == (302, "/sign-in/?next=/preparation/")


def test_sheet_answers_everyone_signed_in_and_takes_nothing(cast, site_tree):
    for person in cast.people().values():
        client = client_for(person)
        assert client.get(ADDRESS).status_code == 200
        assert client.post(ADDRESS, {"who": "x"}).status_code == 405


def test_sheet_asks_from_the_person_to_the_follow_up(cast, site_tree):
    soup = read(cast.learner)

    assert [section.h2.text for section in soup.select(".sheet__section")] == [
        "Person",
        "Moment",
        "Purpose",
        "Opening",
        "Questions",
        "Boundary",
        "Afterwards",
    ]
    fields = [field for section in SECTIONS for field in section.fields]
    answers = soup.select("main textarea")
    assert [(a["id"], int(a["maxlength"]), int(a["rows"])) for a in answers] == [
        (f"sheet-{field.name}", field.limit, field.lines) for field in fields
    ]
    for answer in answers:
        assert soup.select_one(f'label[for="{answer["id"]}"]').text
        assert all(soup.find(id=name) is not None for name in answer["aria-describedby"].split())


def test_nothing_on_the_sheet_can_be_sent(cast, site_tree):
    main = read(cast.learner).main

    assert main.find_all("form") == []
    assert main.find_all(attrs={"name": True}) == []
    assert {answer.get("form") for answer in main.find_all("textarea")} == {None}
    # Until the script has taken over they cannot even be filled.
    assert all(answer.has_attr("disabled") for answer in main.find_all("textarea"))
    # A browser's spelling service may live elsewhere.
    assert {(answer["spellcheck"], answer["autocomplete"]) for answer in main.find_all("textarea")} == {
        ("false", "off")
    }


def test_store_belongs_to_the_account(cast, site_tree):
    names = {read(person).select_one("[data-preparation]")["data-preparation"] for person in cast.people().values()}

    assert names == {str(person.pk) for person in cast.people().values()}


def test_guide_stands_beside_what_it_speaks_of(cast, site_tree):
    phrases = [
        {"situation": "刚坐下", "phrase": "路上堵不堵？", "why": "从小事说起。"},
        {"situation": "交代来意", "phrase": "今天听你说。", "why": ""},
    ]
    guide = GuideFactory(
        slug="开场",
        title="开场怎么说",
        body=[
            {"type": "when_to_use", "value": {"items": ["第一次见面"]}},
            {"type": "do_avoid", "value": {"do": ["听完再问"], "avoid": ["许愿"]}},
            {"type": "sample_phrases", "value": {"phrases": phrases}},
            {"type": "steps", "value": {"title": "三步", "steps": [{"title": "坐下", "text": "先倒杯水。"}]}},
            {"type": "refer", "value": {"items": ["事情涉及违纪违法"]}},
        ],
    )

    soup = read(cast.learner, f"?guide={guide.slug}")

    assert beside(soup) == {
        "person": ["第一次见面"],
        "opening": ["交代来意 今天听你说。"],
        "questions": ["听完再问", "刚坐下 路上堵不堵？"],
        "boundary": ["许愿", "事情涉及违纪违法"],
    }
    assert [(a.text, a["href"]) for a in soup.select(".breadcrumb a")] == [
        ("指南", "/guides/"),
        ("开场怎么说", guide.url),
    ]


@pytest.mark.parametrize("query", ["", "?guide=", "?guide=nobody", "?guide=%00", "?guide=a/b", "?guide=guide-x&guide="])
def test_unknown_guide_leaves_the_margin_empty(cast, site_tree, query):
    GuideFactory(slug="guide-x")

    assert beside(read(cast.learner, query)) == {}


def test_guide_that_the_reader_may_not_see_suggests_nothing(cast, site_tree):
    hidden = GuideFactory(title="别家的指南", department=cast.other, visibility=Visibility.SUBTREE)
    draft = GuideFactory(live=False)

    shown = {}
    for name, person in cast.people().items():
        soup = read(person, f"?guide={hidden.slug}")
        assert beside(read(person, f"?guide={draft.slug}")) == {}
        assert ("别家的指南" in soup.text) is bool(beside(soup))
        shown[name] = bool(beside(soup))

    may_read = {"outsider", "outside_overseer", "chief", "administrator"}
    assert shown == {name: name in may_read for name in cast.people()}


def test_guide_leads_to_its_sheet_before_and_beside_its_text(cast, site_tree):
    guide = GuideFactory(slug="开场")

    content = bs4.BeautifulSoup(client_for(cast.learner).get(guide.url).content, "html.parser").main
    links = content.select("a.sheet-link")

    assert {link["href"] for link in links} == {"/preparation/?guide=%E5%BC%80%E5%9C%BA"}
    assert [link.find_parent("aside") is not None for link in links] == [False, True]
    assert content.select_one("aside > *") is links[1]


@pytest.mark.parametrize("number", [1, 3])
def test_sheet_takes_the_same_queries_whatever_the_guide_says(cast, site_tree, number, django_assert_num_queries):
    guide = GuideFactory(body=[{"type": "refer", "value": {"items": ["一"] * number}}] * number)
    client = client_for(cast.learner)
    client.get(ADDRESS)  # fills the caches of sites and content types

    with django_assert_num_queries(8):
        client.get(f"{ADDRESS}?guide={guide.slug}")
