"""The house keeps its shape: import order in foreign keys, page types, migrations, file budgets."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from wagtail.models import get_page_models

from content.forms import PortalPageForm
from content.models import PortalPage

# From the foundation up, as in pyproject.toml; an app may point only at what stands before it.
ORDER = ["audit", "cadres", "notices", "content", "guides", "cases", "exchange", "training", "home", "portal"]
SIBLINGS = {"guides", "cases"}
OWN_MODELS = [model for label in ORDER for model in apps.get_app_config(label).get_models(include_auto_created=True)]
PAGE_MODELS = [model for model in get_page_models() if model is not PortalPage]


def own_python_files() -> list[Path]:
    """Every Python file of the project that people wrote."""
    folders = [settings.BASE_DIR / label for label in [*ORDER, "tests", "bench"]]
    return [path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts]


def test_layers_in_import_contract_match_order_of_apps():
    contract = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    layers = re.search(r"^layers = \[(.*)\]$", contract, flags=re.MULTILINE).group(1)
    names = [name for layer in re.findall(r'"([^"]+)"', layers) for name in layer.split(" | ")]
    assert sorted(names) == sorted(ORDER)
    assert [name for name in reversed(names) if name not in SIBLINGS] == [
        name for name in ORDER if name not in SIBLINGS
    ]


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down_the_import_order(model):
    own_place = ORDER.index(model._meta.app_label)
    upward = []
    for field in model._meta.get_fields():
        if field.is_relation and not field.auto_created and field.related_model:
            label = field.related_model._meta.app_label
            sideways = {label, model._meta.app_label} == SIBLINGS
            if label in ORDER and (ORDER.index(label) > own_place or sideways):
                upward.append(f"{field.name} -> {field.related_model._meta.label}")
    assert upward == []


@pytest.mark.parametrize("model", PAGE_MODELS, ids=lambda model: model._meta.label)
def test_page_type_declares_parents_and_children(model):
    assert issubclass(model, PortalPage)
    declared = {name for name in ("parent_page_types", "subpage_types") if name in vars(model)}
    assert declared == {"parent_page_types", "subpage_types"}


@pytest.mark.parametrize("model", PAGE_MODELS, ids=lambda model: model._meta.label)
def test_page_type_that_asks_for_its_owner_offers_departments_the_author_sees(model):
    asks = PortalPage.ownership_panel in model.settings_panels
    assert not asks or issubclass(model.base_form_class, PortalPageForm)


def test_migrations_have_names_that_say_what_they_do():
    files = [path for label in ORDER for path in (settings.BASE_DIR / label).glob("migrations/0*.py")]
    assert [path.name for path in files if re.search(r"_auto_|^\d+_alter_[a-z]+_[a-z]+_and_more", path.name)] == []


def test_file_names_avoid_catch_alls():
    forbidden = {"utils.py", "helpers.py", "common.py", "base.py", "misc.py"}
    assert [str(path) for path in own_python_files() if path.name in forbidden] == []


def test_python_files_stay_within_400_lines():
    lengths = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in own_python_files()}
    assert {path: length for path, length in lengths.items() if length > 400} == {}


def test_hooks_files_stay_within_80_lines():
    lengths = {
        str(p): len(p.read_text(encoding="utf-8").splitlines())
        for p in own_python_files()
        if p.name == "wagtail_hooks.py"
    }
    assert {path: length for path, length in lengths.items() if length > 80} == {}


@pytest.mark.parametrize(
    ("pattern", "budget"),
    [("templates/**/*.html", 120), ("static/css/**/*.css", 150), ("static/js/*.js", 150)],
)
def test_front_end_files_stay_within_their_budget(pattern, budget):
    lengths = {
        str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in settings.BASE_DIR.glob(pattern)
    }
    assert lengths
    assert {path: length for path, length in lengths.items() if length > budget} == {}


def test_public_templates_hold_no_inline_script_or_style():
    found = []
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        if "wagtailadmin" in path.parts or "wagtailusers" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=\"", text):
            found.append(str(path))
    assert found == []


def test_public_files_name_no_other_host():
    found = []
    folders = [settings.BASE_DIR / "templates", settings.BASE_DIR / "static"]
    for path in [path for folder in folders for path in folder.rglob("*") if path.suffix in {".html", ".css", ".js"}]:
        for address in re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z.]+", path.read_text(encoding="utf-8")):
            if "w3.org" not in address:
                found.append(f"{path}: {address}")
    assert found == []
