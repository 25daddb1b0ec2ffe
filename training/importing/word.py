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

# Not what is read on the page: what was deleted, the second copy of a text box, field codes, readings above signs.
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "rPrChange", "pPrChange", "rt"})
_DELETED = frozenset({"del", "moveFrom"})
_PICTURES = frozenset({"drawing", "pict", "object", "OLEObject"})
_TEXTS = frozenset({"t"})
_GAP = "____"


@dataclass(frozen=True)
class Line:
    """A paragraph, or a cell of a table. `number` counts the paragraphs of the document from 1."""

    number: int
    text: str
    has_picture: bool = False


@dataclass
class TableRow:
    """A row of a table: the texts of its cells. `number` is that of its first paragraph."""

    number: int
    cells: list[str]
    has_picture: bool = False


@dataclass
class WordTable:
    """A table in the place where it stands."""

    rows: list[TableRow] = field(default_factory=list)


@dataclass
class _Paragraph:
    """A paragraph that has not ended. `is_deleted`: a tracked change took its end away."""

    number: int
    pieces: list[str] = field(default_factory=list)
    list_id: str | None = None
    level: int | None = None
    style: str | None = None
    has_picture: bool = False
    is_deleted: bool = False


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
        self._elements = self._characters = self._paragraphs = 0
        #: The elements around the current place.
        self._names: list[str] = []
        #: Depth of the outermost element that is left out; 0 outside of any.
        self._hidden = 0
        self._tables = 0
        self._is_text = self._is_underlined = False
        #: A text box stands within a paragraph and has paragraphs of its own.
        self._open: list[_Paragraph] = []
        #: Paragraphs of text boxes, to be read below the one in which their box stands.
        self._boxed: list[Line] = []
        #: For each drawing around the current place whether it holds a text box.
        self._drawings: list[bool] = []
        self._cell: list[str] = []
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "p": self._start_paragraph,
            "tbl": self._start_table,
            "tr": lambda _attributes: self._start_row(),
            "tc": lambda _attributes: self._start_cell(),
            "numId": lambda attributes: self._set("list_id", value_of(attributes)),
            "ilvl": lambda attributes: self._set("level", to_number(value_of(attributes))),
            "pStyle": lambda attributes: self._set("style", value_of(attributes)),
            "txbxContent": lambda _attributes: self._start_box(),
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
        self._names.append(name)
        if self._elements > MOST_ELEMENTS or len(self._names) > DEEPEST:
            raise UnreadableFile("document_too_large", limit=MOST_PARAGRAPHS)
        if self._hidden:
            return
        if name in _LEFT_OUT:
            # Among the properties of a paragraph it says that its end is deleted, and holds nothing.
            if name in _DELETED and self._names[-2:-1] == ["rPr"]:
                self._set("is_deleted", True)
            self._hidden = len(self._names)
        elif name in _PICTURES:
            self._drawings.append(False)
        elif name in _TEXTS:
            self._is_text = True
        elif handler := self._starts.get(name):
            handler(attributes)

    def end(self, name: str) -> None:
        if self._hidden:
            self._hidden = 0 if self._hidden == len(self._names) else self._hidden
        elif name in _TEXTS:
            self._is_text = False
        elif name in _PICTURES:
            self._end_drawing()
        elif name == "p":
            self._end_paragraph()
        elif name == "tc" and self._tables == 1:
            self._end_cell()
        elif name == "tbl":
            self._tables -= 1
        self._names.pop()

    def text(self, piece: str) -> None:
        if self._is_text and not self._hidden:
            # Underlined blanks are how a gap is drawn.
            self._add("_" * len(piece) if self._is_underlined and not piece.strip() else piece)

    def _add(self, piece: str) -> None:
        self._characters += len(piece)
        if self._characters > MOST_CHARACTERS:
            raise UnreadableFile("document_too_large", limit=MOST_PARAGRAPHS)
        if self._open:
            self._open[-1].pieces.append(piece)

    def _add_symbol(self, attributes: dict[str, str]) -> None:
        # Ticks and crosses from Word's symbol fonts.
        self._add({"F0FC": "√", "F050": "√", "F0FE": "√", "F0FB": "×", "F04F": "×", "F0FD": "×"}.get(
            attribute(attributes, "char").upper(), "")
        )  # fmt: skip

    def _set(self, name: str, value: str | int) -> None:
        if self._open:
            setattr(self._open[-1], name, value)

    def _set_underline(self, *, is_on: bool) -> None:
        self._is_underlined = is_on

    def _start_box(self) -> None:
        if self._drawings:
            self._drawings[-1] = True

    def _end_drawing(self) -> None:
        is_box = self._drawings.pop()
        if not is_box:
            self._set("has_picture", True)

    def _start_paragraph(self, _attributes: dict[str, str]) -> None:
        self._paragraphs += 1
        if self._paragraphs > MOST_PARAGRAPHS:
            raise UnreadableFile("document_too_large", limit=MOST_PARAGRAPHS)
        self._open.append(_Paragraph(self._paragraphs))

    def _end_paragraph(self) -> None:
        ended = self._open.pop()
        text = "".join(ended.pieces)
        lines = [] if ended.is_deleted and not text.strip() else [self._line(ended, text)]
        if self._open:
            self._boxed += lines
            return
        lines += self._boxed
        self._boxed = []
        if row := self._row():
            self._cell += [line.text for line in lines]
            row.has_picture |= any(line.has_picture for line in lines)
        else:
            self.blocks += lines

    def _line(self, ended: _Paragraph, text: str) -> Line:
        label = self._numbering.label(list_id=ended.list_id, level=ended.level, style=ended.style)
        return Line(ended.number, f"{label} {text}" if label and text.strip() else text, ended.has_picture)

    def _start_table(self, _attributes: dict[str, str]) -> None:
        self._tables += 1
        if self._tables == 1:
            self.blocks.append(WordTable())

    def _start_row(self) -> None:
        table = self.blocks[-1] if self.blocks else None
        if self._tables == 1 and isinstance(table, WordTable):
            table.rows.append(TableRow(self._paragraphs + 1, []))

    def _row(self) -> TableRow | None:
        """The row of the outermost table in which the current place is."""
        table = self.blocks[-1] if self._tables else None
        return table.rows[-1] if isinstance(table, WordTable) and table.rows else None

    def _start_cell(self) -> None:
        if self._tables == 1:
            self._cell = []

    def _end_cell(self) -> None:
        if row := self._row():
            row.cells.append("\n".join(self._cell))
