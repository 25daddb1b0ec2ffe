"""Sound scenes of any shape, and paths through them, for property tests."""

from hypothesis import strategies as st

from training.enums import EndingKind
from training.scenes import SKILLS, Ending, Moment, Reply, Rule, Scene
from training.scenes.scene import MOST_POINTS, WIDEST_CHANGE

CHANGES = st.integers(-WIDEST_CHANGE, WIDEST_CHANGE)
POINTS = st.dictionaries(st.sampled_from(SKILLS), st.integers(0, MOST_POINTS))
ENDINGS = (
    Ending("well", EndingKind.GOOD, "好", passes=True),
    Ending("refer", EndingKind.REFERRED, "转", passes=True),
    Ending("off", EndingKind.BROKEN_OFF, "断"),
)


@st.composite
def sound_scenes(draw):
    """Each moment leads to the next one and anywhere further on; the last to every ending. So nothing is missed."""
    count = draw(st.integers(1, 5))
    moments = []
    for number in range(count):
        further = [f"m{later}" for later in range(number + 1, count)]
        first = further[:1] or [ENDINGS[0].key]
        ends = [ending.key for ending in ENDINGS]
        others = [draw(st.sampled_from([*further, *ends])) for _ in range(draw(st.integers(1, 3)))]
        targets = [*first, *others] if further else ends
        replies = tuple(
            Reply(f"说{number}-{place}", target, "为什么", draw(POINTS), draw(CHANGES), draw(CHANGES))
            for place, target in enumerate(targets)
        )
        moments.append(Moment(f"m{number}", "甲", "话", replies))
    rule = Rule(draw(st.integers(1, 100)), draw(st.none() | st.integers(1, 100)))
    return Scene(tuple(moments), ENDINGS, rule, draw(st.integers(0, 10)), draw(st.integers(0, 10)))


def every_path(scene):
    """The choices of each path from the first moment to an ending."""

    def paths_from(key):
        moment = scene.moment(key)
        if moment is None:
            yield []
            return
        for index, reply in enumerate(moment.replies):
            for further in paths_from(reply.leads_to):
                yield [index, *further]

    return paths_from(scene.first.key)
