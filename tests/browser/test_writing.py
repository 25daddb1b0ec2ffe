"""Writing questions and quizzes in the Wagtail admin, in a real browser: its forms are built by scripts."""

import pytest
from playwright.sync_api import expect

from .catalogue import PLACES
from .states import BANK
from .survey import AXE, RULES, RUN_AXE
from .wording import zh

FORMS = [place for place in PLACES if place.name.startswith(("writing-question-", "writing-quiz"))]
#: What stands around the forms and is Wagtail's alone.
FURNITURE = [".sidebar", "#wagtail-sidebar", ".w-minimap"]


@pytest.mark.parametrize("place", FORMS, ids=lambda place: place.name)
@pytest.mark.parametrize("width", [390, 1440])
def test_form_keeps_the_rules_of_wcag_2_2(visit, surveyor, place, width):
    page = visit(place.account, viewport={"width": width, "height": 900}).open(surveyor.find(place))
    expect(page.locator("h1")).to_have_count(1)
    page.evaluate(AXE)
    chosen = {"type": "tag", "values": RULES}
    assert page.evaluate(RUN_AXE, [chosen, {"include": ["main"], "exclude": FURNITURE}]) == []


def test_trainer_writes_a_question_with_gaps_and_is_told_what_it_lacks(visit):
    page = visit("trainer").open(f"{BANK}add/")
    page.get_by_role("link", name=zh("Fill in the gaps"), exact=True).click()
    page.locator("[name=stem]").fill("谈心谈话前先写下____，再约____。")
    page.locator("[name=parts-0-value-accepted-0-value]").fill("目的")
    page.locator("[name=reason]").fill("目的写成一句话，才知道问什么。")
    page.locator("[name=skill]").select_option(index=1)
    page.locator("[name=status][value=ready]").check()
    page.get_by_role("button", name=zh("Save")).first.click()

    expect(page.locator("main")).to_contain_text("2")
    expect(page.locator(".messages, [data-controller='w-messages']").first).to_be_visible()
    expect(page.locator("[name=parts-0-value-accepted-0-value]")).to_have_value("目的")

    page.locator("#parts-root > div > div > .c-sf-add-button").last.click()
    page.locator("[name=parts-1-value-accepted-0-value]").fill("时间")
    page.get_by_role("button", name=zh("Save")).first.click()
    expect(page.locator("tbody .title-wrapper").first).to_contain_text("谈心谈话前先写下")


def test_quiz_tells_at_once_what_the_bank_has_for_a_changed_row(visit, surveyor):
    place = next(place for place in FORMS if place.name == "writing-quiz")
    page = visit("trainer").open(surveyor.find(place))
    supply = page.locator("#blueprint-supply")
    expect(supply.locator(".supply__row--short")).to_have_count(0)
    # Wagtail notes what stands in the form some seconds after loading, and saves only what differs from that.
    expect(page.locator("[data-edit-form][data-w-unsaved-has-edits-value]")).to_be_attached()
    wanted = page.locator("[name=draws-0-count]")
    before = wanted.input_value()
    wanted.fill("50")
    expect(supply.locator(".supply__row--short").first).to_be_visible(timeout=15_000)
    wanted.fill(before)
    expect(supply.locator(".supply__row--short")).to_have_count(0, timeout=15_000)
