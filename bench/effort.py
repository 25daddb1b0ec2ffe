"""What a run costs the machine: CPU time of process trees (Linux), and what the disc can do at all."""

import os
import resource
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROBE_SECONDS = 0.5
PAGE = b"\0" * 4096


def cpu_seconds(root: int | None) -> float:
    """User and system time of process `root` and all below it, the ended ones included. 0 without a root."""
    if root is None:
        return 0.0
    # What follows the name in brackets: parent at 1; own times at 11 and 12, those of ended children at 13 and 14.
    stats = {int(path.parent.name): _read(path) for path in Path("/proc").glob("[0-9]*/stat")}
    parents = {process: int(stat[1]) for process, stat in stats.items() if stat}
    family, found = {root}, True
    while found:
        found = {process for process, parent in parents.items() if parent in family} - family
        family |= found
    return sum(int(ticks) for process in family & parents.keys() for ticks in stats[process][11:15]) / TICKS


def parent_of(process: int) -> int | None:
    """The process that started `process`, if it runs on this machine."""
    stat = _read(Path(f"/proc/{process}/stat"))
    return int(stat[1]) if stat else None


def peak_memory() -> float:
    """The most memory that this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def syncs_per_second(folder: Path) -> float:
    """How many pages of 4 kB the disc below `folder` makes durable in a second, one after the other."""
    path = folder / "probe"
    with path.open("wb", buffering=0) as file:
        begin, count = time.monotonic(), 0
        while time.monotonic() < begin + PROBE_SECONDS:
            file.write(PAGE)
            os.fdatasync(file.fileno())
            count += 1
        seconds = time.monotonic() - begin
    path.unlink()
    return count / seconds


def _read(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
