"""The preparation sheet: filled, found again, printed on one page, cleared, and never sent."""

import re
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Page, Request, expect

from .wording import zh

SHEET = "/preparation/?guide=opening"
WORDS = "青竹代号甲"
LOST = (
    "This browser keeps nothing (a private window, or its store is full). "
    "What you write is lost when you close the page: print it first."
)
ANY_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def fill_all(page: Page, text: str) -> list[str]:
    """Fills every field up to its limit; returns what then stands there."""
    answers = page.locator("[data-field]")
    for answer in answers.all():
        answer.fill((text * 200)[: int(answer.get_attribute("maxlength"))])
    expect(page.locator("[data-status]")).to_have_attribute("data-state", "kept")
    return values(page)


def values(page: Page) -> list[str]:
    return page.locator("[data-field]").evaluate_all("all => all.map(field => field.value)")


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.includes('preparation'))")


def clear(page: Page) -> None:
    page.locator("[data-clear]").click()
    page.locator("[data-clear-now]").click()
    expect(page.locator("[data-status]")).to_have_attribute("data-state", "cleared")


def watch(page: Page) -> list[str]:
    """All that leaves the browser from now on: addresses, headers and bodies, decoded."""
    sent = []

    def note(request: Request) -> None:
        body = (request.post_data_buffer or b"").decode("utf-8", "replace")
        sent.extend(unquote_plus(part) for part in [request.url, *request.headers.values(), body])

    page.context.on("request", note)
    page.on("websocket", lambda socket: sent.append(f"{WORDS} by {socket.url}"))
    return sent


def test_what_is_typed_is_found_again_and_never_sent(visit):
    page = visit("learner").open(SHEET)
    sent = watch(page)

    typed = fill_all(page, f"{WORDS}，去年的事还没放下。")
    page.locator("#sheet-after").fill(f"{WORDS}：周五前答复")
    page.reload()  # before the pause after which it is saved
    expect(page.locator("[data-status]")).to_have_attribute("data-state", "found")
    assert values(page) == [*typed[:-1], f"{WORDS}：周五前答复"]

    page.get_by_role("link", name="开场").first.click()
    page.go_back()
    clear(page)
    page.reload()

    assert any(SHEET in part for part in sent)
    assert [part for part in sent if WORDS in part] == []


def test_clear_asks_once_and_leaves_nothing(visit):
    page = visit("learner").open(SHEET)
    typed = fill_all(page, WORDS)
    assert len(kept(page)) == 1

    page.locator("[data-clear]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-clear]")).to_be_focused()
    assert values(page) == typed

    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#sheet-who")).to_be_focused()
    expect(page.locator("[data-status]")).to_have_text(zh("Cleared: nothing is kept in this browser any more."))
    assert set(values(page)) == {""}
    page.reload()
    assert (kept(page), set(values(page))) == ([], {""})


def test_other_account_in_the_same_browser_sees_nothing(visit, site):
    page = visit("learner").open(SHEET)
    typed = fill_all(page, WORDS)

    def change_account(account: str) -> None:
        page.context.clear_cookies()
        site.sign_in(page, account)
        page.goto(site.url(SHEET))

    change_account("trainer")
    expect(page.locator("[data-status]")).to_have_attribute("data-state", "empty")
    assert set(values(page)) == {""}
    assert WORDS not in page.content()

    page.locator("#sheet-who").fill("另一人")
    expect(page.locator("[data-status]")).to_have_attribute("data-state", "kept")
    change_account("learner")
    assert values(page) == typed


def test_second_window_follows_the_first(visit):
    visitor = visit("learner")
    first = visitor.open(SHEET)
    second = visitor.page.context.new_page()
    second.goto(visitor.site.url("/preparation/"))

    typed = fill_all(first, WORDS)
    expect(second.locator("[data-status]")).to_have_attribute("data-state", "elsewhere")
    assert values(second) == typed

    clear(first)
    expect(second.locator("[data-status]")).to_have_attribute("data-state", "cleared")
    assert set(values(second)) == {""}


def test_browser_that_keeps_nothing_is_told_at_once(visit):
    visitor = visit("learner")
    visitor.page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('QuotaExceededError') }")
    status = visitor.open(SHEET).locator("[data-status]")

    expect(status).to_have_attribute("data-state", "lost")
    expect(status).to_have_text(re.compile(re.escape(zh(LOST))))
    visitor.page.locator("#sheet-who").fill(WORDS)
    expect(visitor.page.locator("#sheet-who ~ .sheet__paper")).to_have_text(WORDS)
    expect(status).to_have_attribute("data-state", "lost")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_sheet_is_one_page_of_a4_empty_and_full(visit, site, language):
    visitor = visit("learner", viewport={"width": 1440, "height": 900})
    site.choose(visitor.page.context, django_language=language)
    page = visitor.open(SHEET)

    def pages() -> int:
        return len(ANY_PAGE.findall(page.pdf(prefer_css_page_size=True)))

    assert pages() == 1
    for text in ["他这一年都在补前任的台账，两头放不下，", "一\n", "What was the hardest part? ", "W"]:
        fill_all(page, text)
        assert pages() == 1
        clear(page)


def test_paper_carries_the_whole_text_and_the_day(visit):
    page = visit("learner").open(SHEET)
    typed = fill_all(page, "从第一句到最后一句，一个字也不少。")
    page.emulate_media(media="print")

    copies = page.locator("[data-print-copy]")
    assert copies.all_inner_texts() == typed
    expect(page.locator("[data-date]")).to_have_text(re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$"))
    for copy in copies.all():
        paper, text = copy.locator("..").bounding_box(), copy.bounding_box()
        assert text["y"] + text["height"] <= paper["y"] + paper["height"] + 1


def test_room_left_is_told_near_the_end_alone(visit):
    page = visit("learner").open(SHEET)
    answer, note = page.locator("#sheet-purpose"), page.locator("#left-purpose")
    limit = int(answer.get_attribute("maxlength"))

    answer.fill("一" * (limit - 13))
    expect(page.locator("[data-status]")).to_have_attribute("data-state", "kept")
    expect(note).to_have_text("")
    answer.fill("一" * (limit - 12))
    expect(note).to_have_text(zh("Room for {count} more characters").format(count=12))
    answer.fill("一" * limit)
    expect(note).to_have_text(zh("No more room on paper"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_sheet_fits_a_phone_in_large_type(visit, site, language):
    visitor = visit("learner", viewport={"width": 390, "height": 844}, has_touch=True)
    site.choose(visitor.page.context, django_language=language, text_size="large")
    page = visitor.open(SHEET)

    fill_all(page, "他这一年都在补前任的台账，两头放不下，")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    targets = page.locator("main :is(button, textarea, summary):visible").all()
    assert len(targets) > 15
    assert [target.inner_text() for target in targets if target.bounding_box()["height"] < 44] == []


def test_without_scripting_the_empty_sheet_can_still_be_printed(visit):
    page = visit("learner", java_script_enabled=False).open(SHEET)

    expect(page.locator("[data-status]")).to_be_visible()
    expect(page.locator("[data-field]").first).to_be_disabled()
    expect(page.locator("[data-print]").first).to_be_hidden()
    assert len(ANY_PAGE.findall(page.pdf(prefer_css_page_size=True))) == 1
