"""Somebody else who does the same at the same moment."""

from collections.abc import Callable
from threading import Thread

from django.db import connection

WAITING_FOR_ME = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


class Second(Thread):
    """A second person, on a connection of their own. `refusal` is the domain error that met them, if any."""

    def __init__(self, does: Callable[[], object], *, refused: type[Exception] = AssertionError):
        super().__init__()
        self.does, self.refused, self.refusal = does, refused, None

    def run(self):
        try:
            self.does()
        except self.refused as error:
            self.refusal = error
        finally:
            connection.close()

    def start_and_wait_for_lock(self):
        """Goes on when the second stands before a lock of the first, or is through without one."""
        self.start()
        with connection.cursor() as cursor:
            while self.is_alive():
                cursor.execute(WAITING_FOR_ME)
                if cursor.fetchone()[0]:
                    return
