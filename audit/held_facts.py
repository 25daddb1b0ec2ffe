"""Facts from rows: the value for machines, and the words for people."""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit.held import Entry, Fact, Part, Word


def fact(key: str, label: Word, value: Any, shown: str | None = None) -> Fact:
    """One fact; without `shown` in the usual words for its value."""
    return Fact(key, label, value, words(value) if shown is None else str(shown))


def facts_of(row: models.Model, *names: str) -> list[Fact]:
    """The fields `names` of `row` under their own names. Another row is named by its text: fetch it beforehand."""
    return [_fact_of(row, name) for name in names]


def entry_of(
    row: models.Model,
    *names: str,
    title: str = "",
    facts: Iterable[Fact] = (),
    parts: Iterable[Part] = (),
    url: str = "",
) -> Entry:
    """`row` as an entry with its fields `names`, then `facts`; parts without rows are left away."""
    return Entry(
        id=str(row.pk),
        title=title,
        facts=[*facts_of(row, *names), *facts],
        url=url,
        parts=[part for part in parts if part.entries],
    )


def words(value: Any) -> str:
    """A value as it is read; nothing for what is not there."""
    if value is None:
        return ""
    return next((told(value) for kind, told in WORDS.items() if isinstance(value, kind)), str(value))


def _fact_of(row: models.Model, name: str) -> Fact:
    field, value = row._meta.get_field(name), getattr(row, name)
    label = capfirst(str(field.verbose_name))
    if isinstance(value, models.Model):
        value = str(value)
    if getattr(field, "choices", None):
        return Fact(name, label, value, str(getattr(row, f"get_{name}_display")() or ""))
    return fact(name, label, value)


#: How each kind of value is read; the first that fits, for a moment is a day too, and yes a number.
WORDS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: _("Yes") if value else _("No"),
    datetime.datetime: lambda value: formats.date_format(timezone.localtime(value), "DATETIME_FORMAT"),
    datetime.date: lambda value: formats.date_format(value, "DATE_FORMAT"),
    Decimal: lambda value: f"{value.normalize():f}",
    list: lambda value: " · ".join(words(one) for one in value),
    dict: lambda value: " · ".join(f"{key}: {words(one)}" for key, one in value.items()),
}
