"""Many people at once, from several processes, so that the client is never what is measured."""

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass

from bench.taker import Taker

Begin = Callable[[Taker], Callable[[], None]]
#: This share of a run comes before it and is not counted: by then every worker has loaded what it needs.
WARM_UP = 0.25


@dataclass(frozen=True)
class Load:
    """What came of one run: how long each piece of work took, in seconds, that ended after the warm-up.

    `pieces` counts those of the warm-up too, as `client_seconds` (CPU) do.
    """

    durations: list[float]
    seconds: float
    pieces: int
    client_seconds: float

    @property
    def rate(self) -> float:
        return len(self.durations) / self.seconds

    def quantile(self, share: float) -> float:
        """The duration, in milliseconds, that `share` of the work did not exceed."""
        assert self.durations, "Nothing was finished in the time: make the runs longer."
        ordered = sorted(self.durations)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


def run_load(begin_work: Begin, takers: list[Taker], *, seconds: float, processes: int) -> Load:
    """All of `takers` at work at the same time, each with the next piece as soon as one is done."""
    begin = time.monotonic() + seconds * WARM_UP
    groups = [takers[number::processes] for number in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork")) as pool:
        runs = [pool.submit(_run_group, begin_work, group, begin, begin + seconds) for group in groups]
        parts = [run.result() for run in runs]
    return Load(
        durations=[duration for durations, _pieces, _cpu in parts for duration in durations],
        seconds=seconds,
        pieces=sum(pieces for _durations, pieces, _cpu in parts),
        client_seconds=sum(cpu for _durations, _pieces, cpu in parts),
    )


def _run_group(begin_work: Begin, takers: list[Taker], begin: float, end: float) -> tuple[list[float], int, float]:
    before = time.process_time()
    with ThreadPoolExecutor(len(takers)) as pool:
        pieces = [
            piece for found in pool.map(lambda taker: _run_one(begin_work, taker, end), takers) for piece in found
        ]
    durations = [duration for ended, duration in pieces if begin <= ended <= end]
    return durations, len(pieces), time.process_time() - before


def _run_one(begin_work: Begin, taker: Taker, end: float) -> list[tuple[float, float]]:
    work, pieces = begin_work(taker), []
    ended = time.monotonic()
    while ended < end:
        started = ended
        work()
        ended = time.monotonic()
        pieces.append((ended, ended - started))
    return pieces
