from itertools import permutations
from statistics import correlation, fmean, pvariance

import pytest

from training.enums import QuestionKind
from training.services.flags import Flag, Warned, facility_by_chance, find_flags, is_negative_by_chance
from training.services.statistics import ItemFigures, PartShare


def choices(*keys):
    return [{"text": f"选项{place}", "is_key": is_key} for place, is_key in enumerate(keys)]


def shares(*rows, keys):
    """One row for each part: the share of all and of the better group."""
    return tuple(PartShare(share, better, None, is_key) for (share, better), is_key in zip(rows, keys, strict=True))


def found(kind="single", parts=None, **figures):
    figures = {"people": 40, "facility": 0.6, "discrimination": 30.0, **figures}
    return find_flags(kind=kind, parts=parts or choices(True, False, False, False), figures=ItemFigures(**figures))


def test_a_question_that_works_has_no_flag():
    parts = shares((0.6, 0.9), (0.2, 0.1), (0.1, 0.0), (0.1, 0.0), keys=[True, False, False, False])
    assert found(parts=choices(True, False, False, False)) == []
    assert find_flags(kind="single", parts=choices(True, False), figures=ItemFigures(40, 0.6, 30.0, 0, parts)) == []


def test_flags_are_not_told_below_the_minimum():
    assert find_flags(kind="single", parts=choices(True, False), figures=ItemFigures(9)) == []


def test_key_looks_wrong_when_the_better_prefer_a_wrong_choice():
    parts = shares((0.4, 0.3), (0.4, 0.6), (0.1, 0.1), (0.1, 0.0), keys=[True, False, False, False])
    figures = ItemFigures(40, 0.4, 10.0, 0.0, parts)

    assert find_flags(kind="single", parts=choices(True, False, False, False), figures=figures) == [
        Warned(Flag.KEY_LOOKS_WRONG, (1,))
    ]


def test_key_does_not_look_wrong_at_equal_shares_or_without_a_better_group():
    level = shares((0.5, 0.5), (0.5, 0.5), keys=[True, False])
    nobody = shares((0.3, None), (0.7, None), keys=[True, False])
    for parts in (level, nobody):
        figures = ItemFigures(40, 0.6, 10.0, 0.0, parts)
        assert find_flags(kind="single", parts=choices(True, False), figures=figures) == []


def test_key_of_a_multiple_choice_is_compared_with_the_right_choice_that_the_better_know_least():
    parts = shares((0.9, 1.0), (0.3, 0.2), (0.3, 0.4), (0.1, 0.1), keys=[True, True, False, False])
    figures = ItemFigures(40, 0.6, 20.0, 0.0, parts)

    assert find_flags(kind="multiple", parts=choices(True, True, False, False), figures=figures) == [
        Warned(Flag.KEY_LOOKS_WRONG, (2,))
    ]


@pytest.mark.parametrize(
    ("people", "discrimination", "is_flagged"),
    [
        (12, -60.0, False),  # 200 / sqrt(11) = 60.3
        (12, -61.0, True),
        (12, -60.6, True),  # reads -61
        (101, -19.4, False),
        (101, -20.0, True),  # 200 / sqrt(100)
        (101, 20.0, False),
        (101, 0.0, False),
        (101, None, False),
    ],
)
def test_negative_discrimination_is_flagged_from_two_standard_errors_on(people, discrimination, is_flagged):
    flags = [Warned(Flag.NEGATIVE_DISCRIMINATION)] if is_flagged else []
    assert found(people=people, discrimination=discrimination) == flags
    is_negative = discrimination is not None and discrimination < 0
    told = is_negative_by_chance(ItemFigures(people, 0.6, discrimination))
    assert told is (is_negative and not is_flagged)


@pytest.mark.parametrize("marks", [(0, 0, 1, 1, 1, 1), (0, 0.5, 0.5, 1, 1, 1)])
def test_correlation_by_chance_spreads_by_the_standard_error(marks):
    """Over all ways of dealing out the marks, the mean is 0 and the variance 1 / (people - 1)."""
    rests = (0.1, 0.3, 0.35, 0.6, 0.7, 0.9)
    found = [correlation(dealt, rests) for dealt in permutations(marks)]
    assert fmean(found) == pytest.approx(0, abs=1e-9)
    assert pvariance(found, 0) == pytest.approx(1 / 5)


@pytest.mark.parametrize(
    ("facility", "flags"),
    [
        (0.25, [Warned(Flag.TOO_HARD)]),  # one of four at random
        (0.26, []),
        (0.94, []),
        (0.95, [Warned(Flag.TOO_EASY)]),
        (1.0, [Warned(Flag.TOO_EASY)]),
        (0.0, [Warned(Flag.TOO_HARD)]),
    ],
)
def test_too_easy_and_too_hard_go_by_the_facility(facility, flags):
    assert found(facility=facility) == flags


@pytest.mark.parametrize(
    ("kind", "parts", "chance"),
    [
        (QuestionKind.SINGLE, choices(True, False, False, False), 0.25),
        (QuestionKind.TRUE_FALSE, choices(False, True), 0.5),
        (
            QuestionKind.SITUATIONAL,
            [
                {"text": text, "grade": grade}
                for text, grade in zip("甲乙丙", ["best", "acceptable", "harmful"], strict=True)
            ],
            0.5,
        ),
        (QuestionKind.MULTIPLE, choices(True, True, False), 0),
        (QuestionKind.SHORT_ANSWER, [{"criterion": "先听", "points": 2}], 0),
    ],
)
def test_facility_by_chance_is_the_mean_mark_of_one_choice(kind, parts, chance):
    assert facility_by_chance(kind, parts) == chance


@pytest.mark.parametrize(
    ("kind", "people", "flags"),
    [
        ("single", 20, [Warned(Flag.IDLE_CHOICE, (1, 2))]),
        ("multiple", 20, [Warned(Flag.IDLE_CHOICE, (1, 2))]),
        ("single", 19, []),
        ("true_false", 20, []),
        ("dialogue", 20, []),
    ],
)
def test_idle_choice_needs_twenty_people_and_a_choice_that_is_meant_to_tempt(kind, people, flags):
    parts = shares((0.8, 0.9), (0.0, 0.0), (0.0, 0.0), (0.2, 0.1), keys=[True, False, False, False])
    figures = ItemFigures(people, 0.8, 20.0, 0.0, parts)
    assert find_flags(kind=kind, parts=choices(True, False, False, False), figures=figures) == flags


def test_flags_stand_with_the_gravest_first():
    parts = shares((0.1, 0.0), (0.9, 1.0), (0.0, 0.0), keys=[True, False, False])
    figures = ItemFigures(40, 0.1, -40.0, 0.0, parts)

    assert [
        warned.flag for warned in find_flags(kind="single", parts=choices(True, False, False), figures=figures)
    ] == [
        Flag.KEY_LOOKS_WRONG,
        Flag.NEGATIVE_DISCRIMINATION,
        Flag.TOO_HARD,
        Flag.IDLE_CHOICE,
    ]
