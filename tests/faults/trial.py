"""One database: rounds of load and kills, and after each a look at what is stored."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connections

from .client import Session
from .learner import Learner
from .record import LearnerRecord
from .server import Server
from .stage import PASSWORD, Stage
from .stored import check_integrity, read_attempts
from .verdict import Verdict, judge

#: Acknowledgements between two kills: now and then the next one meets workers that have just been started.
FEWEST, MOST = 10, 800
#: How often a kill takes the master and all workers; how often it takes all workers, but not the master.
ALL_SHARE, WORKERS_SHARE = 0.1, 0.1
#: A round without any acknowledgement for so long is stuck.
STUCK_SECONDS = 180
GLANCE_SECONDS = 0.02


@dataclass
class Tally:
    """What happened in all rounds so far."""

    records: list[LearnerRecord]
    verdict: Verdict = field(default_factory=Verdict)
    kills: Counter = field(default_factory=Counter)
    rounds: int = 0
    results: int = 0

    @property
    def acknowledged(self) -> int:
        return sum(record.acknowledged for record in self.records)

    @property
    def unexpected(self) -> list[str]:
        return [answer for record in self.records for answer in record.unexpected]

    @property
    def findings(self) -> list[str]:
        return [*self.verdict.findings, *(f"unexpected: {answer}" for answer in self.unexpected)]

    @property
    def figures(self) -> str:
        saves = sum(record.saves for record in self.records)
        submits = sum(record.submits for record in self.records)
        found = {name: len(findings) for name, findings in vars(self.verdict).items()}
        return (
            f"{self.rounds} rounds, {len(self.records)} learners, {self.kills['worker']} times a worker and "
            f"{self.kills['server']} times the whole server killed: acknowledged {saves + submits} ({saves} saves, "
            f"{submits} submits of {self.results} attempts), "
            + ", ".join(f"{name} {count}" for name, count in found.items())
            + f", unexpected answers {len(self.unexpected)}"
        )


class Trial:
    """Learners at one server; `acknowledgements` is how many each round collects before it ends."""

    def __init__(self, *, server: Server, stage: Stage, acknowledgements: int, seed: int, say: Callable) -> None:
        self.server = server
        self.acknowledgements = acknowledgements
        self.chance = random.Random(seed)
        self.say = say
        self.tally = Tally([LearnerRecord(number) for number in stage.learners])
        self.learners = [
            Learner(
                session=Session(server.port),
                quiz=stage.quiz,
                record=record,
                chance=random.Random(f"{seed}-{record.staff_number}"),
            )
            for record in self.tally.records
        ]
        self.finished: dict[str, str] = {}

    def run(self, rounds: int) -> Tally:
        """Runs all rounds. The server is started at the beginning of each and killed at its end."""
        self.server.start()
        self._sign_in()
        for number in range(1, rounds + 1):
            if number > 1:
                self.server.start()
            self._load()
            self._look()
            self.tally.rounds = number
            self.say(
                f"round {number}: acknowledged {self.tally.acknowledged}, kills {self.tally.kills.total()}, "
                f"findings {len(self.tally.findings)}"
            )
        return self.tally

    def _sign_in(self) -> None:
        with ThreadPoolExecutor(max_workers=8) as pool:
            names = [record.staff_number for record in self.tally.records]
            signed_in = pool.map(lambda learner, name: learner.session.sign_in(name, PASSWORD), self.learners, names)
            list(signed_in)

    def _load(self) -> None:
        """All learners at once, until enough is acknowledged; then the server dies in the middle of it."""
        goal = self.tally.acknowledged + self.acknowledgements
        stopped = threading.Event()
        with ThreadPoolExecutor(max_workers=len(self.learners)) as pool:
            runs = [pool.submit(learner.run, stopped) for learner in self.learners]
            try:
                self._kill_until(goal)
            finally:
                self.server.kill_all()
                stopped.set()
        self.tally.kills["server"] += 1
        for run in runs:
            run.result()

    def _kill_until(self, goal: int) -> None:
        while self.tally.acknowledged < goal:
            self._watch(min(goal, self.tally.acknowledged + self.chance.randint(FEWEST, MOST)))
            self._kill()

    def _watch(self, goal: int) -> None:
        """Comes back when so much is acknowledged. Raises AssertionError if nothing happens for long."""
        seen, since = -1, time.monotonic()
        while self.tally.acknowledged < goal:
            if self.tally.acknowledged != seen:
                seen, since = self.tally.acknowledged, time.monotonic()
            assert time.monotonic() - since < STUCK_SECONDS, f"Nothing was acknowledged: {self.server.log}"
            time.sleep(GLANCE_SECONDS)

    def _kill(self) -> None:
        what = self.chance.random()
        if what < ALL_SHARE:
            self.server.kill_all()
            self.server.start()
            self.tally.kills["server"] += 1
            return
        workers = self.server.worker_ids()
        chosen = workers if what < ALL_SHARE + WORKERS_SHARE else workers[:1] and [self.chance.choice(workers)]
        for worker in chosen:
            self.server.kill(worker)
        self.tally.kills["worker"] += len(chosen)

    def _look(self) -> None:
        """Reads the database as the killed server left it: this is the connection that recovers it."""
        stored = read_attempts()
        self.tally.verdict.add(judge(self.tally.records, stored, self.finished))
        self.tally.verdict.damaged |= {finding: finding for finding in check_integrity()}
        self.finished = {key: attempt.fingerprint for key, attempt in stored.items() if attempt.is_submitted}
        self.tally.results = len(self.finished)
        connections.close_all()
