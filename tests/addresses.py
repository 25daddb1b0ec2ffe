"""Every address of the portal, read from the resolver, for tests that walk them all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

#: What fills a part of an address, by name; a number for all others.
WORDS = {
    "app_label": "content",
    "app_name": "taggit",
    "model_name": "portalpage",
    "content_type_app_name": "content",
    "content_type_model_name": "portalpage",
    "action": "delete",
    "filename": "a.pdf",
    "document_filename": "a.pdf",
    "path": "images/a.png",
    "slug": "a",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "block_id": "00000000-0000-4000-8000-000000000000",
    "signature": "a",
    "filter_spec": "width-100",
    "mode": "a",
    "field_name": "a",
}


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver and an address that it takes."""

    pattern: str
    url: str


def fill(pattern: str, number: int) -> str:
    """`pattern` as an address: words and numbers in the place of its parameters."""

    def value(match: re.Match[str]) -> str:
        kind, name = match.groups()
        return WORDS.get(kind or "") or WORDS.get(name) or str(number)

    # Regular expressions of Wagtail first, then paths.
    url = pattern.replace(r"((?:[\w\-]+/)*)", "nowhere/")
    url = re.sub(r"\(\?P<()(\w+)>[^()]*\)", value, url)
    url = url.replace(r"(\d+)", str(number)).replace("(.*)", "a.pdf").replace(".*", "nowhere")
    url = re.sub(r"<(?:(\w+):)?(\w+)>", value, url)
    return "/" + re.sub(r"[\^$\\]", "", url)


def every_address(number: int = 1) -> Iterator[Address]:
    """All addresses in the order of the resolver; `number` stands for every id."""

    def walk(resolver: URLResolver, before: str) -> Iterator[Address]:
        for entry in resolver.url_patterns:
            pattern = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, pattern)
            elif isinstance(entry, URLPattern):
                yield Address(pattern, fill(pattern, number))

    yield from walk(get_resolver(), "")
