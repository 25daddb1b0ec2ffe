"""Sections of the plain kind: the rows of one model that name a person."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from audit.held import Entry, Group, Part, Section, Withheld, Word, each
from audit.held_facts import entry_of
from audit.services import Person


def rows_section(
    *,
    key: str,
    group: Group,
    label: Word,
    about: Word,
    model: type[Model],
    by: str,
    names: list[str],
    title: Callable[[Any], str] | None = None,
    url: Callable[[Any], str] | None = None,
    parts: Callable[[Any], list[Part]] | None = None,
    related: tuple[str, ...] = (),
    order: tuple[str, ...] = ("-pk",),
    covers: tuple[str, ...] = (),
    withheld: tuple[Withheld, ...] = (),
) -> Section:
    """The rows of `model` whose field `by` is the person, with their fields `names`; the first one is the title.

    `related` are rows to fetch with them: all that `names` and `parts` need. `covers` adds what `parts` tell of.
    """

    def rows(person: Person) -> QuerySet:
        return model._default_manager.filter(**{by: person.pk}).select_related(*related).order_by(*order)

    def entry(row: Model) -> Entry:
        heading = title(row) if title else str(getattr(row, names[0]))
        below = parts(row) if parts else []
        return entry_of(row, *names, title=heading, parts=below, url=url(row) if url else "")

    told = (f"{model._meta.label}.{by}", *covers)
    return Section(key, group, label, about, told, rows, each(entry), withheld)
