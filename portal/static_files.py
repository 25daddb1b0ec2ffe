"""How static files are found and named."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>\w+)\)(?: (?P<media>[^;]+))?;$', re.MULTILINE)


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names carry a hash of the content, also inside the import statements of ES modules."""

    support_js_module_import_aggregation = True


class StylesheetFinder(BaseFinder):
    """Answers for the portal's stylesheet with everything it imports written out in one file.

    Each component keeps a file of its own in `static/css/`; a browser that had to follow each import would wait for
    forty answers before it draws. The file is written anew when one of its parts has changed.
    """

    name = "css/portal.css"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.source = Path(settings.BASE_DIR) / "static" / self.name
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "stylesheet")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str] | None:
        """The path of the written-out file, if it is the one that is asked for."""
        if path != self.name:
            return [] if find_all else None
        found = str(self._write())
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        if not matches_patterns(self.name, ignore_patterns or []):
            self._write()
            yield self.name, self.storage

    def _write(self) -> Path:
        target = Path(self.storage.path(self.name))
        text = write_out(self.source)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Replaced in one step, from a file of one's own: other processes may be reading it or writing it too.
            draft = target.with_suffix(f".{os.getpid()}")
            draft.write_text(text, encoding="utf-8")
            draft.replace(target)
        return target


def write_out(source: Path) -> str:
    """The text of a stylesheet with its layered imports put in their place.

    Raises FileNotFoundError when an import names no file.
    """

    def put(found: re.Match[str]) -> str:
        text = (source.parent / found["file"]).read_text(encoding="utf-8").strip()
        if found["media"]:
            text = f"@media {found['media']} {{\n{text}\n}}"
        return f"@layer {found['layer']} {{\n{text}\n}}"

    return IMPORT.sub(put, source.read_text(encoding="utf-8"))
