"""The switches for colours and type size: at once with scripting, with the next page without it."""

import pytest
from playwright.sync_api import Page

COLOURS = {"light": "rgb(250, 247, 242)", "dark": "rgb(27, 25, 23)"}


def look_of(page: Page) -> dict[str, str]:
    """The colour of the paper and the size of the type."""
    pick = "({ backgroundColor, fontSize }) => ({ backgroundColor, fontSize })"
    return page.evaluate(f"({pick})(getComputedStyle(document.documentElement))")


@pytest.mark.parametrize("theme", COLOURS)
def test_server_opens_the_page_as_it_was_chosen(visit, site, theme):
    visitor = visit()
    site.choose(visitor.page.context, theme=theme, text_size="large")
    assert look_of(visitor.open("/")) == {"backgroundColor": COLOURS[theme], "fontSize": "20px"}


def test_device_decides_as_long_as_nothing_is_chosen(visit):
    assert look_of(visit(color_scheme="dark").open("/"))["backgroundColor"] == COLOURS["dark"]
    assert look_of(visit(color_scheme="light").open("/"))["backgroundColor"] == COLOURS["light"]


@pytest.mark.parametrize("scripting", [True, False])
def test_switches_change_the_page_and_stay(visit, scripting):
    page = visit("learner", java_script_enabled=scripting).open("/guides/")
    page.locator("details[data-menu] summary").click()
    page.locator('button[name="theme"][value="dark"]').click()
    page.locator('button[name="text_size"]').click()
    page.locator('html[data-text="large"]').wait_for()
    for _visit in range(2):
        if scripting:
            assert look_of(page) == {"backgroundColor": COLOURS["dark"], "fontSize": "20px"}
        assert page.locator("[data-dark-styles]").get_attribute("media") == "screen"
        assert page.locator("html").get_attribute("data-text") == "large"
        page.reload()
