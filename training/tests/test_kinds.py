import random
from fractions import Fraction

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from training.enums import Grade, MultipleMarking, QuestionKind
from training.errors import InvalidAnswer
from training.kinds import KINDS, check_question
from training.kinds.fill_in import GAP, stem_end
from training.kinds.folding import fold
from training.kinds.short_answer import mark_by_rubric
from training.tests.factories import choices, default_parts

RULES = st.sampled_from(MultipleMarking.values)
SOURCES = st.integers(0, 99).map(random.Random)
TEXTS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)

SOME_BUT_NOT_ALL = "Mark at least one choice as right, and leave at least one wrong."


def distinct(low, high):
    return st.lists(TEXTS, min_size=low, max_size=high, unique_by=fold).filter(lambda texts: all(map(fold, texts)))


@st.composite
def marked_parts(draw, name):
    """Texts of which some, but not all, are marked by `name`."""
    texts = draw(distinct(3, 8))
    keys = draw(st.sets(st.integers(0, len(texts) - 1), min_size=1, max_size=len(texts) - 1))
    return [{"text": text, name: place in keys} for place, text in enumerate(texts)]


@st.composite
def graded_parts(draw):
    texts = draw(distinct(2, 6))
    grades = [Grade.BEST.value, *(draw(st.sampled_from(Grade.values)) for _ in texts[2:]), Grade.HARMFUL.value]
    return [{"text": text, "grade": grade} for text, grade in zip(texts, grades, strict=True)]


@st.composite
def pairs(draw):
    lefts = draw(distinct(2, 6))
    rights = draw(st.lists(TEXTS, min_size=len(lefts), max_size=8).filter(lambda texts: len(set(texts)) > 1))
    return [{"left": lefts[n] if n < len(lefts) else "", "right": right} for n, right in enumerate(rights)]


PARTS = {
    "single": distinct(2, 8).map(lambda texts: choices(*texts)),
    "multiple": marked_parts("is_key"),
    "true_false": st.sampled_from([choices("对", "错"), choices("对", "错")[::-1]]),
    "fill_in": st.lists(distinct(1, 3), min_size=1, max_size=4).map(
        lambda gaps: [{"accepted": accepted} for accepted in gaps]
    ),
    "ordering": distinct(3, 8).map(lambda texts: [{"text": text} for text in texts]),
    "matching": pairs(),
    "situational": graded_parts(),
    "dialogue": marked_parts("is_fault").map(lambda parts: [part | {"speaker": "甲", "note": ""} for part in parts]),
    "short_answer": st.lists(st.integers(1, 10), min_size=1, max_size=8).map(
        lambda points: [{"criterion": f"第{n}条", "points": most} for n, most in enumerate(points)]
    ),
}


@st.composite
def questions(draw, *kinds):
    """A valid question of some kind: (kind, stem, parts)."""
    kind = draw(st.sampled_from(kinds or sorted(PARTS)))
    parts = draw(PARTS[kind])
    return kind, "题" + "____。" * (len(parts) if kind == "fill_in" else 0), parts


@st.composite
def responses(draw, kind, parts, order):
    """What somebody might send: the values of the controls, some of them empty."""
    rules = KINDS[kind]
    if rules.is_ticked:
        most = len(order) if kind in ("multiple", "dialogue") else 1
        return [str(place) for place in draw(st.sets(st.integers(0, len(order) - 1), max_size=most))]
    if kind == "short_answer":
        return [draw(st.sampled_from(["", "先听他说完。"]))]
    offered = [offer.value for offer in rules.offers(parts, order)] or ["别的"]
    known = st.sampled_from(["", *offered])
    if kind == "fill_in":
        return [draw(st.sampled_from(["", "别的", *part["accepted"]])) for part in parts]
    return [draw(known) for _item in rules.ask("", parts, order, [])]


def test_each_kind_has_rules_and_parts_here():
    assert set(KINDS) == set(QuestionKind.values) == set(PARTS)


@given(questions())
def test_valid_question_has_no_fault(question):
    kind, stem, parts = question
    assert check_question(kind=kind, stem=stem, parts=parts) == []


@pytest.mark.parametrize(
    ("kind", "stem", "parts", "messages"),
    [
        ("single", " ", choices("甲", "乙"), ["Write the stem: the question as it is read."]),
        ("single", "题" * 1001, choices("甲", "乙"), ["The stem is longer than 1000 characters. Shorten it."]),
        ("single", "题", choices("甲", "甲"), ["Two choices have the same text."]),
        ("single", "题", choices("甲", "乙", keys=2), ["Mark exactly one choice as right."]),
        ("single", "题", choices("甲", "乙", keys=0), ["Mark exactly one choice as right."]),
        ("single", "题", choices("甲"), ["Give at least 2 entries."]),
        ("single", "题", choices("甲", ""), ["Entry 2 has no text."]),
        ("single", "题", choices("甲", "乙" * 501), ["Entry 2 is longer than 500 characters."]),
        ("true_false", "题", choices("对", "错", "不知"), ["A true-or-false question has exactly two choices."]),
        (
            "multiple",
            "题",
            choices("甲", "乙", keys=2),
            ["Mark at least one choice as right, and leave at least one wrong."],
        ),
        (
            "multiple",
            "题",
            choices("甲", "乙", keys=0),
            ["Mark at least one choice as right, and leave at least one wrong."],
        ),
        (
            "situational",
            "题",
            [{"text": "甲", "grade": "best"}, {"text": "乙", "grade": "good"}],
            ["Entry 2: the grade is none of best, acceptable, harmful."],
        ),
        (
            "situational",
            "题",
            [{"text": "甲", "grade": "best"}, {"text": "乙", "grade": "best"}],
            ["Mark at least one reaction as the best, and leave at least one that is not."],
        ),
        (
            "fill_in",
            "先____",
            [{"accepted": ["听"]}, {"accepted": ["说"]}],
            ["The stem has 1 gaps (____) and there are 2 entries. Give one entry for each gap."],
        ),
        ("fill_in", "先____", [{"accepted": []}], ["Gap 1: give at least one accepted answer."]),
        ("fill_in", "先____", [{"accepted": ["，"]}], ["Gap 1: give at least one accepted answer."]),
        ("ordering", "题", [{"text": "甲"}, {"text": "乙"}], ["Give at least 3 entries."]),
        (
            "matching",
            "题",
            [{"left": "甲", "right": "一"}, {"left": "", "right": "二"}, {"left": "乙", "right": "三"}],
            ["Entries without a left side stand after the others."],
        ),
        (
            "matching",
            "题",
            [{"left": "甲", "right": "一"}, {"left": "甲", "right": ""}],
            ["Entry 2 has no right side.", "Two entries have the same left side."],
        ),
        (
            "dialogue",
            "题",
            [{"speaker": "", "text": text, "is_fault": False, "note": ""} for text in "甲乙丙"],
            [
                "Turn 1: say who speaks.",
                "Turn 2: say who speaks.",
                "Turn 3: say who speaks.",
                "Mark at least one turn as faulty, and leave at least one that is not.",
            ],
        ),
        (
            "short_answer",
            "题",
            [{"criterion": "", "points": 0}],
            ["Entry 1 has no text.", "Criterion 1: the points are a whole number from 1 to 10."],
        ),
    ],
)
def test_fault_says_what_is_wrong_and_where(kind, stem, parts, messages):
    with override("en"):
        assert [fault.message for fault in check_question(kind=kind, stem=stem, parts=parts)] == messages


@given(questions(), RULES)
def test_solution_earns_the_whole_mark(question, rule):
    kind, _stem, parts = question
    mark = KINDS[kind].mark(parts, KINDS[kind].solution(parts), rule)
    assert mark == (None if kind == "short_answer" else 1)


@given(questions(), RULES)
def test_no_answer_earns_nothing(question, rule):
    kind, _stem, parts = question
    assert KINDS[kind].mark(parts, [], rule) == 0


@given(st.data(), questions(), RULES, SOURCES)
def test_mark_lies_between_nothing_and_one(data, question, rule, source):
    kind, _stem, parts = question
    order = KINDS[kind].place(parts, source)
    response = KINDS[kind].read(data.draw(responses(kind, parts, order)), parts, order)
    mark = KINDS[kind].mark(parts, response, rule)
    assert 0 <= mark <= 1 if mark is not None else kind == "short_answer" and response


@given(st.data(), questions(), SOURCES)
def test_what_was_read_is_written_and_read_again(data, question, source):
    kind, _stem, parts = question
    rules = KINDS[kind]
    order = rules.place(parts, source)
    response = rules.read(data.draw(responses(kind, parts, order)), parts, order)
    written = rules.write(parts, order, response)
    assert rules.read(written, parts, order) == response
    # Another attempt shows the parts in another order; the answer stays the same.
    other = rules.place(parts, source)
    assert rules.read(rules.write(parts, other, response), parts, other) == response


@given(questions(), st.lists(st.text(max_size=6), max_size=6), SOURCES)
def test_anything_a_browser_may_send_is_read_or_refused(question, values, source):
    kind, stem, parts = question
    rules = KINDS[kind]
    order = rules.place(parts, source)
    try:
        response = rules.read(values, parts, order)
    except InvalidAnswer:
        return
    rules.mark(parts, response, MultipleMarking.PARTIAL)
    rules.ask(stem, parts, order, response)
    rules.review(stem, parts, order, response)


@given(questions("ordering"), SOURCES)
def test_ordering_is_never_shown_in_its_right_order(question, source):
    _kind, _stem, parts = question
    order = KINDS["ordering"].place(parts, source)
    assert order != sorted(order)
    assert sorted(order) == list(range(len(parts)))


@given(questions(), SOURCES)
def test_what_is_asked_does_not_tell_the_key(question, source):
    """With the key turned round, the question that is asked is the same, byte by byte."""
    kind, stem, parts = question
    turned = [
        {
            name: (not value if name in ("is_key", "is_fault") else "" if name in ("grade", "note") else value)
            for name, value in part.items()
            if name not in ("accepted", "criterion", "points")
        }
        for part in parts
    ]
    rules = KINDS[kind]
    order = rules.place(parts, source)
    assert rules.ask(stem, parts, order, []) == rules.ask(stem, turned, order, [])
    assert rules.offers(parts, order) == rules.offers(turned, order)


@pytest.mark.parametrize(
    ("response", "share"),
    [
        ([0, 1], 1),
        ([0], Fraction(1, 2)),
        ([0, 1, 2], Fraction(2, 3)),
        ([0, 2], Fraction(1, 6)),
        ([2], 0),
        ([0, 1, 2, 3, 4], 0),
    ],
)
def test_multiple_partial_is_right_share_minus_wrong_share(response, share):
    parts = choices(*"甲乙丙丁戊", keys=2)
    assert KINDS["multiple"].mark(parts, response, MultipleMarking.PARTIAL) == share


@pytest.mark.parametrize(("response", "share"), [([0, 1], 1), ([0], 0), ([0, 1, 2], 0), ([], 0)])
def test_multiple_exact_is_all_or_nothing(response, share):
    assert KINDS["multiple"].mark(choices(*"甲乙丙", keys=2), response, MultipleMarking.EXACT) == share


@pytest.mark.parametrize(("chosen", "share"), [(0, 1), (1, Fraction(1, 2)), (2, 0)])
def test_reaction_earns_by_its_grade(chosen, share):
    assert KINDS["situational"].mark(default_parts("situational"), [chosen], MultipleMarking.PARTIAL) == share


@pytest.mark.parametrize(
    ("ranks", "share"),
    [
        ([1, 2, 3, 4], 1),
        ([2, 1, 3, 4], Fraction(5, 6)),
        ([4, 3, 2, 1], 0),
        ([1, 1, 1, 1], 0),
        ([1, 2, 0, 0], Fraction(1, 6)),
    ],
)
def test_ordering_earns_the_share_of_pairs_in_order(ranks, share):
    assert KINDS["ordering"].mark(default_parts("ordering"), ranks, MultipleMarking.PARTIAL) == share


def test_matching_of_equal_right_sides_does_not_ask_for_one_of_them():
    parts = [{"left": "甲", "right": "一"}, {"left": "乙", "right": "一"}, {"left": "丙", "right": "二"}]
    rules = KINDS["matching"]
    order = rules.place(parts, random.Random(1))
    assert sorted(offer.text for offer in rules.offers(parts, order)) == ["一", "二"]
    assert rules.mark(parts, [0, 0, 2], MultipleMarking.PARTIAL) == 1
    assert rules.mark(parts, [2, 0, 2], MultipleMarking.PARTIAL) == Fraction(2, 3)


@pytest.mark.parametrize("typed", ["谈前", " 谈 前 ", "“谈前”。", "谈前，"])
def test_gap_takes_what_differs_in_blanks_and_punctuation_only(typed):
    assert KINDS["fill_in"].mark([{"accepted": ["谈前"]}], [typed], MultipleMarking.PARTIAL) == 1


@given(TEXTS)
def test_fold_is_settled_after_one_turn(text):
    assert fold(fold(text)) == fold(text) == fold(f" {text}，")


def test_fold_ignores_width_and_case():
    assert fold("ＡＢ c１") == fold("ab C1") == "abc1"


@pytest.mark.parametrize(("stem", "gaps", "end"), [("先____，再＿＿。", 2, "。"), ("没有空_格", 0, "没有空_格")])
def test_gaps_are_found_in_either_width(stem, gaps, end):
    assert (len(GAP.findall(stem)), stem_end(stem)) == (gaps, end)


@pytest.mark.parametrize("typed", ["字" * 3001, "零\x00", "半\ud800"])
def test_short_answer_that_cannot_be_kept_is_refused(typed):
    with pytest.raises(InvalidAnswer):
        KINDS["short_answer"].read([typed], default_parts("short_answer"), [])


def test_rubric_gives_points_of_all_points():
    parts = [{"criterion": "甲", "points": 2}, {"criterion": "乙", "points": 3}]
    assert mark_by_rubric(parts, [1, 3]) == Fraction(4, 5)
    for wrong in ([1], [3, 0], [-1, 3]):
        with pytest.raises(ValueError, match="whole number"):
            mark_by_rubric(parts, wrong)
