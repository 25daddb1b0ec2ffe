"""The text of a PDF that typst wrote, as a reader would copy it, and the files inside."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)

#: What ends a run of anything else: the start of a string, of hexadecimal digits, or a name.
START = re.compile(rb"\(|(?<!<)<([0-9A-Fa-f]+)>|/(\w+)")
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_text(pdf: bytes) -> str:
    """All characters on all pages in the order in which they are drawn, without blanks."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts = dict(re.findall(rb"/(f\d+) (\d+) 0 R", pdf))
    maps = {name: _character_map(objects, int(number)) for name, number in fonts.items()}
    pages = [objects[int(number)] for number in re.findall(rb"/Contents (\d+) 0 R", pdf)]
    return "".join(_drawn(_content(page), maps) for page in pages).replace(" ", "").replace("\u3000", "")


def pdf_families(pdf: bytes) -> set[str]:
    """The fonts that are embedded."""
    return {name.decode() for name in re.findall(rb"/FontName/[A-Z]{6}\+([\w-]+)", pdf)}


def _content(body: bytes) -> bytes:
    stream = STREAM.search(body).group(1)
    return zlib.decompress(stream) if b"FlateDecode" in body else stream


def _character_map(objects: dict[int, bytes], font: int) -> dict[int, str]:
    target = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    table = _content(objects[int(target.group(1))]).decode("latin-1")
    pairs = re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>\s*$", table, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def _drawn(content: bytes, maps: dict[bytes, dict[int, str]]) -> str:
    """What the strings of a page show, each in the font that was chosen before it."""
    text, name, current, place = [], b"", {}, 0
    while match := START.search(content, place):
        place, data = match.end(), b""
        if match.group(2):
            name = match.group(2)
            current = maps.get(name, current)
        elif match.group(1):
            data = bytes.fromhex(match.group(1).decode())
        else:
            data, place = _literal(content, place)
        if name != b"Alt":  # the description of a picture is not drawn
            text += [current.get(int.from_bytes(data[at : at + 2]), "\ufffd") for at in range(0, len(data), 2)]
    return "".join(text)


def _literal(content: bytes, place: int) -> tuple[bytes, int]:
    """The string that begins at `place`, and where it ends. Brackets inside come in pairs or escaped."""
    data, depth = bytearray(), 1
    while True:
        byte = content[place : place + 1]
        place += 1
        if byte == b"\\":
            code = re.compile(rb"[0-7]{1,3}|.", re.DOTALL).match(content, place).group()
            data += bytes([int(code, 8)]) if code.isdigit() else ESCAPES.get(code, code)
            place += len(code)
            continue
        depth += {b"(": 1, b")": -1}.get(byte, 0)
        if not depth:
            return bytes(data), place
        data += byte
