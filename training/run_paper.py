"""What a learner's browser gets of a practice talk: points, reasons and where replies lead only when it has ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from uuid import UUID

from django.utils.translation import gettext as _

from content.models import Topic
from training.enums import EndingKind
from training.models import SceneRun
from training.scene_wording import tension_word, trust_word
from training.scenes import SKILLS, Ending, Play, Rule, State, Step
from training.scenes.scene import HIGHEST


@dataclass(frozen=True)
class Mood:
    """Trust or tension as it stands: the value out of `most` and the word for it. `kind` picks the look."""

    kind: str
    label: str
    value: int
    word: str
    change: int = 0
    most: int = HIGHEST

    @property
    def signed(self) -> str:
        return signed(self.change)


@dataclass(frozen=True)
class Turn:
    """What the other person said and what one said to it; `reply` is empty where that is still to come."""

    speaker: str
    text: str
    reply: str = ""


@dataclass(frozen=True)
class OfferedReply:
    """One of the replies in their order for this run; `place` is what the form sends."""

    place: int
    text: str


@dataclass(frozen=True)
class OpenTalk:
    """A talk that goes on: what was said, the moment that waits for choice number `position`, and the replies."""

    turns: list[Turn]
    now: Turn
    position: int
    replies: list[OfferedReply]
    moods: list[Mood]


@dataclass(frozen=True)
class SkillPoints:
    """What was earned for one skill, out of the fixed maximum."""

    skill: Topic
    points: int
    maximum: int = 0
    is_missed: bool = False


@dataclass(frozen=True)
class DebriefStep:
    """One choice as one looks back on it."""

    turn: Turn
    why: str
    moods: list[Mood]
    earned: list[SkillPoints]


@dataclass(frozen=True)
class Debrief:
    """A finished talk, looked back on."""

    steps: list[DebriefStep]
    ending: Ending
    skills: list[SkillPoints]
    rule: Rule
    missing: list[str]

    @property
    def ending_label(self) -> str:
        return str(EndingKind(self.ending.kind).label)


def signed(change: int) -> str:
    """A change as one reads it: +1, −2, ±0."""
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return f"{sign}{abs(change)}"


def offered_order(run_id: UUID, position: int, count: int) -> list[int]:
    """The replies of a moment in the order of this run; the same at each look, another in the next run."""
    order = list(range(count))
    Random(f"{run_id}-{position}").shuffle(order)  # noqa: S311 - keeps no secret: all replies are shown
    return order


def open_talk(run: SceneRun, play: Play) -> OpenTalk:
    """What is shown while the talk goes on."""
    moment, position = play.moment, len(play.steps) + 1
    order = offered_order(run.pk, position, len(moment.replies))
    return OpenTalk(
        turns=[_turn(step) for step in play.steps],
        now=Turn(moment.speaker, moment.text),
        position=position,
        replies=[OfferedReply(place, moment.replies[index].text) for place, index in enumerate(order)],
        moods=state_moods(play.state),
    )


def debrief(run: SceneRun, play: Play) -> Debrief:
    """What is shown when the talk has ended."""
    topics, missed = skill_topics(), play.outcome.missed
    return Debrief(
        steps=[_debrief_step(step, topics) for step in play.steps],
        ending=play.ending,
        skills=[
            SkillPoints(topics[skill], run.points.get(skill, 0), run.maximum[skill], skill in missed)
            for skill in SKILLS
            if run.maximum.get(skill)
        ],
        rule=play.scene.rule,
        missing=_missing(run, play),
    )


def state_moods(state: State, step: Step | None = None) -> list[Mood]:
    """Trust and tension in words; with `step`, what that choice did to them."""
    changes = (step.trust, step.tension) if step else (0, 0)
    return [
        Mood("trust", _("Trust"), state.trust, trust_word(state.trust), changes[0]),
        Mood("tension", _("Tension"), state.tension, tension_word(state.tension), changes[1]),
    ]


def skill_topics() -> dict[str, Topic]:
    """The topic of each skill by its code; its code as a name, should an administrator have given it another."""
    found = {topic.slug: topic for topic in Topic.objects.skills().filter(slug__in=SKILLS)}
    return {skill: found.get(skill) or Topic(slug=skill, name=skill) for skill in SKILLS}


def _missing(run: SceneRun, play: Play) -> list[str]:
    """What kept a talk from being passed, in words."""
    if run.passed:
        return []
    reasons = [
        (not play.ending.passes, _("The talk came to an ending that does not hold.")),
        (run.total * 100 < play.scene.rule.percent * run.most, _("The points are below the pass mark.")),
        (bool(play.outcome.missed), _("A skill is below its minimum.")),
    ]
    return [text for holds, text in reasons if holds]


def _turn(step: Step) -> Turn:
    return Turn(step.moment.speaker, step.moment.text, step.reply.text)


def _debrief_step(step: Step, topics: dict[str, Topic]) -> DebriefStep:
    earned: Iterable[tuple[str, int]] = ((skill, step.reply.points_for(skill)) for skill in SKILLS)
    return DebriefStep(
        turn=_turn(step),
        why=step.reply.why,
        moods=state_moods(step.after, step),
        earned=[SkillPoints(topics[skill], points) for skill, points in earned if points],
    )
