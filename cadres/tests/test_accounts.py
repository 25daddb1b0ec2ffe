"""Signing in and out through the pages, and changing one's own password."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from cadres.models import User
from cadres.tests.factories import UserFactory

PASSWORD = "lan-shan-2026"
NEW_PASSWORD = "qing-shui-2027"
SIGN_IN = "/sign-in/"


@pytest.fixture
def person(db):
    return UserFactory(staff_number="000123", name="李某", email="li@example.org", password=PASSWORD)


def sign_in(client, username="000123", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def errors(response):
    return [str(error) for error in response.context["form"].non_field_errors()]


def test_addresses_are_the_agreed_ones():
    assert reverse("cadres:sign_in") == SIGN_IN
    assert reverse("cadres:sign_out") == "/sign-out/"
    assert reverse("cadres:change_password") == "/account/password/"


def test_sign_in_page_is_open(client, db):
    response = client.get(SIGN_IN)
    assert response.status_code == 200
    assert response.context["form"].fields["username"].widget.attrs["maxlength"] == 254


@pytest.mark.parametrize("username", ["000123", "０００１２３", "LI@example.org"])
def test_sign_in_leads_to_the_front_page(client, person, username):
    response = sign_in(client, username)
    assert (response.status_code, response.url) == (302, "/")
    assert client.session[SESSION_KEY] == str(person.pk)


def test_sign_in_with_a_long_email(client, db):
    email = f"{'a' * 40}@{'b' * 40}.example.org"
    person = UserFactory(email=email, password=PASSWORD)
    sign_in(client, email)
    assert client.session[SESSION_KEY] == str(person.pk)


def test_sign_in_goes_on_to_next(client, person):
    assert client.get("/people/").url == f"{SIGN_IN}?next=/people/"
    assert 'name="next" value="/people/"' in client.get(f"{SIGN_IN}?next=/people/").text
    assert sign_in(client, next="/people/").url == "/people/"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "http:///evil.example"],
)
def test_sign_in_never_leads_to_another_site(client, person, target):
    assert target not in client.get(SIGN_IN, {"next": target}).text
    assert sign_in(client, next=target).url == "/"


def test_sign_in_answers_alike_whatever_is_wrong(client, person):
    UserFactory(staff_number="000200", password=PASSWORD, is_active=False)
    UserFactory(staff_number="000300")
    tries = [
        ("000123", "wrong"),
        ("999999", PASSWORD),
        ("no@example.org", PASSWORD),
        ("000200", PASSWORD),
        ("000300", "x"),
    ]
    answers = [sign_in(client, *entered) for entered in tries]
    assert {answer.status_code for answer in answers} == {200}
    assert len({str(errors(answer)) for answer in answers}) == 1
    assert len(errors(answers[0])) == 1
    assert SESSION_KEY not in client.session


def test_failed_sign_in_never_repeats_the_password(client, person):
    assert "my-secret" not in sign_in(client, password="my-secret").text


def test_sign_in_changes_the_session_key(client, person):
    client.get(SIGN_IN)
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client)
    assert client.session.session_key != before


def test_sign_in_needs_a_csrf_token(person):
    from django.test import Client

    assert sign_in(Client(enforce_csrf_checks=True)).status_code == 403


def test_sign_in_page_sends_those_signed_in_to_the_front_page(client, person):
    client.force_login(person)
    response = client.get(f"{SIGN_IN}?next=/admin/")
    assert (response.status_code, response.url) == (302, "/")


def test_whoever_may_not_enter_the_admin_is_not_sent_round_in_circles(client, cast):
    client.force_login(cast.learner)
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/"
    assert len(response.redirect_chain) == 3


def test_sign_out_ends_the_session(client, person):
    client.force_login(person)
    response = client.post("/sign-out/")
    assert (response.status_code, response.url) == (302, "/")
    assert SESSION_KEY not in client.session


def test_sign_out_says_so_once(client, person):
    client.cookies["django_language"] = "en"
    client.force_login(person)
    assert "You are signed out." in client.post("/sign-out/", follow=True).text
    assert "You are signed out." not in client.get("/privacy/").text
    assert "You are signed out." not in client.post("/sign-out/", follow=True).text


@pytest.mark.parametrize(("asked", "is_explained"), [("?next=/people/", True), ("?next=/", False), ("", False)])
def test_sign_in_explains_why_it_stands_in_the_way(client, db, asked, is_explained):
    client.cookies["django_language"] = "en"
    assert ("Please sign in first." in client.get(f"{SIGN_IN}{asked}").text) is is_explained


def test_change_password_refused_does_not_claim_that_the_fields_are_kept(client, person):
    client.cookies["django_language"] = "en"
    client.force_login(person)
    page = client.post("/account/password/", {"old_password": "x", "new_password1": "y", "new_password2": "z"}).text
    assert "Not changed yet. Please fill in the fields once more." in page
    assert "Nothing you entered is lost" not in page


def test_sign_out_by_link_changes_nothing(client, person):
    client.force_login(person)
    assert client.get("/sign-out/").status_code == 405
    assert SESSION_KEY in client.session


def test_sign_out_after_a_lapsed_session_leads_to_the_front_page(client, db):
    assert client.post("/sign-out/").url == "/"


def test_session_of_a_retired_person_ends_at_the_next_request(client, person):
    client.force_login(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/account/password/").url == f"{SIGN_IN}?next=/account/password/"


def change(client, old=PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD):
    return client.post("/account/password/", {"old_password": old, "new_password1": new, "new_password2": again})


def test_change_password_needs_a_sign_in(client, db):
    assert client.get("/account/password/").url == f"{SIGN_IN}?next=/account/password/"


def test_change_password_keeps_this_session_and_ends_the_others(client, person):
    from django.test import Client

    other = Client()
    for device in [client, other]:
        device.force_login(person)
    assert client.get("/account/password/").status_code == 200
    assert change(client).url == reverse("home:desk")
    assert client.get("/account/password/").status_code == 200
    assert other.get("/account/password/").status_code == 302
    assert User.objects.get(pk=person.pk).check_password(NEW_PASSWORD)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"old": "wrong"}, "old_password"),
        ({"again": "another-one-9"}, "new_password2"),
        ({"new": "short", "again": "short"}, "new_password2"),
        ({"new": "password1234", "again": "password1234"}, "new_password2"),
        ({"new": "8527419630", "again": "8527419630"}, "new_password2"),
    ],
)
def test_change_password_refuses(client, person, given, field):
    client.force_login(person)
    response = change(client, **given)
    assert list(response.context["form"].errors) == [field]
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
