"""Each kind of question as it is answered: with fingers on a phone, with keys alone, and without scripting."""

import pytest
from playwright.sync_api import expect

from .own_quizzes import KINDS, QUESTIONS, quiz_path
from .site import WIDTHS
from .test_keyboard import Keyboard, answer_by_keys
from .wording import zh

POSITION = {kind: place for place, kind in enumerate(KINDS, start=1)}
#: What the answers below come to: the kept response of each kind.
RIGHT = {
    "single": [0], "multiple": [0, 1], "true_false": [1], "situational": [0], "fill_in": ["备时", "倾听"],
    "ordering": [1, 2, 3, 4], "matching": [0, 1, 2], "dialogue": [2], "short_answer": ["先问家里情况，再商量。"],
}  # fmt: skip


def answer_rightly(taker) -> None:
    for kind in ["single", "multiple", "true_false", "situational"]:
        for part in QUESTIONS[kind]["parts"]:
            if part.get("is_key") or part.get("grade") == "best":
                taker.choose(POSITION[kind], part["text"])
    gaps = taker.question(POSITION["fill_in"]).locator("input[type=text]")
    gaps.nth(0).fill("备时")
    gaps.nth(1).fill("倾听")
    taker.order(POSITION["ordering"], taker.solution(POSITION["ordering"]))
    pairs = taker.question(POSITION["matching"]).locator("select")
    for row, part in enumerate(QUESTIONS["matching"]["parts"][:3]):
        offer = pairs.nth(row).locator("option", has_text=part["right"]).get_attribute("value")
        pairs.nth(row).select_option(offer)
    taker.choose(POSITION["dialogue"], "谁没有压力？")
    taker.question(POSITION["short_answer"]).locator("textarea").fill("先问家里情况，再商量。")


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_every_kind_is_answered_saved_and_reviewed(take, width):
    taker = take("every-kind", viewport=WIDTHS[width])
    answer_rightly(taker)
    for position in POSITION.values():
        taker.expect_state(position, "saved")
    assert {kind: taker.kept(position)[0] for kind, position in POSITION.items()} == RIGHT

    taker.page.reload()
    expect(taker.page.locator(".question-map__link[data-map-state=saved]")).to_have_count(9)
    taker.press("Submit")
    expect(taker.page.locator("main")).to_contain_text(zh("Receipt code"))
    expect(taker.page.locator("#verdict")).to_have_text(zh("Submitted: a trainer still has to mark it"))
    expect(taker.page.locator(".question--reviewed")).to_have_count(9)
    expect(taker.page.locator(".question--reviewed .status--met")).to_have_count(8)


def test_steps_are_moved_by_buttons_and_say_where_they_are(take):
    taker = take("every-kind")
    page, question = taker.page, taker.question(POSITION["ordering"])
    page.mouse.move(5, 5)
    page.mouse.move(9, 9)
    first, second = taker.steps(POSITION["ordering"])[:2]
    question.locator("[data-step]", has_text=second).locator("[data-move='-1']").focus()
    page.keyboard.press("Enter")
    assert taker.steps(POSITION["ordering"])[:2] == [second, first]
    expect(question.locator("[data-moved]")).to_have_text(
        zh("{text}: now {place} of {count}").format(text=second, place=1, count=4)
    )
    assert page.evaluate("document.activeElement.dataset.move") == "-1"
    taker.expect_state(POSITION["ordering"], "saved")
    before = taker.kept(POSITION["ordering"])
    page.keyboard.press("Enter")
    assert taker.steps(POSITION["ordering"])[:2] == [second, first]
    assert taker.kept(POSITION["ordering"]) == before


def test_order_that_is_shown_can_be_the_answer(take):
    taker = take("every-kind")
    taker.page.mouse.move(5, 5)
    taker.page.mouse.move(9, 9)
    question = taker.question(POSITION["ordering"])
    shown = taker.steps(POSITION["ordering"])
    question.locator("[data-confirm] button").click()
    taker.expect_state(POSITION["ordering"], "saved")
    expect(question.locator("[data-confirm]")).to_be_hidden()
    texts = [part["text"] for part in QUESTIONS["ordering"]["parts"]]
    assert taker.kept(POSITION["ordering"])[0] == [shown.index(text) + 1 for text in texts]
    taker.page.reload()
    taker.page.mouse.move(20, 20)
    taker.page.mouse.move(25, 25)
    expect(question.locator("[data-confirm]")).to_be_hidden()
    expect(question.locator(".ranks__select").first).to_be_hidden()
    assert taker.steps(POSITION["ordering"]) == shown


def test_every_kind_with_the_keys_alone(take):
    taker = take("every-kind", viewport=WIDTHS["desk"])
    page, keyboard = taker.page, Keyboard(taker.page)
    for position in POSITION.values():
        answer_by_keys(keyboard, position)
        assert taker.kept(position)[0] != []
    # In a field the Enter key submits forms; here it only saves.
    gap = page.locator(f"#question-{POSITION['fill_in']} input[type=text]").last
    gap.focus()
    page.keyboard.insert_text("倾听")
    page.keyboard.press("Enter")
    taker.expect_state(POSITION["fill_in"], "saved")
    assert taker.kept(POSITION["fill_in"])[0] == ["先听", "倾听"]
    keyboard.follow('main form.attempt button[value="submit"]:not([data-enter])')
    expect(page.locator("main")).to_contain_text(zh("Receipt code"))


def test_every_kind_without_scripting(take):
    taker = take("every-kind", java_script_enabled=False)
    for kind in ["single", "multiple", "true_false", "situational", "dialogue"]:
        taker.question(POSITION[kind]).locator(".option input").first.check()
    taker.question(POSITION["fill_in"]).locator("input[type=text]").first.fill("备时")
    steps = taker.question(POSITION["ordering"]).locator("select")
    for place in range(4):
        steps.nth(place).select_option(str(4 - place))
    taker.question(POSITION["matching"]).locator("select").first.select_option("0")
    taker.question(POSITION["short_answer"]).locator("textarea").fill("先听，\n再说。")
    taker.press("Submit")
    assert taker.page.locator("#verdict").inner_text() == zh("Submitted: a trainer still has to mark it")
    answers = {kind: taker.kept(position)[0] for kind, position in POSITION.items()}
    assert answers["fill_in"] == ["备时", ""]
    assert sorted(answers["ordering"]) == [1, 2, 3, 4]
    assert answers["short_answer"] == ["先听，\n再说。"]
    assert [kind for kind, response in answers.items() if not response] == []


def test_practice_shows_each_reason_in_its_place(take):
    taker = take("every-kind", mode="practice", viewport=WIDTHS["phone"])
    page = taker.page
    taker.choose(1, "双方都能坐得住的下午")
    page.evaluate("window.isSamePage = true")
    taker.question(1).get_by_role("button", name=zh("Check my answer")).click()
    review = page.locator("article#question-1")
    expect(review).to_contain_text("这样做的道理（single）。")
    expect(review.locator("[role=heading]")).to_be_focused()
    assert page.evaluate("window.isSamePage === true")
    expect(page.locator(".question-map__link").first).to_contain_text(zh("Checked"))
    expect(page.locator("main")).not_to_contain_text("这样做的道理（multiple）。")
    taker.press("Finish practising")
    expect(page.locator("#verdict")).to_have_text(zh("Practised"))
    assert [(number, points) for number, _receipt, points in taker.results()] == [(1, 1)]
    page.goto(taker.site.url(quiz_path("every-kind")))
    expect(page.locator("main tbody")).to_contain_text(zh("Practice: no evidence"))
    expect(page.locator('form[action$="/start/"] button').first).to_have_text(zh("Take the quiz"))


def test_check_without_an_answer_asks_first(take):
    taker = take("every-kind", mode="practice")
    question = taker.question(6)
    question.get_by_role("button", name=zh("Check my answer")).click()
    expect(question.locator("[data-blank]")).to_be_visible()
    question.get_by_role("button", name=zh("Show the answer")).click()
    review = taker.page.locator("article#question-6")
    expect(review.locator(".status")).to_have_text(zh("Not answered"))
    expect(review.locator(".given--wrong")).to_have_count(0)


def test_practice_without_scripting_returns_to_the_question(take):
    taker = take("every-kind", mode="practice", java_script_enabled=False)
    taker.question(4).get_by_text("再追问一遍").click()
    taker.question(4).get_by_role("button", name=zh("Check my answer")).click()
    assert taker.page.url.endswith("#question-4")
    review = taker.page.locator("article#question-4")
    expect(review).to_contain_text(zh("Not right"))
    expect(review).to_contain_text("这样做的道理（situational）。")
