"""The main job end to end: study, pass, and be seen to have finished."""

import tomllib

from playwright.sync_api import Page, expect

from home.demo import FOLDER
from home.demo.content import PROGRAMME_TITLE, REQUIRED_COURSES

from .taker import Taker
from .talker import begin, talk_well
from .wording import zh

COURSES = {
    entry["slug"]: entry
    for entry in (tomllib.loads(path.read_text(encoding="utf-8")) for path in (FOLDER / "courses").glob("*.toml"))
}


def board_totals(page: Page) -> dict[str, int]:
    """The figures in the last row of the board: the assigned, and the parts that add up to them."""
    names = ["assigned", "finished", "under_way", "missed", "expired", "not_started", "out"]
    return dict(zip(names, map(int, page.locator("tfoot td.num").all_inner_texts()), strict=True))


def answer_all(taker: Taker) -> None:
    """Answers every question rightly; each answer has to be shown as saved before the next."""
    questions = taker.page.locator("fieldset.question").count()
    assert questions == 12
    for position in range(1, questions + 1):
        taker.answer(position, taker.solution(position))


def take_unit(taker: Taker) -> None:
    """Does what the open unit asks for: the acknowledgement of a lesson, a good talk, or a quiz without a mistake."""
    page = taker.page
    if page.locator('form[action$="/acknowledge/"]').count():
        page.locator('form[action$="/acknowledge/"] button').click()
    elif page.locator('form[action*="/learn/scenes/"]').count():
        begin(page)
        talk_well(page)
        expect(page.locator("#verdict")).to_have_text(zh("Passed"))
    else:
        page.locator('form[action$="/start/"] button:not([name=mode])').click()
        page.wait_for_url("**/learn/attempts/*/")
        answer_all(taker)
        page.get_by_role("button", name=zh("Submit"), exact=True).click()
        expect(page.locator("main")).to_contain_text("100")


def finish_course(taker: Taker, address: str) -> None:
    """Follows the one button that says what comes next until it says that the course is finished."""
    page = taker.page
    for _unit in range(8):
        page.goto(address)
        step = page.locator("main .actions .button:not(.button--quiet)").first
        if step.inner_text() == zh("Finished: review"):
            return
        step.click()
        expect(page.locator("h1")).to_be_visible()
        take_unit(taker)
    raise AssertionError(f"{address} did not end")


def test_learner_finishes_programme_and_overseer_sees_one_more(visit):
    overseer = visit("overseer")
    before = board_totals(overseer.open("/board/"))
    learner = visit("learner")

    page = learner.open("/guides/")
    page.locator("main a", has_text="倾听").first.click()
    expect(page.locator("h1")).to_contain_text("倾听")

    taker = Taker(page, learner.site, "learner")
    for slug in REQUIRED_COURSES:
        finish_course(taker, learner.site.url(f"/courses/{slug}/"))
    page = learner.open("/me/")
    expect(page.locator("main")).to_contain_text(PROGRAMME_TITLE)

    after = board_totals(overseer.open("/board/"))
    assert (after["assigned"], after["finished"]) == (before["assigned"], before["finished"] + 1)
    assert sum(after.values()) == 2 * after["assigned"]


def test_overseer_drills_from_organisation_to_name_in_three_clicks(visit):
    page = visit("overseer").open("/board/")
    totals = board_totals(page)
    assert sum(totals.values()) == 2 * totals["assigned"]
    page.locator("tbody th a", has_text="区委组织部").click()
    expect(page.locator("h1")).to_have_text("区委组织部")
    finished = int(page.locator("tfoot td.num").nth(1).inner_text())
    page.locator("tfoot td.num").nth(1).locator("a").click()
    page.wait_for_url("**/board/people/**")
    rows = page.locator("tbody tr")
    assert rows.count() == finished > 0
    name = rows.first.locator("a").first.inner_text()
    rows.first.locator("a").first.click()
    expect(page.locator("main")).to_contain_text(name)


def test_trainer_edits_lesson_in_admin_and_learner_sees_it(visit):
    trainer, learner = visit("trainer").page, visit("learner")
    lesson = COURSES["follow-through"]["lessons"][0]
    address = f"/courses/follow-through/{lesson['slug']}/"
    expect(learner.open(address).locator("h1")).to_have_text(lesson["title"])

    trainer.goto(learner.site.url(address))
    trainer.get_by_role("link", name=zh("Edit this page")).click()
    expect(trainer.locator("#id_title")).to_have_value(lesson["title"])
    trainer.locator("#id_title").fill("改过标题的这一课")
    trainer.locator("footer [data-w-dropdown-target='toggle']").click()
    trainer.locator("[name='action-publish']").click()
    expect(trainer.locator(".messages, [role='status']").first).to_contain_text("改过标题的这一课")

    expect(learner.open(address).locator("h1")).to_have_text("改过标题的这一课")
