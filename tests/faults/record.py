"""What the learners sent and what they were told: the log against which the database is read."""

from dataclasses import dataclass, field


@dataclass
class AttemptRecord:
    """One attempt as its learner saw it. A value is the place of the choice that was sent.

    Changes are told apart by position and number. `held` has, for each position, the highest number that the server
    called stale: it holds that change or a later one.
    """

    sent: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    acknowledged: dict[tuple[int, int], int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)
    is_submit_sent: bool = False
    submits: int = 0
    receipts: set[str] = field(default_factory=set)
    repeated: list[str] = field(default_factory=list)

    def send(self, position: int, sequence: int, value: int) -> None:
        """A change leaves the browser."""
        self.sent.setdefault((position, sequence), []).append(value)
        self.last[position] = max(sequence, self.last.get(position, 0))

    def acknowledge(self, position: int, sequence: int, value: int) -> None:
        """The server said "saved"."""
        if (position, sequence) in self.acknowledged:
            self.repeated.append(f"answer {position} change {sequence}")
        self.acknowledged[position, sequence] = value

    def hold(self, position: int, sequence: int) -> None:
        """The server said "stale"."""
        self.held[position] = max(sequence, self.held.get(position, 0))

    def newest(self, position: int) -> int:
        """The number of the last change of `position` that was acknowledged; 0 without one."""
        return max((sequence for place, sequence in self.acknowledged if place == position), default=0)


@dataclass
class LearnerRecord:
    """All attempts of one learner, and the answers of the server that nobody expected."""

    staff_number: str
    attempts: dict[str, AttemptRecord] = field(default_factory=dict)
    is_start_open: bool = False
    saves: int = 0
    submits: int = 0
    unexpected: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return self.saves + self.submits
