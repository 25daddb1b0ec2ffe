"""What is held about a person: sections, which each app registers in `AppConfig.ready`, and what an entry of one says.

Everything that names a person is either in a section (`covers`) or left out with a reason (`leave_out`); a test walks
all models, so that a new one is forgotten by nobody.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.services import Person

Word = str | Promise


@dataclass(frozen=True)
class Fact:
    """One thing that is kept. `key` and `value` are for machines and stay; `label` and `shown` are for people."""

    key: str
    label: Word
    value: Any
    shown: str


@dataclass(frozen=True)
class Part:
    """Rows that belong to an entry."""

    key: str
    label: Word
    entries: list["Entry"]


@dataclass(frozen=True)
class Entry:
    """One row about a person, in facts. `url` leads to its page, where it has one that the person may open."""

    id: str
    title: str
    facts: list[Fact]
    url: str = ""
    parts: list[Part] = field(default_factory=list)


class Group(StrEnum):
    """Under which heading a section stands, in this order. What trainers keep, trainers correct."""

    ACCOUNT = "account"
    TRAINING = "training"
    MESSAGES = "messages"
    WRITING = "writing"
    TRAIL = "trail"

    @property
    def label(self) -> Word:
        return GROUP_LABELS[self]


GROUP_LABELS = {
    Group.ACCOUNT: _("Account and posts"),
    Group.TRAINING: _("Training"),
    Group.MESSAGES: _("Notices and calendar"),
    Group.WRITING: _("What you wrote"),
    Group.TRAIL: _("Who did what"),
}


@dataclass(frozen=True)
class Withheld:
    """Something that is kept and not shown, and why: told to the person below the record."""

    what: Word
    why: Word


@dataclass(frozen=True)
class Section:
    """One kind of rows about a person. `key` is stored with correction requests and stands in files: it never changes.

    `rows` are those of a person, newest first, in an order that is the same each time; `entries` makes entries of some
    of them, whole (with everything below them) or as a list shows them, in queries that do not grow with the rows of a
    list. `covers` are the relations that it tells of, as "app.Model.field".
    """

    key: str
    group: Group
    label: Word
    about: Word
    covers: tuple[str, ...]
    rows: Callable[[Person], QuerySet]
    entries: Callable[[Person, Sequence[Any], bool], list[Entry]]
    withheld: tuple[Withheld, ...] = ()


SECTIONS: dict[str, Section] = {}
LEFT_OUT: dict[str, str] = {}


def register(section: Section) -> Section:
    """Makes a section known. ValueError when another one has its key."""
    if SECTIONS.get(section.key, section) != section:
        raise ValueError(f"Two sections of the record are called {section.key}")
    SECTIONS[section.key] = section
    return section


def leave_out(reason: str, *relations: str) -> None:
    """Says why relations ("app.Model.field") to a person, or to rows about one, are in no section."""
    LEFT_OUT.update(dict.fromkeys(relations, reason))


def sections() -> list[Section]:
    """All sections, group by group, each group in the order of registration."""
    order = list(Group)
    return sorted(SECTIONS.values(), key=lambda section: order.index(section.group))


def each(make: Callable[[Any], Entry]) -> Callable[[Person, Sequence[Any], bool], list[Entry]]:
    """`Section.entries` for rows of which each makes its own entry, always whole."""

    def entries(person: Person, rows: Sequence[Any], is_whole: bool) -> list[Entry]:
        return [make(row) for row in rows]

    return entries


def withheld() -> Iterable[Withheld]:
    """What no section shows, in the order of the sections."""
    return [one for section in sections() for one in section.withheld]
