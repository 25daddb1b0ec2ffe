"""What may be typed into the search field: anything, and it is answered; which words are read, which are marked."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides.tests.factories import GuideFactory
from home.search import LONGEST_WORD, MOST_WORDS, PageSearch, marked


@pytest.fixture
def reader(cast, site_tree) -> Client:
    GuideFactory(title="谈前备人", summary="Use PPT well: 100%")
    client = Client()
    client.force_login(cast.learner)
    client.cookies["django_language"] = "en"
    return client


# --- Words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("谈前 准备", ["谈前", "准备"]),
        ("谈前\u3000准备\t\n ", ["谈前", "准备"]),
        ("谈前\x00准备", ["谈前", "准备"]),
        ("\ufeff谈前\u200b", ["谈前"]),
        ("PPT ppt 谈前 Ppt", ["PPT", "谈前"]),
        (" \u3000\x07 ", []),
        ("", []),
    ],
)
def test_words_are_what_stands_between_blanks(cast, site_tree, text, words):
    search = PageSearch(cast.learner, text)

    assert (search.words, search.is_cut, search.text) == (words, False, " ".join(words))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("一 二 三 四 五 六 七 八 九", list("一二三四五六七八")),
        ("谈" * 10_000, ["谈" * LONGEST_WORD]),
        ("谈前 " + "话" * 51, ["谈前", "话" * 50]),
    ],
)
def test_what_is_too_long_is_cut_and_the_page_says_so(cast, site_tree, reader, text, words):
    search = PageSearch(cast.learner, text)

    assert (search.words, search.is_cut) == (words, True)
    assert "That was too much to search at once." in reader.get("/search/", {"q": text}).content.decode()


def test_eight_words_and_fifty_characters_are_not_cut(cast, site_tree, reader):
    text = " ".join(["谈" * LONGEST_WORD, *map(str, range(MOST_WORDS - 1)), "0"])

    assert not PageSearch(cast.learner, text).is_cut
    assert "too much" not in reader.get("/search/", {"q": text}).content.decode()


# --- Marks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("谈前准备单", ["准备"], "谈前<mark>准备</mark>单"),
        ("谈前准备单", ["谈前", "前准备"], "<mark>谈前准备</mark>单"),
        ("谈谈谈", ["谈谈"], "<mark>谈谈谈</mark>"),
        ("Use PPT", ["ppt"], "Use <mark>PPT</mark>"),
        ("a<b>&amp;", ["b"], "a&lt;<mark>b</mark>&gt;&amp;amp;"),
        ("<script>", ["<script>"], "<mark>&lt;script&gt;</mark>"),
        ("50%", ["%", ".*"], "50<mark>%</mark>"),
        ("谈前", [], "谈前"),
        ("", ["谈"], ""),
    ],
)
def test_marked_shows_each_place_of_a_word(text, words, expected):
    assert marked(text, words) == expected


@given(st.text(), st.lists(st.text(min_size=1), max_size=4))
def test_marked_changes_nothing_but_the_marks(text, words):
    soup = marked(text, words)

    plain = soup.replace("<mark>", "").replace("</mark>", "")
    for entity, letter in {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&"}.items():
        plain = plain.replace(entity, letter)
    assert plain == text


# --- Anything may be typed ------------------------------------------------------------------

ODD = [
    '"', "'", "谈心\"", "*", "(", ")", "NEAR(", "AND OR NOT", "%", "_", "\\", "%%%___", "🀄️👨‍👩‍👧", "\x00", "\x1f\x7f",
    "' OR 1=1 --", "<mark>", "{{ q }}", "{% x %}", "谈" * 10_000, "a " * 5_000, "\u202e谈", "\ufffe", "ﷺ", "İßſ",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_odd_input_is_answered(reader, text):
    assert reader.get("/search/", {"q": text}).status_code == 200


def test_bytes_that_are_no_text_are_answered(reader):
    for raw in ["%ff%fe", "%ed%a0%80", "%00", "a%", "%e8%b0"]:
        assert reader.get("/search/", QUERY_STRING=f"q={raw}&kind={raw}&page={raw}").status_code == 200


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=st.text(), kind=st.text(max_size=5), page=st.text(max_size=5))
def test_any_input_is_answered(reader, text, kind, page):
    assert reader.get("/search/", {"q": text, "kind": kind, "page": page}).status_code == 200


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=st.text(alphabet=st.characters()))
def test_words_keep_their_bounds(cast, site_tree, text):
    words = PageSearch(cast.learner, text).words

    assert len(words) <= MOST_WORDS
    assert all(1 <= len(word) <= LONGEST_WORD for word in words)
    assert len({word.casefold() for word in words}) == len(words)
