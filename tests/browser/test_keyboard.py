"""The main job with the keyboard alone: sign in, read a lesson, take a quiz, submit."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from .site import PASSWORD, WIDTHS
from .wording import zh

LESSON = "/courses/prepare/one-purpose/"
QUIZ = "/courses/prepare/prepare-quiz/"
MOST_STOPS = 150
#: What is wrong with the element that has the focus; nothing, if its ring is drawn and can be seen.
#: The ring of a link that stands for a whole card is drawn round the card, which may be taller than the window.
FAULT_OF_FOCUS = """() => {
  const element = document.activeElement;
  const isDrawn = ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  const own = getComputedStyle(element);
  if (!isDrawn(own) && !isDrawn(getComputedStyle(element, "::after"))) return "no ring";
  const ring = isDrawn(own) ? parseFloat(own.outlineOffset) + parseFloat(own.outlineWidth) : 0;
  const box = element.getBoundingClientRect();
  const [top, bottom] = [box.top - ring, box.bottom + ring].map(Math.round);
  const bar = document.querySelector(".site-nav");
  const isBelowBar = bar && getComputedStyle(bar).position === "fixed" && !bar.contains(element);
  const floor = isBelowBar ? bar.getBoundingClientRect().top : innerHeight;
  if (box.left < 0 || box.right > innerWidth || (bottom - top <= floor && (top < 0 || bottom > floor)))
    return `out of sight: from ${top} to ${bottom} of ${floor}`;
  const above = document.elementFromPoint((box.left + box.right) / 2, (Math.max(top, 0) + Math.min(bottom, floor)) / 2);
  const owner = element.closest("label") ?? element;
  return owner.contains(above) || above?.contains(element) ? null : `hidden by ${above?.outerHTML.slice(0, 80)}`;
}"""
IS_FOCUSED = "(element) => element === document.activeElement"


@dataclass
class Keyboard:
    """Hands on the keys: every stop has to show where one is. `account` is whose hands they are."""

    page: Page
    account: str = ""

    def tab(self, *, back: bool = False) -> None:
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        fault = self.page.evaluate(FAULT_OF_FOCUS)
        assert fault is None, f"{self.page.url}: {fault}: {self.focused()}"

    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")

    def go_to(self, selector: str) -> None:
        """Goes on from stop to stop until the first such element has the focus."""
        wanted = self.page.locator(selector).first
        for _stop in range(MOST_STOPS):
            if wanted.evaluate(IS_FOCUSED):
                return
            self.tab()
        raise AssertionError(f"{self.page.url}: {selector} is not reached")

    def follow(self, selector: str, key: str = "Enter") -> None:
        """Presses the link or button, and waits for the page behind it."""
        self.go_to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        expect(self.page.locator("h1").first).to_be_visible()


@pytest.fixture
def keyboard(visit, fresh_accounts, request) -> Keyboard:
    visitor = visit(viewport=WIDTHS[request.param])
    return Keyboard(visitor.open("/"), next(fresh_accounts))


def sign_in(keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.follow('header a[href^="/sign-in/"]')
    keyboard.go_to("[name=username]")
    page.keyboard.type(keyboard.account)
    keyboard.tab()
    page.keyboard.type(PASSWORD)
    # Back and forth once: the way back shows where one is as well.
    keyboard.tab(back=True)
    keyboard.tab()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_visible()
    assert "/sign-in/" not in page.url


def acknowledge_lesson(keyboard: Keyboard) -> None:
    keyboard.follow('nav a[href="/courses/"]')
    keyboard.follow('main a[href$="/courses/prepare/"]')
    keyboard.follow(f'main a[href$="{LESSON}"]')
    keyboard.follow('main form[action$="/acknowledge/"] button', key="Space")


#: What to go to in a question and what to press there, by what its answer is given with.
KEYS_OF_CONTROLS = {
    "[type=radio]": "Space",
    "[type=checkbox]": "Space",
    "[data-move='1']": "Enter",
    ".pairs__select": "ArrowDown",
    "[type=text]": None,
    "textarea": None,
}


def answer_by_keys(keyboard: Keyboard, number: int) -> None:
    """Gives some answer to the question and waits until it is saved."""
    page = keyboard.page
    question = page.locator(f"#question-{number}")
    control = next(control for control in KEYS_OF_CONTROLS if question.locator(control).count())
    keyboard.go_to(f"#question-{number} {control}")
    if key := KEYS_OF_CONTROLS[control]:
        page.keyboard.press(key)
    else:
        page.keyboard.insert_text("先听")
        keyboard.tab()
    expect(question.locator(".question__state")).to_have_text(zh("Saved"))


def answer_everything(keyboard: Keyboard) -> None:
    """Answers each question; the first with one choice once more by an arrow."""
    page = keyboard.page
    count = page.locator("fieldset.question").count()
    assert count == 12
    arrow_used = False
    for number in range(1, count + 1):
        answer_by_keys(keyboard, number)
        if not arrow_used and page.evaluate("document.activeElement.type") == "radio":
            page.keyboard.press("ArrowDown")
            expect(page.locator(f"#question-{number} .question__state")).to_have_text(zh("Saved"))
            arrow_used = True
    assert arrow_used
    expect(page.locator("[data-map-state=saved]")).to_have_count(count)


@pytest.mark.parametrize("keyboard", ["desk"], indirect=True)
def test_keyboard_leads_from_sign_in_to_a_submitted_quiz(keyboard):
    sign_in(keyboard)
    acknowledge_lesson(keyboard)
    page = keyboard.page
    keyboard.follow('nav a[href="/courses/"]')
    keyboard.follow('main a[href$="/courses/prepare/"]')
    keyboard.follow(f'main a[href$="{QUIZ}"]')
    keyboard.follow('main form[action$="/start/"] button:not([name=mode])')
    answer_everything(keyboard)
    keyboard.follow('main form.attempt button[value="submit"]')
    expect(page.locator("main")).to_contain_text(zh("Receipt code"))


@pytest.mark.parametrize("keyboard", ["phone"], indirect=True)
def test_keyboard_stops_are_not_hidden_by_the_bar_of_a_phone(keyboard):
    sign_in(keyboard)
    keyboard.follow('nav a[href="/courses/"]')
    keyboard.follow('main a[href$="/courses/prepare/"]')
    keyboard.follow(f'main a[href$="{LESSON}"]')
    keyboard.go_to("footer a")
    keyboard.page.keyboard.press("Home")
    keyboard.tab(back=True)


@pytest.mark.parametrize("keyboard", ["desk"], indirect=True)
def test_menu_opens_and_closes_with_keys_and_gives_the_focus_back(keyboard):
    page = keyboard.page
    keyboard.go_to("details[data-menu] summary")
    page.keyboard.press("Enter")
    keyboard.go_to('button[name="theme"][value="dark"]')
    page.keyboard.press("Escape")
    assert page.locator("details[data-menu]").first.get_attribute("open") is None
    assert page.locator("details[data-menu] summary").first.evaluate(IS_FOCUSED)
