"""The pure core of practice talks: what is wrong with a scene, how it is played and judged."""

import json
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from training.enums import EndingKind
from training.scene_wording import FAULTS, fault_text, tension_word, trust_word
from training.scenes import (
    SKILLS,
    Ending,
    ImpossibleChoice,
    Moment,
    Reply,
    Rule,
    Scene,
    State,
    check,
    maximum_points,
    play,
    read_scene,
)
from training.tests.scene_strategies import every_path, sound_scenes

GOOD = Ending("good", EndingKind.GOOD, "好", passes=True)
REFERRED = Ending("refer", EndingKind.REFERRED, "转", passes=True)
OFF = Ending("off", EndingKind.BROKEN_OFF, "断")


def reply(leads_to, text="说", why="因为", trust=0, tension=0, **points):
    return Reply(text, leads_to, why, points, trust, tension)


def moment(key, *replies, text="话", speaker="甲"):
    return Moment(key, speaker, text, replies)


FIRST = moment("1", reply("2", art=2, trust=2, tension=-1), reply("2", method=3), reply("off", trust=-2, tension=2))
SECOND = moment("2", reply("good", focus=1, art=1), reply("refer", timing=2))
SCENE = Scene((FIRST, SECOND), (GOOD, REFERRED, OFF), Rule(50), trust=4, tension=5)


def codes(scene):
    return [fault.code for fault in check(scene)]


# --- Faults --------------------------------------------------------------------------------


def test_sound_scene_has_no_faults():
    assert check(SCENE) == []


def with_first(*replies, **changes):
    return replace(SCENE, moments=(replace(FIRST, replies=replies or FIRST.replies, **changes), SECOND))


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (replace(SCENE, moments=()), ["no_moments"]),
        (with_first(key=""), ["no_key"]),
        (with_first(key="x" * 21), ["long_key"]),
        (with_first(key="2"), ["same_key", "same_key"]),
        (with_first(key="good"), ["same_key", "same_key"]),
        (with_first(speaker=""), ["no_speaker"]),
        (with_first(text=""), ["no_moment_text"]),
        (with_first(reply("2", art=1)), ["reply_count"]),
        (with_first(*[reply("2", art=1)] * 5), ["reply_count"]),
        (with_first(reply("2", text=""), *FIRST.replies[1:]), ["no_reply_text"]),
        (with_first(reply("2", why=""), *FIRST.replies[1:]), ["no_why"]),
        (with_first(reply(""), *FIRST.replies[1:]), ["no_target"]),
        (with_first(reply("nowhere"), *FIRST.replies[1:]), ["unknown_target"]),
        (with_first(reply("2", art=4), *FIRST.replies[1:]), ["bad_points"]),
        (with_first(reply("2", charm=1), *FIRST.replies[1:]), ["bad_points"]),
        (with_first(reply("2", trust=3), *FIRST.replies[1:]), ["wide_change"]),
        (replace(SCENE, endings=(GOOD, replace(REFERRED, text=""), OFF)), ["no_ending_text"]),
        (replace(SCENE, endings=(replace(GOOD, kind=""), REFERRED, OFF)), ["no_ending_kind"]),
        (replace(SCENE, endings=(GOOD, replace(REFERRED, kind="partly"), OFF)), ["no_refer_ending"]),
        (replace(SCENE, endings=(replace(GOOD, passes=False), replace(REFERRED, passes=False), OFF)),
         ["no_passing_ending"]),
        (replace(SCENE, trust=11), ["bad_state"]),
        (with_first(reply("2", art=1), reply("2")), ["unreached_ending"]),
        (replace(SCENE, moments=(*SCENE.moments, moment("3", reply("good"), reply("off")))), ["unreached_moment"]),
        (with_first(reply("1"), *FIRST.replies[1:]), ["loop"]),
        (replace(SCENE, rule=Rule(100)), ["cannot_pass"]),
        (replace(SCENE, rule=Rule(1, 100)), ["cannot_pass"]),
    ],
)  # fmt: skip
def test_fault_is_found_and_told_in_words(scene, expected):
    faults = check(scene)
    assert [fault.code for fault in faults] == expected
    assert all("%" not in fault_text(fault) for fault in faults)


def test_moments_that_lead_back_to_each_other_are_a_loop_without_a_way_out():
    scene = replace(
        SCENE,
        moments=(
            moment("1", reply("2"), reply("good"), reply("refer"), reply("off")),
            moment("2", reply("3"), reply("3")),
            moment("3", reply("2"), reply("2")),
        ),
    )
    assert codes(scene) == ["loop", "no_way_out", "loop", "no_way_out"]


def test_scene_without_points_cannot_be_judged():
    silent = [replace(part, replies=tuple(replace(one, points={}) for one in part.replies)) for part in SCENE.moments]
    assert codes(replace(SCENE, moments=tuple(silent))) == ["no_points"]


def test_more_than_thirty_moments_are_too_many():
    chain = [moment(str(number), reply(str(number + 1), art=1), reply("off")) for number in range(31)]
    last = moment("31", reply("good"), reply("refer"))
    assert codes(replace(SCENE, moments=(*chain, last))) == ["too_many_moments"]


def test_every_fault_has_words():
    assert len(FAULTS) == 25


@given(sound_scenes())
def test_faults_come_in_the_same_order_each_time(scene):
    broken = replace(scene, moments=tuple(replace(part, speaker="", text="") for part in scene.moments), trust=-1)
    assert check(broken) == check(broken)
    assert [fault.params["number"] for fault in check(broken)[:-1]] == [
        number for number in range(1, len(scene.moments) + 1) for _both in range(2)
    ]


@given(sound_scenes())
def test_scene_that_only_lacks_a_way_to_pass_or_points_is_sound_otherwise(scene):
    assert set(codes(scene)) <= {"cannot_pass", "no_points"}


# --- Playing -------------------------------------------------------------------------------


def test_play_of_nothing_waits_at_the_first_moment():
    start = play(SCENE, [])
    assert (start.moment, start.ending, start.state, start.outcome) == (FIRST, None, State(4, 5), None)


def test_play_tells_what_each_choice_did():
    ended = play(SCENE, [0, 1])
    assert (ended.moment, ended.ending, ended.state) == (None, REFERRED, State(6, 4))
    assert [(step.moment.key, step.index, step.trust, step.tension) for step in ended.steps] == [
        ("1", 0, 2, -1),
        ("2", 1, 0, 0),
    ]
    assert ended.points == {"timing": 2, "focus": 0, "method": 0, "art": 2}


def test_trust_and_tension_stay_on_their_scale():
    edge = play(replace(SCENE, trust=1, tension=9), [2])
    assert (edge.state, edge.steps[0].trust, edge.steps[0].tension) == (State(0, 10), -1, 1)


@pytest.mark.parametrize("choices", [[3], [-1], [0, 2], [2, 0], [0, 0, 0]])
def test_choice_that_is_not_there_is_refused(choices):
    with pytest.raises(ImpossibleChoice):
        play(SCENE, choices)


@given(sound_scenes(), st.data())
def test_replay_of_recorded_choices_gives_the_same(scene, data):
    choices = data.draw(st.sampled_from(list(every_path(scene))))
    kept = read_scene(json.loads(json.dumps(scene.plain)))
    assert kept == scene
    assert play(kept, choices) == play(scene, choices)
    assert play(scene, choices).outcome == play(kept, choices).outcome


@given(sound_scenes())
def test_every_path_stays_within_the_scale_and_the_maximum_and_some_path_reaches_it(scene):
    ended = [play(scene, choices) for choices in every_path(scene)]
    maximum = maximum_points(scene)
    assert all(one.ending is not None and one.moment is None for one in ended)
    assert all(0 <= step.after.trust <= 10 and 0 <= step.after.tension <= 10 for one in ended for step in one.steps)
    assert {skill: max(one.points[skill] for one in ended) for skill in SKILLS} == maximum
    assert all(one.outcome.maximum == maximum for one in ended)


@given(sound_scenes())
def test_scene_is_called_impassable_exactly_when_no_path_passes(scene):
    passed = any(play(scene, choices).outcome.passed for choices in every_path(scene))
    assert passed == (check(scene) == []) or not any(maximum_points(scene).values())


# --- Judging -------------------------------------------------------------------------------


def test_maximum_is_the_best_of_each_skill_over_all_paths():
    assert maximum_points(SCENE) == {"timing": 2, "focus": 1, "method": 3, "art": 3}


@pytest.mark.parametrize(
    ("percent", "skill_percent", "choices", "missed", "passed"),
    [
        (44, None, [0, 0], (), True),
        (45, None, [0, 0], (), False),
        (44, 1, [0, 0], ("timing", "method"), False),
        (20, None, [2], (), False),
        (1, 100, [0, 0], ("timing", "method"), False),
    ],
)
def test_pass_rule(percent, skill_percent, choices, missed, passed):
    outcome = play(replace(SCENE, rule=Rule(percent, skill_percent)), choices).outcome
    assert (outcome.missed, outcome.passed) == (missed, passed)


def test_ending_that_does_not_hold_is_never_passed():
    scene = replace(SCENE, endings=(replace(GOOD, passes=False), REFERRED, OFF), rule=Rule(1))
    assert [play(scene, choices).outcome.passed for choices in ([0, 0], [0, 1])] == [False, True]


def test_skill_in_which_nothing_can_be_earned_has_no_minimum():
    only_art = Scene((moment("1", reply("good", art=1), reply("refer", art=1)),), (GOOD, REFERRED), Rule(100, 100))
    assert play(only_art, [0]).outcome.passed


def test_state_in_words_changes_with_every_second_step():
    with translation.override("en"):
        words = [str(trust_word(value)) for value in range(11)]
    assert words == [
        "Closed", "Closed", "Closed", "Reserved", "Reserved", "Willing to listen", "Willing to listen",
        "Willing to speak", "Willing to speak", "Open-hearted", "Open-hearted",
    ]  # fmt: skip
    assert len({tension_word(value) for value in range(11)}) == 5
