"""A lock for each job, let go by itself when the process that holds it dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

from django.conf import settings
from django.core.files import locks
from django.db import connection


@contextmanager
def hold_job(name: str) -> Iterator[bool]:
    """Whether the job of this name is now ours alone; False at once while another process or thread has it.

    On PostgreSQL a lock of the session, which holds for all machines of an installation; SQLite has one machine, where
    a locked file does. (PgBouncer must not hand one session to several: pool_mode=session.)
    """
    holder = _hold_session(name) if connection.vendor == "postgresql" else _hold_file(name)
    with holder as is_held:
        yield is_held


@contextmanager
def _hold_session(name: str) -> Iterator[bool]:
    key = int.from_bytes(blake2b(f"tanxin job {name}".encode(), digest_size=8).digest(), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_held = cursor.fetchone()[0]
    try:
        yield is_held
    finally:
        if is_held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def _hold_file(name: str) -> Iterator[bool]:
    folder = settings.DATA_DIR / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("ab") as file:
        # Closing the file lets go of the lock.
        yield locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)
