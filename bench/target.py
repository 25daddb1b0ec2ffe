"""The servers that are compared: the portal on each database, and the bare view on the same gunicorn."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.effort import cpu_seconds, parent_of
from bench.taker import Taker
from tests.faults.client import Session
from tests.faults.server import Server, free_port, server_environment
from tests.faults.stage import PASSWORD

BARE = "bare view"


@dataclass
class Target:
    """A running server with the people who are signed in there; `database` is its database's own process, if any."""

    name: str
    server: Server
    takers: list[Taker]
    database: int | None = None

    def cpu_seconds(self) -> float:
        """CPU time of the server and of its database so far."""
        return cpu_seconds(self.server.process.pid) + cpu_seconds(self.database)


def start_portal(name: str, url: str, *, folder: Path, learners: int, workers: int, port: int) -> Target:
    """The portal with an empty database, which is filled first; `url` as DATABASE_URL, else SQLite in `folder`."""
    folder.mkdir()
    environment = server_environment(folder, url)
    command = [sys.executable, "-m", "tests.faults.stage", "--learners", str(learners)]
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    stage = json.loads(output.splitlines()[-1])
    server = Server(
        environment=environment,
        log=folder / "log",
        port=port or free_port(),
        workers=workers,
        application="portal.wsgi",
    )
    server.start()
    takers = [Taker(Session(server.port), stage["quiz"]) for _number in stage["learners"]]
    for taker, number in zip(takers, stage["learners"], strict=True):
        taker.session.sign_in(number, PASSWORD)
    return Target(name, server, takers, _database_process(url))


def start_bare(like: Target, *, folder: Path, workers: int, port: int) -> Target:
    """The bare view; people there send the cookies that they send to `like`."""
    folder.mkdir()
    server = Server(
        environment=server_environment(folder),
        log=folder / "log",
        port=port or free_port(),
        workers=workers,
        application="bench.bare",
    )
    server.start()
    takers = [Taker(Session(server.port), taker.quiz, is_bare=True) for taker in like.takers]
    for taker, original in zip(takers, like.takers, strict=True):
        taker.session.cookies = dict(original.session.cookies)
    return Target(BARE, server, takers)


def _database_process(url: str) -> int | None:
    if not url:
        return None
    with psycopg.connect(url) as connection:
        return parent_of(connection.info.backend_pid) if os.path.isdir("/proc") else None
