"""A practice talk from the page before the start to the look back, also without scripting and from a second window."""

import re

from playwright.sync_api import expect

from .talker import ADDRESS, ENDINGS, MOMENTS, SCENE, begin, say, talk_well
from .wording import zh

FIRST = SCENE["moments"][0]


def test_talk_is_played_to_its_end_and_looked_back_on(visit, fresh_accounts):
    page = visit(next(fresh_accounts)).open(ADDRESS)
    expect(page.locator("main")).to_contain_text(SCENE["partner"])
    begin(page)
    expect(page.locator(".mood")).to_have_count(2)
    ending = talk_well(page)
    expect(page.locator("#verdict")).to_have_text(zh("Passed"))
    expect(page.locator("main")).to_contain_text(ENDINGS[ending]["text"])
    expect(page.locator(".debrief__step")).to_have_count(7)
    expect(page.locator(".debrief__step").first).to_contain_text(FIRST["replies"][0]["why"])
    page.get_by_role("button", name=zh("Talk once more")).click()
    expect(page.locator("#now")).to_contain_text(FIRST["text"])


def test_talk_without_scripting_survives_a_reload_and_going_back(visit, fresh_accounts):
    page = visit(next(fresh_accounts), java_script_enabled=False).open(ADDRESS)
    begin(page)
    say(page, FIRST["replies"][0])
    second = MOMENTS[FIRST["replies"][0]["leads_to"]]
    expect(page.locator("#now")).to_contain_text(second["text"])
    page.reload()
    expect(page.locator("#now")).to_contain_text(second["text"])
    page.go_back()
    if page.get_by_role("button", name=FIRST["replies"][2]["text"], exact=True).count():
        say(page, FIRST["replies"][2])
    else:
        page.reload()
    expect(page.locator("#now")).to_contain_text(second["text"])
    expect(page.locator(".dialogue__turn--lead")).to_have_count(1)


def test_choice_in_a_window_that_is_behind_leads_to_where_the_talk_is(visit, fresh_accounts):
    page = visit(next(fresh_accounts)).open(ADDRESS)
    begin(page)
    behind = page.context.new_page()
    behind.goto(page.url)
    say(page, FIRST["replies"][0])
    say(behind, FIRST["replies"][2])
    second = MOMENTS[FIRST["replies"][0]["leads_to"]]
    expect(behind.locator("#now")).to_contain_text(second["text"])
    expect(behind.locator("main, .messages").first).to_be_visible()
    told = zh("You had answered this moment already. The talk stands where it is shown now.")
    expect(behind.get_by_text(told)).to_be_visible()


def test_talk_that_goes_wrong_is_broken_off_and_not_passed(visit, fresh_accounts):
    page = visit(next(fresh_accounts)).open(ADDRESS)
    begin(page)
    say(page, FIRST["replies"][2])
    say(page, MOMENTS[FIRST["replies"][2]["leads_to"]]["replies"][2])
    expect(page.locator("#verdict")).to_have_text(zh("Not passed yet"))
    expect(page.locator(".debrief__step")).to_have_count(2)
    expect(page.locator("main")).to_contain_text(re.compile(re.escape(ENDINGS["谈崩了"]["text"][:20])))
