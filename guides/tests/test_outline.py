"""Anchors and names of the parts of a guide."""

from guides.models import GuidePage
from guides.outline import outline


def body(*blocks):
    return GuidePage._meta.get_field("body").to_python([{"type": name, "value": value} for name, value in blocks])


def test_outline_numbers_parts_of_the_same_type():
    section = {"heading": "甲", "html": "<p>一</p>"}
    parts = outline(body(("section", section), ("refer", {"items": ["乙"]}), ("section", section | {"heading": "丙"})))

    assert [(part.anchor, part.block.block_type) for part in parts] == [
        ("section", "section"),
        ("refer", "refer"),
        ("section-2", "section"),
    ]
    assert [parts[0].title, parts[2].title] == ["甲", "丙"]


def test_outline_of_an_empty_body_is_empty():
    assert outline(body()) == []
