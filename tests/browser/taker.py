"""Somebody who takes a quiz in a browser, and what the site keeps of it."""

import datetime
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from training.kinds import KINDS

from .own_quizzes import quiz_path
from .site import Site
from .wording import zh


@dataclass
class Taker:
    """A person with an account of their own and an attempt that is open."""

    page: Page
    site: Site
    account: str

    def start(self, quiz: str, mode: str = "test") -> None:
        self.page.goto(self.site.url(quiz_path(quiz)))
        which = "[name=mode]" if mode == "practice" else ":not([name=mode])"
        self.page.locator(f'form[action$="/start/"] button{which}').click()
        self.page.wait_for_url("**/learn/attempts/*/")

    @property
    def attempt(self) -> str:
        """The id of the attempt, as the database writes it."""
        return self.page.url.split("/attempts/")[1].split("/")[0].replace("-", "")

    def question(self, position: int) -> Locator:
        return self.page.locator(f"#question-{position}")

    def state(self, position: int) -> Locator:
        return self.question(position).locator("[data-save-state]")

    def choose(self, position: int, text: str) -> None:
        self.question(position).locator("label", has_text=text).click()

    def answer(self, position: int, values: list[str]) -> None:
        """Gives these values to the question's controls, and waits until they are kept."""
        question = self.question(position)
        controls = question.locator(f"[name=answer-{position}]")
        if controls.first.get_attribute("type") in {"radio", "checkbox"}:
            for value in values:
                question.locator(f"label:has([value='{value}'])").click()
        elif question.locator("[data-ranks]").count():
            self.order(position, values)
        else:
            for place, value in enumerate(values):
                control = controls.nth(place)
                control.select_option(value) if question.locator("select").count() else control.fill(value)
            controls.last.blur()
        self.expect_state(position, "saved")

    def order(self, position: int, ranks: list[str]) -> None:
        """Moves each step up to its rank; `ranks` are those of the steps as the page shows them first."""
        question = self.question(position)
        # The buttons come when somebody moves, and without this a move would be left to chance: static/js/quiz.js.
        question.hover()
        expect(question.locator("[data-move]").first).to_be_visible()
        texts = question.locator(".ranks__text").all_inner_texts()
        for place, (_rank, text) in enumerate(sorted(zip(map(int, ranks), texts, strict=True))):
            for _step in range(self.steps(position).index(text) - place):
                question.locator("[data-step]", has_text=text).locator("[data-move='-1']").click()
        confirm = question.locator("[data-confirm] button")
        if confirm.is_visible():
            confirm.click()

    def steps(self, position: int) -> list[str]:
        """The steps of an ordering question as they are shown."""
        return self.question(position).locator(".ranks__text").all_inner_texts()

    def expect_state(self, position: int, state: str) -> None:
        expect(self.state(position)).to_have_attribute("data-save-state", state)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=zh(name), exact=True).click()

    @property
    def banner(self) -> Locator:
        return self.page.locator("[data-banner]")

    def second_window(self) -> "Taker":
        """The same attempt in another tab of the same browser."""
        page = self.page.context.new_page()
        page.goto(self.page.url)
        return Taker(page, self.site, self.account)

    def sign_out(self) -> None:
        """The session ends on the server's side of things, while the page stays open."""
        self.page.context.clear_cookies(name="sessionid")

    # What the site keeps

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.site.folder / "tanxin.sqlite3", timeout=20) as database:
            return database.execute(statement, values).fetchall()

    def kept(self, position: int) -> tuple[list[Any], int]:
        """The response that is kept and the number of its last change."""
        found = "SELECT response, sequence FROM training_answer WHERE attempt_id = ? AND position = ?"
        response, sequence = self.query(found, self.attempt, position)[0]
        return json.loads(response), sequence

    def solution(self, position: int) -> list[str]:
        """The values that answer the question rightly."""
        found = (
            "SELECT kind, parts, option_order FROM training_answer"
            " JOIN training_questionversion ON training_questionversion.id = version_id"
            " WHERE attempt_id = ? AND position = ?"
        )
        kind, parts, order = self.query(found, self.attempt, position)[0]
        rules, parts = KINDS[kind], json.loads(parts)
        return rules.write(parts, json.loads(order), rules.solution(parts))

    def results(self) -> list[tuple[Any, ...]]:
        """Number, receipt and points of each attempt of the person."""
        return self.query(
            "SELECT number, receipt, points FROM training_quizattempt"
            " JOIN cadres_user ON cadres_user.id = user_id WHERE staff_number = ?",
            self.account,
        )

    def lift_deadline(self) -> None:
        """Takes the limit away, as a trainer does who publishes the quiz without one."""
        self.query("UPDATE training_quizattempt SET deadline_at = NULL WHERE id = ?", self.attempt)

    def move_deadline(self, seconds: int) -> None:
        """The time ends so many seconds from now."""
        moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
        change = "UPDATE training_quizattempt SET deadline_at = ? WHERE id = ?"
        self.query(change, moment.strftime("%Y-%m-%d %H:%M:%S.%f"), self.attempt)
