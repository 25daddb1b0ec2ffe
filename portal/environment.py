"""Typed readers for settings that come from the environment.

django-environ parses URLs and lists; these readers make every bad value fail in one way: an
`ImproperlyConfigured` that names the variable, what was found and what a good value looks like.
"""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def _refuse(name: str, expected: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"The environment variable {name}={os.environ.get(name)!r} is not {expected}.")


def read_text(name: str, default: str = "") -> str:
    """The variable as text, without blanks at either end."""
    return os.environ.get(name, default).strip()


def read_bool(name: str, default: bool = False) -> bool:
    """1, true, yes, on or 0, false, no, off (any case)."""
    found = os.environ.get(name)
    if found is None:
        return default
    value = found.strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise _refuse(name, "a yes or no: write 1 or 0")


def read_int(name: str, default: int, *, minimum: int = 0) -> int:
    """A whole number, not below `minimum`."""
    found = read_text(name, str(default))
    try:
        value = int(found)
    except ValueError as error:
        raise _refuse(name, f"a whole number such as {default}") from error
    if value < minimum:
        raise _refuse(name, f"{minimum} or more")
    return value


def read_list(name: str, default: list[str] | None = None) -> list[str]:
    """Comma-separated words; blanks round them are dropped."""
    found = os.environ.get(name)
    if found is None:
        return list(default or [])
    return [word.strip() for word in found.split(",") if word.strip()]


def read_path(name: str, default: Path) -> Path:
    """A folder or file; a relative one counts from the current folder."""
    found = read_text(name)
    return Path(found).expanduser().resolve() if found else default


def read_database(name: str, default: str) -> dict[str, Any]:
    """A database address: sqlite:////path/to/file or postgres://user:password@host:5432/name."""
    found = read_text(name, default) or default
    try:
        database = environ.Env.db_url_config(found)
    except Exception as error:
        raise _refuse(name, "a database address such as postgres://user:password@host:5432/name") from error
    if not str(database.get("ENGINE", "")).endswith(("sqlite3", "postgresql")):
        raise _refuse(name, "the address of a SQLite or PostgreSQL database")
    return database


def read_cache(name: str, default: str) -> dict[str, Any]:
    """A cache address: locmemcache:// or redis://host:6379/0."""
    found = read_text(name, default) or default
    try:
        return environ.Env.cache_url_config(found)
    except Exception as error:
        raise _refuse(name, "a cache address such as redis://host:6379/0") from error
