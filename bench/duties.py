"""`python -m bench.duties`: the board and its lists over many people, beside bare SQL for the same question.

On the database that DATABASE_URL names, which has to be empty, else on a SQLite that is thrown away. Each question is
asked in turns with its bare counterpart; a figure is the median of the rounds.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench.effort import peak_memory


@dataclass(frozen=True)
class Question:
    """What is measured: how the portal answers it and how bare SQL does. `is_long`: asked once alone."""

    name: str
    portal: Callable[[], object]
    bare: Callable[[], object]
    is_long: bool = False


def main() -> None:
    """Builds, measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.duties", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", help="where the SQLite file lies, instead of the folder for such things")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tanxin-bench-", dir=options.folder) as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "portal.settings", "DEBUG": "0", "TRIAL": "1"}
        import django

        django.setup()
        run(options)


def run(options: argparse.Namespace) -> None:
    """Everything that needs the portal to be set up."""
    from django.core.management import call_command
    from django.db import connection

    from bench.organisation import build_organisation
    from bench.questions import questions

    began = time.monotonic()
    call_command("migrate", verbosity=0)
    programmes = build_organisation(options.people)
    built = time.monotonic() - began
    rows = []
    for question in questions(programmes):
        rows.append(measure(question, options.rounds))
        print(rows[-1], file=sys.stderr, flush=True)
    version = ".".join(map(str, connection.get_database_version()))
    print(
        f"{connection.display_name} {version}, {options.people:,} people, {len(programmes)} programmes; built in "
        f"{built:.0f} s; median of {options.rounds} rounds; {os.cpu_count()} cores, load {os.getloadavg()[2]:.1f}; "
        f"Python {platform.python_version()}; most memory {peak_memory():.0f} MB.\n"
    )
    print("| question | portal ms | bare SQL ms | ratio |\n| --- | ---: | ---: | ---: |")
    print("\n".join(rows), flush=True)


def measure(question: Question, rounds: int) -> str:
    """One line of the table."""
    if not question.is_long:
        question.portal(), question.bare()
    count = 1 if question.is_long else rounds
    pairs = [(_milliseconds(question.portal), _milliseconds(question.bare)) for _round in range(count)]
    portal, bare = (median(column) for column in zip(*pairs, strict=True))
    ratio = median(own / other for own, other in pairs)
    return f"| {question.name} | {portal:,.1f} | {bare:,.1f} | {ratio:.2f} |"


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
