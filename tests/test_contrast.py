"""Every colour can be read on every ground it may stand on, in the light set and in the dark one (WCAG 1.4.3, 1.4.11).

The colours in use are read from the stylesheets, so that a new one is measured from its first use on. A text stands
wherever a component is put: it has to be readable on all grounds, not only on the one its author thought of.
"""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
#: The editor's room wears the colours of Wagtail; paper has a set of its own, black on white.
ELSEWHERE = {"admin.css", "writing_room.css", "print.css", "preparation_print.css", "dark.css", "tokens.css"}
GROUNDS = {"paper", "surface", "sunken", "accent-soft", "done-soft", "due-soft"}
SKILLS = {"skill-timing", "skill-focus", "skill-method", "skill-art"}
#: What stands on a filled ground, and on no other.
ON_FILLED = {"on-accent": {"accent", "accent-deep"}, "on-skill": {*SKILLS, "rest", "done"}, "paper": {"ink"}}
#: The filled part of a bar, without a word on it.
BARS = {"done", "due"}
FILLED = BARS.union(*ON_FILLED.values())
PAIRS = [(text, ground) for text, grounds in ON_FILLED.items() for ground in sorted(grounds)]
#: Marks and edges, never words.
MARKS = {"line-strong", "focus"}
#: A hairline or the empty part of a bar: what it says is also said by a word beside it.
QUIET = {"line"}
TEXT_RATIO, MARK_RATIO = 4.5, 3


def read_tokens(*names: str) -> dict[str, str]:
    text = "".join((CSS / name).read_text(encoding="utf-8") for name in names)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", text))


SETS = {"light": read_tokens("tokens.css"), "dark": read_tokens("dark.css")}


def contrast(one: str, other: str) -> float:
    """The ratio of two colours as WCAG defines it, from 1 to 21."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def read_rules() -> list[tuple[str, dict[str, str]]]:
    """Each rule of the portal's stylesheets: where it stands, and its declarations."""
    rules = []
    for path in sorted(CSS.rglob("*.css")):
        if path.name in ELSEWHERE:
            continue
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selector, body in re.findall(r"([^{};]+)\{([^{}]*)\}", text):
            found = dict(re.findall(r"([\w-]+):\s*([^;]+);", body))
            rules.append((f"{path.name}: {' '.join(selector.split())}", found))
    return rules


RULES = read_rules()


def resolve(value: str) -> set[str]:
    """The tokens that `value` may stand for; a component's own property stands for all it is ever set to."""
    found = set()
    for name in re.findall(r"var\(--([\w-]+)", value):
        if name in SETS["light"]:
            found.add(name)
        else:
            for _where, declarations in RULES:
                found |= resolve(declarations.get(f"--{name}", ""))
    return found


def used(*properties: str) -> dict[str, str]:
    """The tokens that any rule uses for one of `properties`, each with the rule."""
    return {
        token: where
        for where, declarations in RULES
        for property_ in properties
        for token in sorted(resolve(declarations.get(property_, "")))
    }


INKS = used("color") | used("text-decoration-color")
TEXTS = sorted(INKS.keys() - ON_FILLED.keys() - MARKS)
DRAWN = sorted({*used("fill", "stroke"), *MARKS} - GROUNDS - ON_FILLED.keys() - QUIET)


def test_stylesheets_are_read_whole():
    assert len(RULES) > 300
    assert {"ink", "ink-soft", "accent", "done", "due", "rest", *SKILLS} <= set(TEXTS)


def test_both_sets_name_the_same_colours():
    assert SETS["light"].keys() == SETS["dark"].keys()


@pytest.mark.parametrize("colours", SETS.values(), ids=SETS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_is_readable_on_every_ground(text, colours):
    ratios = {ground: round(contrast(colours[text], colours[ground]), 2) for ground in GROUNDS}
    assert {ground: ratio for ground, ratio in ratios.items() if ratio < TEXT_RATIO} == {}


@pytest.mark.parametrize("colours", SETS.values(), ids=SETS)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable_on_its_filled_ground(text, ground, colours):
    assert contrast(colours[text], colours[ground]) >= TEXT_RATIO


@pytest.mark.parametrize("colours", SETS.values(), ids=SETS)
@pytest.mark.parametrize("mark", DRAWN)
def test_mark_is_seen_on_every_ground(mark, colours):
    ratios = {ground: round(contrast(colours[mark], colours[ground]), 2) for ground in GROUNDS}
    assert {ground: ratio for ground, ratio in ratios.items() if ratio < MARK_RATIO} == {}


def test_no_colour_is_used_that_is_not_measured():
    """A new ground, or a new text for a filled ground, has to be named above."""
    assert used("background", "background-color").keys() - GROUNDS - FILLED - QUIET == set()
    assert INKS.keys() - set(TEXTS) - ON_FILLED.keys() - MARKS == set()
    assert used("border", "border-color", "outline", "fill", "stroke").keys() <= set(SETS["light"])


def test_what_stands_on_a_filled_ground_stands_nowhere_else():
    wrong = []
    for where, declarations in RULES:
        texts = resolve(declarations.get("color", "")) & ON_FILLED.keys()
        # A rule that sets the text alone changes an element whose ground another rule of its component sets.
        ground = declarations.get("background") or " ".join(grounds_of(where.partition(":")[0]))
        if texts and not set().union(*(ON_FILLED[text] for text in texts)) & resolve(ground):
            wrong.append(where)
    assert wrong == []


def grounds_of(component: str) -> list[str]:
    return [found.get("background", "") for where, found in RULES if where.startswith(f"{component}:")]


def test_filled_ground_brings_its_own_text():
    wrong = {
        where: declarations
        for where, declarations in RULES
        if (fills := resolve(declarations.get("background", "")) & FILLED - BARS)
        and not {text for text in ON_FILLED if ON_FILLED[text] & fills} & resolve(declarations.get("color", ""))
    }
    assert wrong == {}


def test_known_ratios_are_found():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
