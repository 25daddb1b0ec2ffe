"""Reading what is held about one person, section by section."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.held import Entry, Section, sections
from cadres.models import User

#: Entries of a section on the page of all; the rest stands on a page of its own.
SHOWN = 3
#: From so many of the newest entries one may choose which is wrong; of older ones the words of the request tell.
CHOSEN_FROM = 100


@dataclass(frozen=True)
class HeldSection:
    """A section for one person: how much there is, and `entries`, all of it or the newest."""

    section: Section
    count: int
    entries: list[Entry]

    @property
    def left(self) -> int:
        """How many entries there are besides."""
        return self.count - len(self.entries)


def read_sections(*, person: User) -> list[HeldSection]:
    """Each section with its newest entries. Two queries or a few more for each, however much there is."""
    found = []
    for section in sections():
        rows = section.rows(person)
        count = rows.count()
        shown = section.entries(person, list(rows[:SHOWN]), False) if count else []
        found.append(HeldSection(section, count, shown))
    return found


def read_whole(*, person: User) -> list[HeldSection]:
    """Each section with all its entries and everything below them."""
    found = []
    for section in sections():
        entries = section.entries(person, list(section.rows(person)), True)
        found.append(HeldSection(section, len(entries), entries))
    return found


def entries_to_choose(*, person: User, section: Section) -> Mapping[str, str]:
    """The titles of the newest entries by id, each with what tells it from others of the same title."""
    entries = section.entries(person, list(section.rows(person)[:CHOSEN_FROM]), False)
    return {entry.id: _title(entry) for entry in entries if entry.id}


def _title(entry: Entry) -> str:
    dates = [fact.shown for fact in entry.facts if fact.key.endswith(("_at", "_on", "_from")) and fact.shown]
    return " · ".join([entry.title, *dates[:1]])
