"""Typed readers for settings that come from the environment.

django-environ parses URLs and lists; these readers make every bad value fail in one way: an
`ImproperlyConfigured` that names the variable, what was found and what a good value looks like.
"""

import datetime
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

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


#: Kinds of mail addresses: the backend, and the port where the address names none.
SMTP = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
MAIL_BACKENDS = "django.core.mail.backends"
MAIL_TIMEOUT_SECONDS = 20
MAIL_EXAMPLE = "a mail server such as smtp+tls://user:password@host:587, file:///folder, console: or none"


def read_mail(name: str, default: str) -> dict[str, Any]:
    """By what mail leaves: the backend and its options for `get_connection`; empty for "none"."""
    found = read_text(name, default) or default
    if found == "none":
        return {}
    try:
        url = urlsplit(found)
        host, port = url.hostname, url.port
    except ValueError as error:
        raise _refuse(name, MAIL_EXAMPLE) from error
    if url.scheme == "console":
        return {"backend": f"{MAIL_BACKENDS}.console.EmailBackend"}
    if url.scheme == "file" and url.path:
        return {"backend": f"{MAIL_BACKENDS}.filebased.EmailBackend", "file_path": unquote(url.path)}
    if url.scheme not in SMTP or not host:
        raise _refuse(name, MAIL_EXAMPLE)
    return {
        "backend": f"{MAIL_BACKENDS}.smtp.EmailBackend",
        "host": host,
        "port": port or SMTP[url.scheme],
        "username": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "use_tls": url.scheme == "smtp+tls",
        "use_ssl": url.scheme == "smtp+ssl",
        "timeout": MAIL_TIMEOUT_SECONDS,
    }


def read_hours(name: str, default: str) -> tuple[datetime.time, datetime.time] | None:
    """Two times of day such as 20:00-08:00, which may go over midnight; None for "none"."""
    found = read_text(name, default) or default
    if found == "none":
        return None
    try:
        begins, ends = (datetime.datetime.strptime(time.strip(), "%H:%M").time() for time in found.split("-"))
    except ValueError as error:
        raise _refuse(name, "two times of day such as 20:00-08:00, or none") from error
    return begins, ends
