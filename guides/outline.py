"""The outline of a guide: an anchor and a name for every block of its body."""

from collections import Counter
from dataclasses import dataclass

from wagtail.blocks import StreamValue


@dataclass(frozen=True)
class Part:
    """One block of the body: `anchor` is unique on the page, `title` stands in the table of contents."""

    anchor: str
    title: str
    block: StreamValue.StreamChild


def outline(body: StreamValue) -> list[Part]:
    """The parts of `body` in order. A block without a heading of its own goes by the name of its type.

    Anchors come from the type and a number ("steps", "section", "section-2"): they are the same in every
    language and survive a rewording, so a link sent to a colleague keeps working.
    """
    seen: Counter[str] = Counter()
    parts = []
    for child in body:
        seen[child.block_type] += 1
        number = seen[child.block_type]
        name = child.block_type.replace("_", "-")
        title = child.value.get("heading") or child.value.get("title") or str(child.block.label)
        parts.append(Part(anchor=name if number == 1 else f"{name}-{number}", title=title, block=child))
    return parts
