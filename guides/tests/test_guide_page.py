"""A guide as readers see it."""

import datetime

import bs4
import pytest
import time_machine
from django.test import Client

from content.enums import Visibility
from guides.tests.factories import GuideFactory
from home.models import SiteSettings
from training.tests.factories import CourseFactory, LessonFactory

pytestmark = pytest.mark.django_db


def read(person, guide, language="en") -> bs4.BeautifulSoup:
    client = Client()
    client.force_login(person)
    client.cookies["django_language"] = language
    response = client.get(guide.url)
    assert response.status_code == 200
    return bs4.BeautifulSoup(response.content, "html.parser")


def links(soup: bs4.BeautifulSoup, heading: str) -> list[tuple[str, str]]:
    """Text and address of the links below a heading of the aside."""
    found = soup.find("h2", string=heading)
    return (
        []
        if found is None
        else [((a.select_one(".skill__name") or a).get_text(strip=True), a["href"]) for a in found.parent.find_all("a")]
    )


def test_guide_shows_every_block_under_its_anchor(cast, site_tree):
    soup = read(cast.learner, GuideFactory())

    assert [part["id"] for part in soup.select("article .guide-part")] == [
        "when-to-use",
        "section",
        "steps",
        "do-avoid",
        "sample-phrases",
        "example",
        "checklist",
        "section-2",
        "refer",
    ]
    text = soup.find("article").text
    for words in ["第一次见面", "先倒杯水。", "翻材料", "路上堵不堵？", "您找我？", "时间说了", "事情涉及违纪违法"]:
        assert words in text


def test_contents_lead_to_the_parts(cast, site_tree):
    found = links(read(cast.learner, GuideFactory()), "On this page")

    assert found == [
        ("When to use it", "#when-to-use"),
        ("先想清楚", "#section"),
        ("三步", "#steps"),
        ("Do and avoid", "#do-avoid"),
        ("Sample phrases", "#sample-phrases"),
        ("一次谈话", "#example"),
        ("出门前看一眼", "#checklist"),
        ("再想一遍", "#section-2"),
        ("When to hand over", "#refer"),
    ]


def test_topics_and_tags_lead_back_into_the_index(cast, site_tree):
    guide = GuideFactory(topics=[("skill", "focus"), ("stage", "before")], tags=["谈话 提纲"])

    soup = read(cast.learner, guide)

    assert links(soup, "What it is for") == [
        ("确定重点", "/guides/?skill=focus"),
        ("谈前", "/guides/?stage=before"),
    ]
    assert links(soup, "Tags") == [("谈话 提纲", "/guides/?tag=%E8%B0%88%E8%AF%9D%20%E6%8F%90%E7%BA%B2")]


def test_related_guides_show_only_what_the_reader_may_see(cast, site_tree):
    open_guide = GuideFactory(title="公开")
    hidden = GuideFactory(title="别家", department=cast.other, visibility=Visibility.SUBTREE)
    draft = GuideFactory(title="草稿", live=False)
    guide = GuideFactory(related=[hidden, draft, open_guide])

    assert links(read(cast.learner, guide), "Related guides") == [("公开", open_guide.url)]
    assert links(read(cast.outsider, guide), "Related guides") == [("别家", hidden.url), ("公开", open_guide.url)]


def test_related_guides_leave_out_the_guide_itself_and_repeats(cast, site_tree):
    other = GuideFactory()
    guide = GuideFactory(related=[other, other])
    guide.relations.create(related=guide)

    assert guide.related_for(cast.learner) == [other]


def test_courses_show_only_what_the_reader_may_see(cast, site_tree):
    guide = GuideFactory()
    linked = CourseFactory(title="备好一次谈话", guides=[guide])
    by_lesson = CourseFactory(title="听与问")
    LessonFactory(parent=by_lesson, guide=guide)
    CourseFactory(title="别家的", guides=[guide], department=cast.other, visibility=Visibility.SUBTREE)
    CourseFactory(title="草稿", guides=[guide], live=False)
    CourseFactory(title="无关")
    unfinished = CourseFactory(title="课未发布")
    LessonFactory(parent=unfinished, guide=guide, live=False)

    found = links(read(cast.learner, guide), "Practise it in a course")

    assert found == [("备好一次谈话", linked.url), ("听与问", by_lesson.url)]


@pytest.mark.parametrize(
    ("review_by", "today", "is_past"),
    [
        (datetime.date(2026, 3, 1), "2026-03-01", False),
        (datetime.date(2026, 3, 1), "2026-03-02", True),
        (None, "2026-03-02", False),
    ],
)
def test_banner_stands_from_the_day_after_the_review_date(cast, site_tree, review_by, today, is_past):
    guide = GuideFactory(review_by=review_by, steward=cast.trainer)

    with time_machine.travel(f"{today}T12:00:00+08:00", tick=False):
        soup = read(cast.learner, guide)

    assert bool(soup.select(".notice--warning")) is is_past
    assert "吴某" in soup.find("aside").text


def test_help_line_ends_the_guide(cast, site_tree):
    site = site_tree.get_site()
    SiteSettings.objects.create(site=site, help_line="心理热线 000")

    assert "心理热线 000" in read(cast.learner, GuideFactory()).select_one("#refer").text


def test_guide_of_another_department_is_not_there(cast, site_tree):
    guide = GuideFactory(department=cast.other, visibility=Visibility.SUBTREE)

    answers = {}
    for name, person in cast.people().items():
        client = Client()
        client.force_login(person)
        answers[name] = client.get(guide.url).status_code

    may_read = {"outsider", "outside_overseer", "chief", "administrator"}
    assert answers == {name: 200 if name in may_read else 404 for name in cast.people()}
    assert Client().get(guide.url).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_guide_takes_the_same_queries_whatever_hangs_on_it(cast, site_tree, number, django_assert_num_queries):
    related = [GuideFactory() for _ in range(number)]
    guide = GuideFactory(
        related=related,
        topics=[("skill", "focus"), ("stage", "before"), ("channel", "face")][:number],
        tags=["一", "二", "三"][:number],
        steward=cast.trainer,
    )
    for _ in range(number):
        CourseFactory(guides=[guide])
    client = Client()
    client.force_login(cast.learner)
    client.get(guide.url)  # fills the caches of sites and content types

    with django_assert_num_queries(23):
        client.get(guide.url)
