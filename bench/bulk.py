"""Many rows at once, on both databases: INSERT … SELECT, and the words for days in SQL."""

# ruff: noqa: S608 - no word of these statements comes from outside

from collections.abc import Mapping

from django.db import connection, models
from django.utils import timezone


def insert(model: type[models.Model], select: str, values: Mapping[str, str]) -> None:
    """INSERT … SELECT of `values`, SQL by column; `select` has a gap where they go."""
    columns = ", ".join(f'"{name}"' for name in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({columns}) ' + select.replace("{}", ", ".join(values.values()), 1)
        )


def settle() -> None:
    """Lets the database count its rows, as it does by itself in the course of a day."""
    with connection.cursor() as cursor:
        if not is_sqlite():
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('cadres_user', 'id'), (SELECT max(id) FROM cadres_user))"
            )
        cursor.execute("ANALYZE" if is_sqlite() else "VACUUM ANALYZE")


def is_sqlite() -> bool:
    """Whether the words of SQLite are wanted, or those of PostgreSQL."""
    return connection.vendor == "sqlite"


def series(count: int) -> str:
    """A WITH clause for `series(n)`: the numbers from 1 to `count`."""
    if is_sqlite():
        return f"WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count})"
    return f"WITH series(n) AS (SELECT generate_series(1, {count}))"


def day(offset: str) -> str:
    """The day `offset` days from today; `offset` is SQL."""
    today = timezone.localdate().isoformat()
    return f"date('{today}', ({offset}) || ' days')" if is_sqlite() else f"(DATE '{today}' + CAST({offset} AS int))"


def moment(offset: str) -> str:
    """About noon of that day."""
    return f"{day(offset)} || ' 04:00:00'" if is_sqlite() else f"CAST({day(offset)} AS timestamptz)"
