"""What is wrong with a scene as its author wrote it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from training.enums import EndingKind

from .scene import (
    FEWEST_REPLIES,
    HIGHEST,
    LONGEST_KEY,
    LOWEST,
    MOST_MOMENTS,
    MOST_POINTS,
    MOST_REPLIES,
    SKILLS,
    WIDEST_CHANGE,
    Moment,
    Reply,
    Scene,
)
from .scoring import can_be_passed, maximum_points


@dataclass(frozen=True)
class SceneFault:
    """Something that keeps a scene from being played fairly. `place` says where: "moments", "endings" or "rule"."""

    code: str
    place: str
    params: dict[str, str | int] = field(default_factory=dict)


def check(scene: Scene) -> list[SceneFault]:
    """All that is wrong, in the order in which it is written; a sound scene has no faults.

    What can only be asked of a whole talk (is every moment reached, can it be passed) waits until its parts are right.
    """
    faults = [*_faults_of_moments(scene), *_faults_of_endings(scene), *_faults_of_state(scene)]
    return faults or [*_faults_of_ways(scene)] or [*_faults_of_rule(scene)]


def _faults_of_moments(scene: Scene) -> Iterator[SceneFault]:
    if not scene.moments:
        yield SceneFault("no_moments", "moments")
    if len(scene.moments) > MOST_MOMENTS:
        yield SceneFault("too_many_moments", "moments", {"count": MOST_MOMENTS})
    keys = [part.key for part in (*scene.moments, *scene.endings)]
    for number, moment in enumerate(scene.moments, start=1):
        about: dict[str, str | int] = {"number": number, "key": moment.key}
        yield from _faults_of_key(moment.key, keys, "moments", number)
        if not moment.speaker:
            yield SceneFault("no_speaker", "moments", about)
        if not moment.text:
            yield SceneFault("no_moment_text", "moments", about)
        if not FEWEST_REPLIES <= len(moment.replies) <= MOST_REPLIES:
            yield SceneFault("reply_count", "moments", about | {"fewest": FEWEST_REPLIES, "most": MOST_REPLIES})
        for place, reply in enumerate(moment.replies, start=1):
            yield from _faults_of_reply(reply, set(keys), about | {"reply": place})


def _faults_of_key(key: str, keys: list[str], place: str, number: int) -> Iterator[SceneFault]:
    if not key:
        yield SceneFault("no_key", place, {"number": number})
    elif len(key) > LONGEST_KEY:
        yield SceneFault("long_key", place, {"number": number, "count": LONGEST_KEY})
    elif keys.count(key) > 1:
        yield SceneFault("same_key", place, {"number": number, "key": key})


def _faults_of_reply(reply: Reply, keys: set[str], about: dict[str, str | int]) -> Iterator[SceneFault]:
    if not reply.text:
        yield SceneFault("no_reply_text", "moments", about)
    if not reply.why:
        yield SceneFault("no_why", "moments", about)
    if not reply.leads_to:
        yield SceneFault("no_target", "moments", about)
    elif reply.leads_to not in keys:
        yield SceneFault("unknown_target", "moments", about | {"target": reply.leads_to})
    if not all(0 <= reply.points_for(skill) <= MOST_POINTS for skill in SKILLS) or set(reply.points) - set(SKILLS):
        yield SceneFault("bad_points", "moments", about | {"most": MOST_POINTS})
    if abs(reply.trust) > WIDEST_CHANGE or abs(reply.tension) > WIDEST_CHANGE:
        yield SceneFault("wide_change", "moments", about | {"most": WIDEST_CHANGE})


def _faults_of_endings(scene: Scene) -> Iterator[SceneFault]:
    keys = [part.key for part in (*scene.moments, *scene.endings)]
    for number, ending in enumerate(scene.endings, start=1):
        yield from _faults_of_key(ending.key, keys, "endings", number)
        if not ending.text:
            yield SceneFault("no_ending_text", "endings", {"number": number, "key": ending.key})
        if ending.kind not in EndingKind.values:
            yield SceneFault("no_ending_kind", "endings", {"number": number, "key": ending.key})
    if not any(ending.kind == EndingKind.REFERRED for ending in scene.endings):
        yield SceneFault("no_refer_ending", "endings")
    if not any(ending.passes for ending in scene.endings):
        yield SceneFault("no_passing_ending", "endings")


def _faults_of_state(scene: Scene) -> Iterator[SceneFault]:
    if not all(LOWEST <= value <= HIGHEST for value in (scene.trust, scene.tension)):
        yield SceneFault("bad_state", "rule", {"lowest": LOWEST, "highest": HIGHEST})


def _faults_of_ways(scene: Scene) -> Iterator[SceneFault]:
    """Of a scene whose every reply leads somewhere."""
    ahead = {moment.key: _ahead(scene, moment) for moment in scene.moments}
    reached = {scene.first.key} | ahead[scene.first.key]
    ends = {ending.key for ending in scene.endings}
    for number, moment in enumerate(scene.moments, start=1):
        about: dict[str, str | int] = {"number": number, "key": moment.key}
        if moment.key not in reached:
            yield SceneFault("unreached_moment", "moments", about)
        if moment.key in ahead[moment.key]:
            yield SceneFault("loop", "moments", about)
        if not ends & ahead[moment.key]:
            yield SceneFault("no_way_out", "moments", about)
    for number, ending in enumerate(scene.endings, start=1):
        if ending.key not in reached:
            yield SceneFault("unreached_ending", "endings", {"number": number, "key": ending.key})


def _faults_of_rule(scene: Scene) -> Iterator[SceneFault]:
    """Of a scene in which every path comes to an end."""
    if not any(maximum_points(scene).values()):
        yield SceneFault("no_points", "moments")
    elif not can_be_passed(scene):
        yield SceneFault("cannot_pass", "rule")


def _ahead(scene: Scene, start: Moment) -> set[str]:
    """The keys to which the talk can come from `start`."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for reply in waiting.pop().replies:
            if reply.leads_to not in found:
                found.add(reply.leads_to)
                following = scene.moment(reply.leads_to)
                waiting += [following] if following else []
    return found
