"""The list of people and one person's postings."""

import datetime

import pytest
from django.urls import reverse

from cadres.enums import RankBand, Role
from cadres.models import Posting, User
from cadres.tests.factories import DepartmentFactory, PostingFactory, UserFactory

PEOPLE = "/people/"


def names(response):
    assert response.status_code == 200
    return [person.name for person in response.context["page_obj"]]


def listed(client, user, **query):
    client.force_login(user)
    return names(client.get(PEOPLE, query))


def test_addresses_are_the_agreed_ones():
    assert reverse("cadres:people") == PEOPLE
    assert reverse("cadres:person", args=[7]) == "/people/7/"


@pytest.mark.parametrize("part", ["learner", "junior", "outsider", "visitor", "reviewer", "auditor"])
def test_people_refuses_those_who_see_only_themselves(client, cast, part):
    client.force_login(cast.people()[part])
    assert client.get(PEOPLE).status_code == 403


def test_people_asks_for_a_sign_in(client, cast):
    assert client.get(PEOPLE).url == "/sign-in/?next=/people/"
    assert client.get(f"{PEOPLE}{cast.learner.pk}/").url == f"/sign-in/?next=/people/{cast.learner.pk}/"


def test_people_only_reads(client, cast):
    client.force_login(cast.administrator)
    assert client.post(PEOPLE).status_code == 405
    assert client.post(f"{PEOPLE}{cast.learner.pk}/").status_code == 405


@pytest.mark.parametrize("part", ["trainer", "editor", "overseer"])
def test_people_of_the_own_subtree_by_pinyin(client, cast, part):
    assert listed(client, cast.people()[part]) == ["林某", "钱某", "王某", "吴某", "郑某", "周某"]


def test_people_of_another_department_are_not_listed(client, cast):
    assert listed(client, cast.outside_overseer) == ["冯某", "孙某"]


@pytest.mark.parametrize("part", ["chief", "administrator"])
def test_people_of_the_whole_tree(client, cast, part):
    assert len(listed(client, cast.people()[part])) == len(cast.people())


def test_people_are_narrowed_by_department_and_below(client, cast):
    assert listed(client, cast.chief, department=cast.sub.pk) == ["钱某"]
    assert len(listed(client, cast.chief, department=cast.own.pk)) == 6
    assert listed(client, cast.chief, department=cast.other.pk) == ["冯某", "孙某"]


def test_people_offers_only_departments_that_are_seen(client, cast):
    client.force_login(cast.overseer)
    response = client.get(PEOPLE)
    offered = [label for value, label in response.context["form"].fields["department"].choices if value]
    assert offered == ["\u3000组织部", "\u3000\u3000干部科"]
    assert "卫健局" not in response.text


@pytest.mark.parametrize("department", ["other", "root"])
def test_people_of_a_department_that_is_not_seen_are_nobody(client, cast, department):
    assert listed(client, cast.overseer, department=getattr(cast, department).pk) == []


@pytest.mark.parametrize("query", [{"department": "x"}, {"status": "x"}, {"q": "x" * 61}, {"q": "\x00"}])
def test_people_answers_a_wrong_filter_with_nobody(client, cast, query):
    assert listed(client, cast.overseer, **query) == []


def test_people_are_found_by_text(client, cast):
    assert listed(client, cast.overseer, q="林") == ["林某"]
    assert listed(client, cast.overseer, q=cast.junior.staff_number) == ["钱某"]
    assert listed(client, cast.overseer, q="qian") == ["钱某"]
    assert listed(client, cast.overseer, q="孙") == []


def test_people_by_status(client, cast):
    User.objects.filter(pk=cast.junior.pk).update(is_active=False)
    assert "钱某" not in listed(client, cast.overseer)
    assert listed(client, cast.overseer, status="retired") == ["钱某"]
    assert "钱某" in listed(client, cast.overseer, status="all")


def test_people_shows_department_post_and_rank(client, cast):
    Posting.objects.filter(user=cast.junior).update(post="科长", rank_band=RankBand.TOWNSHIP_CHIEF)
    PostingFactory(user=cast.junior, department=cast.other, post="联络员", is_primary=False)
    client.force_login(cast.overseer)
    text = client.get(PEOPLE, {"q": "钱"}).text
    for expected in [cast.junior.staff_number, "干部科", "科长", str(RankBand.TOWNSHIP_CHIEF.label), "联络员"]:
        assert expected in text


def test_people_escapes_names(client, cast):
    UserFactory(name="<script>alert(1)</script>", department=cast.own)
    client.force_login(cast.overseer)
    assert "<script>alert" not in client.get(PEOPLE).text


def test_people_in_pages_of_fifty(client, cast):
    for _number in range(60):
        UserFactory(department=cast.sub)
    client.force_login(cast.overseer)
    first, second = client.get(PEOPLE, {"q": "李某"}), client.get(PEOPLE, {"q": "李某", "page": 2})
    assert [len(names(first)), len(names(second))] == [50, 10]
    assert not set(names(first)) & set(names(second))
    assert "?q=%E6%9D%8E%E6%9F%90&amp;page=2" in first.text
    assert names(client.get(PEOPLE, {"q": "李某", "page": "99"})) == names(second)


def queries_of(client, user, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(user)
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("part", ["overseer", "administrator"])
def test_people_takes_as_many_queries_for_three_as_for_one(client, db, part):
    department = DepartmentFactory()
    role = Role.ADMINISTRATOR if part == "administrator" else Role.OVERSEER
    user = UserFactory(department=department, roles=[role])
    with_one = queries_of(client, user, PEOPLE)
    for _number in range(3):
        PostingFactory(user=UserFactory(department=DepartmentFactory(parent=department)), is_primary=False)
    assert queries_of(client, user, PEOPLE) == with_one
    assert len(listed(client, user)) == 4


# --- One person ------------------------------------------------------------------------------


def seen_by(client, user, cadre):
    client.force_login(user)
    return client.get(f"{PEOPLE}{cadre.pk}/")


@pytest.mark.parametrize("viewer", ["learner", "trainer", "editor", "overseer", "chief", "administrator"])
def test_person_is_shown_to_those_who_see_them(client, cast, viewer):
    assert seen_by(client, cast.people()[viewer], cast.learner).status_code == 200


@pytest.mark.parametrize("viewer", ["junior", "outsider", "visitor", "outside_overseer", "reviewer", "auditor"])
def test_person_is_not_there_for_others(client, cast, viewer):
    response = seen_by(client, cast.people()[viewer], cast.learner)
    assert response.status_code == 404
    assert cast.learner.name not in response.text


def test_person_shows_the_history_of_postings(client, cast):
    PostingFactory(
        user=cast.learner,
        department=cast.other,
        post="办事员",
        starts_on=datetime.date(2019, 3, 1),
        ends_on=datetime.date(2023, 12, 31),
        is_primary=False,
    )
    response = seen_by(client, cast.overseer, cast.learner)
    assert [posting.department for posting in response.context["postings"]] == [cast.own, cast.other]
    for expected in ["2019年3月1日", "2023年12月31日", "办事员", "卫健局", "组织部"]:
        assert expected in response.text


def test_person_without_postings_says_so(client, cast):
    stranger = UserFactory()
    assert not seen_by(client, cast.administrator, stranger).context["postings"]


def test_person_links_to_the_account_for_administrators_only(client, cast):
    edit = reverse("wagtailusers_users:edit", args=[cast.learner.pk])
    assert edit in seen_by(client, cast.administrator, cast.learner).text
    assert edit not in seen_by(client, cast.overseer, cast.learner).text


def test_person_takes_as_many_queries_for_three_postings_as_for_one(client, cast):
    url = f"{PEOPLE}{cast.learner.pk}/"
    with_one = queries_of(client, cast.overseer, url)
    for _number in range(2):
        PostingFactory(user=cast.learner, is_primary=False)
    assert queries_of(client, cast.overseer, url) == with_one
