"""A lapsed session is renewed over the open attempt, and nobody else's account gets the answers."""

from playwright.sync_api import Page, expect

from .site import PASSWORD
from .wording import zh


def sign_in(page: Page, password: str, account: str | None = None) -> None:
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    if account:
        dialog.get_by_label(zh("Staff number or e-mail")).fill(account)
    dialog.get_by_label(zh("Password")).fill(password)
    dialog.get_by_role("button", name=zh("Sign in"), exact=True).click()


def test_lapsed_session_is_renewed_in_place(take):
    taker = take("every-kind")
    page = taker.page
    page.evaluate("window.isSamePage = true")
    taker.sign_out()
    taker.choose(1, "下班前十分钟")
    expect(page.get_by_role("dialog")).to_contain_text(zh("Sign in again"))
    assert page.evaluate("document.activeElement.name") == "password"
    taker.expect_state(1, "held")
    sign_in(page, PASSWORD)
    expect(page.get_by_role("dialog")).to_be_hidden()
    taker.expect_state(1, "saved")
    expect(taker.banner).to_be_hidden()
    taker.choose(2, "最近承担的任务")
    taker.expect_state(2, "saved")
    assert page.evaluate("window.isSamePage === true")
    assert (taker.kept(1)[0], taker.kept(2)[0]) == ([2], [0])


def test_wrong_password_is_told_and_nothing_is_lost(take):
    taker = take("every-kind")
    taker.sign_out()
    taker.question(9).locator("textarea").fill("写好的话")
    taker.question(9).locator("textarea").blur()
    sign_in(taker.page, "not this one")
    fault = taker.page.locator("[data-sign-in-fault]")
    expect(fault).to_have_text(zh("This does not match. Check the staff number or e-mail address and the password."))
    sign_in(taker.page, PASSWORD)
    taker.expect_state(9, "saved")
    assert taker.kept(9)[0] == ["写好的话"]


def test_sign_in_can_be_put_off_and_taken_up_again(take):
    taker = take("every-kind")
    page = taker.page
    taker.sign_out()
    taker.choose(1, "下班前十分钟")
    page.get_by_role("button", name=zh("Later")).click()
    waiting = (
        "You were signed out. Answers not saved yet: {count}. They are kept in this browser until you sign in again."
    )
    expect(taker.banner).to_contain_text(zh(waiting).replace("{count}", "1"))
    taker.choose(2, "最近承担的任务")
    taker.expect_state(2, "held")
    taker.banner.get_by_role("button", name=zh("Sign in")).click()
    sign_in(page, PASSWORD)
    for position in (1, 2):
        taker.expect_state(position, "saved")


def test_another_account_does_not_get_the_answers(take, fresh_accounts):
    taker, stranger = take("every-kind"), next(fresh_accounts)
    taker.sign_out()
    taker.choose(1, "下班前十分钟")
    sign_in(taker.page, PASSWORD, account=stranger)
    fault = taker.page.locator("[data-sign-in-fault]")
    expect(fault).to_have_text(
        zh(
            "This attempt belongs to another account. Nothing was given to the account that is signed in now; sign in"
            " with your own."
        )
    )
    assert taker.kept(1) == ([], 0)
    sign_in(taker.page, PASSWORD, account=taker.account)
    taker.expect_state(1, "saved")
    assert taker.kept(1) == ([2], 1)
    owners = (
        "SELECT COUNT(*) FROM training_quizattempt JOIN cadres_user ON cadres_user.id = user_id WHERE staff_number = ?"
    )
    assert taker.query(owners, stranger) == [(0,)]


def test_page_says_above_the_questions_that_somebody_else_is_signed_in(take, fresh_accounts):
    taker, stranger = take("every-kind"), next(fresh_accounts)
    taker.sign_out()
    taker.choose(1, "下班前十分钟")
    sign_in(taker.page, PASSWORD, account=stranger)
    expect(taker.page.locator("[data-sign-in-fault]")).to_be_visible()
    taker.page.get_by_role("button", name=zh("Later")).click()
    foreign = (
        "This attempt belongs to another account. Nothing was given to the account that is signed in now; sign in"
        " with your own."
    )
    expect(taker.banner).to_contain_text(zh(foreign))
    taker.choose(2, "最近承担的任务")
    taker.expect_state(2, "held")
    taker.banner.get_by_role("button", name=zh("Sign in")).click()
    sign_in(taker.page, PASSWORD, account=taker.account)
    for position in (1, 2):
        taker.expect_state(position, "saved")
    expect(taker.banner).to_be_hidden()
    assert (taker.kept(1)[0], taker.kept(2)[0]) == ([2], [0])


def test_sign_in_in_another_tab_is_noticed(take):
    """The new session has a new token: the old one is exchanged without a word."""
    taker = take("every-kind")
    taker.sign_out()
    other = taker.page.context.new_page()
    taker.site.sign_in(other, taker.account)
    taker.choose(1, "下班前十分钟")
    taker.expect_state(1, "saved")
    expect(taker.page.get_by_role("dialog")).to_be_hidden()
    assert taker.kept(1) == ([2], 1)


def test_submitting_with_a_lapsed_session_signs_in_first(take):
    taker = take("once")
    taker.choose(1, "双方都能坐得住的下午")
    taker.choose(2, "最近承担的任务")
    taker.expect_state(2, "saved")
    taker.sign_out()
    taker.press("Submit")
    sign_in(taker.page, PASSWORD)
    expect(taker.page.locator("main")).to_contain_text(zh("Receipt code"))
    assert taker.kept(1)[0] == [0]


def test_signing_out_leaves_no_unsent_answer_in_the_tab(take):
    taker = take("every-kind")
    page = taker.page
    page.route("**/answers/**", lambda route: route.abort())
    taker.choose(1, "下班前十分钟")
    taker.expect_state(1, "retry")
    unsent = "Object.keys(sessionStorage).filter((key) => key.startsWith('tanxin.attempt'))"
    assert len(page.evaluate(unsent)) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-menu] > summary").click()
    page.get_by_role("button", name=zh("Sign out")).click()
    expect(page.locator("main")).to_contain_text(zh("You are signed out."))
    assert page.evaluate(unsent) == []
