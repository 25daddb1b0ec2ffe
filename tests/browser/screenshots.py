"""Takes docs/screenshots/ anew: the main pages at two widths in both colours, from a trial site of its own.

Run by `make screenshots`. The demo organisation is the same each time; only the day and what follows from it differ.
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from .site import QUIET, ROOT, WIDTHS, Site, Visitor, find_chromium, running_site
from .states import first_quiz

FOLDER = ROOT / "docs" / "screenshots"
COLOURS = 256
QUIZ = "/courses/listen-and-ask/listen-and-ask-quiz/"
THEMES = ["light", "dark"]


def begin_quiz(visitor: Visitor) -> str:
    visitor.open(QUIZ).locator('form[action$="/start/"] button:not([name=mode])').click()
    return visitor.page.url.removeprefix(visitor.site.address)


#: Each shot with its account and its address, or what finds it.
SHOTS: dict[str, tuple[str | None, str | Callable[[Visitor], str]]] = {
    "front": (None, "/"),
    "home": ("learner", "/"),
    "guides": ("learner", "/guides/"),
    "guide": ("learner", "/guides/opening/"),
    "course": ("learner", "/courses/listen-and-ask/"),
    "lesson": ("learner", "/courses/prepare/one-purpose/"),
    "quiz": ("learner", begin_quiz),
    "desk": ("learner", "/me/"),
    "board": ("overseer", "/board/"),
    "statistics": ("trainer", first_quiz),
    "preparation": ("learner", "/preparation/?guide=opening"),
}


def take_all(browser: Browser, site: Site, folder: Path) -> Iterator[Path]:
    """Takes every shot and answers the files."""
    contexts = {account: open_context(browser, site, account) for account in {shot[0] for shot in SHOTS.values()}}
    for name, (account, path) in SHOTS.items():
        page = contexts[account].new_page()
        visitor = Visitor(page, site)
        address = path if isinstance(path, str) else path(visitor)
        for size in WIDTHS.values():
            page.set_viewport_size(size)
            for theme in THEMES:
                site.choose(contexts[account], theme=theme)
                visitor.open(address).wait_for_load_state("networkidle")
                yield save(page.screenshot(), folder / f"{name}-{size['width']}-{theme}.png")
        page.close()


def open_context(browser: Browser, site: Site, account: str | None) -> BrowserContext:
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce", device_scale_factor=1)
    if account:
        page = context.new_page()
        site.sign_in(page, account)
        page.close()
    return context


def save(shot: bytes, file: Path) -> Path:
    """Keeps the shot with few colours: a third of the size, and no difference to the eye."""
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    return file


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running_site(Path(data)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        kept = set(take_all(browser, site, FOLDER))
        browser.close()
    for file in set(FOLDER.glob("*.png")) - kept:
        file.unlink()
    size = sum(file.stat().st_size for file in kept)
    sys.stdout.write(f"{len(kept)} files, {size // 1024} kB, in {FOLDER.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
