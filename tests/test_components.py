"""Every component has one template that names itself and one stylesheet that is imported; icons and vendored files."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from home.front_page import STAGE_ICONS
from home.sections import sections_for
from portal.styleguide import icons, read_clauses

TEMPLATES = settings.BASE_DIR / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
STYLES = settings.BASE_DIR / "static" / "css"
VENDOR = settings.BASE_DIR / "static" / "vendor"
VENDORED = sorted(path for path in VENDOR.iterdir() if path.is_dir())
#: The cells of a row of the table in static/vendor/README.md: folder, what, version, licence, from.
ROW = re.compile(r"^\| `(\w+)/` \| ([^|]+) \| ([\d.]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def names_in_templates() -> set[str]:
    """Icons that a public template asks for by name, directly or through a component with a parameter `icon`."""
    asked = re.compile(r'components/icon\.html" with name="([\w-]+)"|\bicon="([\w-]+)"')
    public = [path for path in TEMPLATES.rglob("*.html") if "wagtailadmin" not in path.parts]
    return {found[1] or found[2] for path in public for found in asked.finditer(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_begins_with_its_name_and_parameters(path):
    assert read_clauses(f"components/{path.name}")


def test_each_component_stylesheet_is_imported_exactly_once():
    imported = Counter(re.findall(r'"components/([^"]+)"', (STYLES / "portal.css").read_text(encoding="utf-8")))
    assert imported == Counter(path.name for path in (STYLES / "components").iterdir())


def test_component_stylesheets_stay_within_150_lines():
    lengths = {
        path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (STYLES / "components").iterdir()
    }
    assert {name: length for name, length in lengths.items() if length > 150} == {}


def test_component_stylesheets_take_their_colours_from_the_tokens():
    raw = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|color-mix)a?\(", re.IGNORECASE)
    found = {path.name: raw.findall(path.read_text(encoding="utf-8")) for path in (STYLES / "components").iterdir()}
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_sprite_holds_the_icons_that_are_used_and_no_other(cast):
    sections = {section.icon for section in sections_for(cast.administrator, "/")}
    used = names_in_templates() | sections | set(STAGE_ICONS.values())
    assert sorted(used - set(icons())) == []
    assert sorted(set(icons()) - used) == []


def test_sprite_keeps_its_symbols_in_order_and_once():
    assert icons() == sorted(set(icons()))


@pytest.mark.parametrize("folder", VENDORED, ids=lambda path: path.name)
def test_vendored_folder_has_a_licence_and_a_stated_version(folder):
    versions = {name: version for name, _what, version, _licence, _from in ROW.findall(read(VENDOR / "README.md"))}
    assert sorted(versions) == [path.name for path in VENDORED]
    assert read(folder / "LICENSE").strip()
    assert any(versions[folder.name] in read(path) for path in folder.iterdir() if path.name != "LICENSE")


def test_sprite_names_its_version_and_licence():
    assert re.match(r"<!-- Lucide \d+\.\d+\.\d+, ISC: see LICENSE\.", read(VENDOR / "lucide" / "sprite.svg"))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
