import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.enums import QuestionKind
from training.services.statistics import (
    ItemFigures,
    PartShare,
    QuizFigures,
    Reliability,
    Reply,
    Sitting,
    discrimination,
    item_figures,
    outer_groups,
    part_shares,
    quiz_figures,
    score_histogram,
)
from training.tests.mark_tables import MARK, tables

SINGLE = [{"text": "甲", "is_key": True}, {"text": "乙", "is_key": False}, {"text": "丙", "is_key": False}]


def reply(mark, rest, *response):
    return Reply(Decimal(str(mark)), None if rest is None else Decimal(str(rest)), response)


def sitting(*marks, passed=False):
    """A person who was asked as many questions as there are marks, each the same for everybody."""
    values = {place: Decimal(str(mark)) for place, mark in enumerate(marks)}
    return Sitting(values, points=sum(values.values()), maximum=len(values), passed=passed)


# --- facility and discrimination -------------------------------------------------------------


def test_item_figures_of_four_people_worked_by_hand():
    replies = [reply(1, 1, 0), reply(1, "0.5", 0), reply(0, "0.5", 1), reply(0, 0)]

    figures = item_figures(kind="single", stem="题", parts=SINGLE, replies=replies, minimum=4)

    # Facility: (1 + 1 + 0 + 0) / 4. Both means are 0.5, so the differences are ½ ½ -½ -½ and ½ 0 0 -½:
    # products add up to 0.5, squares to 1 and to 0.5, and 0.5 / √(1 × 0.5) = √½.
    assert figures.facility == 0.5
    assert figures.discrimination == pytest.approx(100 * math.sqrt(0.5))
    assert figures.unanswered == 0.25
    assert [part.share for part in figures.parts] == [0.5, 0.25, 0]


def test_item_figures_below_ten_people_tell_nothing_but_their_number():
    replies = [reply(place % 2, place / 10, place % 2) for place in range(10)]

    assert item_figures(kind="single", stem="题", parts=SINGLE, replies=replies[:9], minimum=10) == ItemFigures(9)
    assert item_figures(kind="single", stem="题", parts=SINGLE, replies=replies, minimum=10).is_told
    assert item_figures(kind="single", stem="题", parts=SINGLE, replies=[], minimum=0) == ItemFigures(0)


@pytest.mark.parametrize(
    "replies",
    [
        [reply(1, 1), reply(1, 0), reply(1, "0.5")],  # everybody has the same mark
        [reply(1, "0.3"), reply(0, "0.3"), reply(1, "0.3")],  # everybody has the same rest
        [reply(1, None), reply(0, None)],  # a quiz of one question has no rest
        [],
    ],
)
def test_discrimination_without_variance_is_none(replies):
    assert discrimination(replies) is None


def test_discrimination_of_equal_thirds_is_none_in_spite_of_rounding():
    third = Decimal(1) / 3
    assert discrimination([Reply(Decimal(mark), third) for mark in (0, 1, 1)]) is None


def test_discrimination_of_a_question_that_misleads_the_better_is_negative():
    assert discrimination([reply(0, 1), reply(0, "0.9"), reply(1, "0.1"), reply(1, 0)]) < -90


@given(st.lists(st.tuples(MARK, MARK), min_size=2, max_size=40))
def test_facility_and_discrimination_agree_with_numpy(pairs):
    replies = [Reply(mark, rest) for mark, rest in pairs]
    marks, rests = np.array(pairs, dtype=float).T

    figures = item_figures(kind="short_answer", stem="题", parts=[], replies=replies, minimum=2)

    assert figures.facility == pytest.approx(np.mean(marks), abs=1e-12)
    if len(set(marks)) > 1 and len(set(rests)) > 1:
        assert figures.discrimination == pytest.approx(100 * np.corrcoef(marks, rests)[0, 1], abs=1e-6)
    else:
        assert figures.discrimination is None


@given(tables())
def test_discrimination_over_a_table_is_the_corrected_item_total_correlation(table):
    matrix = np.array(table, dtype=float)
    people = [sitting(*row) for row in table]

    for question in range(matrix.shape[1]):
        found = discrimination(Reply(one.marks[question], one.rest_of(question)) for one in people)
        rest = np.delete(matrix, question, axis=1).sum(axis=1)
        exact = {sum(value for place, value in one.marks.items() if place != question) for one in people}
        if len({one.marks[question] for one in people}) > 1 and len(exact) > 1:
            assert found == pytest.approx(100 * np.corrcoef(matrix[:, question], rest)[0, 1], abs=1e-6)
        else:
            assert found is None


# --- what people chose -------------------------------------------------------------------------


def test_outer_groups_of_twenty_people_are_the_two_halves():
    replies = [reply(0, place / 20) for place in range(20)]

    assert outer_groups(replies, minimum=10) == (replies[10:], replies[:10])
    assert outer_groups(replies[:19], minimum=10) == ([], [])


def test_outer_groups_of_a_hundred_people_are_27_percent_each():
    better, weaker = outer_groups([reply(0, place / 100) for place in range(100)], minimum=10)

    assert [len(better), len(weaker)] == [27, 27]
    assert min(one.rest for one in better) == Decimal("0.73")
    assert max(one.rest for one in weaker) == Decimal("0.26")


def test_outer_groups_take_everybody_who_did_as_well_as_the_last():
    replies = [reply(0, rest) for rest in [1] * 60 + [0] * 40]
    better, weaker = outer_groups(replies, minimum=10)
    assert [len(better), len(weaker)] == [60, 40]

    replies = [reply(0, rest) for rest in [1] * 20 + ["0.5"] * 70 + [0] * 10]
    better, weaker = outer_groups(replies, minimum=10)
    assert [len(better), len(weaker)] == [90, 0]


def test_outer_groups_of_equal_people_are_empty():
    assert outer_groups([reply(0, 1)] * 50, minimum=10) == ([], [])
    assert outer_groups([reply(0, None)] * 50, minimum=10) == ([], [])
    assert outer_groups([], minimum=0) == ([], [])


def test_part_shares_of_a_single_choice_worked_by_hand():
    # Ten did better: 8 chose the key, 2 the third choice. Ten did worse: 4 the key, 5 the second, 1 nothing.
    replies = [reply(1, 1, 0)] * 8 + [reply(0, 1, 2)] * 2 + [reply(1, 0, 0)] * 4 + [reply(0, 0, 1)] * 5 + [reply(0, 0)]

    assert part_shares(kind="single", stem="题", parts=SINGLE, replies=replies, minimum=10) == [
        PartShare(share=0.6, better=0.8, weaker=0.4, is_key=True),
        PartShare(share=0.25, better=0.0, weaker=0.5, is_key=False),
        PartShare(share=0.1, better=0.2, weaker=0.0, is_key=False),
    ]


@pytest.mark.parametrize(
    ("kind", "parts", "responses", "shares", "keys"),
    [
        (
            QuestionKind.MULTIPLE,
            [{"text": "甲", "is_key": True}, {"text": "乙", "is_key": True}, {"text": "丙", "is_key": False}],
            [[0, 1], [0, 2], [0, 1, 2], []],
            [0.75, 0.5, 0.5],
            [True, True, False],
        ),
        (
            QuestionKind.SITUATIONAL,
            [
                {"text": "甲", "grade": "best"},
                {"text": "乙", "grade": "acceptable"},
                {"text": "丙", "grade": "harmful"},
            ],
            [[0], [1], [1], [2]],
            [0.25, 0.5, 0.25],
            [True, False, False],
        ),
        (
            QuestionKind.DIALOGUE,
            [
                {"speaker": "甲", "text": "坐。", "is_fault": False, "note": ""},
                {"speaker": "甲", "text": "你说完了吗？", "is_fault": True, "note": "打断"},
                {"speaker": "乙", "text": "说完了。", "is_fault": False, "note": ""},
            ],
            [[1], [1, 2], [], [0]],
            [0.25, 0.5, 0.25],
            [False, True, False],
        ),
        (
            QuestionKind.FILL_IN,
            [{"accepted": ["谈前"]}, {"accepted": ["谈后", "会后"]}],
            [["谈前", ""], ["谈中", "会后"], ["谈前", "谈后"], []],
            [0.5, 0.5],
            [None, None],
        ),
        (
            QuestionKind.ORDERING,
            [{"text": "一"}, {"text": "二"}, {"text": "三"}],
            [[1, 2, 3], [1, 3, 2], [2, 1, 3], []],
            [0.5, 0.25, 0.5],
            [None, None, None],
        ),
        (
            QuestionKind.MATCHING,
            [{"left": "甲", "right": "一"}, {"left": "乙", "right": "二"}, {"left": "", "right": "三"}],
            [[0, 1], [0, 2], [1, 0], []],
            [0.5, 0.25],
            [None, None],
        ),
        (QuestionKind.SHORT_ANSWER, [{"criterion": "先听", "points": 2}], [["我先听。"], []], [], []),
    ],
)
def test_part_shares_count_by_the_kind_of_question(kind, parts, responses, shares, keys):
    replies = [reply(0, None, *response) for response in responses]

    found = part_shares(kind=kind, stem="____和____", parts=parts, replies=replies, minimum=10)

    assert [part.share for part in found] == shares
    assert [part.is_key for part in found] == keys
    assert {(part.better, part.weaker) for part in found} <= {(None, None)}


@given(st.lists(st.tuples(st.sets(st.integers(0, 2)), st.integers(0, 4)), min_size=20, max_size=80))
def test_part_shares_agree_with_numpy(answers):
    parts = [{"text": text, "is_key": text == "甲"} for text in "甲乙丙"]
    replies = [reply(0, rest, *sorted(chosen)) for chosen, rest in answers]
    chosen = np.array([[index in chosen for index in range(3)] for chosen, _rest in answers])
    rests = np.array([rest for _chosen, rest in answers])

    found = part_shares(kind="multiple", stem="题", parts=parts, replies=replies, minimum=10)

    size = max(math.ceil(0.27 * len(answers)), 10)
    low, high = np.sort(rests)[size - 1], np.sort(rests)[-size]
    assert [part.share for part in found] == pytest.approx(list(chosen.mean(axis=0)))
    if high > rests.min():
        assert [part.better for part in found] == pytest.approx(list(chosen[rests >= high].mean(axis=0)))
    else:
        assert {part.better for part in found} == {None}
    if low < high:
        assert [part.weaker for part in found] == pytest.approx(list(chosen[rests <= low].mean(axis=0)))
    else:
        assert {part.weaker for part in found} == {None}


# --- the quiz ----------------------------------------------------------------------------------


def test_quiz_figures_of_four_people_worked_by_hand():
    people = [sitting(1, 1, 1, passed=True), sitting(1, 1, 0, passed=True), sitting(1, 0, 0), sitting(0, 0, 0)]

    figures = quiz_figures(people, minimum=4)

    # Scores 100, 66⅔, 33⅓, 0: the mean and the median are 50; squares of ±50 and ±16⅔ add up to 5555.6, and a third
    # of that is the variance.
    assert figures.people == 4
    assert figures.mean == pytest.approx(50)
    assert figures.median == pytest.approx(50)
    assert figures.deviation == pytest.approx(math.sqrt(5000 / 2.7))
    assert figures.passed == 0.5
    nobody = (0, 0)
    failed, passed = [(1, 0), nobody, nobody], [nobody, nobody, (1, 1)]
    assert figures.histogram == (*failed, (1, 0), *passed, *passed)
    assert figures.draw_spread is None
    # Variances of the questions: 1/4, 1/3, 1/4; of the sums 3, 2, 1, 0: 5/3.
    # alpha = 3/2 × (1 - 5/6 ÷ 5/3) = 3/4; error = √(5/3) × √(1/4) of 3 questions.
    assert figures.reliability == Reliability(pytest.approx(0.75), pytest.approx(100 / 3 * math.sqrt(5 / 12)), False)


def test_quiz_figures_below_ten_people_tell_nothing_but_their_number():
    people = [sitting(place % 2, 1) for place in range(10)]

    assert quiz_figures(people[:9], minimum=10) == QuizFigures(9)
    assert quiz_figures(people, minimum=10).is_told
    assert quiz_figures([], minimum=0) == QuizFigures(0)


def test_quiz_figures_leave_out_attempts_without_a_question_that_counts():
    assert quiz_figures([sitting()] * 12, minimum=10) == QuizFigures(0)


def test_score_histogram_puts_100_into_the_last_step_and_59_9_below_the_pass_mark():
    scores = [Decimal(score) for score in ("0", "9.9", "10", "59.9", "60", "99.9", "100")]
    expected = {0: (2, 0), 1: (1, 0), 5: (1, 0), 6: (1, 1), 9: (2, 2)}

    found = score_histogram((score, score >= 60) for score in scores)

    assert found == [expected.get(step, (0, 0)) for step in range(10)]


@given(tables())
def test_quiz_figures_agree_with_numpy(table):
    scores = 100 * np.array(table, dtype=float).mean(axis=1)

    figures = quiz_figures([sitting(*row) for row in table], minimum=2)

    assert figures.mean == pytest.approx(np.mean(scores), abs=1e-9)
    assert figures.median == pytest.approx(np.median(scores), abs=1e-9)
    assert figures.deviation == pytest.approx(np.std(scores, ddof=1), abs=1e-9)
    assert sum(people for people, _passed in figures.histogram) == len(table)
