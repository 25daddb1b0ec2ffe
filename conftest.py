"""Fixtures that every test may use."""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.cast import Cast, make_cast

# How long an example takes says something about the machine, not about the code.
settings.register_profile("default", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("nightly", settings.get_profile("default"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    if config.getvalue("dist") != "load":
        return None
    from tests.scheduling import BrowserTogether

    return BrowserTogether(config, log)


@pytest.fixture
def cast(db) -> Cast:
    """A small organisation with one person for each role; see tests/cast.py."""
    return make_cast()


@pytest.fixture
def site_tree(db):
    """The home page with its indexes, as the migrations made them."""
    from home.models import HomePage

    return HomePage.objects.get()
