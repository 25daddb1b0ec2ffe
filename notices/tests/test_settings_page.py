"""Mail on or off, and the address of one's calendar."""

import bs4
import pytest
from django.urls import reverse

from notices.errors import CalendarLinkChanged
from notices.models import CalendarLink, MailPreference
from notices.services.calendar_links import (
    find_calendar_owner,
    hash_of,
    make_calendar_link,
    revoke_calendar_link,
)

pytestmark = pytest.mark.django_db
SETTINGS = reverse("notices:settings")
MAKE = reverse("notices:make_calendar_link")
REVOKE = reverse("notices:revoke_calendar_link")


@pytest.fixture
def reader(client, cast):
    client.force_login(cast.learner)
    client.cookies["django_language"] = "en"
    return cast.learner


def token_in(response):
    field = bs4.BeautifulSoup(response.content, "html.parser").find(id="calendar-address")
    return field.get_text().rpartition("/")[2].removesuffix(".ics") if field else None


def link_of(user):
    return CalendarLink.objects.in_force().filter(user=user).first()


# --- mail -----------------------------------------------------------------------------------


def test_mail_is_on_until_switched_off(client, reader):
    assert client.get(SETTINGS).context["form"]["wants_digest"].value() is True
    assert client.post(SETTINGS, {}).url == SETTINGS
    assert client.get(SETTINGS).context["form"]["wants_digest"].value() is False
    client.post(SETTINGS, {"wants_digest": "on"})
    assert list(MailPreference.objects.values_list("user", "wants_digest")) == [(reader.pk, True)]


@pytest.mark.parametrize(
    ("address", "words"),
    [("lin@tanxin.example", "Mail goes to lin@tanxin.example"), ("", "No e-mail address of yours")],
)
def test_page_says_where_mail_goes(client, reader, address, words):
    reader.email = address
    reader.save()
    assert words in client.get(SETTINGS).content.decode()


def test_page_of_a_portal_without_mail_server_says_so(client, reader, settings):
    settings.NOTICE_MAIL = {}
    assert "sends no mail at present" in client.get(SETTINGS).content.decode()


# --- the calendar address -------------------------------------------------------------------


def test_address_is_shown_once_and_kept_as_a_hash(client, reader):
    response = client.post(MAKE, {"replaces": ""})
    token = token_in(response)
    assert find_calendar_owner(token) == reader
    assert link_of(reader).token_hash == hash_of(token)
    again = client.get(SETTINGS)
    assert (token_in(again), token in again.content.decode()) == (None, False)
    assert response["Cache-Control"] == "no-store, private"


def test_new_address_closes_the_old_one(client, reader):
    old = token_in(client.post(MAKE, {"replaces": ""}))
    new = token_in(client.post(MAKE, {"replaces": link_of(reader).pk}))
    assert (find_calendar_owner(old), find_calendar_owner(new)) == (None, reader)
    assert CalendarLink.objects.filter(user=reader).count() == 2


def test_form_that_is_sent_twice_changes_nothing_the_second_time(client, reader):
    token = token_in(client.post(MAKE, {"replaces": ""}))
    response = client.post(MAKE, {"replaces": ""}, follow=True)
    assert "changed meanwhile" in response.content.decode()
    assert (token_in(response), find_calendar_owner(token)) == (None, reader)


@pytest.mark.parametrize("replaces", ["nonsense", "999999"])
def test_form_that_names_another_link_changes_nothing(client, reader, replaces):
    token = token_in(client.post(MAKE, {"replaces": ""}))
    client.post(MAKE, {"replaces": replaces})
    assert find_calendar_owner(token) == reader


def test_link_of_somebody_else_is_not_replaced(cast):
    theirs = make_calendar_link(user=cast.junior, replaces=None)
    with pytest.raises(CalendarLinkChanged):
        make_calendar_link(user=cast.learner, replaces=link_of(cast.junior).pk)
    assert find_calendar_owner(theirs) == cast.junior


def test_address_can_be_closed(client, reader):
    token = token_in(client.post(MAKE, {"replaces": ""}))
    for _click in range(2):
        assert client.post(REVOKE).url == SETTINGS
    assert find_calendar_owner(token) is None


def test_closing_leaves_the_addresses_of_others(cast):
    theirs = make_calendar_link(user=cast.junior, replaces=None)
    revoke_calendar_link(user=cast.learner)
    assert find_calendar_owner(theirs) == cast.junior


@pytest.mark.parametrize("url", [MAKE, REVOKE])
def test_changing_address_refuses_get(client, reader, url):
    assert client.get(url).status_code == 405


def test_secrets_are_long_and_never_the_same(cast):
    tokens = {make_calendar_link(user=user, replaces=None) for user in cast.people().values()}
    assert len(tokens) == len(cast.people())
    assert {len(token) for token in tokens} == {43}
