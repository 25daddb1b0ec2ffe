"""The translation catalogue, kept in step with the code without the gettext programs.

Babel does the work. The one thing it lacks is an extractor for Django templates: there Django's own
`templatize` turns a template into text that holds calls such as gettext('Sign in').
"""

import ast
import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGE = "zh_Hans"
#: A date in the header would change with every run and tell nothing that the history does not.
UNDATED = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
SKIPPED_FOLDERS = {".venv", "var", "tests", "bench", "node_modules", ".git", "locale", "migrations"}
LITERAL = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"\b(_|n?p?gettext)\(({LITERAL}(?:,\s*{LITERAL})*)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sdr]|\{\w*\}|</?\w[^>]*>")
Key = tuple[str, str | None]


@dataclass(frozen=True)
class Findings:
    """What keeps a catalogue from being complete, as sorted message ids."""

    missing: list[str]
    untranslated: list[str]
    fuzzy: list[str]
    obsolete: list[str]
    broken_placeholders: list[str]

    def __bool__(self) -> bool:
        return any(vars(self).values())


def extract_template(
    fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, Any]
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """A Babel extractor for Django templates; see babel.messages.extract for its parameters."""
    source = templatize(fileobj.read().decode("utf-8"))
    for number, line in enumerate(source.splitlines(), start=1):
        for function, literals in CALL.findall(line):
            arguments = ast.literal_eval(f"({literals},)")
            yield number, function, arguments if len(arguments) > 1 else arguments[0], []


def extract_messages(root: Path) -> Catalog:
    """Every translatable message of the project's own Python files and templates."""
    catalogue = Catalog(locale=LANGUAGE, domain="django", fuzzy=False)
    for path in sorted([*root.rglob("*.py"), *root.rglob("templates/**/*.html"), *root.rglob("templates/**/*.txt")]):
        relative = path.relative_to(root)
        if SKIPPED_FOLDERS & set(relative.parts):
            continue
        method = "python" if path.suffix == ".py" else extract_template
        for _line, message, _comments, context in extract_from_file(method, path, keywords=KEYWORDS):
            if message and (isinstance(message, tuple) or message.strip()):
                catalogue.add(message, locations=[(relative.as_posix(), None)], context=context)
    return catalogue


def catalogue_path(root: Path) -> Path:
    return root / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path) -> Catalog:
    """The catalogue of that file, named after it; an empty one when there is no such file."""
    if not path.exists():
        return Catalog(locale=LANGUAGE, domain=path.stem, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, domain=path.stem)


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    """Sorted by message, without dates and line numbers, so that a diff shows what changed and nothing else."""
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=120, sort_output=True, no_location=False, include_lineno=False, omit_header=False
        )


def sync_catalogue(root: Path) -> Findings:
    """Adds new messages to the catalogue, drops what is no longer used, and answers what is still to translate."""
    path = catalogue_path(root)
    write_catalogue(path, renew(read_catalogue(path), extract_messages(root)))
    return check_catalogue(root)


def renew(kept: Catalog, wanted: Iterable[Message]) -> Catalog:
    """The wanted messages with the translations that the catalogue has for them."""
    fresh = Catalog(
        locale=LANGUAGE,
        domain=kept.domain,
        project="Tanxin",
        version="1",
        fuzzy=False,
        creation_date=UNDATED,
        revision_date=UNDATED,
    )
    for message in wanted:
        if message.id:
            known = kept.get(*key_of(message))
            fresh.add(
                message.id,
                known.string if known else "",
                locations=message.locations,
                auto_comments=message.auto_comments,
                user_comments=known.user_comments if known else [],
                context=message.context,
            )
    return fresh


def check_catalogue(root: Path) -> Findings:
    """Compares the catalogue with the code."""
    return compare(read_catalogue(catalogue_path(root)), extract_messages(root))


def compare(kept: Catalog, wanted: Iterable[Message]) -> Findings:
    """What a catalogue lacks, has too much or says wrongly, measured by the messages it should hold."""
    keys = {key_of(message) for message in wanted if message.id}
    present = {key_of(message): message for message in kept if message.id}
    used = [message for key, message in present.items() if key in keys]
    return Findings(
        missing=sorted(key[0] for key in keys - set(present)),
        untranslated=sorted(key_of(message)[0] for message in used if not all(strings_of(message))),
        fuzzy=sorted(key_of(message)[0] for message in used if message.fuzzy),
        obsolete=sorted(key[0] for key in set(present) - keys),
        broken_placeholders=sorted(key_of(message)[0] for message in used if _placeholders_differ(message)),
    )


def key_of(message: Message) -> Key:
    """The singular of a message and its context: what a catalogue finds it by."""
    return message.id[0] if isinstance(message.id, (tuple, list)) else message.id, message.context


def strings_of(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string]


def _placeholders_differ(message: Message) -> bool:
    """Whether a translation would fail or lose a link: it uses each placeholder and tag of the original and no other.

    A singular may say "one page" where the plural counts, so only what both forms use is asked for.
    """
    forms = message.id if isinstance(message.id, (tuple, list)) else [message.id]
    needed, known = set(PLACEHOLDER.findall(forms[0])), set(PLACEHOLDER.findall(forms[-1]))
    texts = [set(PLACEHOLDER.findall(text)) for text in strings_of(message) if text]
    return any(not needed & known <= text <= needed | known for text in texts)
