"""From the bytes of a file to questions: finds out what the file is and asks the reader for it."""

import re

from cadres.sheets.archive import Archive
from cadres.sheets.errors import UnreadableFile
from cadres.sheets.reading import decode, read_table

from .aiken import ANSWER_LINE, read_aiken
from .draft import MOST_QUESTIONS, Form, Reading
from .gift import read_gift
from .line_marks import stem_in
from .moodle import read_moodle
from .paper import PaperLine, read_paper
from .sheet import read_table_of_questions
from .text import squeeze
from .word_paper import read_word

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 100_000
EXTENSIONS = ("xlsx", "csv", "docx", "txt", "gift", "xml")

_ZIP_START = b"PK\x03\x04"
_OLD_OFFICE_START = b"\xd0\xcf\x11\xe0"
_ANSWERS_OF_GIFT = re.compile(r"(?<!\\)\{\s*(?:[=~#>%}]|T\b|F\b|TRUE\b|FALSE\b)")


def read_questions(file_name: str, data: bytes) -> Reading:
    """The questions of a file, good and bad, with what is to be said about each. Writes nothing.

    Raises UnreadableFile for a file that is none of the known forms, is too large or built to do harm, or holds nothing
    that looks like a question.
    """
    if not data:
        raise UnreadableFile("empty_file")
    if len(data) > MOST_BYTES:
        raise UnreadableFile("file_too_large", limit=MOST_BYTES // 1024 // 1024)
    extension = file_name.rpartition(".")[2].lower()
    if data.startswith(_OLD_OFFICE_START):
        raise UnreadableFile("old_or_protected_workbook")
    if extension not in EXTENSIONS:
        raise UnreadableFile("wrong_extension")
    reading = _read(extension, file_name, data)
    if not reading.drafts:
        raise UnreadableFile("no_questions")
    return reading


def _read(extension: str, file_name: str, data: bytes) -> Reading:
    if extension in ("xlsx", "csv"):
        reading = Reading(Form.SHEET)
        read_table_of_questions(read_table(file_name, data, max_rows=MOST_QUESTIONS), reading)
    elif extension == "docx":
        if not data.startswith(_ZIP_START):
            raise UnreadableFile("not_a_document")
        reading = Reading(Form.WORD)
        read_word(Archive(data), reading)
    elif extension == "xml":
        reading = Reading(Form.MOODLE)
        read_moodle(data, reading)
    else:
        reading = _read_text(decode(data), is_gift=extension == "gift")
    return reading


def _read_text(text: str, *, is_gift: bool) -> Reading:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MOST_LINES:
        raise UnreadableFile("too_many_lines", limit=MOST_LINES)
    lines = text.split("\n")
    if is_gift or _ANSWERS_OF_GIFT.search(text):
        reading = Reading(Form.GIFT)
        read_gift(text, reading)
    elif any(map(ANSWER_LINE.match, lines)) and not any(stem_in(squeeze(line[:100])) for line in lines):
        reading = Reading(Form.AIKEN)
        read_aiken(text, reading)
    else:
        reading = Reading(Form.PAPER)
        read_paper([PaperLine(number, line) for number, line in enumerate(lines, start=1)], reading)
    return reading
