"""What brings a page into a state: where to find it, and what is done there."""

import re
from collections.abc import Callable
from functools import cache

from django.test import RequestFactory
from django.utils.translation import override
from django.views.defaults import server_error
from playwright.sync_api import Route, expect

from .own_quizzes import make_in, quiz_path
from .site import Site, Visitor

QUIZ = "/courses/prepare/prepare-quiz/"
SCENE = "/courses/hard-talks/after-the-result/"
BANK = "/admin/snippets/training/question/"
STATISTICS = "/board/quizzes/"
MARKING = "/bank/marking/"
MAKE_UPS = "/make-ups/"
APPEALED = "/make-ups/?state=appealed"
OUTSIDE = "/outside-training/"
WORKSHOPS = "/workshops/"
VALID_CERTIFICATES = "/certificates/?state=valid"
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


def behind(path: str, link: str) -> Callable[[Visitor], str]:
    """Where the first of such links on the page at `path` leads."""
    return lambda visitor: visitor.open(path).locator(link).first.get_attribute("href")


def first_quiz(visitor: Visitor) -> str:
    return behind(STATISTICS, "main tbody tr:first-child th a")(visitor)


def first_flagged_question(visitor: Visitor) -> str:
    quiz = first_quiz(visitor)
    return behind(quiz, "main .advice__questions a")(visitor)


def first_spot_check(visitor: Visitor) -> str:
    return behind("/spot-checks/", "main tbody th a")(visitor)


def first_round(visitor: Visitor) -> str:
    return behind("/commendations/", "main tbody th a")(visitor)


def first_duty_at_risk(visitor: Visitor) -> str:
    return behind("/board/risks/", "main a[href^='/duties/']")(visitor)


def first_assignment(visitor: Visitor) -> str:
    """Where the first assignment of a programme is taken back."""
    programme = behind("/admin/snippets/training/programme/", "tbody .title-wrapper a")(visitor)
    return behind(programme, "a[href$='/take-back/']")(visitor)


def numbered(find: Callable[[Visitor], str], address: str) -> Callable[[Visitor], str]:
    """`address` with the first number of the address that `find` finds."""
    return lambda visitor: address.format(re.search(r"\d+", find(visitor)).group())


def decide_appeal(visitor: Visitor) -> str:
    return behind(behind(APPEALED, "main tbody th a")(visitor), "main .actions a.button[href*=decide]")(visitor)


def attest_everywhere(visitor: Visitor) -> str:
    """Ticking who was there, with everybody found."""
    return behind(WORKSHOPS, "main tbody th a")(visitor) + "attest/?department="


def attest_nobody(visitor: Visitor) -> None:
    """Sends the list with nobody ticked."""
    visitor.page.locator("main form[method=post] button[type=submit]").click()
    expect(visitor.page.locator("[data-error-summary]")).to_be_visible()


def withdraw_attendance(visitor: Visitor) -> str:
    return behind(behind(WORKSHOPS, "main tbody th a")(visitor), "main tbody a[href$='/withdraw/']")(visitor)


def ask_file(visitor: Visitor) -> str:
    """Asks for the board as a workbook, and waits until a worker has written it."""
    page = visitor.open("/board/")
    page.locator("form[action$='/ask/'] button[value=xlsx]").click()
    expect(page.locator("main a[href$='/file/']")).to_be_visible(timeout=30_000)
    return page.url.removeprefix(visitor.site.address)


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


def refuse_signed_text(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[name=text]").fill("没有签名的文字")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main .notice--error")).to_be_visible()


def verification_of(listing: str) -> Callable[[Visitor], str]:
    """The page that verifies the first certificate of a list."""
    return lambda visitor: behind(behind(listing, "main tbody th a")(visitor), "main a[href^='/verify/']")(visitor)


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


def start_talk(visitor: Visitor) -> str:
    """A practice talk in which one reply was given."""
    visitor.open(SCENE).locator('form[action$="/start/"] button').click()
    if not visitor.page.locator(".dialogue__turn--lead").count():
        visitor.page.locator(".talk__reply").first.click()
    expect(visitor.page.locator("#now")).to_be_visible()
    return visitor.page.url.removeprefix(visitor.site.address).partition("#")[0]


def finish_talk(visitor: Visitor) -> str:
    """The look back on a practice talk, wherever its first replies lead."""
    address = start_talk(visitor)
    while visitor.page.locator(".talk__reply").count():
        visitor.page.locator(".talk__reply").first.click()
    expect(visitor.page.locator(".debrief")).to_be_visible()
    return address


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


def make_calendar_address(visitor: Visitor) -> None:
    visitor.page.locator("form[action$='/calendar/'] button").click()
    expect(visitor.page.locator("#calendar-address")).to_be_visible()
