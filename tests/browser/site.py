"""The trial server with the demo organisation, and the Chromium to visit it with."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a-password-for-journeys-1"
START_SECONDS = 240
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}


def find_chromium() -> str | None:
    """The path of an installed Chromium, if there is one."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)


@dataclass(frozen=True)
class Site:
    """Where the running site is, and where it keeps its data."""

    address: str
    folder: Path = ROOT / "var"

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    def sign_in(self, page: Page, account: str) -> None:
        page.goto(self.url("/sign-in/"))
        page.locator("[name=username]").fill(account)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").click()
        expect(page.locator("main")).to_be_visible()
        assert "/sign-in/" not in page.url, page.locator("main").inner_text()

    def choose(self, context: BrowserContext, **choices: str) -> None:
        """Sets the cookies that the display switches and the language switch set."""
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in choices.items()])


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


def environment_of(folder: Path) -> dict[str, str]:
    """The environment in which the site that keeps its data in `folder` runs."""
    kept = {k: v for k, v in os.environ.items() if k not in {"DEBUG", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return kept | {"TRIAL": "1", "DATA_DIR": str(folder), "DEMO_PASSWORD": PASSWORD, "PYTHONUNBUFFERED": "1"}


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """The trial server on a free port, with its data in `folder`, as a newcomer would start it."""
    port = _free_port()
    environment = environment_of(folder)
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
            yield Site(address, folder)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(server: subprocess.Popen, address: str, log: Path) -> None:
    for _second in range(START_SECONDS):
        assert server.poll() is None, f"The server stopped:\n{log.read_text(encoding='utf-8')[-3000:]}"
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(1)
    raise AssertionError(f"The server did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
