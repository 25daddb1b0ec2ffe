"""A learner who takes the quiz again and again, through lost connections, with two windows and double clicks."""

import random
import re
import threading

from .client import Call, Lost, Reply, Session
from .record import AttemptRecord, LearnerRecord
from .stage import PLACES, QUESTIONS

ATTEMPT = re.compile(r"/learn/attempts/([0-9a-f-]{36})/")
ANYWHERE = re.compile("")
RECEIPT = re.compile(rb"<code[^>]*>([2-9A-HJKMNP-Z]{10})</code>")
#: Seconds before a lost request is sent again. A browser waits longer; here more of them meet the next kill.
SHORTEST_WAIT, LONGEST_WAIT = 0.05, 0.4
BODY_SHOWN = 60


class Stopped(Exception):
    """The round is over."""


class Learner:
    """One person at the quiz `quiz`. What was sent and what was answered goes into `record`."""

    def __init__(self, *, session: Session, quiz: int, record: LearnerRecord, chance: random.Random) -> None:
        self.session = session
        self.quiz = quiz
        self.record = record
        self.chance = chance
        self.stopped = threading.Event()

    def run(self, stopped: threading.Event) -> None:
        """Takes attempts until `stopped`. An attempt that is cut off goes on in the next round."""
        self.stopped = stopped
        try:
            while not stopped.is_set():
                self._sit()
        except Stopped:
            return

    def _sit(self) -> None:
        key = self._start()
        for position in self.chance.sample(range(1, QUESTIONS + 1), QUESTIONS):
            self._change_mind(key, position)
        self._submit(key)
        self._read_receipt(key)
        if self._happens(0.3):
            self._come_late(key)
        if self._happens(0.2):
            done = [key for key, attempt in self.record.attempts.items() if attempt.submits]
            self._read_receipt(self.chance.choice(done))

    def _start(self) -> str:
        path = f"/learn/quizzes/{self.quiz}/start/"
        self.record.is_start_open = True
        if self._happens(0.1):
            self._click_twice(path)
        reply = self._insist(lambda: self.session.send_form(path, {}), 302, location=ATTEMPT)
        key = ATTEMPT.search(reply.header("location")).group(1)
        self.record.attempts.setdefault(key, AttemptRecord())
        self.record.is_start_open = False
        return key

    def _click_twice(self, path: str) -> None:
        """Two starts at the same moment; what they answer is seen by the third."""
        try:
            calls = [self.session.send_form(path, {}) for _click in range(2)]
            for call in calls:
                self.session.receive(call)
        except Lost:
            return

    def _change_mind(self, key: str, position: int) -> None:
        for _change in range(self.chance.choice([1, 1, 2])):
            self._answer(key, position)
        if self._happens(0.1):
            self._answer_in_two_windows(key, position)

    def _answer(self, key: str, position: int) -> None:
        """One change, sent until the server answers: again as it was, or with a new number as the browser does."""
        attempt = self.record.attempts[key]
        sequence, value = attempt.last.get(position, 0) + 1, self.chance.randrange(PLACES)
        while True:
            try:
                reply = self.session.receive(self._send_answer(key, position, sequence, value))
            except Lost:
                self._wait()
            else:
                if self._take(key, position, sequence, value, reply):
                    return
            if self._happens(0.5):
                sequence = attempt.last[position] + 1

    def _answer_in_two_windows(self, key: str, position: int) -> None:
        """Two changes on their way at once, in any order, sometimes with the same number."""
        last = self.record.attempts[key].last.get(position, 0)
        sequences = self.chance.choice([(1, 2), (2, 1), (1, 1)])
        changes = [(last + step, self.chance.randrange(PLACES)) for step in sequences]
        calls = []
        for sequence, value in changes:
            try:
                calls.append((sequence, value, self._send_answer(key, position, sequence, value)))
            except Lost:
                continue
        for sequence, value, call in calls:
            try:
                self._take(key, position, sequence, value, self.session.receive(call))
            except Lost:
                continue

    def _submit(self, key: str) -> None:
        """Submits, sometimes by a double click, sometimes with a change on its way at the same moment."""
        attempt = self.record.attempts[key]
        attempt.is_submit_sent = True
        position = self.chance.randint(1, QUESTIONS)
        calls: list[Call] = []
        try:
            calls.append(self._send_submit(key))
            if self._happens(0.3):
                self._answer_in_two_windows(key, position)
            if self._happens(0.3):
                calls.append(self._send_submit(key))
        except Lost:
            pass
        for call in calls:
            try:
                self._count_submit(attempt, self.session.receive(call))
            except Lost:
                continue
        if not attempt.submits:
            self._submit_again(key)

    def _submit_again(self, key: str) -> None:
        reply = self._insist(lambda: self._send_submit(key), 302, location=ATTEMPT)
        self._count_submit(self.record.attempts[key], reply)

    def _read_receipt(self, key: str) -> None:
        reply = self._insist(lambda: self.session.send("GET", f"/learn/attempts/{key}/"), 200)
        receipt = RECEIPT.search(reply.body)
        if receipt is None:
            self.record.unexpected.append("a result without a receipt code")
        else:
            self.record.attempts[key].receipts.add(receipt.group(1).decode())

    def _come_late(self, key: str) -> None:
        """After the result: one more change, which must be refused, and one more click on submit."""
        attempt = self.record.attempts[key]
        position = self.chance.randint(1, QUESTIONS)
        sequence, value = attempt.last.get(position, 0) + 1, self.chance.randrange(PLACES)
        reply = self._insist(lambda: self._send_answer(key, position, sequence, value), 409)
        if reply.json()["status"] != "closed":
            self.record.unexpected.append(f"a change after the result was answered {reply.body!r}")
        self._submit_again(key)
        self._read_receipt(key)

    def _send_answer(self, key: str, position: int, sequence: int, value: int) -> Call:
        self.record.attempts[key].send(position, sequence, value)
        path = f"/learn/attempts/{key}/answers/{position}/"
        return self.session.send_json(path, {"values": [str(value)], "sequence": sequence})

    def _send_submit(self, key: str) -> Call:
        return self.session.send_form(f"/learn/attempts/{key}/submit/", {"action": "submit_incomplete"})

    def _take(self, key: str, position: int, sequence: int, value: int, reply: Reply) -> bool:
        """Notes what the server said to one change; False if it has to be sent again."""
        attempt = self.record.attempts[key]
        status = reply.json()["status"] if reply.status in {200, 409} else ""
        if status == "saved":
            attempt.acknowledge(position, sequence, value)
            self.record.saves += 1
        elif status == "stale":
            attempt.hold(position, sequence)
        elif status != "closed" or not attempt.is_submit_sent:
            self.record.unexpected.append(f"a change was answered {reply.status} {reply.body[:BODY_SHOWN]!r}")
            self._wait()
            return False
        return True

    def _count_submit(self, attempt: AttemptRecord, reply: Reply) -> None:
        if reply.status == 302 and ATTEMPT.search(reply.header("location")):
            attempt.submits += 1
            self.record.submits += 1
        else:
            self.record.unexpected.append(f"a submit was answered {reply.status} {reply.header('location')}")

    def _insist(self, send, status: int, location: re.Pattern = ANYWHERE) -> Reply:
        """Sends until a whole answer comes back with `status`, leading to `location`."""
        while True:
            try:
                reply = self.session.receive(send())
            except Lost:
                self._wait()
                continue
            if reply.status == status and location.search(reply.header("location")):
                return reply
            self.record.unexpected.append(f"{reply.status} instead of {status}: {reply.body[:BODY_SHOWN]!r}")
            self._wait()

    def _wait(self) -> None:
        if self.stopped.wait(self.chance.uniform(SHORTEST_WAIT, LONGEST_WAIT)):
            raise Stopped

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share
