"""Triggers by which the database itself refuses to change or delete a row, whoever asks.

Triggers, because constraints see one row at a time and know no before. Migrations do without them, as neither database
alters a table that one of them speaks of; they are put back after each `migrate`, also because SQLite loses them when
it rebuilds a table.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.apps import AppConfig
from django.db import connections

MESSAGE = "This row is evidence and does not change."
#: How each database compares what may be NULL.
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


class Refusal(NamedTuple):
    """One trigger: what it is called, its table, the statement it refuses and when (an SQL condition)."""

    name: str
    table: str
    event: str
    condition: str


class FrozenRows:
    """The refusals that protect `tables`. `refusals` makes them for the word by which a database compares."""

    def __init__(self, tables: Iterable[str], refusals: Callable[[str], list[Refusal]]) -> None:
        self.tables = set(tables)
        self.refusals = refusals

    def freeze(self, sender: AppConfig, using: str, **kwargs: Any) -> None:
        """Puts the triggers in place; safe to repeat. Called after migrations, when every table is there."""
        connection = connections[using]
        if self.tables <= set(connection.introspection.table_names()):
            self.thaw(sender, using)
            self._execute(using, CREATE[connection.vendor])

    def thaw(self, sender: AppConfig, using: str, **kwargs: Any) -> None:
        """Takes the triggers away. Called before migrations; if one fails they are missing until the next succeeds."""
        self._execute(using, DROP[connections[using].vendor])

    def _execute(self, using: str, statements_of: Callable[[Refusal], list[str]]) -> None:
        connection = connections[using]
        with connection.cursor() as cursor:
            for refusal in self.refusals(DIFFERS[connection.vendor]):
                for statement in statements_of(refusal):
                    cursor.execute(statement)


def _create_on_sqlite(refusal: Refusal) -> list[str]:
    name, table, event, condition = refusal
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    ]


def _create_on_postgresql(refusal: Refusal) -> list[str]:
    """Each with a function of its own: only there may a condition look at another table."""
    name, table, event, condition = refusal
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; RETURN COALESCE(NEW, OLD); END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


CREATE = {"sqlite": _create_on_sqlite, "postgresql": _create_on_postgresql}
DROP = {
    "sqlite": lambda refusal: [f"DROP TRIGGER IF EXISTS {refusal.name}"],
    "postgresql": lambda refusal: [f"DROP TRIGGER IF EXISTS {refusal.name} ON {refusal.table}"],
}
