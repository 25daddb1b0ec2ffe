"""A practice talk as its author looks it over: every moment, and what each reply does. Faults and all."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.enums import EndingKind
from training.run_paper import signed, skill_topics
from training.scenes import SKILLS, Ending, Moment, Reply, Scene


@dataclass(frozen=True)
class PreviewedReply:
    """One reply; `anchor` is the place on the page to which it leads, empty where it leads nowhere."""

    text: str
    target: str
    anchor: str
    why: str
    effects: list[str]


@dataclass(frozen=True)
class PreviewedMoment:
    anchor: str
    moment: Moment
    replies: list[PreviewedReply]


@dataclass(frozen=True)
class PreviewedEnding:
    anchor: str
    ending: Ending
    label: str


@dataclass(frozen=True)
class PreviewedScene:
    """The whole talk in the order in which it is written."""

    moments: list[PreviewedMoment]
    endings: list[PreviewedEnding]


def preview_scene(scene: Scene) -> PreviewedScene:
    """What the preview in the editor shows. One query, for the names of the skills."""
    anchors = {ending.key: f"ending-{number}" for number, ending in enumerate(scene.endings, start=1)}
    anchors |= {moment.key: f"moment-{number}" for number, moment in enumerate(scene.moments, start=1)}
    names = {skill: topic.name for skill, topic in skill_topics().items()}
    moments = [
        PreviewedMoment(f"moment-{number}", moment, [_reply(reply, anchors, names) for reply in moment.replies])
        for number, moment in enumerate(scene.moments, start=1)
    ]
    endings = [
        PreviewedEnding(f"ending-{number}", ending, _ending_label(ending))
        for number, ending in enumerate(scene.endings, start=1)
    ]
    return PreviewedScene(moments, endings)


def _reply(reply: Reply, anchors: dict[str, str], names: dict[str, str]) -> PreviewedReply:
    earned = [(names[skill], reply.points_for(skill)) for skill in SKILLS if reply.points_for(skill)]
    effects = [
        *(
            ngettext("%(skill)s: %(points)s point", "%(skill)s: %(points)s points", points)
            % {"skill": name, "points": points}
            for name, points in earned
        ),
        *(
            f"{label} {signed(change)}"
            for label, change in [(_("Trust"), reply.trust), (_("Tension"), reply.tension)]
            if change
        ),
    ]
    return PreviewedReply(reply.text, reply.leads_to, anchors.get(reply.leads_to, ""), reply.why, effects)


def _ending_label(ending: Ending) -> str:
    return str(EndingKind(ending.kind).label) if ending.kind in EndingKind.values else ""
