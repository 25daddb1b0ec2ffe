"""The style guide shows every component, tells what it takes, and is for authors."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from django.conf import settings as project
from django.template.loader import render_to_string

from cadres.permissions import user_can_enter_admin
from content.blocks import GUIDE_BLOCKS, LESSON_BLOCKS
from portal.samples import read_samples
from portal.styleguide import SEEN_ELSEWHERE, Clause, UnknownName, check_names, component_names, read_clauses, tokens

ADDRESS = "/styleguide/"
AUTHORS = {"trainer", "editor", "administrator"}
SAMPLED = {component["name"]: component for component in read_samples()["component"]}
CARD = {"title": {"zh-hans": "样例", "en": "A sample"}, "context": {"url": "/", "title": "怎样开场"}}


@pytest.fixture
def author(client, cast, site_tree):
    client.force_login(cast.editor)
    return client


@pytest.fixture(params=["zh-hans", "en"])
def shown(request, author):
    """The page in each language, as text."""
    author.cookies[project.LANGUAGE_COOKIE_NAME] = request.param
    response = author.get(ADDRESS)
    assert (response.status_code, response["Content-Language"]) == (200, request.param)
    return response.content.decode()


def test_every_component_has_states_or_is_seen_elsewhere():
    in_place = {name for name in SAMPLED if "/" not in name}
    assert in_place | SEEN_ELSEWHERE.keys() == set(component_names())
    assert in_place & SEEN_ELSEWHERE.keys() == set()
    assert [name for name, component in SAMPLED.items() if not component["states"]] == []


def test_every_state_has_a_title_in_each_language():
    languages = set(dict(project.LANGUAGES))
    titles = [state["title"] for component in SAMPLED.values() for state in component["states"]]
    assert [title for title in titles if set(title) != languages or not all(title.values())] == []


@pytest.mark.parametrize("component", SAMPLED.values(), ids=SAMPLED)
def test_samples_use_only_parameters_that_the_component_declares(component):
    check_names(component)


@pytest.mark.parametrize("kind", ["context", "build"])
def test_unknown_parameter_is_refused(kind):
    state = {**CARD, kind: {"colour": "red"}}
    with pytest.raises(UnknownName, match=r"components/card\.html: colour"):
        check_names({"name": "card", "states": [state]})


@pytest.mark.parametrize("name", ["postcard", "training/postcard"])
def test_unknown_component_is_refused(name):
    with pytest.raises(UnknownName, match="postcard"):
        check_names({"name": name, "states": [CARD]})


def test_first_line_is_read_part_by_part():
    assert read_clauses("components/notice.html") == [
        Clause(("kind",), 'kind – "info" | "success" | "warning" | "error"'),
        Clause(("text",), "text"),
    ]
    assert [clause.names for clause in read_clauses("components/empty.html")] == [
        ("title",),
        ("text",),
        ("action_url", "action_label"),
    ]
    assert [clause.names for clause in read_clauses("components/form_errors.html")] == [
        ("form",),
        ("is_emptied",),
        (),
    ]
    assert [clause.names for clause in read_clauses("components/two_cups.html")] == [(), ()]


def test_first_line_that_names_another_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / "card.html").write_text("{# components/door.html: url #}\n", encoding="utf-8")
    monkeypatch.setattr("portal.styleguide.TEMPLATES", tmp_path)
    with pytest.raises(ValueError, match=r"card\.html does not begin"):
        read_clauses("card.html")


@pytest.mark.parametrize(
    "part",
    [
        "learner", "junior", "outsider", "visitor", "trainer", "editor", "overseer", "outside_overseer", "chief",
        "reviewer", "auditor", "administrator",
    ],
)  # fmt: skip
def test_page_is_for_authors(client, cast, part):
    person = cast.people()[part]
    client.force_login(person)
    assert client.get(ADDRESS).status_code == (200 if part in AUTHORS else 403)
    assert user_can_enter_admin(person) == (part in AUTHORS)


def test_page_sends_visitors_to_the_sign_in(client, db):
    assert client.get(ADDRESS).url == f"/sign-in/?next={ADDRESS}"


def test_page_names_every_component_token_and_icon(shown):
    names = [*component_names(), *(name for name in SAMPLED if "/" in name)]
    paths = [name if "/" in name else f"components/{name}" for name in names]
    blocks = {block.meta.template for _name, block in [*GUIDE_BLOCKS, *LESSON_BLOCKS]}
    assert [path for path in paths if f">{path}.html</h3>" not in shown] == []
    assert [path for path in blocks if f">{path}</h3>" not in shown] == []
    assert [token.name for token in tokens() if f">{token.name}</code>" not in shown] == []


def test_page_keeps_its_headings_and_ids_in_order(shown):
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", shown)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    ids = Counter(re.findall(r'\sid="([^"]*)"', shown))
    assert [name for name, count in ids.items() if count > 1] == []


def test_links_of_the_page_lead_to_parts_of_it(shown):
    ids = set(re.findall(r'\sid="([^"]*)"', shown))
    targets = re.findall(r'href="#([^"]+)"', shown) + re.findall(r'popovertarget="([^"]+)"', shown)
    described = [name for names in re.findall(r'aria-describedby="([^"]+)"', shown) for name in names.split()]
    assert {target for target in [*targets, *described] if target not in ids} == set()


def test_page_shows_what_the_include_renders(shown):
    assert render_to_string("components/card.html", SAMPLED["card"]["states"][2]["context"]) in shown


def test_sample_form_brings_the_page_again(author):
    response = author.post(ADDRESS, {"name": "林某"})
    assert response.status_code == 200
    assert "林某" not in response.content.decode()


def test_page_asks_the_database_for_the_frame_alone(author, django_assert_num_queries):
    author.get(ADDRESS)
    with django_assert_num_queries(5):
        author.get(ADDRESS)
