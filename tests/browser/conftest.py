"""A running site with the demo organisation, and a browser to visit it.

The journeys know nothing of the code: they start the trial server as a newcomer would, in a folder of their own, and
click. Chromium is found on the path or named by CHROMIUM; without one the journeys are left out, and the run says so,
unless REQUIRE_BROWSER=1 makes that a failure.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .wording import zh

# Playwright keeps an event loop running, and Django would refuse its database to the tests that follow in the process.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a-password-for-journeys-1"
START_SECONDS = 240


def find_chromium() -> str | None:
    """The path of an installed Chromium, if there is one."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            if find_chromium() is None and os.environ.get("REQUIRE_BROWSER") != "1":
                item.add_marker(pytest.mark.skip(reason="No Chromium found: install it or name it with CHROMIUM="))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = find_chromium()
    assert path, "REQUIRE_BROWSER=1, but no Chromium was found."
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox", *quiet]}


@dataclass(frozen=True)
class Site:
    """Where the running site is."""

    address: str

    def url(self, path: str) -> str:
        return f"{self.address}{path}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """The trial server with the demo organisation, on a free port and with data of its own."""
    folder = tmp_path_factory.mktemp("site")
    port = _free_port()
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    environment |= {"DEBUG": "1", "DATA_DIR": str(folder), "DEMO_PASSWORD": PASSWORD, "PYTHONUNBUFFERED": "1"}
    with (folder / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_healthy(server, f"{address}/healthz", folder / "log")
            yield Site(address)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_until_healthy(server: subprocess.Popen, address: str, log: Path) -> None:
    for _second in range(START_SECONDS):
        assert server.poll() is None, f"The server stopped:\n{log.read_text(encoding='utf-8')[-3000:]}"
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(1)
    pytest.fail(f"The server did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


@dataclass
class Visitor:
    """A person at a browser of their own."""

    page: Page
    site: Site

    def open(self, path: str) -> Page:
        self.page.goto(self.site.url(path))
        return self.page

    def number(self, name: str) -> int:
        """The figure of that name on the page (element with data-figure)."""
        text = self.page.locator(f'[data-figure="{name}"]').first.inner_text()
        return int(re.search(r"\d+", text).group())


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator:
    """`visit("learner")` signs that demo account in with a browser of its own; `visit()` stays signed out."""
    contexts: list[BrowserContext] = []

    def start(account: str | None = None, **options) -> Visitor:
        context = browser.new_context(locale="zh-CN", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        visitor = Visitor(page=context.new_page(), site=site)
        if account:
            page = visitor.open("/sign-in/")
            page.get_by_label(zh("Staff number or e-mail")).fill(account)
            page.get_by_label(zh("Password"), exact=True).fill(PASSWORD)
            page.locator("main").get_by_role("button", name=zh("Sign in")).click()
            expect(page.locator("main")).to_be_visible()
            assert "/sign-in/" not in page.url, page.locator("main").inner_text()
        return visitor

    yield start
    for context in contexts:
        context.close()
