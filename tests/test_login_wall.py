"""The wall: nothing is answered without a sign-in but a short list; few roles enter the Wagtail admin."""

import pytest
from django.urls import resolve

from tests.addresses import every_address

#: All that answers a visitor. Everything else leads to the sign-in page, or is not there.
OPEN = {"/", "/sign-in/", "/privacy/", "/healthz", "/verify/"}
#: Open as well, and the same for every address that is no certificate: not there.
NO_CERTIFICATE = "/verify/images/a.png/"
#: Open as well, but they only send on or refuse: language and sign-out want a POST, the others lead to the one door.
SENDS_ON = {"/language/", "/display/", "/sign-out/", "/admin/login/", "/_util/login/"}
#: Wagtail's password reset is open in its views and switched off by a setting.
ABSENT = "/admin/password_reset/"
#: Open to programmes that hold its secret; without that it is not there. Nothing is sent to it.
SECRET = "/calendar/1.ics"
#: Some addresses of the admin opt out of the middleware; the admin's own check then sends visitors by its old door.
TO_SIGN_IN = ("/sign-in/?next=", "/admin/login/?next=/admin/")
AUTHORS = {"trainer", "editor", "administrator"}


@pytest.fixture(scope="module")
def addresses():
    found = list(every_address())
    assert len(found) >= 230  # a falling count means that the walk lost addresses
    return found


def test_walk_reaches_every_pattern(addresses):
    """Each address made up by the walk leads to its own pattern, unless a pattern before it takes it."""
    taken_before = {
        address.url
        for address in addresses
        if resolve(address.url).route.replace("^", "") != address.pattern.replace("^", "")
    }
    assert taken_before == set()


@pytest.mark.parametrize("method", ["get", "post", "head", "options", "put", "delete"])
def test_visitor_is_answered_by_the_open_list_alone(client, db, addresses, method):
    wrong = []
    for address in addresses:
        response = getattr(client, method)(address.url)
        if address.url in OPEN | SENDS_ON | {NO_CERTIFICATE}:
            continue
        sent_to_sign_in = response.status_code == 302 and response.url.startswith(TO_SIGN_IN)
        is_absent = response.status_code == 404 and address.url.startswith(ABSENT)
        is_secret = response.status_code in {404, 405} and address.url == SECRET
        if not (sent_to_sign_in or is_absent or is_secret):
            wrong.append((address, response.status_code))
    assert wrong == []


def test_open_addresses_answer(client, db):
    assert {url: client.get(url).status_code for url in OPEN} == dict.fromkeys(OPEN, 200)
    assert client.get(NO_CERTIFICATE).status_code == 404


def test_second_doors_lead_to_the_one_door(client, db):
    for url in ["/admin/login/", "/_util/login/"]:
        assert client.get(f"{url}?next=/admin/").url == "/sign-in/?next=/admin/"
    assert client.get("/language/").status_code == 302
    assert client.get("/sign-out/").status_code == 405


@pytest.mark.parametrize(
    "url", ["/api/", "/api/v2/pages/", "/api/v3/", "/openapi.json", "/docs/", "/django-admin/", "/sitemap.xml"]
)
def test_nothing_answers_where_other_sites_have_an_interface(client, cast, addresses, url):
    assert client.get(url).status_code in {302, 404}
    client.force_login(cast.administrator)
    assert client.get(url, follow=True).status_code == 404


def test_no_route_is_an_interface_for_programs(addresses):
    """The one below /admin/ feeds Wagtail's own choosers and is closed with the admin."""
    routes = [address.url for address in addresses if "/api/" in address.url]
    assert [url for url in routes if not url.startswith("/admin/api/main/")] == []


@pytest.mark.parametrize(
    "part",
    [
        "learner", "junior", "outsider", "visitor", "trainer", "editor", "overseer", "outside_overseer", "chief",
        "reviewer", "auditor", "administrator",
    ],
)  # fmt: skip
def test_admin_is_for_authors(client, cast, part):
    client.force_login(cast.people()[part])
    response = client.get("/admin/")
    if part in AUTHORS:
        assert response.status_code == 200
    else:
        assert (response.status_code, response.url) == (302, "/admin/login/?next=/admin/")


@pytest.mark.parametrize("part", ["learner", "visitor", "reviewer", "overseer", "auditor"])
def test_no_admin_address_answers_those_without_authorship(client, cast, addresses, part):
    client.force_login(cast.people()[part])
    inside = [address.url for address in addresses if address.url.startswith("/admin/")]
    assert len(inside) > 180
    harmless = {"/admin/sprite/", "/admin/jsi18n/"}  # icons and translated words
    answered = [url for url in inside if client.get(url).status_code == 200 and url not in harmless]
    assert answered == []


def test_answers_to_people_signed_in_are_not_kept_by_browsers(client, cast):
    client.force_login(cast.learner)
    for url in ["/", "/privacy/", f"/people/{cast.learner.pk}/", "/account/password/"]:
        response = client.get(url)
        assert (url, response.status_code, response["Cache-Control"]) == (url, 200, "no-store, private")
