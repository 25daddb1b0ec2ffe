"""Taking the lines out of a Word document, with the numbers that Word prints before them.

The document is walked once and nothing is built from it, so its depth and size cost what they weigh; a library that
makes HTML of it needs minutes and half a gigabyte for a document of 100 KB made to do harm, and loses the numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from cadres.sheets.archive import Archive
from cadres.sheets.errors import UnreadableFile
from cadres.sheets.sheet_scan import walk

from .numbering import Numbering, attribute, to_number, value_of

#: A document of 500 pages stays below each of these.
MOST_PARAGRAPHS = 50_000
MOST_ELEMENTS = 1_500_000
MOST_CHARACTERS = 4_000_000
DEEPEST = 200

# Not what is read on the page: what was deleted, the second copy of a text box, field codes.
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "rPrChange", "pPrChange"})
_PICTURES = frozenset({"drawing", "pict", "object", "OLEObject"})
_TEXTS = frozenset({"t"})
_GAP = "____"


@dataclass(frozen=True)
class Line:
    """A paragraph, or a cell of a table. `number` counts the paragraphs of the document from 1."""

    number: int
    text: str
    has_picture: bool = False


@dataclass(frozen=True)
class TableRow:
    """A row of a table: the texts of its cells. `number` is that of its first paragraph."""

    number: int
    cells: list[str]


@dataclass
class WordTable:
    """A table in the place where it stands."""

    rows: list[TableRow] = field(default_factory=list)


def read_document(archive: Archive) -> list[Line | WordTable]:
    """The paragraphs and tables of a .docx file in order. Raises UnreadableFile."""
    if "word/document.xml" not in archive:
        raise UnreadableFile("not_a_document")
    document = _Document(Numbering(archive))
    walk(archive.read("word/document.xml"), document.start, on_end=document.end, on_text=document.text)
    return document.blocks


class _Document:
    """Collects the text while the document is walked. A table within a table counts as text of its cell."""

    def __init__(self, numbering: Numbering) -> None:
        self.blocks: list[Line | WordTable] = []
        self._numbering = numbering
        self._elements = self._characters = self._paragraphs = self._depth = 0
        #: Depth of the outermost element that is left out; 0 outside of any.
        self._hidden = 0
        self._tables = 0
        self._is_text = self._is_underlined = False
        self._pieces: list[str] = []
        self._list: tuple[str | None, int | None] = (None, None)
        self._style: str | None = None
        self._has_picture = False
        self._cell: list[str] = []
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "p": self._start_paragraph,
            "tbl": self._start_table,
            "tr": lambda _attributes: self._start_row(),
            "tc": lambda _attributes: self._start_cell(),
            "numId": lambda attributes: self._set_list(list_id=value_of(attributes)),
            "ilvl": lambda attributes: self._set_list(level=to_number(value_of(attributes))),
            "pStyle": self._set_style,
            "r": lambda _attributes: self._set_underline(is_on=False),
            "u": lambda attributes: self._set_underline(is_on=value_of(attributes) not in ("none", "0")),
            "tab": lambda _attributes: self._add(_GAP if self._is_underlined else " "),
            "br": lambda _attributes: self._add("\n"),
            "cr": lambda _attributes: self._add("\n"),
            "noBreakHyphen": lambda _attributes: self._add("-"),
            "sym": self._add_symbol,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._depth > DEEPEST:
            raise UnreadableFile("document_too_large", limit=MOST_PARAGRAPHS)
        if self._hidden:
            return
        if name in _LEFT_OUT:
            self._hidden = self._depth
        elif name in _PICTURES:
            self._has_picture = True
        elif name in _TEXTS:
            self._is_text = True
        elif handler := self._starts.get(name):
            handler(attributes)

    def end(self, name: str) -> None:
        if self._hidden:
            self._hidden = 0 if self._hidden == self._depth else self._hidden
        elif name in _TEXTS:
            self._is_text = False
        elif name == "p":
            self._end_paragraph()
        elif name == "tc" and self._tables == 1:
            self._end_cell()
        elif name == "tbl":
            self._tables -= 1
        self._depth -= 1

    def text(self, piece: str) -> None:
        if self._is_text and not self._hidden:
            # Underlined blanks are how a gap is drawn.
            self._add("_" * len(piece) if self._is_underlined and not piece.strip() else piece)

    def _add(self, piece: str) -> None:
        self._characters += len(piece)
        if self._characters > MOST_CHARACTERS:
            raise UnreadableFile("document_too_large", limit=MOST_PARAGRAPHS)
        self._pieces.append(piece)

    def _add_symbol(self, attributes: dict[str, str]) -> None:
        # Ticks and crosses from Word's symbol fonts.
        self._add({"F0FC": "√", "F050": "√", "F0FE": "√", "F0FB": "×", "F04F": "×", "F0FD": "×"}.get(
            attribute(attributes, "char").upper(), "")
        )  # fmt: skip

    def _set_list(self, *, list_id: str | None = None, level: int | None = None) -> None:
        known_list, known_level = self._list
        self._list = (known_list if list_id is None else list_id, known_level if level is None else level)

    def _set_style(self, attributes: dict[str, str]) -> None:
        self._style = value_of(attributes)

    def _set_underline(self, *, is_on: bool) -> None:
        self._is_underlined = is_on

    def _start_paragraph(self, _attributes: dict[str, str]) -> None:
        self._pieces, self._list, self._style, self._has_picture = [], (None, None), None, False

    def _end_paragraph(self) -> None:
        self._paragraphs += 1
        if self._paragraphs > MOST_PARAGRAPHS:
            raise UnreadableFile("document_too_large", limit=MOST_PARAGRAPHS)
        list_id, level = self._list
        label = self._numbering.label(list_id=list_id, level=level, style=self._style)
        text = "".join(self._pieces)
        text = f"{label} {text}" if label and text.strip() else text
        self._pieces = []
        if self._tables:
            self._cell.append(text)
        else:
            self.blocks.append(Line(self._paragraphs, text, self._has_picture))

    def _start_table(self, _attributes: dict[str, str]) -> None:
        self._tables += 1
        if self._tables == 1:
            self.blocks.append(WordTable())

    def _start_row(self) -> None:
        table = self.blocks[-1] if self.blocks else None
        if self._tables == 1 and isinstance(table, WordTable):
            table.rows.append(TableRow(self._paragraphs + 1, []))

    def _start_cell(self) -> None:
        if self._tables == 1:
            self._cell = []

    def _end_cell(self) -> None:
        table = self.blocks[-1] if self.blocks else None
        if isinstance(table, WordTable) and table.rows:
            table.rows[-1].cells.append("\n".join(self._cell))
