"""Moodle XML as a tree of elements that know their line."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from cadres.sheets.errors import UnreadableFile

from .text import from_html, one_line, tidy

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

#: A question has some dozens.
MOST_ELEMENTS = 400_000
DEEPEST = 50
_LINE = "line"


class _Builder(TreeBuilder):
    """Builds the tree, notes where each element begins, and stops at what no export looks like."""

    def __init__(self) -> None:
        super().__init__()
        self.expat: XMLParserType | None = None
        self._count = self._depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:  # type: ignore[override]
        self._count += 1
        self._depth += 1
        if self._count > MOST_ELEMENTS or self._depth > DEEPEST:
            raise UnreadableFile("suspicious_workbook")
        line = self.expat.CurrentLineNumber if self.expat else 0
        return super().start(tag, {**attrs, _LINE: str(line)})

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse(data: bytes) -> Element:
    """The root element. Raises UnreadableFile for what is no XML, has a document type, or is built to do harm."""
    builder = _Builder()
    parser: Any = XMLParser(target=builder, forbid_dtd=True)
    builder.expat = parser.parser
    try:
        parser.feed(data)
        return parser.close()
    except (DefusedXmlException, RecursionError) as error:
        raise UnreadableFile("suspicious_workbook") from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableFile("broken_xml", line=getattr(error, "position", (0, 0))[0]) from error


def line_of(element: Element) -> int:
    """The line at which `element` begins."""
    return int(element.get(_LINE, "0"))


def elements(parent: Element, name: str) -> Iterator[Element]:
    """The children of that name."""
    return (child for child in parent if child.tag == name)


def plain(parent: Element, name: str) -> str:
    """The bare text of the child of that name."""
    child = next(elements(parent, name), None)
    return tidy(child.text or "") if child is not None else ""


def wording(element: Element | None, default_format: str = "html") -> str:
    """The words in `element`, which holds a `text` and may name its format."""
    if element is None:
        return ""
    text = plain(element, "text") or tidy(element.text or "")
    return text if element.get("format", default_format) in ("plain_text", "markdown") else from_html(text)


def wording_of(parent: Element, name: str, default_format: str = "html") -> str:
    """The words in the child of that name."""
    return wording(next(elements(parent, name), None), default_format)


def line_of_words(element: Element | None, default_format: str = "html") -> str:
    """The words in `element` as one line."""
    return one_line(wording(element, default_format))


def format_of(parent: Element, name: str) -> str:
    """The format that the child of that name declares; parts of a question that declare none follow it."""
    child = next(elements(parent, name), None)
    return child.get("format", "html") if child is not None else "html"


def has_picture(element: Element) -> bool:
    """Whether a file or a picture belongs to the question."""
    return any(child.tag == "file" or "<img" in (child.text or "").lower() for child in element.iter())
