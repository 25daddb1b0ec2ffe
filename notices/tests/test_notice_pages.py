"""The bell, the list and what one does there."""

import datetime

import bs4
import pytest
from django.urls import reverse
from django.utils import timezone

from notices.context_processors import MOST_COUNTED
from notices.models import Notice
from notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db
LIST = reverse("notices:notices")
READ_ALL = reverse("notices:read_all")


@pytest.fixture
def reader(client, cast):
    client.force_login(cast.overseer)
    client.cookies["django_language"] = "en"
    return cast.overseer


def page(response):
    return bs4.BeautifulSoup(response.content, "html.parser")


def titles(response):
    return [shown.wording and shown.wording.title for shown in response.context["shown"]]


def bell(response):
    return page(response).find(class_="bell").get_text(" ", strip=True)


def open_url(notice):
    return reverse("notices:open_notice", args=[notice.pk])


def read_url(notice):
    return reverse("notices:read_notice", args=[notice.pk])


def test_list_holds_what_one_was_told_newest_first(client, cast, reader):
    now = timezone.now()
    NoticeFactory(recipient=reader, about=cast.learner, made_at=now - datetime.timedelta(days=2))
    NoticeFactory(recipient=reader, about=cast.junior, made_at=now - datetime.timedelta(days=1))
    NoticeFactory(recipient=reader, about=cast.trainer, shown_from=now + datetime.timedelta(days=1))
    NoticeFactory(recipient=cast.chief, about=cast.editor)
    assert titles(client.get(LIST)) == ["钱某有新情况", "林某有新情况"]


def test_list_says_nothing_of_what_the_reader_may_not_see(client, cast, reader):
    NoticeFactory(recipient=reader, about=cast.outsider)
    response = client.get(LIST)
    assert titles(response) == [None]
    assert "孙某" not in response.content.decode()
    assert "does not hold any more" in response.content.decode()


def test_list_of_new_ones_leaves_out_what_was_read(client, cast, reader):
    NoticeFactory(recipient=reader, about=cast.learner, read_at=timezone.now())
    NoticeFactory(recipient=reader, about=cast.junior)
    assert titles(client.get(LIST, {"show": "unread"})) == ["钱某有新情况"]
    assert len(titles(client.get(LIST))) == 2


def test_list_without_notices_says_what_will_come(client, reader):
    assert "No notices yet" in client.get(LIST).content.decode()
    assert "Nothing new" in client.get(LIST, {"show": "unread"}).content.decode()


def test_opening_leads_there_and_counts_as_reading(client, cast, reader):
    notice = NoticeFactory(recipient=reader, about=cast.junior)
    response = client.get(open_url(notice))
    notice.refresh_from_db()
    assert (response.status_code, response.url) == (302, f"/people/{cast.junior.pk}/")
    assert notice.read_at is not None


def test_opening_what_does_not_hold_any_more_leads_back(client, cast, reader):
    notice = NoticeFactory(recipient=reader, about=cast.outsider)
    response = client.get(open_url(notice), follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "does not hold any more" in page(response).find(class_="messages").get_text()


def test_notices_of_others_and_of_tomorrow_are_not_there(client, cast, reader):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    closed = [NoticeFactory(recipient=cast.chief), NoticeFactory(recipient=reader, shown_from=tomorrow)]
    for notice in closed:
        assert client.get(open_url(notice)).status_code == 404
        assert client.post(read_url(notice)).status_code == 404
    assert not Notice.objects.exclude(read_at=None).exists()


def test_putting_one_away_keeps_the_place_in_the_list(client, cast, reader):
    notice = NoticeFactory(recipient=reader, about=cast.junior)
    response = client.post(f"{read_url(notice)}?show=unread&page=2&next=https://elsewhere.example/")
    assert response.url == f"{LIST}?show=unread&page=2"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_putting_all_away_leaves_those_of_others_and_of_tomorrow(client, cast, reader):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    kept = {NoticeFactory(recipient=cast.chief), NoticeFactory(recipient=reader, shown_from=tomorrow)}
    NoticeFactory(recipient=reader)
    assert client.post(READ_ALL).url == LIST
    assert set(Notice.objects.unread()) == kept


@pytest.mark.parametrize("url", [READ_ALL, "/me/notices/1/read/"])
def test_reading_address_refuses_get(client, reader, url):
    assert client.get(url).status_code == 405


@pytest.mark.parametrize(("count", "shown"), [(0, "Notices"), (1, "1 Notices, 1 new"), (3, "3 Notices, 3 new")])
def test_bell_counts_what_is_new(client, cast, reader, count, shown):
    for _ in range(count):
        NoticeFactory(recipient=reader)
    NoticeFactory(recipient=reader, read_at=timezone.now())
    NoticeFactory(recipient=cast.chief)
    assert bell(client.get(LIST)) == shown


def test_bell_does_not_count_beyond_ninety_nine(client, reader):
    for _ in range(MOST_COUNTED + 1):
        NoticeFactory(recipient=reader, payload={"cadre": reader.pk}, about=None)
    assert bell(client.get(reverse("cadres:change_password"))).startswith("99+")


def test_visitor_has_no_bell(client, db):
    assert page(client.get("/")).find(class_="bell") is None


def test_desk_leads_to_what_is_new(client, cast, reader):
    assert page(client.get(reverse("home:desk"))).select(f"main a[href='{LIST}']") == []
    NoticeFactory(recipient=reader)
    (link,) = page(client.get(reverse("home:desk"))).select(f"main a[href='{LIST}']")
    assert link.get_text(strip=True) == "1 new notice"


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_any_number_of_notices(client, cast, reader, count, django_assert_num_queries):
    for about in [cast.learner, cast.junior, cast.trainer][:count]:
        NoticeFactory(recipient=reader, about=about)
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
