"""Authors see each block, in our own clothes, before they choose one."""

import pytest
from django.urls import reverse
from wagtail.blocks import Block, StreamBlock

from content.blocks import GUIDE_BLOCKS, LESSON_BLOCKS

from .test_blocks import texts_of

BLOCKS = [
    pytest.param(block, id=f"{kind}-{name}")
    for kind, stream in {"guide": GUIDE_BLOCKS, "lesson": LESSON_BLOCKS}.items()
    for name, block in StreamBlock(stream).child_blocks.items()
]


def preview(client, block):
    """The page that the chooser of the editor shows beside the names."""
    assert Block.definition_registry[block.definition_prefix] is block
    return client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})


@pytest.mark.parametrize("block", BLOCKS)
def test_block_has_a_sample_that_it_would_accept(block):
    assert block.is_previewable
    assert set(block.meta.preview_value) == set(block.child_blocks)
    block.clean(block.get_preview_value())


@pytest.mark.parametrize("block", BLOCKS)
def test_preview_shows_the_whole_sample_with_our_stylesheets(client, cast, block):
    client.force_login(cast.editor)

    response = preview(client, block)

    assert response.status_code == 200
    html = response.content.decode()
    assert [text for text in texts_of(block.meta.preview_value) if text not in html] == []
    assert "css/portal.css" in html
    assert "css/dark.css" in html
    assert "<script" not in html


@pytest.mark.parametrize("part", ["learner", "reviewer", "overseer", "auditor", "visitor"])
def test_preview_is_for_authors(client, cast, part):
    client.force_login(cast.people()[part])
    assert preview(client, GUIDE_BLOCKS[0][1]).status_code == 302
