"""Typesetting: what stands in the PDF, what a template may read, and what happens without Chinese fonts."""

import datetime

import pytest
from django.core.checks import run_checks

from content import typesetting
from content.errors import FontsMissing, TypesettingError
from content.tests.pdf_text import pdf_families, pdf_text
from content.typesetting import FACES, faces, typeset

NOON = datetime.datetime(2026, 11, 23, 4, 0, 0, 123, tzinfo=datetime.UTC)
SHEET = """
#import "sheet.typ": data, faces, file
#set document(title: data.title, date: auto)
#set text(font: faces.body, lang: "zh", region: "cn")
"""


@pytest.fixture
def template(tmp_path, monkeypatch):
    """Writes a template into a folder of its own, beside `sheet.typ`."""
    folder = tmp_path / "typeset"
    folder.mkdir()
    (folder / "sheet.typ").write_text((typesetting.FOLDER / "sheet.typ").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(typesetting, "FOLDER", folder)

    def write(body, name="trial"):
        (folder / f"{name}.typ").write_text(SHEET + body, encoding="utf-8")
        return name

    return write


@pytest.fixture
def no_fonts(monkeypatch, tmp_path):
    """A machine without any font."""
    empty = typesetting.typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[tmp_path])
    monkeypatch.setattr(typesetting, "_fonts", lambda folder: empty)


def test_data_is_set_as_text_and_never_as_markup(template):
    name = '#panic() *粗* _斜_ $x$ `code` <a> @b \\ // 某 #import "x"'
    pdf = typeset(template("#data.name"), {"title": "样张", "name": name})
    assert pdf_text(pdf) == name.replace(" ", "")


def test_rare_characters_of_names_are_set(template):
    names = "李喆〇龘𬭎䶮㛃"
    assert pdf_text(typeset(template("#data.name"), {"title": "样张", "name": names})) == names


def test_official_faces_fall_back_to_the_free_ones(template):
    body = "#for part in faces.keys() [#text(font: faces.at(part))[字]]"
    pdf = typeset(template(body), {"title": "样张"})
    assert {family.split("-")[0] for family in pdf_families(pdf)} <= {"NotoSerifCJKsc", "NotoSansCJKsc", "KaitiM"}
    assert set(faces()) == set(FACES)


def test_file_of_any_bytes_reaches_the_template(template):
    content = bytes(range(256))
    body = '#pdf.attach("a.bin", file("a.bin"), relationship: "data", mime-type: "x/y", description: "d")#data.title'
    pdf = typeset(template(body), {"title": "附件"}, files={"a.bin": content})
    assert content in pdf


def test_same_data_and_moment_give_the_same_bytes(template):
    name = template("#data.title")
    assert typeset(name, {"title": "甲"}, made_at=NOON) == typeset(name, {"title": "甲"}, made_at=NOON)
    assert b"D:20261123040000" in typeset(name, {"title": "甲"}, made_at=NOON)


@pytest.mark.parametrize("path", ["/../secret.txt", "../secret.txt", "/etc/hostname", "@preview/example:0.1.0"])
def test_template_reads_nothing_outside_of_its_folder(template, tmp_path, path):
    (tmp_path / "secret.txt").write_text("机密")
    verb = "import" if path.startswith("@") else "read"
    body = f'#import "{path}"' if verb == "import" else f'#read("{path}")'
    with pytest.raises(TypesettingError):
        typeset(template(body), {"title": "样张"})


def test_missing_fact_is_an_error_that_names_the_template(template):
    with pytest.raises(TypesettingError, match=r"^trial: "):
        typeset(template("#data.nothing"), {"title": "样张"})


def test_unknown_family_is_an_error_and_no_box(template):
    with pytest.raises(FontsMissing, match="trial"):
        typeset(template('#text(font: "没有的字体")[字]'), {"title": "样张"})


def test_no_chinese_font_is_an_error_that_says_what_to_do(template, no_fonts):
    with pytest.raises(FontsMissing, match="fonts-noto-cjk"):
        typeset(template("#data.title"), {"title": "样张"})


def test_deploy_check_tells_of_missing_fonts(no_fonts):
    assert [message.id for message in run_checks(include_deployment_checks=True) if message.id == "content.W001"]


def test_deploy_check_is_content_with_fonts():
    assert not [message for message in run_checks(include_deployment_checks=True) if message.id == "content.W001"]
