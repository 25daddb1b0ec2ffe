"""Fixtures that several tests of training share."""

import pytest


@pytest.fixture
def learner(client, cast):
    """The learner, who reads English."""
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    return client


@pytest.fixture
def as_person(client):
    """A browser signed in as the person, in English."""

    def sign_in(person):
        client.cookies["django_language"] = "en"
        client.force_login(person)
        return client

    return sign_in
