"""The server as docs/operations.md starts it: gunicorn with the settings of real use."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from .client import HOST, Lost, Session

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120
#: What the shell of the caller may hold and a real installation does not.
FOREIGN = {"DEBUG", "TRIAL", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}


def server_environment(folder: Path, database: str = "") -> dict[str, str]:
    """The environment of a real installation with its data in `folder`; `database` as DATABASE_URL, else SQLite.

    Limits on how often one person may save are off: here each one stands for many.
    """
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return kept | {
        "DATA_DIR": str(folder),
        "DATABASE_URL": database,
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": HOST,
        "PROXY_HTTPS_HEADER": "X-Forwarded-Proto",
        "LOG_LEVEL": "ERROR",
        "SAVES_PER_MINUTE": "0",
        "SUBMITS_PER_MINUTE": "0",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Server:
    """gunicorn in a process group of its own, so that all of it can be killed at once."""

    def __init__(
        self, *, environment: dict[str, str], log: Path, port: int, workers: int, application: str = "portal.wsgi"
    ) -> None:
        self.environment = environment
        self.log = log
        self.port = port
        self.workers = workers
        self.application = application
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Starts and waits until a request is answered."""
        bind, workers = f"{HOST}:{self.port}", str(self.workers)
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", self.application, "--workers", workers, "--bind", bind],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_healthy()

    def worker_ids(self) -> list[int]:
        """The process ids of the workers that live now."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
        pairs = [line.split() for line in listed.stdout.splitlines()]
        return [int(child) for child, parent in pairs if int(parent) == self.process.pid]

    def kill(self, worker: int) -> None:
        """kill -9 of one worker; gunicorn starts another."""
        try:
            os.kill(worker, signal.SIGKILL)
        except ProcessLookupError:
            return

    def kill_all(self) -> None:
        """kill -9 of the master and all workers at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ends whatever is left of it."""
        if self.process is not None and self.process.poll() is None:
            self.kill_all()

    def _wait_until_healthy(self) -> None:
        for _try in range(START_SECONDS * 10):
            if self.process.poll() is not None:
                break
            try:
                if Session(self.port).get("/healthz").status == 200:
                    return
            except Lost:
                time.sleep(0.1)
        raise AssertionError(f"The server did not start:\n{self.log.read_text(encoding='utf-8')[-3000:]}")
