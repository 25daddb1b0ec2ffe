"""Signing in by staff number or e-mail: the backend."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import get_hasher

from cadres.models import User
from cadres.tests.factories import UserFactory

PASSWORD = "lan-shan-2026"


@pytest.fixture
def person(db):
    return UserFactory(staff_number="000123", email="Li.Mou@example.org", password=PASSWORD)


@pytest.mark.parametrize("entered", ["000123", " 000123 ", "Li.Mou@example.org", "li.mou@EXAMPLE.org"])
def test_authenticate_accepts_staff_number_or_email(person, entered):
    assert authenticate(username=entered, password=PASSWORD) == person


@pytest.mark.parametrize(
    "entered", ["", "   ", "123", "000124", "li.mou@example.com", "%", "%@%", "li_mou@example.org"]
)
def test_authenticate_refuses_other_names(person, entered):
    assert authenticate(username=entered, password=PASSWORD) is None


@pytest.mark.parametrize("password", ["", " ", None, PASSWORD.upper(), PASSWORD + " "])
def test_authenticate_refuses_other_passwords(person, password):
    assert authenticate(username="000123", password=password) is None


def test_authenticate_refuses_a_retired_person(person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert authenticate(username="000123", password=PASSWORD) is None


def test_authenticate_refuses_a_person_without_a_password(db):
    UserFactory(staff_number="000124")
    assert authenticate(username="000124", password="") is None
    assert authenticate(username="000124", password="None") is None


def test_empty_email_is_no_way_in(db):
    UserFactory(staff_number="000125", email="", password=PASSWORD)
    assert authenticate(username="@", password=PASSWORD) is None


@pytest.mark.parametrize("case", ["unknown", "wrong password", "retired", "no password"])
def test_authenticate_hashes_once_whatever_is_wrong(person, case, monkeypatch):
    """The time taken does not tell whether an account exists: one hash is computed each time."""
    if case == "retired":
        User.objects.filter(pk=person.pk).update(is_active=False)
    if case == "no password":
        person.set_unusable_password()
        person.save()
    hasher, hashed = get_hasher(), []
    encode = type(hasher).encode
    monkeypatch.setattr(
        type(hasher), "encode", lambda self, *args, **kwargs: hashed.append(1) or encode(self, *args, **kwargs)
    )
    authenticate(username="999999" if case == "unknown" else "000123", password="wrong")
    assert len(hashed) == 1
