"""The style guide: each component in each of its states, rendered by the very includes that pages use.

The components are read from templates/components/, their parameters from the first line of each, their states from
portal/styleguide.toml; tokens and icons from the files that hold them. Nothing is kept twice.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block

from content.blocks import GUIDE_BLOCKS, LESSON_BLOCKS
from portal.samples import Plain, build_context, read_samples

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"

AROUND = _("It belongs to the frame of every page: this page shows it around what you read.")
#: What is not rendered once more, by name, and where it is seen.
SEEN_ELSEWHERE: dict[str, str | Promise] = {
    "fragments": AROUND,
    "language_switch": AROUND,
    "page_heading": AROUND,
    "site_footer": AROUND,
    "site_header": AROUND,
    "stylesheets": AROUND,
    "lost": _("It stands alone on a page that says what went wrong: open an address that does not exist."),
}
FIRST_LINE = re.compile(r"\{# (?P<path>\S+\.html): (?P<text>.+) #\}")
# A semicolon inside brackets parts nothing.
CLAUSE_END = re.compile(r"; (?![^(]*\))")
NAMES = re.compile(r"(?:takes )?(?P<names>\w+(?:(?:, | and )\w+)*)(?= –| \(| from | of | and the |$)")
TOKEN = re.compile(r"^\s*--(?P<name>[\w-]+): (?P<value>[^;]+);", re.MULTILINE)
SYMBOL = re.compile(r'<symbol id="([^"]+)"')
#: What the block on handing over is given in the place of the site settings.
SAMPLE_SETTINGS = {"home": {"SiteSettings": {"help_line": "12356"}}}


class UnknownName(ValueError):
    """The file of samples names a component that does not exist, or a parameter that it does not declare."""


@dataclass(frozen=True)
class Clause:
    """One part of a component's first line: the parameters it is about, if any, and what it says of them."""

    names: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class State:
    """One sample of a component."""

    title: str
    html: SafeString


@dataclass(frozen=True)
class Specimen:
    """One component in its states.

    `note` says what it is for or where else it is seen, `within` is the class of the list that it is a part of,
    `is_reading` whether it stands in reading text, `is_wide` whether its states need the whole width.
    """

    path: str
    clauses: list[Clause] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    note: str | Promise = ""
    within: str = ""
    is_reading: bool = False
    is_wide: bool = False

    @property
    def anchor(self) -> str:
        return self.path.removesuffix(".html").replace("/", "-").replace("_", "-")

    @property
    def name(self) -> str:
        return self.path.removesuffix(".html").rpartition("/")[2]


@dataclass(frozen=True)
class Group:
    """Components that belong together, under a heading."""

    anchor: str
    label: str | Promise
    specimens: list[Specimen]


@dataclass(frozen=True)
class Token:
    """A custom property of static/css/tokens.css; `dark` is its value in the dark set, where it has another."""

    name: str
    value: str
    dark: str = ""

    @property
    def is_colour(self) -> bool:
        return self.value.startswith("#")


def read_clauses(path: str) -> list[Clause]:
    """The first line of a component, part by part; ValueError if that line does not name its file."""
    first = (TEMPLATES / path).read_text(encoding="utf-8").partition("\n")[0]
    line = FIRST_LINE.match(first)
    if line is None or line["path"] != path:
        raise ValueError(f"{path} does not begin with a comment that names it")
    return [Clause(_names_in(part), part) for part in CLAUSE_END.split(line["text"])]


def _names_in(part: str) -> tuple[str, ...]:
    found = NAMES.match(part)
    return tuple(re.split(r", | and ", found["names"])) if found else ()


def template_of(name: str) -> str:
    """The template of a component: bare names stand in templates/components/."""
    return f"{name}.html" if "/" in name else f"components/{name}.html"


def check_names(component: Plain) -> None:
    """Raises UnknownName unless the component exists and declares every parameter that its samples use."""
    path = template_of(component["name"])
    if not (TEMPLATES / path).is_file():
        raise UnknownName(path)
    declared = {name for clause in read_clauses(path) for name in clause.names}
    used = {name for state in component["states"] for kind in ("context", "build") for name in state.get(kind, {})}
    if unknown := used - declared:
        raise UnknownName(f"{path}: {', '.join(sorted(unknown))}")


def component_names() -> list[str]:
    return sorted(path.stem for path in (TEMPLATES / "components").glob("*.html"))


def specimens(names: Iterable[str], request: HttpRequest) -> Iterator[Specimen]:
    """The components of these names, as the person who sent `request` would see them."""
    sampled = {component["name"]: component for component in read_samples()["component"]}
    for name in names:
        path = template_of(name)
        if name in SEEN_ELSEWHERE:
            yield Specimen(path, read_clauses(path), note=SEEN_ELSEWHERE[name])
        else:
            component = sampled[name]
            check_names(component)
            states = [_render(path, state, request) for state in component["states"]]
            layout = {name: component[name] for name in ("within", "is_wide") if name in component}
            yield Specimen(path, read_clauses(path), states, **layout)


def _render(path: str, state: Plain, request: HttpRequest) -> State:
    return State(state["title"][get_language()], render_to_string(path, build_context(state, request), request))


def block_specimens() -> Iterator[Specimen]:
    """Each block of guides and lessons with the value of its preview."""
    blocks: dict[str, Block] = {}
    for _name, block in [*GUIDE_BLOCKS, *LESSON_BLOCKS]:
        blocks.setdefault(block.meta.template, block)
    for path, block in blocks.items():
        html = block.render(block.get_preview_value(), context={"settings": SAMPLE_SETTINGS})
        states = [State(str(block.label), html)]
        yield Specimen(path, states=states, note=block.get_description(), is_reading=True)


def groups(request: HttpRequest) -> list[Group]:
    """All that the page shows below its foundations."""
    return [
        Group("components", _("Components"), list(specimens(component_names(), request))),
        Group("questions", _("Questions of a quiz"), list(specimens(sampled_below("training/"), request))),
        Group("markup", _("Written out in the pages"), list(specimens(sampled_below("styleguide/"), request))),
        Group("blocks", _("Blocks of a text"), list(block_specimens())),
    ]


def sampled_below(folder: str) -> list[str]:
    """The sampled templates of a folder other than templates/components/."""
    return [component["name"] for component in read_samples()["component"] if component["name"].startswith(folder)]


def tokens() -> list[Token]:
    """The design tokens in the order of their file."""
    light, dark = (_read_tokens(STATIC / "css" / name) for name in ("tokens.css", "dark.css"))
    return [Token(name, value, dark.get(name, "")) for name, value in light.items()]


def _read_tokens(path: Path) -> dict[str, str]:
    """The properties of the first rule of a stylesheet; what a media query changes is left out."""
    first_rule = path.read_text(encoding="utf-8").partition("}")[0]
    return {found["name"]: found["value"] for found in TOKEN.finditer(first_rule)}


def icons() -> list[str]:
    """The symbols of the sprite."""
    return SYMBOL.findall((STATIC / "vendor" / "lucide" / "sprite.svg").read_text(encoding="utf-8"))


def foundations() -> dict[str, list[Token] | list[str]]:
    """What components are made of: colours, sizes of type, steps of space, the other tokens, icons."""
    found = tokens()
    colours = [token for token in found if token.is_colour]
    sizes = [token for token in found if token.name.startswith("text-")]
    steps = [token for token in found if token.name.startswith("space-")]
    shown = {*colours, *sizes, *steps}
    others = [token for token in found if token not in shown]
    return {"colours": colours, "sizes": sizes, "steps": steps, "others": others, "icons": icons()}
