"""A running site with the demo organisation, and a browser to visit it.

The journeys know nothing of the code: they start the trial server as a newcomer would, in a folder of their own, and
click. Chromium is found on the path or named by CHROMIUM; without one the journeys are left out, and the run says so,
unless REQUIRE_BROWSER=1 makes that a failure.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from .catalogue import Place
from .own_quizzes import ACCOUNTS, make_in
from .site import QUIET, Site, Visitor, find_chromium, running_site
from .survey import Seen, Surveyor
from .taker import Taker

# Playwright keeps an event loop running, and Django would refuse its database to the tests that follow in the process.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            if "surveyor" in item.fixturenames:
                item.add_marker("survey")
            if find_chromium() is None and os.environ.get("REQUIRE_BROWSER") != "1":
                item.add_marker(pytest.mark.skip(reason="No Chromium found: install it or name it with CHROMIUM="))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = find_chromium()
    assert path, "REQUIRE_BROWSER=1, but no Chromium was found."
    return {**browser_type_launch_args, "executable_path": path, "args": QUIET}


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """The trial server with the demo organisation, on a free port and with data of its own."""
    folder = tmp_path_factory.mktemp("site")
    if "PYTEST_XDIST_WORKER" in os.environ:
        # Fails in a second process: the browser tests belong into one (tests/scheduling.py).
        (tmp_path_factory.getbasetemp().parent / "one-site-only").mkdir()
    with running_site(folder) as site:
        yield site


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: Site) -> Callable:
    """`signed_in("learner")` answers the cookies of that account, which signs in once for all tests."""
    cookies = {}

    def cookies_of(account: str | None):
        if account is not None and account not in cookies:
            context = browser.new_context(locale="zh-CN")
            site.sign_in(context.new_page(), account)
            cookies[account] = context.storage_state()
            context.close()
        return cookies.get(account)

    return cookies_of


@pytest.fixture
def visit(browser: Browser, site: Site, signed_in: Callable) -> Iterator:
    """`visit("learner")` is that demo account with a browser of its own; `visit()` stays signed out."""
    contexts: list[BrowserContext] = []

    def start(account: str | None = None, **options) -> Visitor:
        context = browser.new_context(locale="zh-CN", storage_state=signed_in(account), **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visitor(page=context.new_page(), site=site)

    yield start
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def fresh_accounts(site: Site) -> Iterator[str]:
    """Accounts that nobody has used yet, with the quizzes of tests/browser/own_quizzes.py to take."""
    make_in(site)
    return iter(ACCOUNTS)


@pytest.fixture
def take(visit: Callable, fresh_accounts: Iterator[str]) -> Callable:
    """`take("timed")` begins an attempt at that quiz with an account of its own; `mode="practice"` practises."""

    def begin(quiz: str, mode: str = "test", **options) -> Taker:
        account = next(fresh_accounts)
        visitor = visit(account, **options)
        taker = Taker(visitor.page, visitor.site, account)
        taker.start(quiz, mode)
        return taker

    return begin


@pytest.fixture(scope="session")
def surveyor(browser: Browser, site: Site, signed_in: Callable) -> Iterator[Surveyor]:
    surveyor = Surveyor(browser, site, signed_in)
    yield surveyor
    surveyor.close()


@pytest.fixture
def seen(surveyor: Surveyor, place: Place) -> Seen:
    """What is to be seen at `place`. Each place is looked at once, for all tests that ask."""
    return surveyor.look(place)
