"""Somebody who plays the practice talk of the demo in a browser: what the demo says of it, and how to choose."""

import tomllib
from typing import Any

from playwright.sync_api import Page

from home.demo import FOLDER

SCENE = tomllib.loads((FOLDER / "scenes" / "01-after-the-result.toml").read_text(encoding="utf-8"))
ADDRESS = f"/courses/{SCENE['course']}/{SCENE['slug']}/"
MOMENTS = {moment["key"]: moment for moment in SCENE["moments"]}
ENDINGS = {ending["key"]: ending for ending in SCENE["endings"]}


def begin(page: Page) -> None:
    """Begins a talk, or goes on with it, from the page of the scene."""
    page.locator('form[action$="/start/"] button').click()
    page.wait_for_url("**/learn/talks/*/**")


def say(page: Page, reply: dict[str, Any]) -> None:
    """Chooses a reply by its words: their order differs."""
    page.get_by_role("button", name=reply["text"], exact=True).click()


def talk_well(page: Page) -> str:
    """Gives at each moment the reply that earns most; answers the key of the ending."""
    key = SCENE["moments"][0]["key"]
    while key in MOMENTS:
        page.locator("#now", has_text=MOMENTS[key]["text"]).wait_for()
        best = max(MOMENTS[key]["replies"], key=lambda reply: sum(reply.get("points", {}).values()))
        say(page, best)
        key = best["leads_to"]
    return key
