"""Fixtures that several tests of training share."""

import pytest


@pytest.fixture
def learner(client, cast):
    """The learner, who reads English."""
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    return client
