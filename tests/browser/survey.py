"""Looks at a page once and notes all that the tests ask: what it weighs, how it stands, what axe-core finds.

Type size, colours and width are changed on the open page, with the very marks that the server sets for the cookies and
static/js/display.js for the switches (test_display.py holds them together): a load for each of the combinations would
take minutes. The page is loaded anew where the loading itself is measured, on a phone and on a desk.
"""

import gzip
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request

from .catalogue import Place
from .site import ROOT, WIDTHS, Site, Visitor

AXE = (ROOT / "tests" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: What colours and sizes decide; names, roles and order are the same in each of them.
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]
RULES_OF_SIZE = [*RULES_OF_COLOUR, "target-size", "scrollable-region-focusable"]
#: A bar that stays in sight lies over what was scrolled below it. The page is read from its top, where it lies over
#: nothing: what a page scrolls to at first (the gaps of an attempt) hangs on which questions chance drew.
RUN_AXE = """async ([rules, place]) => {
  scrollTo({ top: 0, behavior: "instant" });
  const found = await axe.run(place, {
    runOnly: rules, resultTypes: ["violations"], preload: false,
  });
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) =>
    `${id}: ${node.target.join(" ")}: ${node.failureSummary.replaceAll(/\\s+/g, " ")}`));
}"""
COUNT_SHIFTS = """
  window.shifts = [];
  const note = (list) => window.shifts.push(...list.getEntries().filter((entry) => !entry.hadRecentInput));
  new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
"""
READ_SHIFTS = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(
  shifts.map(({ value, sources }) => (
    { value, nodes: sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 80)) }
  ))
))))"""
#: Widths between and around the two of the screenshots, for headings and for what sticks out.
BREAKS = [390, 768, 1440]
CHINESE = "zh-hans"
LANGUAGES = {CHINESE: ["desk", "phone"], "en": ["phone"]}


@dataclass
class Load:
    """One load with an empty cache. Sizes in bytes, as gzip packs the file."""

    status: int
    language: str
    headings: int
    requests: list[str]
    weight: dict[str, int]
    shift: float
    shifted: list[list[str]]
    overflow: list[str]


@dataclass(repr=False)
class Seen:
    """What was seen of one place. What faults are kept in is empty where all is well."""

    place: Place
    loads: dict[str, Load] = field(default_factory=dict)
    console: list[str] = field(default_factory=list)
    violations: dict[str, list[str]] = field(default_factory=dict)
    lonely: list[str] = field(default_factory=list)
    overflow: list[str] = field(default_factory=list)
    loose_figures: list[str] = field(default_factory=list)
    motion: list[str] = field(default_factory=list)
    text: str = ""
    paragraphs: list[dict[str, float]] = field(default_factory=list)

    def note(self, violations: list[str], where: str) -> None:
        """Keeps each fault once, with all the views in which it was met."""
        for fault in violations:
            self.violations.setdefault(fault, []).append(where)


class Surveyor:
    """Visits places, each with the account it is for, and remembers what was seen there."""

    def __init__(self, browser: Browser, site: Site, signed_in: Callable) -> None:
        self.browser, self.site, self.signed_in = browser, site, signed_in
        self.contexts: dict[str | None, BrowserContext] = {}
        self.look = cache(self._look)
        self.find = cache(self._find)
        self.packed = cache(self._packed)

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()

    def context(self, account: str | None) -> BrowserContext:
        """The browser of an account. Without motion: a colour half way to another is no colour of ours."""
        if account not in self.contexts:
            cookies = self.signed_in(account)
            context = self.browser.new_context(locale="zh-CN", storage_state=cookies, reduced_motion="reduce")
            context.set_default_timeout(15_000)
            context.add_init_script(COUNT_SHIFTS)
            context.add_init_script(MEASURES)
            context.add_init_script(AXE)
            self.contexts[account] = context
        return self.contexts[account]

    def page(self, account: str | None) -> Page:
        """The one window of that browser."""
        context = self.context(account)
        return context.pages[0] if context.pages else context.new_page()

    def _find(self, place: Place) -> str:
        """The address of a place, looked up on the site where it holds a number."""
        return place.find(Visitor(self.page(place.account), self.site)) if place.find else place.path

    def _look(self, place: Place) -> Seen:
        seen = Seen(place)
        address = self.find(place)
        page = self.page(place.account)

        def note_message(message: ConsoleMessage) -> None:
            if is_fault(message, place):
                seen.console.append(message.text)

        def note_error(error: Error) -> None:
            seen.console.append(str(error))

        page.on("console", note_message)
        page.on("pageerror", note_error)
        for language, widths in LANGUAGES.items():
            self.site.choose(page.context, django_language=language)
            for width in widths:
                self._load(page, seen, address, f"{width} {language}")
                if place.is_own and language == CHINESE:
                    look_closely(page, seen, width)
                elif place.is_own:
                    look_at_widths(page, seen, sizes=[False])
        self.site.choose(page.context, django_language=CHINESE)
        page.remove_listener("console", note_message)
        page.remove_listener("pageerror", note_error)
        return seen

    def _load(self, page: Page, seen: Seen, address: str, note: str) -> None:
        """Loads the page with an empty cache, notes what that took, and brings it into its state."""
        # What the page before still fetches is not counted here.
        page.goto("about:blank")
        page.set_viewport_size(WIDTHS[note.split(maxsplit=1)[0]])
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        sent: list[Request] = []

        def note_request(request: Request) -> None:
            sent.append(request)

        page.on("request", note_request)
        response = page.goto(self.site.url(address))
        # Reading the whole page takes axe-core longer than a module takes that the page fetches on demand.
        violations = run_axe(page) if seen.place.is_own else []
        shifts = page.evaluate(READ_SHIFTS)
        page.remove_listener("request", note_request)
        seen.loads[note] = Load(
            status=response.status if response else 0,
            requests=[request.url for request in sent],
            weight={request.url: self.packed(request.url) for request in sent if is_style_or_script(request)},
            shift=sum(shift["value"] for shift in shifts),
            shifted=[shift["nodes"] for shift in shifts],
            overflow=page.evaluate("measures.overflow()"),
            **page.evaluate(
                "({ language: document.documentElement.lang, headings: document.querySelectorAll('h1').length })"
            ),
        )
        if seen.place.then:
            seen.place.then(Visitor(page, self.site))
            violations = run_axe(page)
        seen.note(violations, note)

    def _packed(self, url: str) -> int:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310
            return len(gzip.compress(answer.read()))


def look_closely(page: Page, seen: Seen, width: str) -> None:
    """The open page in dark colours and large type, then with its folds, dialogs and popovers open."""
    page.evaluate("measures.setDark(true)")
    seen.note(run_axe(page, rules=RULES_OF_COLOUR), f"{width}, dark")
    page.evaluate("measures.setLarge(true)")
    seen.note(run_axe(page, rules=RULES_OF_SIZE), f"{width}, dark, large")
    if width == "desk":
        seen.motion = page.evaluate("measures.motion()")
        seen.text = page.evaluate("document.body.innerText")
        seen.loose_figures = page.evaluate("measures.looseFigures()")
        page.evaluate("measures.setLarge(false)")
        seen.paragraphs = page.evaluate("measures.reading('main .prose p')")
        look_at_widths(page, seen)
    else:
        page.evaluate("measures.setDark(false).then(() => measures.setLarge(false))")
        for layer in open_layers(page):
            seen.note(run_axe(page, layer), f"{width}, {layer} open")


def look_at_widths(page: Page, seen: Seen, sizes: Sequence[bool] = (False, True)) -> None:
    for width in BREAKS:
        page.set_viewport_size({"width": width, "height": 900})
        for is_large in sizes:
            page.evaluate("(large) => measures.setLarge(large)", is_large)
            note = f"{width}{', large' * is_large}: "
            seen.lonely += [note + fault for fault in page.evaluate("measures.lonelyCharacters()")]
            seen.overflow += [note + fault for fault in page.evaluate("measures.overflow()")]


def open_layers(page: Page) -> Iterator[str]:
    """Opens what can be opened, one after the other, and names what is open now."""
    if page.locator("details").count():
        page.evaluate("measures.openFolds()")
        yield "details"
    number = 0
    while page.evaluate("(number) => measures.openLayer(number)", number):
        yield ":is(dialog[open], :popover-open)"
        number += 1


def run_axe(page: Page, inside: str = "html", rules: list[str] | None = None) -> list[str]:
    """What axe-core finds, each with the rule, the element and what to do."""
    chosen = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    return page.evaluate(RUN_AXE, [chosen, inside])


def is_style_or_script(request: Request) -> bool:
    return request.resource_type in {"stylesheet", "script"}


def is_fault(message: ConsoleMessage, place: Place) -> bool:
    """An error in the console; an answer that is meant to be a refusal is none."""
    is_meant = place.status >= 400 or not place.has_address
    return message.type == "error" and not (is_meant and message.text.startswith("Failed to load resource"))
