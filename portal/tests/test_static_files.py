"""The stylesheet is one file when a browser asks for it and many when somebody works on it."""

import pytest
from django.contrib.staticfiles import finders

from portal.static_files import StylesheetFinder, write_out


@pytest.fixture
def finder(settings, tmp_path) -> StylesheetFinder:
    settings.DATA_DIR = tmp_path / "data"
    settings.BASE_DIR = tmp_path
    source = tmp_path / "static" / "css"
    source.mkdir(parents=True)
    (source / "ground.css").write_text("p { color: red; }\n", encoding="utf-8")
    (source / "paper.css").write_text("p { color: black; }\n", encoding="utf-8")
    (source / "portal.css").write_text(
        '@layer base, late;\n@import url("ground.css") layer(base);\n@import url("paper.css") layer(late) print;\n',
        encoding="utf-8",
    )
    return StylesheetFinder()


def test_stylesheet_is_written_out_with_layers_and_media(finder):
    assert write_out(finder.source) == (
        "@layer base, late;\n"
        "@layer base {\np { color: red; }\n}\n"
        "@layer late {\n@media print {\np { color: black; }\n}\n}\n"
    )


def test_stylesheet_follows_a_changed_part(finder):
    with open(finder.find("css/portal.css"), encoding="utf-8") as file:
        assert "red" in file.read()
    (finder.source.parent / "ground.css").write_text("p { color: blue; }", encoding="utf-8")
    with open(finder.find("css/portal.css"), encoding="utf-8") as file:
        assert "blue" in file.read()


def test_stylesheet_with_import_of_nothing_is_refused(finder):
    finder.source.write_text('@import url("lost.css") layer(base);\n', encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"lost\.css"):
        finder.find("css/portal.css")


def test_other_files_are_left_to_other_finders(finder):
    assert finder.find("css/tokens.css") is None
    assert finder.find("css/tokens.css", find_all=True) == []
    assert [name for name, _storage in finder.list([])] == ["css/portal.css"]
    assert list(finder.list(["*.css"])) == []


def test_portal_stylesheet_imports_nothing_when_served():
    with open(finders.find("css/portal.css"), encoding="utf-8") as file:
        text = file.read()
    assert "@import" not in text
    assert "@layer reset, tokens, base, layout, components, utilities;" in text
    assert text.count("{") == text.count("}")
