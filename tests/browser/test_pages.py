"""Every kind of page, as the role that uses it: on a phone and on a desk, in both languages."""

import pytest
from playwright.sync_api import Page

# One process for all of them: they share one running site.
pytestmark = pytest.mark.xdist_group("browser")

PAGES = {
    None: ["/", "/sign-in/", "/privacy/"],
    "learner": [
        "/",
        "/me/",
        "/guides/",
        "/guides/?skill=timing&stage=before",
        "/guides/?tag=%E6%B2%A1%E6%9C%89",
        "/guides/opening/",
        "/courses/",
        "/courses/prepare/",
        "/courses/prepare/one-purpose/",
        "/courses/prepare/prepare-quiz/",
        "/account/password/",
    ],
    "overseer": ["/board/", "/board/people/?state=met", "/people/", "/people/?q=000"],
    "trainer": ["/admin/", "/admin/snippets/training/question/", "/admin/snippets/training/programme/"],
    "admin": ["/people/import/", "/people/", "/board/"],
}
#: Pages whose address holds a number: where a link to one stands, and which link.
BEHIND = {
    "learner": [("/courses/prepare/prepare-quiz/", "main tbody th a"), ("/guides/", "main .card__link")],
    "overseer": [("/board/", "main tbody th a"), ("/board/people/?state=met", "main tbody th a")],
    "admin": [("/people/", "main tbody th a"), ("/people/import/", "main tbody th a")],
}
WIDTHS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}


def watch(page: Page, address: str) -> list[str]:
    """Notes errors in the console and requests to another host from now on."""
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url) if not request.url.startswith(address) else None)
    return faults


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("account", PAGES)
def test_pages_fit_and_load_nothing_from_elsewhere(visit, site, account, width, language):
    visitor = visit(account, viewport=WIDTHS[width])
    page = visitor.page
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site.address}])
    faults = watch(page, site.address)
    paths = list(PAGES[account])
    for path, link in BEHIND.get(account, []):
        page.goto(site.url(path))
        paths.append(page.locator(link).first.get_attribute("href"))
    for path in paths:
        response = page.goto(site.url(path))
        assert response.status == 200, path
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path
        assert faults == [], path


@pytest.mark.parametrize(
    ("account", "path", "status"), [("learner", "/board/", 403), ("learner", "/people/", 403), ("overseer", "/x/", 404)]
)
def test_refusals_answer_with_their_status(visit, site, account, path, status):
    page = visit(account).page
    assert page.goto(site.url(path)).status == status


def test_every_page_works_without_scripting(visit, site):
    page = visit("learner", java_script_enabled=False).page
    for path in PAGES["learner"]:
        assert page.goto(site.url(path)).status == 200
        assert page.locator("main h1").is_visible()
