from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.enums import MultipleMarking, QuestionKind
from training.kinds import KINDS
from training.same_parts import are_same_parts, carry_order, carry_response

CHOICES = [{"text": text, "is_key": text == "甲"} for text in "甲乙丙"]
STEPS = [{"text": text} for text in "一二三四"]
TURNS = [{"speaker": "李某", "text": text, "is_fault": text == "好", "note": ""} for text in "好吗嗯"]
PAIRS = [{"left": "左一", "right": "右一"}, {"left": "左二", "right": "右二"}, {"left": "", "right": "右三"}]
GAPS = [{"accepted": ["谈前"]}, {"accepted": ["谈后"]}]
REACTIONS = [{"text": text, "grade": grade} for text, grade in zip("甲乙", ["best", "harmful"], strict=True)]
RUBRIC = [{"criterion": "听完", "points": 3}]


def version(kind, parts, stem="先____，再____。"):
    return SimpleNamespace(kind=kind, stem=stem, parts=parts)


def changed(part, **changes):
    return {**part, **changes}


SAME = [
    (QuestionKind.SINGLE, CHOICES, [changed(part, is_key=part["text"] == "乙") for part in CHOICES]),
    (QuestionKind.SINGLE, CHOICES, CHOICES[::-1]),
    (QuestionKind.SITUATIONAL, REACTIONS, [changed(part, grade="acceptable") for part in REACTIONS]),
    (QuestionKind.ORDERING, STEPS, STEPS[::-1]),
    (QuestionKind.DIALOGUE, TURNS, [changed(part, is_fault=True, note="打断") for part in TURNS]),
    (QuestionKind.FILL_IN, GAPS, [{"accepted": ["会前", "谈前"]}, {"accepted": ["谈后"]}]),
    (
        QuestionKind.MATCHING,
        PAIRS,
        [{"left": "左二", "right": "右三"}, {"left": "左一", "right": "右二"}, {"left": "", "right": "右一"}],
    ),
    # One right side for both: what was offered is the same, one part is left over.
    (QuestionKind.MATCHING, [*PAIRS[:2]], [{"left": "左一", "right": "右二"}, PAIRS[1], {"left": "", "right": "右一"}]),
]
OTHER = [
    (QuestionKind.SINGLE, CHOICES, CHOICES[:2]),
    (QuestionKind.SINGLE, CHOICES, [*CHOICES[:2], changed(CHOICES[2], text="丁")]),
    (QuestionKind.ORDERING, STEPS, [*STEPS, {"text": "五"}]),
    (QuestionKind.DIALOGUE, TURNS, TURNS[::-1]),
    (QuestionKind.DIALOGUE, TURNS, [changed(part, speaker="张某") for part in TURNS]),
    (QuestionKind.FILL_IN, GAPS, GAPS[:1]),
    (QuestionKind.MATCHING, PAIRS, PAIRS[:2]),
    (QuestionKind.MATCHING, PAIRS, [changed(PAIRS[0], left="左九"), *PAIRS[1:]]),
    (QuestionKind.SHORT_ANSWER, RUBRIC, RUBRIC),
]


@pytest.mark.parametrize(("kind", "parts", "others"), SAME)
def test_parts_that_a_reader_saw_alike_are_the_same(kind, parts, others):
    assert are_same_parts(version(kind, parts), version(kind, others))


@pytest.mark.parametrize(("kind", "parts", "others"), OTHER)
def test_parts_that_a_reader_saw_otherwise_are_not(kind, parts, others):
    assert not are_same_parts(version(kind, parts), version(kind, others))


def test_parts_of_another_kind_are_not_the_same():
    assert not are_same_parts(version(QuestionKind.SINGLE, CHOICES), version(QuestionKind.MULTIPLE, CHOICES))


def test_gaps_between_other_words_are_not_the_same():
    shown = version(QuestionKind.FILL_IN, GAPS)
    assert are_same_parts(shown, version(QuestionKind.FILL_IN, GAPS, stem="先＿＿,再____"))
    assert not are_same_parts(shown, version(QuestionKind.FILL_IN, GAPS, stem="先____，后____。"))


@pytest.mark.parametrize(
    ("kind", "parts", "others", "response", "carried"),
    [
        (QuestionKind.SINGLE, CHOICES, CHOICES[::-1], [0], [2]),
        (QuestionKind.MULTIPLE, CHOICES, CHOICES[::-1], [0, 1], [1, 2]),
        (QuestionKind.ORDERING, STEPS, STEPS[::-1], [1, 2, 3, 0], [0, 3, 2, 1]),
        (QuestionKind.MATCHING, PAIRS, SAME[6][2], [2, -1], [-1, 0]),
        (QuestionKind.DIALOGUE, TURNS, TURNS, [0, 2], [0, 2]),
        (QuestionKind.FILL_IN, GAPS, GAPS, ["谈前", ""], ["谈前", ""]),
        (QuestionKind.SINGLE, CHOICES, CHOICES[::-1], [], []),
    ],
)
def test_response_is_carried_over_by_the_words(kind, parts, others, response, carried):
    assert carry_response(kind, response, parts, others) == carried


def test_order_is_carried_over_by_the_words():
    assert carry_order(QuestionKind.SINGLE, [1, 0, 2], CHOICES, CHOICES[::-1]) == [1, 2, 0]
    assert carry_order(QuestionKind.MATCHING, [2, 0, 1], PAIRS, SAME[6][2]) == [0, 2, 1]
    assert carry_order(QuestionKind.DIALOGUE, [0, 1, 2], TURNS, TURNS) == [0, 1, 2]


@st.composite
def chosen(draw):
    """A multiple choice, the same parts in another order, and a response."""
    texts = draw(st.lists(st.text("甲乙丙丁戊己", min_size=1), min_size=2, max_size=8, unique=True))
    parts = [{"text": text, "is_key": draw(st.booleans())} for text in texts]
    response = sorted(draw(st.sets(st.sampled_from(range(len(parts))))))
    return parts, draw(st.permutations(parts)), response


@given(made=chosen(), rule=st.sampled_from(MultipleMarking.values))
def test_moved_parts_with_the_same_key_earn_the_same(made, rule):
    parts, moved, response = made
    kind = QuestionKind.MULTIPLE
    carried = carry_response(kind, response, parts, moved)
    assert KINDS[kind].mark(moved, carried, rule) == KINDS[kind].mark(parts, response, rule)
    assert carry_response(kind, carried, moved, parts) == response


@given(moved=st.permutations(STEPS), ranks=st.lists(st.integers(0, 4), min_size=4, max_size=4))
def test_ranks_stay_with_their_steps(moved, ranks):
    carried = carry_response(QuestionKind.ORDERING, ranks, STEPS, moved)
    assert {part["text"]: rank for part, rank in zip(moved, carried, strict=True)} == {
        part["text"]: rank for part, rank in zip(STEPS, ranks, strict=True)
    }
