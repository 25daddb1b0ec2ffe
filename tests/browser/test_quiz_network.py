"""Answers survive a lost network and a reload; a second window or device never overwrites newer ones."""

import pytest
from playwright.sync_api import Error, expect

from .taker import Taker
from .wording import zh


def offline_words(count: int) -> str:
    return zh(
        "Offline. Answers not saved yet: {count}. They are kept in this browser and sent when the network returns;"
        " keep this page open."
    ).replace("{count}", str(count))


def test_answers_given_offline_wait_and_go_out_when_the_network_returns(take):
    taker = take("every-kind")
    taker.choose(1, "下班前十分钟")
    taker.expect_state(1, "saved")
    taker.page.context.set_offline(True)
    taker.choose(1, "双方都能坐得住的下午")
    taker.choose(2, "最近承担的任务")
    taker.question(5).locator("input[type=text]").first.fill("备时")
    expect(taker.banner).to_contain_text(offline_words(3))
    taker.expect_state(1, "retry")
    assert taker.kept(2) == ([], 0)
    taker.page.context.set_offline(False)
    for position in (1, 2, 5):
        taker.expect_state(position, "saved")
    expect(taker.banner).to_be_hidden()
    expect(taker.page.locator("[data-told]")).to_have_text(zh("The network is back. All answers are saved."))
    assert (taker.kept(1)[0], taker.kept(2)[0], taker.kept(5)[0]) == ([0], [0], ["备时", ""])


def test_answers_given_offline_survive_a_reload(take):
    taker = take("every-kind")
    page, address = taker.page, taker.page.url
    taker.page.context.set_offline(True)
    taker.choose(1, "下班前十分钟")
    taker.question(9).locator("textarea").fill("写到一半，")
    taker.expect_state(1, "retry")
    page.on("dialog", lambda dialog: dialog.accept())
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    page.context.set_offline(False)
    page.goto(address)
    for position in (1, 9):
        taker.expect_state(position, "saved")
    expect(taker.question(9).locator("textarea")).to_have_value("写到一半，")
    assert (taker.kept(1), taker.kept(9)) == (([2], 1), (["写到一半，"], 1))
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('tanxin.attempt'))") == []


def test_answer_given_before_the_script_has_arrived_is_saved(take):
    taker = take("every-kind")
    page = taker.page
    late = []

    def hold(route):
        late.append(route)

    page.route("**/js/quiz*.js", hold)
    with page.expect_request("**/js/quiz*.js"):
        page.goto(page.url, wait_until="commit")
    taker.choose(1, "下班前十分钟")
    taker.question(9).locator("textarea").fill("先写一句。")
    assert taker.kept(1) == ([], 0)
    for route in late:
        route.continue_()
    for position in (1, 9):
        taker.expect_state(position, "saved")
    assert (taker.kept(1), taker.kept(9)) == (([2], 1), (["先写一句。"], 1))


def test_lost_reply_is_not_taken_for_another_window(take):
    """The server kept the change, but the browser never heard of it."""
    taker = take("every-kind")

    def keep_and_cut(route):
        route.fetch()
        route.abort()

    taker.page.route("**/answers/1/", keep_and_cut, times=1)
    taker.choose(1, "下班前十分钟")
    taker.expect_state(1, "saved")
    assert taker.kept(1) == ([2], 1)
    taker.page.route("**/answers/1/", keep_and_cut, times=1)
    with taker.page.expect_request_finished(lambda request: request.url.endswith("/answers/1/")):
        taker.choose(1, "双方都能坐得住的下午")
        taker.choose(1, "对方正要赶去开会时")
    taker.expect_state(1, "saved")
    assert taker.kept(1)[0] == [1]


def test_second_window_shows_the_newer_answer_in_its_place(take):
    taker = take("every-kind")
    other = taker.second_window()
    other.choose(1, "双方都能坐得住的下午")
    other.expect_state(1, "saved")
    taker.choose(1, "下班前十分钟")
    taker.expect_state(1, "stale")
    expect(taker.question(1).locator("input:checked + .option__text")).to_have_text("双方都能坐得住的下午")
    assert taker.kept(1) == ([0], 1)
    taker.question(1).get_by_role("button", name=zh("Use my answer instead")).click()
    taker.expect_state(1, "saved")
    assert taker.kept(1) == ([2], 2)


def test_second_device_that_was_offline_does_not_overwrite(take, visit):
    phone = take("every-kind")
    desk = Taker(visit(phone.account).page, phone.site, phone.account)
    desk.page.goto(phone.page.url)
    text = phone.question(9).locator("textarea")
    phone.page.context.set_offline(True)
    for words in ["一", "一二", "一二三"]:
        text.fill(words)
        text.blur()
        phone.expect_state(9, "retry")
    desk.question(9).locator("textarea").fill("另一台设备上后写的")
    desk.expect_state(9, "saved")
    phone.page.context.set_offline(False)
    phone.expect_state(9, "stale")
    expect(text).to_have_value("另一台设备上后写的")
    assert phone.kept(9) == (["另一台设备上后写的"], 1)
    phone.press("Use my answer instead")
    phone.expect_state(9, "saved")
    assert phone.kept(9) == (["一二三"], 2)


def test_window_that_is_looked_at_again_shows_what_the_other_saved(take):
    taker = take("every-kind")
    other = taker.second_window()
    other.choose(2, "最近承担的任务")
    other.expect_state(2, "saved")
    # Playwright keeps every tab visible: the event is what a reader's return to the tab sends.
    taker.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    taker.expect_state(2, "saved")
    expect(taker.question(2).locator("input:checked + .option__text")).to_have_text("最近承担的任务")


def test_too_many_saves_are_told_and_tried_again(take):
    taker = take("every-kind")
    taker.page.route("**/answers/1/", lambda route: route.fulfill(status=429, json={"status": "too_often"}), times=1)
    taker.choose(1, "下班前十分钟")
    taker.expect_state(1, "busy")
    expect(taker.state(1)).to_have_text(
        zh("Too many changes in a short time: this one is saved within a minute. Keep this page open.")
    )
    taker.page.evaluate("dispatchEvent(new Event('online'))")
    taker.expect_state(1, "saved")


def test_answer_to_a_submitted_attempt_is_told_with_a_way_to_the_result(take):
    taker = take("every-kind")
    other = taker.second_window()
    other.press("Submit")
    other.press("Submit all the same")
    expect(other.page.locator("main")).to_contain_text(zh("Receipt code"))
    taker.choose(1, "下班前十分钟")
    taker.expect_state(1, "closed")
    expect(taker.banner).to_contain_text(zh("This attempt has been submitted; its answers can no longer be changed."))
    taker.page.get_by_role("link", name=zh("See the result")).click()
    expect(taker.page.locator("main")).to_contain_text(zh("Receipt code"))
    assert taker.kept(1) == ([], 0)
