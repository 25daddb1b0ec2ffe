"""Typesetting: a template of templates/typeset/ and plain data become a PDF that prints well (by typst).

Data goes over as JSON and is set as text, never as markup: `#` and `*` in a name print as they stand. Templates read
nothing outside of their folder. Faces are asked for by their part in an official document; which family plays the part
depends on what is installed, the licensed ones of the organisation first.
"""

import datetime
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from content.errors import FontsMissing, TypesettingError

FOLDER = settings.BASE_DIR / "templates" / "typeset"
SERIF = ["Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun", "宋体", "STSong"]
SANS = ["Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei"]
#: The parts of GB/T 9704 and who may play them. The free ones come last: also for characters that the others lack.
FACES = {
    "body": ["FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FandolFang R", *SERIF],
    "title": ["FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK", *SERIF],
    "heading": ["SimHei", "黑体", "STHeiti", *SANS],
    "note": ["KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "AR PL KaitiM GB", *SERIF],
}
#: Archived and read aloud alike: PDF/A-3 with attachments, PDF/UA with tags.
STANDARDS = ["a-3a", "ua-1"]


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    files: Mapping[str, bytes] | None = None,
    made_at: datetime.datetime | None = None,
) -> bytes:
    """The PDF of `templates/typeset/<template>.typ` with `data`, anything that JSON can hold.

    The template finds `data`, `faces` and `file(name)` in `sheet.typ`; `files` are pictures and attachments by name.
    The same data, files and `made_at` give the same bytes. Raises FontsMissing where no Chinese font is installed, and
    TypesettingError when the template and the data do not fit.
    """
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "faces": json.dumps(faces(), ensure_ascii=False),
        "files": json.dumps({name: _portable(content) for name, content in (files or {}).items()}),
    }
    try:
        pdf, warnings = typst.compile_with_warnings(
            FOLDER / f"{template}.typ",
            root=FOLDER,
            font_paths=_fonts(settings.FONT_DIR),
            sys_inputs=inputs,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=made_at and made_at.astimezone(datetime.UTC).replace(microsecond=0),
        )
    except typst.TypstError as error:
        raise TypesettingError(f"{template}: {error.message} {error.diagnostic}") from error
    # A family that is not there is no error to typst: it would print boxes.
    if unknown := [warning.message for warning in warnings if "unknown font family" in warning.message]:
        raise FontsMissing(f"{template}: {'; '.join(unknown)}")
    return pdf


def faces() -> dict[str, list[str]]:
    """The installed families for each part, best first. Raises FontsMissing when a part has none."""
    installed = {family.lower(): family for family in _fonts(settings.FONT_DIR).families()}
    found = {
        part: [installed[family.lower()] for family in families if family.lower() in installed]
        for part, families in FACES.items()
    }
    if missing := sorted(part for part, families in found.items() if not families):
        raise FontsMissing(
            f"No Chinese font for {', '.join(missing)}. Install fonts-noto-cjk, or put font files into "
            f"{settings.FONT_DIR}; then start the portal again."
        )
    return found


@cache
def _fonts(folder: Path) -> typst.Fonts:
    """Searched once in a process: it takes a tenth of a second, setting a page two hundredths of that."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[folder])


def _portable(content: bytes) -> str | list[int]:
    """`content` as JSON can hold it; typst makes bytes of either."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return list(content)
