"""Two processes that begin the same job, each on a connection of its own."""

import time
from threading import Thread

import pytest
from django.db import connection

from audit.job_locks import hold_job
from audit.jobs import run_job
from audit.models import JobRun

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def elsewhere(does):
    """What `does` answers on another connection."""
    answers = []

    def run():
        try:
            answers.append(does())
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return answers[0]


def wait_for_server_to_end(process):
    """Closing is told to the server, not asked of it: its process ends, and lets go, a moment later."""
    for _moment in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [process])
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.02)
    raise AssertionError("The server still keeps the closed connection.")


def try_to_hold(name):
    with hold_job(name) as is_held:
        return is_held


def test_job_is_held_by_one_connection_until_it_lets_go():
    with hold_job("sweep") as is_held:
        assert (is_held, elsewhere(lambda: try_to_hold("sweep")), elsewhere(lambda: try_to_hold("other"))) == (
            True,
            False,
            True,
        )
    assert elsewhere(lambda: try_to_hold("sweep"))


def test_lock_goes_with_the_connection_that_held_it():
    """As when a process is killed in the middle of its work."""

    def hold_and_vanish():
        holder = hold_job("sweep")
        holder.__enter__()
        process = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None
        connection.close()
        return holder, process

    _holder, process = elsewhere(hold_and_vanish)
    if process is not None:
        wait_for_server_to_end(process)
    with hold_job("sweep") as is_held:
        assert is_held
        run_job("sweep", dict)
    assert JobRun.objects.get().outcome == "done"
