"""`python -m bench`: answers saved and attempts finished per second, beside a bare Django view on the same server.

On SQLite and, if DATABASE_URL names one, on an empty PostgreSQL. The targets take turns in every round; a figure is
the median of its rounds, a ratio the median of the ratios of each round.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import django

from bench.effort import syncs_per_second
from bench.load import run_load
from bench.table import Figures, tabulate
from bench.taker import ATTEMPTS, WORKLOADS
from bench.target import Target, start_bare, start_portal


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5, help="of a run that saves answers, after a warm-up")
    parser.add_argument("--learners", type=int, default=32)
    parser.add_argument("--workers", type=int, default=4, help="of each server")
    parser.add_argument("--processes", type=int, default=4, help="of the client")
    parser.add_argument("--port", type=int, default=0, help="the first of three; 0: any that are free")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tanxin-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        targets = list(stack.enter_context(running_targets(options, folder)))
        figures, syncs = measure(options, targets, folder)
    print(describe(options, syncs))
    print(tabulate(figures))


@contextmanager
def running_targets(options: argparse.Namespace, folder: Path) -> Iterator[list[Target]]:
    """The portal on each database, then the bare view. All of them run until the end."""
    addresses = {"SQLite": "", "PostgreSQL": os.environ.get("DATABASE_URL", "")}
    ports = iter(range(options.port, options.port + 3)) if options.port else iter([0, 0, 0])
    targets: list[Target] = []
    try:
        for name, url in addresses.items():
            if url or name == "SQLite":
                targets.append(
                    start_portal(
                        name,
                        url,
                        folder=folder / name,
                        learners=options.learners,
                        workers=options.workers,
                        port=next(ports),
                    )
                )
        targets.append(start_bare(targets[0], folder=folder / "bare", workers=options.workers, port=next(ports)))
        yield targets
    finally:
        for target in targets:
            target.server.stop()


def measure(
    options: argparse.Namespace, targets: list[Target], folder: Path
) -> tuple[dict[tuple[str, str], list[Figures]], list[float]]:
    """The figures of every round by workload and target, and what the disc did before each round."""
    figures: dict[tuple[str, str], list[Figures]] = {}
    syncs = []
    for number in range(options.rounds):
        syncs.append(syncs_per_second(folder))
        for workload in WORKLOADS:
            # Every second round the other way round, so that nobody always runs after the same neighbour.
            for target in targets if number % 2 else reversed(targets):
                before = target.cpu_seconds()
                seconds = options.seconds * workload.stretch
                load = run_load(workload.begin, target.takers, seconds=seconds, processes=options.processes)
                found = Figures.of(load, target.cpu_seconds() - before)
                figures.setdefault((workload.name, target.name), []).append(found)
                print(f"round {number + 1}: {workload.name}, {target.name}: {load.rate:.1f}/s", file=sys.stderr)
    return figures, syncs


def describe(options: argparse.Namespace, syncs: list[float]) -> str:
    """Where and how it was measured: without this no figure means anything."""
    return (
        f"{options.learners} people at once, {options.rounds} rounds of {options.seconds:g} s (attempts: "
        f"{options.seconds * ATTEMPTS.stretch:g} s), gunicorn with "
        f"{options.workers} workers, {options.processes} client processes on the same {os.cpu_count()} cores; "
        f"Python {platform.python_version()}, Django {django.__version__}; the disc makes {median(syncs):,.0f} pages "
        f"a second durable; load of the machine {os.getloadavg()[2]:.1f}.\n"
    )


if __name__ == "__main__":
    main()
