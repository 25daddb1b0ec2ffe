"""What may be handed in as a proof: a PDF or a picture, told by what is in the file and not by its name alone."""

from pathlib import PurePath

#: How a file of each kind begins, and which endings a name may have; the first one is the usual one.
KINDS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "application/pdf": (b"%PDF-", (".pdf",)),
    "image/jpeg": (b"\xff\xd8\xff", (".jpg", ".jpeg")),
    "image/png": (b"\x89PNG\r\n\x1a\n", (".png",)),
}
ENDINGS = tuple(ending for _start, endings in KINDS.values() for ending in endings)
#: So many bytes tell the kind.
HEAD_BYTES = 8
LONGEST_NAME = 120


def proof_kind(head: bytes) -> str | None:
    """The content type of a file that begins with `head`; None for all that is no proof."""
    return next((kind for kind, (start, _endings) in KINDS.items() if head.startswith(start)), None)


def has_proof_name(name: str) -> bool:
    """Whether the ending of `name` is one of a proof."""
    return PurePath(name).suffix.lower() in ENDINGS


def proof_name(name: str, kind: str) -> str:
    """`name` as it is kept: without a folder, not too long, and with an ending that is true of the content."""
    path = PurePath(name.replace("\\", "/"))
    endings = KINDS[kind][1]
    ending = path.suffix.lower() if path.suffix.lower() in endings else endings[0]
    stem = "".join(letter for letter in path.stem if letter.isprintable()).strip(". ")
    return f"{stem[:LONGEST_NAME] or 'proof'}{ending}"
