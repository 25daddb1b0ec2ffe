"""Where a talk stands after some choices. The same choices always lead to the same place."""

from collections.abc import Sequence
from dataclasses import dataclass

from .scene import HIGHEST, LOWEST, SKILLS, Ending, Moment, Reply, Scene
from .scoring import Outcome, judge


class ImpossibleChoice(ValueError):
    """There is no such reply, or the talk has ended."""


@dataclass(frozen=True)
class State:
    """Trust and tension, each from 0 to 10."""

    trust: int
    tension: int

    def after(self, reply: Reply) -> "State":
        return State(_within(self.trust + reply.trust), _within(self.tension + reply.tension))


@dataclass(frozen=True)
class Step:
    """One choice: at which moment, which of its replies, and how things stood before and after."""

    moment: Moment
    index: int
    before: State
    after: State

    @property
    def reply(self) -> Reply:
        return self.moment.replies[self.index]

    @property
    def trust(self) -> int:
        """By how much trust really moved: at the ends of the scale it stays."""
        return self.after.trust - self.before.trust

    @property
    def tension(self) -> int:
        return self.after.tension - self.before.tension


@dataclass(frozen=True)
class Play:
    """A talk up to now. Either `moment` waits for a reply, or the talk has come to `ending`."""

    scene: Scene
    steps: tuple[Step, ...]
    state: State
    moment: Moment | None
    ending: Ending | None

    @property
    def points(self) -> dict[str, int]:
        """What was earned up to now, by skill."""
        return {skill: sum(step.reply.points_for(skill) for step in self.steps) for skill in SKILLS}

    @property
    def outcome(self) -> Outcome | None:
        """What the talk came to; None while it goes on."""
        if self.ending is None:
            return None
        return judge(self.scene, self.points, may_pass=self.ending.passes)


def play(scene: Scene, choices: Sequence[int]) -> Play:
    """Where a sound scene stands after `choices`, the replies by their place from 0. Raises ImpossibleChoice."""
    state = State(_within(scene.trust), _within(scene.tension))
    moment: Moment | None = scene.first
    ending: Ending | None = None
    steps: list[Step] = []
    for index in choices:
        if moment is None or not 0 <= index < len(moment.replies):
            raise ImpossibleChoice(index)
        steps.append(Step(moment, index, state, state.after(moment.replies[index])))
        state = steps[-1].after
        target = moment.replies[index].leads_to
        moment, ending = scene.moment(target), scene.ending(target)
    return Play(scene, tuple(steps), state, moment, ending)


def _within(value: int) -> int:
    return min(max(value, LOWEST), HIGHEST)
