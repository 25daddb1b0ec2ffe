"""`python -m tests.faults`: the fault test on SQLite and, if DATABASE_URL names one, on an empty PostgreSQL.

Each database gets a process of its own, because Django reads its settings once.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .server import Server, free_port, server_environment

if TYPE_CHECKING:
    from .trial import Tally

INSIDE = "TANXIN_FAULT_TEST"
FINDINGS_SHOWN = 100


def main() -> int:
    """0 if every promise was kept on every database."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--learners", type=int, default=50)
    parser.add_argument("--acknowledgements", type=int, default=2000, help="how many each round collects")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--seed", type=int, default=1, help="which kills and changes; their moments still differ")
    parser.add_argument("--hasty", action="store_true", help="break the promise on purpose: this has to fail")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    if INSIDE in os.environ:
        return run_trial(options)
    return max(run_inside(name, url) for name, url in databases(options.only))


def databases(only: str | None) -> list[tuple[str, str]]:
    """Names with their addresses; an empty address is SQLite in the folder of the data."""
    address = os.environ.get("DATABASE_URL", "")
    found = [("sqlite", ""), *([("postgresql", address)] if address else [])]
    return [(name, url) for name, url in found if only in {None, name}]


def run_inside(name: str, url: str) -> int:
    with tempfile.TemporaryDirectory(prefix=f"tanxin-faults-{name}-") as folder:
        environment = server_environment(Path(folder), url) | {INSIDE: name}
        command = [sys.executable, "-m", "tests.faults", *sys.argv[1:]]
        return subprocess.run(command, check=False, env=environment).returncode


def run_trial(options: argparse.Namespace) -> int:
    """The trial on the database of this process's environment. Prints its figures; 0 if nothing was found."""
    import django

    # Whoever ends this ends the server too.
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))
    django.setup()
    from .stage import set_stage
    from .trial import Trial

    stage = set_stage(options.learners)
    server = Server(
        environment=dict(os.environ),
        log=Path(os.environ["DATA_DIR"]) / "server.log",
        port=options.port or free_port(),
        workers=options.workers,
        application="tests.faults.hasty" if options.hasty else "portal.wsgi",
    )
    trial = Trial(server=server, stage=stage, acknowledgements=options.acknowledgements, seed=options.seed, say=say)
    try:
        return report(trial.run(options.rounds))
    finally:
        server.stop()


def report(tally: "Tally") -> int:
    """Prints findings and figures; 0 if nothing was lost, doubled, changed or damaged."""
    for finding in tally.findings[:FINDINGS_SHOWN]:
        say(finding)
    say(tally.figures)
    return 1 if tally.findings else 0


def say(text: str) -> None:
    sys.stdout.write(f"{os.environ[INSIDE]}: {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
