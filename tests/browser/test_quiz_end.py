"""How an attempt ends: once, however often one clicks, and by itself when the time is up."""

import re

from playwright.sync_api import expect

from .own_quizzes import quiz_path
from .site import WIDTHS
from .wording import zh


def answer_once(taker) -> None:
    taker.choose(1, "双方都能坐得住的下午")
    taker.choose(2, "最近承担的任务")
    taker.choose(2, "分管领导的评价")
    taker.expect_state(2, "saved")


def test_double_click_on_submit_gives_one_result(take):
    taker = take("once")
    answer_once(taker)
    taker.page.locator("form.attempt button[value=submit]").dblclick()
    expect(taker.page.locator("#verdict")).to_have_text(zh("Passed"))
    [(number, receipt, points)] = taker.results()
    assert (number, points) == (1, 2)
    expect(taker.page.locator("main code")).to_have_text(receipt)


def test_saving_for_later_leads_to_the_quiz(take):
    taker = take("once")
    answer_once(taker)
    taker.press("Save and go on later")
    page = taker.page
    page.wait_for_url(f"**{quiz_path('once')}")
    expect(page.locator('form[action$="/start/"] button')).to_have_text(zh("Continue the quiz"))
    assert taker.results() == [(1, "", None)]


def test_gaps_are_told_below_the_map_of_the_questions(take):
    taker = take("every-kind", viewport=WIDTHS["phone"])
    taker.press("Submit")
    title = taker.page.locator(".error-summary__title")
    expect(title).to_be_in_viewport()
    bar = taker.page.locator(".attempt__bar").bounding_box()
    assert title.bounding_box()["y"] >= bar["y"] + bar["height"]
    taker.page.locator("#submit a.button").click()
    expect(taker.question(1)).to_be_in_viewport()


def test_double_click_without_scripting_gives_one_result(take):
    taker = take("once", java_script_enabled=False)
    taker.question(1).get_by_text("双方都能坐得住的下午").click()
    taker.page.locator("form.attempt button[value=submit]").dblclick()
    taker.page.locator("form.attempt button[value=submit_incomplete]").dblclick()
    expect(taker.page.locator("main code")).to_be_visible()
    [(number, receipt, _points)] = taker.results()
    assert (number, receipt) == (1, taker.page.locator("main code").inner_text())


def test_unsent_answers_go_out_before_submission(take):
    """Typed and submitted in one breath: the pause after the last key has not passed yet."""
    taker = take("timed")
    taker.choose(1, "双方都能坐得住的下午")
    taker.question(2).locator("input[type=text]").nth(0).fill("备时")
    taker.question(2).locator("input[type=text]").nth(1).fill("倾听")
    taker.question(3).locator("textarea").press_sequentially("先听")
    taker.press("Submit")
    expect(taker.page.locator("main")).to_contain_text(zh("Receipt code"))
    assert [taker.kept(position)[0] for position in (1, 2, 3)] == [[0], ["备时", "倾听"], ["先听"]]


def test_submitting_without_a_network_is_put_off_in_words(take):
    taker = take("once")
    answer_once(taker)
    taker.page.context.set_offline(True)
    taker.press("Submit")
    expect(taker.banner).to_contain_text(
        zh("Not submitted: the network is away. Your answers are kept; press the button again when it is back.")
    )
    taker.page.context.set_offline(False)
    taker.press("Submit")
    expect(taker.page.locator("#verdict")).to_have_text(zh("Passed"))


def test_result_alone_is_shown_where_the_quiz_says_so(take):
    taker = take("once")
    taker.choose(1, "下班前十分钟")
    taker.choose(2, "最近承担的任务")
    taker.expect_state(2, "saved")
    taker.press("Submit")
    page = taker.page
    expect(page.locator("#verdict")).to_have_text(zh("Not passed yet"))
    expect(page.locator(".verdict .skill")).to_have_count(1)
    expect(page.locator("main")).to_contain_text(zh("This quiz shows the result alone, not the questions."))
    expect(page.locator(".question--reviewed")).to_have_count(0)
    page.goto(taker.site.url(quiz_path("once")))
    expect(page.locator("main")).to_contain_text(zh("All attempts are used up. Your trainer can grant another one."))
    expect(page.locator('form[action$="/start/"] button')).to_have_count(0)


def test_clock_warns_follows_the_server_and_submits_at_the_end(take):
    taker = take("timed")
    page = taker.page
    value, warning = page.locator("[data-clock-value]"), page.locator("[data-clock-warning]")
    expect(value).to_have_text(re.compile(r"^(20:00|19:5\d)$"))
    expect(page.locator("[data-told]")).to_have_text(re.compile(r"\d+:\d\d"))
    expect(warning).to_be_hidden()

    taker.move_deadline(240)
    taker.choose(1, "下班前十分钟")
    expect(warning).to_have_text(zh("Less than five minutes left."))
    expect(page.locator("[data-alarm]")).to_have_text(zh("Less than five minutes left."))

    taker.move_deadline(3600 + 240)
    taker.choose(1, "对方正要赶去开会时")
    expect(value).to_have_text(re.compile(r"^1:0[34]:\d\d$"))
    expect(warning).to_be_hidden()
    expect(page.locator("[data-told]")).to_have_text(re.compile(re.escape(zh("Time left")) + r".*1:0[34]:\d\d"))

    taker.move_deadline(4)
    taker.choose(1, "双方都能坐得住的下午")
    expect(page.locator("[data-alarm]")).to_have_text(
        zh("Less than one minute left. What is saved by then is submitted by itself.")
    )
    taker.question(3).locator("textarea").fill("最后写下的一句")
    expect(page.locator("main")).to_contain_text(zh("Receipt code"), timeout=20_000)
    assert (taker.kept(1)[0], taker.kept(3)[0]) == ([0], ["最后写下的一句"])
    assert len(taker.results()) == 1


def test_clock_that_is_taken_away_submits_nothing(take):
    taker = take("timed")
    clock = taker.page.locator("[data-clock]")
    taker.move_deadline(4)
    taker.choose(1, "双方都能坐得住的下午")
    expect(clock).to_have_attribute("data-state", "one")
    taker.lift_deadline()
    expect(clock).to_be_hidden(timeout=10_000)
    taker.choose(1, "下班前十分钟")
    taker.expect_state(1, "saved")
    assert taker.results() == [(1, "", None)]


def test_time_that_ends_offline_is_submitted_as_it_was_saved(take):
    taker = take("timed")
    page = taker.page
    taker.choose(1, "双方都能坐得住的下午")
    taker.expect_state(1, "saved")
    taker.move_deadline(3)
    taker.choose(1, "双方都能坐得住的下午")
    taker.question(2).locator("input[type=text]").first.fill("备时")
    taker.expect_state(2, "saved")
    page.context.set_offline(True)
    taker.question(3).locator("textarea").fill("没有送出的话")
    expect(taker.banner).to_contain_text(
        zh("The time is up. What was saved until now is submitted by itself, also if you close this page.")
    )
    taker.move_deadline(-60)
    page.context.set_offline(False)
    expect(page.locator("main")).to_contain_text(zh("Receipt code"), timeout=20_000)
    expect(page.locator("main")).to_contain_text(zh("The time was up: what had been saved was submitted by itself."))
    assert (taker.kept(1)[0], taker.kept(2)[0], taker.kept(3)[0]) == ([0], ["备时", ""], [])


def test_time_that_is_over_when_one_returns_has_been_submitted(take):
    taker = take("timed")
    taker.choose(1, "双方都能坐得住的下午")
    taker.expect_state(1, "saved")
    taker.move_deadline(-31)
    taker.page.reload()
    expect(taker.page.locator("main")).to_contain_text(
        zh("The time was up: what had been saved was submitted by itself.")
    )
    assert taker.kept(1)[0] == [0]
