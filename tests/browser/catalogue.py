"""Every kind of page in every state: who opens it, where it is, and what brings it into the state."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.test import RequestFactory
from django.utils.translation import override
from django.views.defaults import server_error
from playwright.sync_api import Route, expect

from .own_quizzes import make_in, quiz_path
from .site import Site, Visitor

QUIZ = "/courses/prepare/prepare-quiz/"
BANK = "/admin/snippets/training/question/"
STATISTICS = "/board/quizzes/"
MARKING = "/bank/marking/"
#: Nobody of the journeys: what this account tries and fails is in nobody's way.
TAKER = "reviewer"
#: Another one: what it has handed in stays handed in.
SUBMITTER = "auditor"
HEADINGS = "工号,姓名,部门编码,部门名称,职务"
GOOD_ROSTER = f"{HEADINGS}\nX9001,新来的人,021,组织部办公室,干事\n"
QUESTION = "{number}. {stem}\nA. 先听\nB. 先讲\n答案：{answer}\n解析：先听再说。\n技能：把握时机\n"
PAPER = "一、单选题\n" + "".join(
    QUESTION.format(number=number, stem=stem, answer=answer)
    for number, (stem, answer) in enumerate([("甲题？", "A"), ("甲题", "B"), ("乙题？", "X"), ("乙题！", "A")], start=1)
)
BAD_ROSTER = f"{GOOD_ROSTER},没有工号的人,021,组织部办公室,干事\n"


@dataclass(frozen=True)
class Place:
    """A page in a state.

    `find` looks its address up once where that holds a number; `then` is done after each load; `has_address` is false
    where no address alone leads there; `is_own` is false for pages of the Wagtail admin.
    """

    name: str
    account: str | None
    path: str = ""
    find: Callable[[Visitor], str] | None = None
    then: Callable[[Visitor], object] | None = None
    status: int = 200
    has_address: bool = True
    is_own: bool = True


def behind(path: str, link: str) -> Callable[[Visitor], str]:
    """Where the first of such links on the page at `path` leads."""
    return lambda visitor: visitor.open(path).locator(link).first.get_attribute("href")


def first_quiz(visitor: Visitor) -> str:
    return behind(STATISTICS, "main tbody tr:first-child th a")(visitor)


def first_flagged_question(visitor: Visitor) -> str:
    quiz = first_quiz(visitor)
    return behind(quiz, "main .advice__questions a")(visitor)


def numbered(find: Callable[[Visitor], str], address: str) -> Callable[[Visitor], str]:
    """`address` with the first number of the address that `find` finds."""
    return lambda visitor: address.format(re.search(r"\d+", find(visitor)).group())


def propose_regrade(visitor: Visitor) -> str:
    """The dry run of a full mark for everybody, of a question that many were asked."""
    page = visitor.open(numbered(first_flagged_question, "/bank/questions/{}/regrade/")(visitor))
    page.locator("[name=mode][value=full_credit]").check()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("[name=signature]")).to_be_visible()
    return page.url.removeprefix(visitor.site.address)


def refuse_form(visitor: Visitor) -> None:
    """Sends the last form of the page empty."""
    visitor.page.locator("main form[method=post] button[type=submit]").last.click()
    expect(visitor.page.locator("main [data-error-summary]")).to_be_visible()


def refuse_sign_in(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[name=username]").fill("nobody")
    page.locator("[name=password]").fill("not this one")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main .notice--error")).to_be_visible()


def refuse_password(visitor: Visitor) -> None:
    visitor.page.locator("main form button[type=submit]").click()
    expect(visitor.page.locator("main [aria-invalid=true]").first).to_be_visible()


def start_attempt(visitor: Visitor, quiz: str = QUIZ, button: str = "button:not([name=mode])") -> str:
    visitor.open(quiz).locator(f'form[action$="/start/"] {button}').click()
    return visitor.page.url.removeprefix(visitor.site.address)


@cache
def own_quizzes(site: Site) -> None:
    """The quizzes of the tests' own on this site, made when somebody first asks for one."""
    make_in(site)


def start_own(name: str, *, practice: bool = False) -> Callable[[Visitor], str]:
    """An attempt at a quiz of the tests' own."""

    def start(visitor: Visitor) -> str:
        own_quizzes(visitor.site)
        return start_attempt(visitor, quiz_path(name), "[name=mode]" if practice else "button:not([name=mode])")

    return start


def check_answers(visitor: Visitor) -> str:
    """Practice in which the reasons of the first question and of the short answer are shown."""
    address = start_own("every-kind", practice=True)(visitor)
    for position in (1, 9):
        visitor.open(address).locator(f"[value=check-{position}]").click()
        visitor.page.locator(f"[value=reveal-{position}]").click()
        expect(visitor.page.locator(f"article#question-{position}")).to_be_visible()
    return address


def submit_own(name: str) -> Callable[[Visitor], str]:
    """A result of a quiz of the tests' own, with one answer, in words if there is room for it."""

    def submit(visitor: Visitor) -> str:
        address = start_own(name)(visitor)
        for area in visitor.page.locator("textarea").all():
            area.fill("先问家里的情况，再商量。")
        visitor.page.locator("form.attempt .actions [value=submit]").click()
        visitor.page.locator("[value=submit_incomplete]").click()
        expect(visitor.page.locator("#verdict")).to_be_visible()
        return address

    return submit


def used_up(visitor: Visitor) -> str:
    submit_own("once")(visitor)
    return quiz_path("once")


def lose_network(visitor: Visitor) -> None:
    """For this page alone: the browser is shared with the places that follow."""
    visitor.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    visitor.page.locator("fieldset.question .option:has(input:not(:checked))").first.click()
    expect(visitor.page.locator("[data-banner]")).to_be_visible()


def submit_empty_attempt(visitor: Visitor) -> str:
    address = start_attempt(visitor)
    visitor.open(f"{address}?check=1").locator("[value=submit_incomplete]").click()
    expect(visitor.page.locator("main .question--reviewed").first).to_be_visible()
    return address


def choose_answer(visitor: Visitor, *, but: str = "") -> str:
    """Another choice than the one that is kept, and than `but`: a question of three choices changes, and is saved."""
    question = visitor.page.locator("fieldset.question:has([type=radio][value='2'])").first
    choice = question.locator(f"[type=radio]:not(:checked):not([value='{but}'])").first
    value = choice.get_attribute("value") or ""
    question.locator(f"label:has([value='{value}'])").click()
    expect(question.locator(f"[data-save-state={'stale' if but else 'saved'}]")).to_be_visible()
    return value


def choose_in_two_windows(visitor: Visitor) -> None:
    other = Visitor(visitor.page.context.new_page(), visitor.site)
    other.page.goto(visitor.page.url)
    chosen = choose_answer(other)
    other.page.close()
    choose_answer(visitor, but=chosen)


def hand_in(roster: str, until: str) -> Callable[[Visitor], str]:
    """Hands a roster in and waits for the report, until that holds such an element."""

    def hand_in_roster(visitor: Visitor) -> str:
        page = visitor.open("/people/import/")
        file = {"name": "名册.csv", "mimeType": "text/csv", "buffer": roster.encode("utf-8-sig")}
        page.locator("[type=file]").set_input_files(file)
        page.locator("[name=is_partial]").check()
        page.locator("main form button[type=submit]").click()
        expect(page.locator(until)).to_be_visible(timeout=30_000)
        return page.url.removeprefix(visitor.site.address)

    return hand_in_roster


def hand_in_questions(visitor: Visitor) -> str:
    """Hands a question paper in; some of its questions are right, some are known, some have to be mended."""
    page = visitor.open("/bank/import/")
    page.locator("[type=file]").set_input_files(
        {"name": "试卷.txt", "mimeType": "text/plain", "buffer": PAPER.encode()}
    )
    page.locator("main form button[type=submit]").click()
    expect(page.locator("form[action$='/accept/']")).to_be_visible()
    return page.url.removeprefix(visitor.site.address)


def mend_question(visitor: Visitor) -> str:
    return f"{hand_in_questions(visitor)}questions/3/"


def forget_form_token(visitor: Visitor) -> None:
    """Sends a form of which the browser has lost the cookie, as after a sign-in in another tab."""
    visitor.page.context.clear_cookies(name="csrftoken")
    with visitor.page.expect_response(lambda response: response.request.method == "POST") as answer:
        visitor.page.locator("main form button[type=submit]").click()
    assert answer.value.status == 403
    expect(visitor.page.locator("main form")).to_have_count(0)


def break_down(visitor: Visitor) -> str:
    """The answer to an error, as Django renders it: the site itself does not break on demand."""

    def answer(route: Route) -> None:
        language = "en" if "django_language=en" in route.request.headers.get("cookie", "") else "zh-hans"
        with override(language):
            body = server_error(RequestFactory().get("/broken/")).content
        route.fulfill(status=500, body=body, content_type="text/html; charset=utf-8")

    visitor.page.context.route("**/broken/", answer)
    return "/broken/"


PLACES = [
    Place("front", None, "/"),
    Place("sign-in", None, "/sign-in/"),
    Place("sign-in-refused", None, "/sign-in/", then=refuse_sign_in, has_address=False),
    Place("form-token-lost", None, "/sign-in/", then=forget_form_token, has_address=False),
    Place("privacy", None, "/privacy/"),
    Place("broken", None, find=break_down, status=500),
    Place("front-learner", "learner", "/"),
    Place("desk", "learner", "/me/"),
    Place("guides", "learner", "/guides/"),
    Place("guides-filtered", "learner", "/guides/?skill=timing&stage=before"),
    Place("guides-nothing", "learner", "/guides/?tag=%E6%B2%A1%E6%9C%89"),
    Place("guide", "learner", "/guides/opening/"),
    Place("preparation", "learner", "/preparation/"),
    Place("preparation-guide", "learner", "/preparation/?guide=opening"),
    Place("search", "learner", "/search/?q=%E8%B0%88%E5%89%8D"),
    Place("search-empty", "learner", "/search/"),
    Place("search-nothing", "learner", "/search/?q=zzzzzz"),
    Place("courses", "learner", "/courses/"),
    Place("course-finished", "learner", "/courses/prepare/"),
    Place("course-begun", "learner", "/courses/listen-and-ask/"),
    Place("lesson", "learner", "/courses/prepare/one-purpose/"),
    Place("quiz", "learner", QUIZ),
    Place("attempt-passed", "learner", find=behind(QUIZ, "main tbody th a")),
    Place("password", "learner", "/account/password/"),
    Place("password-refused", "learner", "/account/password/", then=refuse_password, has_address=False),
    Place("refused", "learner", "/board/", status=403),
    Place("absent", "learner", "/nowhere/", status=404),
    Place("lesson-new", "admin", "/courses/prepare/one-purpose/"),
    Place("quiz-new", "admin", QUIZ),
    Place("attempt-failed", TAKER, find=submit_empty_attempt),
    Place("attempt-open", TAKER, find=start_attempt),
    Place("attempt-gaps", TAKER, find=lambda visitor: f"{start_attempt(visitor)}?check=1"),
    Place("attempt-saved", TAKER, find=start_attempt, then=choose_answer, has_address=False),
    Place("attempt-stale", TAKER, find=start_attempt, then=choose_in_two_windows, has_address=False),
    Place("attempt-every-kind", TAKER, find=start_own("every-kind")),
    Place("attempt-timed", TAKER, find=start_own("timed")),
    Place("attempt-offline", TAKER, find=start_own("timed"), then=lose_network, has_address=False),
    Place("practice-checked", SUBMITTER, find=check_answers),
    Place("attempt-waiting", SUBMITTER, find=submit_own("every-kind")),
    Place("quiz-used-up", SUBMITTER, find=used_up),
    Place("front-overseer", "overseer", "/"),
    Place("board", "overseer", "/board/"),
    Place("board-department", "overseer", find=behind("/board/", "main tbody th a")),
    Place("board-people", "overseer", "/board/people/?state=met"),
    Place("board-nobody", "overseer", "/board/people/?text=zzzzzz"),
    Place("person-record", "overseer", find=behind("/board/people/?state=met", "main tbody th a")),
    Place("people", "overseer", "/people/"),
    Place("people-nobody", "overseer", "/people/?q=zzzzzz"),
    Place("front-trainer", "trainer", "/"),
    Place("statistics", "trainer", STATISTICS),
    Place("statistics-quiz", "trainer", find=behind(STATISTICS, "main tbody tr:first-child th a")),
    Place("statistics-few", "trainer", find=behind(STATISTICS, "main tbody tr:last-child th a")),
    Place("statistics-question", "trainer", find=first_flagged_question),
    Place("marking-queue", "trainer", MARKING),
    Place("marking-answer", "trainer", find=behind(MARKING, "main tbody th a")),
    Place(
        "marking-refused",
        "trainer",
        find=behind(MARKING, "main tbody th a"),
        then=refuse_form,
        has_address=False,
    ),
    Place("regrade", "trainer", find=numbered(first_flagged_question, "/bank/questions/{}/regrade/")),
    Place("regrade-run", "admin", find=propose_regrade),
    Place("regrade-refused", "admin", find=propose_regrade, then=refuse_form, has_address=False),
    Place("regrades", "auditor", "/bank/regrades/"),
    Place("regrade-record", "auditor", find=behind("/bank/regrades/", "main tbody th a")),
    Place("regrade-passes", "admin", "/bank/regrades/passes/"),
    Place("regrade-decision", "admin", find=behind("/bank/regrades/passes/", "main tbody th a")),
    Place("overrides", "trainer", find=numbered(first_quiz, "/board/quizzes/{}/overrides/?text=%E6%9F%90")),
    Place("override", "admin", find=numbered(first_quiz, "/board/quizzes/{}/overrides/?department=1")),
    Place("person", "admin", find=behind("/people/", "main tbody th a")),
    Place("question-imports", "trainer", "/bank/import/"),
    Place("question-import", "trainer", find=hand_in_questions),
    Place("question-import-mend", "trainer", find=mend_question),
    Place("question-export", "trainer", "/bank/export/?form=gift"),
    Place("rosters", "admin", "/people/import/"),
    Place("roster-applied", "admin", find=behind("/people/import/", "main tbody th a")),
    Place("roster-to-decide", "admin", find=hand_in(GOOD_ROSTER, until='form[action$="/apply/"]')),
    Place("roster-refused", "admin", find=hand_in(BAD_ROSTER, until="main table")),
    Place("styleguide", "admin", "/styleguide/"),
    Place("writing", "trainer", "/admin/", is_own=False),
    Place("writing-questions", "trainer", BANK, is_own=False),
    Place("writing-question-kinds", "trainer", f"{BANK}add/", is_own=False),
    *(
        Place(f"writing-question-{kind}", "trainer", f"{BANK}add/{kind}/", is_own=False)
        for kind in ["single", "fill_in", "ordering", "matching", "situational", "dialogue", "short_answer"]
    ),
    Place("writing-question", "trainer", find=behind(BANK, "tbody .title-wrapper a"), is_own=False),
    Place("writing-quiz", "trainer", find=behind(QUIZ, "a[href^='/admin/pages/'][href$='/edit/']"), is_own=False),
    Place("writing-programmes", "trainer", "/admin/snippets/training/programme/", is_own=False),
]
OWN = [place for place in PLACES if place.is_own]
