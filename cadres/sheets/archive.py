"""Opening an office file's ZIP archive without trusting what it says about itself."""

import io
import stat
import zipfile
import zlib

from .errors import UnreadableFile

MOST_MEMBERS = 2_000
MOST_UNPACKED = 50 * 1024 * 1024
MOST_RATIO = 100
# Small files of one repeated byte pack better than 1 : 100 and harm nobody.
_RATIO_MATTERS_FROM = 1024 * 1024
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, KeyError)


class Archive:
    """The members of a ZIP archive that has passed the checks, by name."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise UnreadableFile("broken_workbook") from error
        members = self._zip.infolist()
        _refuse_bomb(members)
        self._members = {member.filename: member for member in members}
        if len(self._members) != len(members) or any(map(_is_suspicious, members)):
            raise UnreadableFile("suspicious_workbook")

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The member's bytes; never more than its entry in the directory announced."""
        if name not in self._members:
            raise UnreadableFile("broken_workbook")
        chunks = []
        try:
            # In pieces: one call for all of it would unpack everything before it is cut to the announced size.
            with self._zip.open(self._members[name]) as stream:
                while chunk := stream.read(_CHUNK):
                    chunks.append(chunk)
        except _BROKEN as error:
            raise UnreadableFile("broken_workbook") from error
        return b"".join(chunks)


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    is_dense = any(_ratio_is_too_high(member.file_size, member.compress_size) for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or is_dense or _ratio_is_too_high(unpacked, packed):
        raise UnreadableFile("workbook_unpacks_too_large", limit=MOST_UNPACKED // 1024 // 1024)


def _ratio_is_too_high(unpacked: int, packed: int) -> bool:
    return unpacked > _RATIO_MATTERS_FROM and unpacked > MOST_RATIO * max(packed, 1)


def _is_suspicious(member: zipfile.ZipInfo) -> bool:
    name = member.filename.replace("\\", "/")
    leads_out = name.startswith("/") or ":" in name or ".." in name.split("/")
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    is_odd = member.flag_bits & _ENCRYPTED or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return bool(leads_out or is_link or is_odd)
