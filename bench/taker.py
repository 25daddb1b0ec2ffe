"""A person at the quiz, as the benchmark needs one: quick, without mistakes, and the same against every server."""

import itertools
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.client import Reply, Session
from tests.faults.stage import PLACES, QUESTIONS

ATTEMPT = re.compile(r"/learn/attempts/([0-9a-f-]{36})/")


@dataclass
class Taker:
    """One signed-in person. Against the bare view (`is_bare`) the same requests are sent; it answers them all alike."""

    session: Session
    quiz: int
    is_bare: bool = False
    attempt: str = "00000000-0000-4000-8000-000000000000"

    def start(self) -> None:
        """Opens an attempt, or comes back to the one that is open."""
        reply = self._expect(self.session.post(f"/learn/quizzes/{self.quiz}/start/"), 302)
        if not self.is_bare:
            self.attempt = ATTEMPT.search(reply.header("location")).group(1)

    def save(self, position: int) -> None:
        """Saves one answer and waits for the acknowledgement."""
        # Microseconds rise from round to round, so that no change is ever stale.
        data = {"values": [str(random.randrange(PLACES))], "sequence": time.time_ns() // 1000}  # noqa: S311
        self._expect(self.session.receive(self.session.send_json(f"{self._path}answers/{position}/", data)), 200)

    def finish(self) -> None:
        """A whole attempt: start, page, a save for each question, submit, result."""
        self.start()
        self._expect(self.session.get(self._path), 200)
        for position in range(1, QUESTIONS + 1):
            self.save(position)
        self._expect(self.session.post(f"{self._path}submit/", {"action": "submit_incomplete"}), 302)
        self._expect(self.session.get(self._path), 200)

    @property
    def _path(self) -> str:
        return f"/learn/attempts/{self.attempt}/"

    def _expect(self, reply: Reply, status: int) -> Reply:
        wanted = 200 if self.is_bare else status
        assert reply.status == wanted, f"{reply.status} instead of {wanted}: {reply.body[:300]!r}"
        return reply


def _save_each_in_turn(taker: Taker) -> Callable[[], None]:
    taker.start()
    positions = itertools.cycle(range(1, QUESTIONS + 1))
    return lambda: taker.save(next(positions))


def _take_whole_attempts(taker: Taker) -> Callable[[], None]:
    return taker.finish


@dataclass(frozen=True)
class Workload:
    """What people do over and over: `begin` readies one of them and answers what does one piece of the work.

    A run is `stretch` times as long as asked for, so that enough pieces end in it.
    """

    name: str
    begin: Callable[[Taker], Callable[[], None]]
    stretch: int = 1


SAVES = Workload("answers saved", _save_each_in_turn)
ATTEMPTS = Workload("attempts finished", _take_whole_attempts, stretch=4)
WORKLOADS = [SAVES, ATTEMPTS]
