"""Fixtures that every test may use."""

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db) -> Cast:
    """A small organisation with one person for each role; see tests/cast.py."""
    return make_cast()


@pytest.fixture
def site_tree(db):
    """The home page with its indexes, as the migrations made them."""
    from home.models import HomePage

    return HomePage.objects.get()
