"""The record of one person as files: JSON for machines, HTML for people, both complete, together in one archive."""

import datetime
import json
import zipfile
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from audit.held import Entry, withheld
from cadres.models import User
from home.record_reading import HeldSection, read_whole

#: The form of records.json. A key that is renamed or taken away raises it; new ones do not.
SCHEMA_VERSION = 1
IN_MEMORY_BYTES = 1_000_000
STYLE = Path(__file__).with_name("record_file.css")


def write_record(*, person: User, at: datetime.datetime) -> IO[bytes]:
    """A ZIP archive with `records.json` and `records.html`, at its beginning; small ones stay in memory."""
    found = read_whole(person=person)
    file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the caller sends it and closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("records.json", record_json(person=person, found=found, at=at))
        archive.writestr("records.html", record_html(person=person, found=found, at=at))
    file.seek(0)
    return file


def record_json(*, person: User, found: list[HeldSection], at: datetime.datetime) -> str:
    """The record as JSON: English keys that stay, dates in ISO 8601, figures as text where they have decimals."""
    data = {
        "schema": "tanxin-record",
        "schema_version": SCHEMA_VERSION,
        "language": get_language(),
        "made_at": at,
        "person": {"staff_number": person.staff_number, "name": person.name},
        "sections": {one.section.key: [entry_data(entry) for entry in one.entries] for one in found},
        "not_shown": [{"what": str(one.what), "why": str(one.why)} for one in withheld()],
    }
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def record_html(*, person: User, found: list[HeldSection], at: datetime.datetime) -> str:
    """The record as one page that needs nothing else, in the language of the reader."""
    # A file of its own, opened from a disk: there is no other place for its style.
    style = format_html("<style>{}</style>", mark_safe(STYLE.read_text(encoding="utf-8")))  # noqa: S308 - our own file
    context = {"person": person, "sections": found, "withheld": withheld(), "at": at, "style": style}
    return render_to_string("home/record_file.html", context | {"language": get_language()})


def entry_data(entry: Entry) -> dict[str, Any]:
    """An entry with its facts and parts, by their keys."""
    facts = {fact.key: fact.value for fact in entry.facts}
    parts = {part.key: [entry_data(one) for one in part.entries] for part in entry.parts}
    return {"id": entry.id} | facts | parts
