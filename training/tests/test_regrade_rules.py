from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.enums import MultipleMarking, QuestionKind, RegradeMode
from training.regrade_rules import Case, offered_share, plan_change
from training.services.marking import MarkedAnswer, Verdict, judge, to_points

HALF, FULL, NOTHING = Fraction(1, 2), Fraction(1), Fraction(0)
SHARES = st.builds(Fraction, st.integers(0, 6), st.just(6))


def case(mark, offered, *others, is_dropped=False, waits=False, pass_mark=60, skill_minimum=None, unmarked=False):
    """An answer on skill 1 with exact shares; `others` are (skill, share)."""
    rest = tuple(MarkedAnswer(skill, share) for skill, share in others)
    own = [] if is_dropped else [MarkedAnswer(1, mark)]
    has_result = not (waits or unmarked)
    return Case(
        answer=7,
        skill=1,
        mark=None if unmarked else to_points(mark),
        is_dropped=is_dropped,
        result=judge([*rest, *own], pass_mark=pass_mark, skill_minimum=skill_minimum) if has_result else None,
        offered=offered,
        others=rest,
        waits=waits,
        pass_mark=pass_mark,
        skill_minimum=skill_minimum,
    )


@st.composite
def cases(draw):
    others = draw(st.lists(st.tuples(st.integers(1, 2), SHARES), max_size=5))
    return case(
        draw(SHARES),
        draw(st.none() | SHARES),
        *others,
        is_dropped=bool(others) and draw(st.booleans()),
        waits=draw(st.booleans()),
        pass_mark=draw(st.integers(1, 100)),
        skill_minimum=draw(st.none() | st.integers(1, 100)),
    )


def score(verdict: Verdict) -> Fraction:
    return Fraction(verdict.points) / verdict.maximum if verdict.maximum else Fraction(0)


@given(made=cases())
def test_only_raise_lowers_no_mark_no_score_and_no_pass(made):
    change = plan_change(made, only_raise=True)
    if change is None:
        return
    assert not change.needs_decision
    if change.before is not None and change.after is not None:
        assert change.after > change.before
    if change.result_before is not None:
        assert change.result_after is not None
        assert change.result_after.passed >= change.result_before.passed
        assert score(change.result_after) >= score(change.result_before) - Fraction(1, 1000)


@given(made=cases(), unknown=SHARES)
def test_only_raise_lowers_nothing_whatever_the_rest_will_bring(made, unknown):
    """A change made while a trainer still has to mark something never turns out to have lowered the share."""
    change = plan_change(made, only_raise=True)
    if change is None or not made.waits or made.is_dropped:
        return
    rest = [*made.others, MarkedAnswer(2, unknown)]
    before = judge([*rest, MarkedAnswer(1, Fraction(made.mark))], pass_mark=50)
    after = judge(rest if change.drops else [*rest, MarkedAnswer(1, made.offered)], pass_mark=50)
    assert score(after) >= score(before) - Fraction(1, 1000)


@given(made=cases())
def test_change_tells_what_would_be_on_record(made):
    change = plan_change(made, only_raise=False)
    if change is None or change.result_after is None:
        return
    own = [] if made.offered is None else [MarkedAnswer(1, made.offered)]
    assert change.result_before == made.result
    assert change.result_after == judge(
        [*made.others, *own], pass_mark=made.pass_mark, skill_minimum=made.skill_minimum
    )
    assert change.needs_decision == (made.result.passed and not change.result_after.passed)


@given(made=cases())
def test_question_that_is_left_out_counts_neither_for_points_nor_for_the_maximum(made):
    change = plan_change(made, only_raise=False)
    if change is None or not change.drops or change.result_after is None:
        return
    assert change.result_after.maximum == len(made.others) == change.result_before.maximum - 1
    assert change.result_after.points == to_points(sum((one.share for one in made.others), Fraction(0)))


def test_mark_that_stays_is_no_change():
    assert plan_change(case(HALF, HALF, (1, FULL)), only_raise=False) is None
    assert plan_change(case(HALF, None, (1, FULL), is_dropped=True), only_raise=False) is None


def test_attempt_that_asked_nothing_else_keeps_the_question():
    assert plan_change(case(NOTHING, None), only_raise=False) is None
    assert plan_change(case(NOTHING, None, (1, FULL)), only_raise=False) is not None


def test_mark_falls_only_without_only_raise():
    made = case(FULL, NOTHING, (1, FULL), pass_mark=100)
    assert plan_change(made, only_raise=True) is None
    change = plan_change(made, only_raise=False)
    assert (change.before, change.after, change.needs_decision) == (Decimal(1), Decimal(0), True)


@pytest.mark.parametrize(
    ("mark", "is_left_out"), [(NOTHING, True), (HALF, True), (Fraction(2, 3), False), (FULL, False)]
)
def test_only_raise_leaves_a_question_out_where_the_score_does_not_fall(mark, is_left_out):
    made = case(mark, None, (1, HALF), (1, HALF), pass_mark=10)
    assert (plan_change(made, only_raise=True) is not None) is is_left_out


def test_only_raise_leaves_no_question_out_that_holds_up_a_skill():
    """The score would rise, but the only other question on the skill earned too little."""
    made = case(HALF, None, (1, NOTHING), (2, FULL), (2, FULL), pass_mark=50, skill_minimum=25)
    assert plan_change(made, only_raise=True) is None
    assert plan_change(made, only_raise=False).needs_decision


@pytest.mark.parametrize(("mark", "is_left_out"), [(NOTHING, True), (HALF, False)])
def test_only_raise_waits_while_the_rest_is_not_marked(mark, is_left_out):
    change = plan_change(case(mark, None, (1, NOTHING), waits=True), only_raise=True)
    assert (change is not None) is is_left_out
    if change:
        assert (change.result_before, change.result_after) == (None, None)


def test_question_that_was_left_out_can_come_back():
    made = case(NOTHING, FULL, (1, HALF), is_dropped=True)
    change = plan_change(made, only_raise=True)
    assert (change.before, change.after, change.result_after) == (None, Decimal(1), Verdict(Decimal("1.5"), 2, True))
    assert plan_change(case(NOTHING, NOTHING, (1, HALF), is_dropped=True), only_raise=True) is None


def test_full_mark_for_what_nobody_has_marked_gives_the_result():
    change = plan_change(case(NOTHING, FULL, (1, FULL), unmarked=True), only_raise=True)
    assert (change.before, change.result_before) == (None, None)
    assert change.result_after == Verdict(Decimal(2), 2, True)
    assert change.newly_passes


PARTS = [{"text": "甲", "is_key": True}, {"text": "乙", "is_key": False}, {"text": "丙", "is_key": False}]
SWAPPED = [{"text": "甲", "is_key": False}, {"text": "乙", "is_key": True}, {"text": "丙", "is_key": False}]


@pytest.mark.parametrize(
    ("mode", "shares"),
    [
        (RegradeMode.CORRECTED_KEY, [NOTHING, FULL, NOTHING, NOTHING]),
        (RegradeMode.BOTH_KEYS, [FULL, FULL, NOTHING, NOTHING]),
        (RegradeMode.FULL_CREDIT, [FULL, FULL, FULL, FULL]),
        (RegradeMode.DROPPED, [None, None, None, None]),
    ],
)
def test_what_each_mode_offers(mode, shares):
    offered = [
        offered_share(
            mode=mode,
            kind=QuestionKind.SINGLE,
            response=response,
            shown=PARTS,
            corrected=SWAPPED,
            rule=MultipleMarking.PARTIAL,
        )
        for response in ([0], [1], [2], [])
    ]
    assert offered == shares
