"""The search page: what is found in which order, what stays hidden, what the page says."""

import datetime

import bs4
import pytest
from django.test import Client

from cadres.models import User
from content.enums import Visibility
from guides.tests.factories import GuideFactory
from home.enums import PageKind
from home.search import PageSearch, example_topics, find_pages, readable_pages
from training.models import LessonPage
from training.permissions import user_can_view_unit
from training.tests.factories import CourseFactory, LessonFactory, QuizFactory

TIMING = ("skill", "timing")
BEFORE = ("stage", "before")


def moment(day: int) -> datetime.datetime:
    return datetime.datetime(2026, 1, day, tzinfo=datetime.UTC)


def client_of(person: User, language: str = "en") -> Client:
    client = Client()
    client.force_login(person)
    client.cookies["django_language"] = language
    return client


def titles(response) -> list[str]:
    return [result.page.title for result in response.context["results"]]


def counts(search: PageSearch) -> dict[str, int]:
    return {option.value: option.count for group in search.groups for option in group.options}


def soup_of(response) -> bs4.BeautifulSoup:
    return bs4.BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def reader(cast, site_tree) -> Client:
    return client_of(cast.learner)


# --- What is found --------------------------------------------------------------------------


@pytest.fixture
def pages(site_tree) -> None:
    """Guides, a course and a lesson; which words stand where is told by each test that uses them."""
    GuideFactory(title="谈前备人", summary="把人看准。", topics=[TIMING], first_published_at=moment(1))
    GuideFactory(title="开好头", summary="谈前想好第一句话。", first_published_at=moment(3))
    GuideFactory(title="Use PPT well", summary="少而精。", topics=[BEFORE], first_published_at=moment(4))
    course = CourseFactory(title="谈前功课", summary="一张纸。", skills=["focus"], first_published_at=moment(2))
    LessonFactory(parent=course, title="一次一事", summary="谈前只定一件事。", first_published_at=moment(5))
    QuizFactory(parent=course, title="谈前测验")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("谈前", ["谈前功课", "谈前备人", "一次一事", "开好头", "Use PPT well"]),
        ("谈前 备人", ["谈前备人"]),
        ("备人\u3000谈前", ["谈前备人"]),
        ("谈前 第一句话", ["开好头"]),
        ("ppt", ["Use PPT well"]),
        ("时机", ["谈前备人"]),
        ("谈前 时机", ["谈前备人"]),
        ("确定重点", ["谈前功课"]),
        ("人看", ["谈前备人"]),
        ("谈前 没有的词", []),
        ("第一次见面", []),  # stands in the body of every guide
        ("%", []),
        ("_", []),
        ("谈_", []),
    ],
)
def test_search_finds_pages_with_all_words_best_first(reader, pages, query, expected):
    assert titles(reader.get("/search/", {"q": query})) == expected


def test_signs_of_the_database_stand_for_themselves(reader, site_tree):
    GuideFactory(title="做到100%")
    GuideFactory(title=r"a_b\c")

    found = {sign: titles(reader.get("/search/", {"q": sign})) for sign in ["%", "_", "\\", "a_b", "axb"]}

    assert found == {"%": ["做到100%"], "_": [r"a_b\c"], "\\": [r"a_b\c"], "a_b": [r"a_b\c"], "axb": []}


def test_page_without_a_date_of_publication_comes_last_among_equals(cast, site_tree):
    for title, published in [("谈一", None), ("谈二", moment(1)), ("谈三", moment(2))]:
        GuideFactory(title=title, first_published_at=published)

    search = PageSearch(cast.learner, "谈")

    assert [result.page.title for result in search.results(search.hits)] == ["谈三", "谈二", "谈一"]


def test_page_with_two_matching_topics_is_found_once(reader, site_tree):
    GuideFactory(title="甲", topics=[("stage", "before"), ("stage", "during")])

    assert titles(reader.get("/search/", {"q": "谈"})) == ["甲"]


def test_people_are_not_found(cast, reader):
    assert titles(reader.get("/search/", {"q": cast.learner.name})) == []


def test_result_shows_kind_summary_topics_and_marks(reader, pages):
    found = soup_of(reader.get("/search/", {"q": "谈前 时机"})).select(".search-results > li")

    assert len(found) == 1
    assert found[0].select_one(".search-result__kind").text == "Guide"
    assert found[0].a["href"].startswith("/guides/guide-")
    assert [mark.get_text(strip=True) for mark in found[0].select(".search-result__title mark")] == ["谈前"]
    assert found[0].select_one(".search-result__summary").text == "把人看准。"
    assert "把握时机" in found[0].select_one(".search-result__topics mark").text


def test_result_shows_skills_stages_and_the_topics_that_were_searched(reader, site_tree):
    GuideFactory(title="甲", topics=[("audience", "young"), ("channel", "face"), ("stage", "after"), TIMING, BEFORE])

    topics = [
        (found.topic.name, found.is_hit)
        for found in reader.get("/search/", {"q": "谈前 面谈"}).context["results"][0].topics
    ]

    assert topics == [("把握时机", False), ("谈前", True), ("谈后", False), ("面谈", True)]


def test_markup_in_a_title_is_shown_as_text(reader, site_tree):
    GuideFactory(title="<b>谈</b>", summary="<script>谈</script>")

    content = reader.get("/search/", {"q": "谈"}).content.decode()

    assert "&lt;b&gt;<mark>谈</mark>&lt;/b&gt;" in content
    assert "&lt;script&gt;<mark>谈</mark>&lt;/script&gt;" in content


def test_words_that_were_typed_are_shown_as_text(reader, site_tree):
    content = reader.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in content


@pytest.mark.parametrize(("language", "heading", "count"), [("zh-hans", "谈前", None), ("en", "谈前", "5 pages found")])
def test_heading_names_the_words_and_the_number_of_hits(cast, pages, language, heading, count):
    soup = soup_of(client_of(cast.learner, language).get("/search/", {"q": "谈前"}))

    assert heading in soup.h1.text
    assert heading in soup.title.text
    assert count is None or soup.select_one("h2#hits [data-announced]").get_text(strip=True) == count


# --- Kinds ----------------------------------------------------------------------------------


def test_kinds_are_counted_and_narrow_the_list(reader, pages):
    response = reader.get("/search/?q=谈前")

    assert counts(response.context["search"]) == {"guide": 3, "course": 1, "lesson": 1}
    for option in response.context["search"].groups[0].options:
        narrowed = reader.get(option.url)
        assert len(titles(narrowed)) == option.count
        assert counts(narrowed.context["search"]) == {"guide": 3, "course": 1, "lesson": 1}
        assert narrowed.context["search"].clear_url == "/search/?q=%E8%B0%88%E5%89%8D"


def test_chosen_kind_is_taken_out_by_its_own_link(reader, pages):
    chosen = reader.get("/search/?q=谈前&kind=lesson").context["search"].groups[0].options[-1]

    assert (chosen.value, chosen.is_chosen, chosen.url) == ("lesson", True, "/search/?q=%E8%B0%88%E5%89%8D")


@pytest.mark.parametrize("kind", ["person", "", "quiz", "GUIDE", "\x00"])
def test_unknown_kind_is_left_out(reader, pages, kind):
    response = reader.get("/search/", {"q": "谈前", "kind": kind})

    assert len(titles(response)) == 5
    assert response.context["search"].clear_url == ""


def test_kind_without_a_hit_leads_back_to_all_kinds(reader, pages):
    response = reader.get("/search/?q=备人&kind=course")

    assert counts(response.context["search"]) == {"guide": 1, "course": 0}
    assert "Nothing of this kind has these words" in response.content.decode()
    assert soup_of(response).select_one(".empty a")["href"] == response.context["search"].clear_url


# --- Pages of the list ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("", "丙"),
        ("2", "乙"),
        ("99", "甲"),
        ("-1", "甲"),
        ("0", "甲"),
        ("abc", "丙"),
        ("9" * 5000, "丙"),
        ("\x00", "丙"),
    ],
)
def test_list_is_paged_and_absurd_numbers_lead_somewhere(reader, site_tree, monkeypatch, number, expected):
    monkeypatch.setattr("home.views.HITS_A_PAGE", 1)
    for day, title in enumerate("甲乙丙", start=1):
        GuideFactory(title=title, summary="谈心", first_published_at=moment(day))

    response = reader.get("/search/", {"q": "谈心", "kind": "guide", "page": number})

    assert (response.status_code, titles(response)) == (200, [expected])
    place = response.context["page_obj"].number
    neighbour = place + 1 if place == 1 else place - 1
    link = f"?q=%E8%B0%88%E5%BF%83&amp;kind=guide&amp;page={neighbour}"
    assert link in response.content.decode()


def test_twenty_stand_on_one_page(reader, site_tree):
    for _ in range(21):
        GuideFactory(summary="谈心")

    assert [len(titles(reader.get(f"/search/?q=谈心&page={number}"))) for number in (1, 2)] == [20, 1]


# --- Nothing typed, nothing found -----------------------------------------------------------


@pytest.mark.parametrize("address", ["/search/", "/search/?q=", "/search/?q=%20%E3%80%80", "/search/?kind=guide"])
def test_without_words_the_page_teaches(reader, pages, address):
    response = reader.get(address)

    soup = soup_of(response)
    assert soup.h1.text == "Search"
    assert not soup.select(".search-results, #hits")
    links = {link.text: link["href"] for link in soup.select(".search-examples a")}
    assert list(links) == ["把握时机", "确定重点", "谈前"]
    assert all(titles(reader.get(url)) for url in links.values())


def test_examples_name_only_topics_that_lead_to_something(cast, site_tree):
    GuideFactory(topics=[("kind", "care"), *[("stage", slug) for slug in ("before", "during", "after")]])
    GuideFactory(topics=[("kind", "departure")], department=cast.other, visibility=Visibility.SUBTREE)
    GuideFactory(topics=[("kind", "retirement")], live=False)

    assert [topic.name for topic in example_topics(cast.learner)] == ["谈前", "谈中", "关怀谈话"]


def test_empty_portal_has_no_examples(reader):
    content = reader.get("/search/").content.decode()

    assert "How to search" in content
    assert "For example" not in content


def test_no_hit_says_what_to_do(reader, pages):
    response = reader.get("/search/?q=没有的词")

    soup = soup_of(response)
    assert soup.select_one("h2#hits").get_text(strip=True) == "Nothing found"
    assert "Try fewer or shorter words" in soup.select_one(".empty").text
    assert soup.select_one(".empty a")["href"] == "/guides/"
    assert [link["href"] for link in soup.select("main .search-examples a")] == [
        "/guides/?skill=timing",
        "/guides/?skill=focus",
        "/guides/?skill=method",
        "/guides/?skill=art",
    ]
    assert not soup.select(".facets")


# --- Rights ---------------------------------------------------------------------------------


@pytest.fixture
def hidden(cast, site_tree) -> None:
    """One page for each reason for which a page may be closed, all with 金丝雀 in the title."""
    elsewhere = {"department": cast.other, "visibility": Visibility.SUBTREE}
    GuideFactory(title="金丝雀别家指南", **elsewhere)
    GuideFactory(title="金丝雀稿", live=False)
    LessonFactory(parent=CourseFactory(title="金丝雀别家课", **elsewhere), title="金丝雀别家课时")
    LessonFactory(parent=CourseFactory(title="金丝雀开放课"), title="金丝雀课时稿", live=False)
    closed = CourseFactory(title="金丝雀停课")
    LessonFactory(parent=closed, title="金丝雀停课课时")
    closed.unpublish()
    narrowed = CourseFactory(title="金丝雀自己的课时在别家课", **elsewhere)
    LessonFactory(parent=narrowed, title="金丝雀本人课时", owner=cast.learner)


def test_pages_that_are_closed_are_neither_found_nor_counted(cast, hidden):
    seen = {}
    for name, person in cast.people().items():
        response = client_of(person).get("/search/?q=金丝雀")
        seen[name] = (sorted(titles(response)), counts(response.context["search"]))

    open_to_all = (["金丝雀开放课"], {"course": 1})
    of_other = [
        "金丝雀别家指南",
        "金丝雀别家课",
        "金丝雀别家课时",
        "金丝雀开放课",
        "金丝雀本人课时",
        "金丝雀自己的课时在别家课",
    ]
    all_published = (of_other, {"guide": 1, "course": 3, "lesson": 2})
    sees_other = {"outsider", "outside_overseer", "chief", "administrator"}
    assert seen == {name: all_published if name in sees_other else open_to_all for name in cast.people()}


def test_found_lessons_are_those_that_open(cast, hidden):
    LessonFactory(title="金丝雀开放课时")
    for name, person in cast.people().items():
        found = set(readable_pages(person)[PageKind.LESSON])
        assert found == {lesson for lesson in LessonPage.objects.all() if user_can_view_unit(person, lesson)}, name


def test_every_result_opens(cast, hidden, pages):
    for person in cast.people().values():
        client = client_of(person)
        for word in ["金丝雀", "谈"]:
            links = soup_of(client.get("/search/", {"q": word})).select(".search-result__link")
            assert [client.get(link["href"]).status_code for link in links] == [200] * len(links), (person, word)


def test_retired_person_finds_nothing(cast, pages):
    cast.learner.is_active = False

    assert find_pages(user=cast.learner, words=["谈前"]) == []


def test_search_asks_a_visitor_to_sign_in_and_takes_no_form(client, reader):
    response = client.get("/search/?q=ppt")

    assert (response.status_code, response.url) == (302, "/sign-in/?next=/search/%3Fq%3Dppt")
    assert reader.post("/search/").status_code == 405


# --- Queries and the field ------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_search_takes_the_same_queries_for_any_number_of_hits(reader, number, django_assert_num_queries):
    for _ in range(number):
        GuideFactory(title="谈前", topics=[TIMING, BEFORE])
        LessonFactory(parent=CourseFactory(title="谈前", skills=["timing"]), title="谈前", skills=["focus", "art"])
    reader.get("/search/?q=谈前")  # fills the caches of sites and content types

    with django_assert_num_queries(16):
        assert len(titles(reader.get("/search/?q=谈前 谈"))) == number * 3


def test_field_holds_what_was_searched_and_sends_it_without_scripting(reader, pages):
    form = soup_of(reader.get("/search/?q=%20谈前%20%22备人&page=2")).select_one("main form[role=search]")

    assert (form["method"], form["action"]) == ("get", "/search/")
    assert form.select_one("input[name=q]")["value"] == '谈前 "备人'
    assert form.label.get_text(strip=True) == "Search"
    assert form.button.get_text(strip=True) == "Search"
