"""The front page: open to all without signing in, and what it puts first for those who did."""

import datetime

import bs4
import pytest
from django.test import Client
from django.urls import reverse

from content.enums import Facet, Visibility
from content.models import Topic
from guides.tests.factories import GuideFactory
from home import front_page
from home.desk import DueLine
from training.tests.factories import CourseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(cast, settings) -> Client:
    client = Client()
    client.force_login(cast.learner)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def visitor(settings) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def titles(pages) -> list[str]:
    return [page.title for page in pages]


def test_front_page_tells_a_visitor_what_this_is_and_how_to_get_in(visitor, site_tree):
    GuideFactory(title="开好头")

    response = visitor.get("/")

    content = response.content.decode()
    assert response.status_code == 200
    assert "mine" not in response.context
    ways_in = bs4.BeautifulSoup(content, "html.parser").select(f'a[href="{reverse("cadres:sign_in")}"]')
    assert [way.get_text(strip=True) for way in ways_in] == ["Sign in", "Sign in"]
    assert "This is not a classified system." in content
    assert "开好头" not in content


def test_introduction_of_the_home_page_replaces_the_text_that_comes_with_it(visitor, site_tree):
    site_tree.introduction = "给组工干部的一点帮助。"
    site_tree.save_revision().publish()

    content = visitor.get("/").content.decode()

    assert "给组工干部的一点帮助。" in content
    assert "Here you learn" not in content


def test_withdrawn_front_page_is_not_there(visitor, site_tree):
    site_tree.unpublish()

    assert visitor.get("/").status_code == 404


def test_front_page_takes_no_form(visitor, site_tree):
    assert visitor.post("/").status_code == 405


def test_due_lines_stand_first(reader, site_tree, monkeypatch):
    dated = DueLine(
        title="谈心谈话技能培训",
        url="/courses/prepare/",
        due_on=datetime.date(2026, 12, 31),
        state="in_progress",
        explanation="1 of 4 courses finished.",
    )
    undated = DueLine(title="另一项", url="/me/", due_on=None, state="not_started", explanation="")
    monkeypatch.setattr(front_page, "due_lines", lambda user: [dated, undated])

    soup = bs4.BeautifulSoup(reader.get("/").content, "html.parser")

    assert [heading.text for heading in soup.select("main h2")][:2] == ["Due for you", "Talking to someone tonight?"]
    cards = soup.select("[aria-labelledby=due] .card")
    assert [(card.a["href"], card.a.text) for card in cards] == [
        ("/courses/prepare/", "谈心谈话技能培训"),
        ("/me/", "另一项"),
    ]
    assert [len(card.select(".card__meta")) for card in cards] == [1, 0]
    assert "by Dec. 31, 2026" in cards[0].text
    assert "Nothing is due" not in soup.text


def test_nothing_due_says_what_would_stand_here(reader, site_tree):
    content = reader.get("/").content.decode()

    assert "Nothing is due" in content
    assert f'href="{reverse("home:desk")}"' in content


def test_three_doors_lead_into_the_guides(reader, site_tree):
    doors = reader.get("/").context["mine"]["doors"]

    assert [(door.label, door.url) for door in doors] == [
        ("谈前", "/guides/?stage=before"),
        ("谈中", "/guides/?stage=during"),
        ("谈后", "/guides/?stage=after"),
    ]
    assert all(door.hint for door in doors)
    GuideFactory(title="开好头", topics=[("stage", "during")])
    assert titles(reader.get(doors[1].url).context["guides"]) == ["开好头"]


def test_added_stage_has_a_door(reader, site_tree):
    Topic.objects.create(facet=Facet.STAGE, slug="later", name="多年以后", order=9)

    assert "多年以后" in reader.get("/").content.decode()


def test_newest_shows_three_that_the_reader_may_see(cast, reader, site_tree):
    for day, title in enumerate(["旧", "甲", "乙", "丙"], start=1):
        moment = datetime.datetime(2026, 1, day, tzinfo=datetime.UTC)
        GuideFactory(title=title, first_published_at=moment)
        CourseFactory(title=f"课{title}", first_published_at=moment)
    late = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
    hidden = {"department": cast.other, "visibility": Visibility.SUBTREE, "first_published_at": late}
    GuideFactory(title="别家", **hidden)
    CourseFactory(title="课别家", **hidden)
    GuideFactory(title="稿", live=False, first_published_at=late)

    mine = reader.get("/").context["mine"]

    assert titles(mine["newest_guides"]) == ["丙", "乙", "甲"]
    assert titles(mine["newest_courses"]) == ["课丙", "课乙", "课甲"]


def test_front_page_opens_for_the_whole_cast(cast, site_tree):
    for person in cast.people().values():
        client = Client()
        client.force_login(person)
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_front_page_takes_the_same_queries_for_any_content(
    reader, site_tree, number, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(front_page, "due_lines", lambda user: [])
    for _ in range(number):
        GuideFactory(topics=[("skill", "timing")])
        CourseFactory(skills=["timing", "focus"])
    reader.get("/")  # fills the caches of sites and content types

    with django_assert_num_queries(14):
        reader.get("/")


def test_home_page_previews_as_a_visitor_sees_it(cast, site_tree):
    client = Client()
    client.force_login(cast.administrator)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[site_tree.pk])
    form = {"title": "谈心", "slug": "home", "introduction": "草稿里的话。", "department": "", "visibility": "everyone"}

    assert client.post(url, form).json()["is_valid"]
    content = client.get(url).content.decode()

    assert "草稿里的话。" in content
    assert "蒋某" in content  # the administrator's name in the header, no parts of a front page of his own
    assert 'id="due"' not in content
