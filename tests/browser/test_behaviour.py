"""What changes without a reload, and where the reader finds himself afterwards."""

import pytest
from playwright.sync_api import Page, expect

from .wording import zh

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def mark_page(page: Page) -> None:
    """A reload would lose this mark."""
    page.evaluate("window.isSamePage = true")


def is_same_page(page: Page) -> bool:
    return page.evaluate("window.isSamePage === true")


def top_of(page: Page, selector: str) -> float:
    return page.locator(selector).evaluate("element => element.getBoundingClientRect().top")


def test_facets_narrow_list_without_reload_and_back_button_returns(visit):
    page = visit("learner", viewport=DESK).open("/guides/")
    everything = page.locator("main .card").count()
    mark_page(page)
    choice = page.locator("#skill-timing")
    choice.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#skill-timing")).to_have_attribute("aria-current", "true")
    assert page.url.endswith("/guides/?skill=timing")
    assert is_same_page(page)
    expect(page.locator("#skill-timing")).to_be_focused()
    found = page.locator("main .card").count()
    assert 0 < found < everything
    expect(page.locator("body > [role=status]")).to_have_text(page.locator("[data-announced]").inner_text())
    page.go_back()
    expect(page.locator("main .card")).to_have_count(everything)
    assert page.url.endswith("/guides/")


def test_language_after_facet_keeps_choice(visit):
    page = visit("learner", viewport=DESK).open("/guides/")
    page.locator("#skill-timing").click()
    page.wait_for_url("**/guides/?skill=timing")
    page.locator("#language-switch").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/guides/?skill=timing")


def test_board_drills_down_without_reload_and_back_button_returns(visit):
    page = visit("overseer", viewport=DESK).open("/board/")
    whole = page.locator("h1").inner_text()
    mark_page(page)
    page.locator("tbody th a", has_text="区委组织部").click()
    expect(page.locator("h1")).to_have_text("区委组织部")
    assert is_same_page(page)
    expect(page.locator("h1")).to_be_focused()
    assert "区委组织部" in page.title()
    page.go_back()
    expect(page.locator("h1")).to_have_text(whole)


def test_facets_after_lapsed_session_lead_to_sign_in_and_back(visit):
    page = visit("learner", viewport=DESK).open("/guides/")
    page.context.clear_cookies(name="sessionid")
    page.locator("#skill-timing").click()
    expect(page.get_by_label(zh("Staff number or e-mail"))).to_be_visible()
    assert "next=/guides/%3Fskill%3Dtiming" in page.url


def test_large_type_keeps_line_in_view_and_is_remembered(visit):
    page = visit("learner", viewport=PHONE).open("/guides/opening/")
    heading = "main h2 >> nth=3"
    page.locator(heading).evaluate("element => window.scrollBy(0, element.getBoundingClientRect().top - 12)")
    before = top_of(page, heading)
    mark_page(page)
    page.locator("button[name=text_size]").dispatch_event("click")
    assert page.locator("html").get_attribute("data-text") == "large"
    assert is_same_page(page)
    assert abs(top_of(page, heading) - before) < 60
    expect(page.locator("button[name=text_size]")).to_have_attribute("aria-pressed", "true")
    page.reload()
    assert page.locator("html").get_attribute("data-text") == "large"


def test_language_keeps_place_and_focus(visit):
    page = visit("learner", viewport=DESK).open("/guides/opening/")
    heading = "main h2 >> nth=3"
    page.locator(heading).evaluate("element => window.scrollBy(0, element.getBoundingClientRect().top - 12)")
    page.locator("#language-switch").dispatch_event("click")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert -60 < top_of(page, heading) < 200
    assert page.evaluate("document.activeElement.id") == "language-switch"


@pytest.mark.parametrize("scripting", [True, False])
def test_colours_follow_device_until_chosen(visit, scripting):
    page = visit("learner", viewport=DESK, color_scheme="dark", java_script_enabled=scripting).open("/guides/")

    def ground() -> str:
        return page.locator("body").evaluate("element => getComputedStyle(element.parentElement).backgroundColor")

    # Without scripting Playwright still evaluates; the page itself runs nothing.
    dark = ground()
    page.locator("[data-menu] > summary").click()
    page.locator("button[name=theme][value=light]").click()
    expect(page.locator("button[name=theme][value=light]")).to_have_attribute("aria-pressed", "true")
    light = ground()
    assert light != dark
    page.goto(page.url)
    assert ground() == light
    page.locator("[data-menu] > summary").click()
    page.locator("button[name=theme][value=auto]").click()
    expect(page.locator("button[name=theme][value=auto]")).to_have_attribute("aria-pressed", "true")
    assert ground() == dark


def test_menu_closes_with_escape_and_gives_focus_back(visit):
    page = visit("learner", viewport=PHONE).open("/")
    summary = page.locator("[data-menu] > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu__sheet")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".menu__sheet")).to_be_hidden()
    assert page.evaluate("document.activeElement === document.querySelector('[data-menu] > summary')")


def test_slash_leads_to_search_field(visit):
    page = visit("learner", viewport=DESK).open("/guides/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("谈前")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("谈前")


def test_question_map_shows_what_is_answered(visit):
    page = visit("learner", viewport=PHONE).open("/courses/follow-through/follow-through-quiz/")
    page.locator('main form[action$="/start/"] button').first.click()
    # Which questions are asked is left to chance, and not every kind has something to tick.
    question = page.locator("fieldset.question", has=page.locator("[type=radio], [type=checkbox]")).first
    first = page.locator(f".question-map__link[href='#{question.get_attribute('id')}']")
    expect(first).to_contain_text(zh("Not answered"))
    question.locator("label").first.click()
    expect(first).to_contain_text(zh("Saved"))
    expect(first).to_have_attribute("data-map-state", "saved")
    page.reload()
    expect(first).to_contain_text(zh("Saved"))
