import datetime

import pytest

from training.enums import Grading, ReviewDepth, ReviewTime
from training.grading import AttemptResult, QuizTrack, met_at
from training.review import review_depth

DAYS = [datetime.datetime(2026, 3, day, tzinfo=datetime.UTC) for day in range(1, 6)]


@pytest.mark.parametrize(
    ("passed", "best", "last", "first"),
    [
        ([], None, None, None),
        ([False], None, None, None),
        ([True], 0, 0, 0),
        ([False, True], 1, 1, None),
        ([True, False], 0, None, 0),
        ([False, True, True], 1, 2, None),
        ([False, True, None], 1, 1, None),
        ([None, True], 1, 1, None),
    ],
)
def test_quiz_is_met_by_the_attempt_that_counts(passed, best, last, first):
    results = [AttemptResult(day, one) for day, one in zip(DAYS, passed, strict=False)]
    expected = {Grading.BEST: best, Grading.LAST: last, Grading.FIRST: first}
    for grading, place in expected.items():
        assert met_at(reversed(results), grading) == (None if place is None else DAYS[place])


@pytest.mark.parametrize(
    ("time", "is_decided", "now", "is_shown"),
    [
        (ReviewTime.SUBMITTED, False, 0, True),
        (ReviewTime.NEVER, True, 4, False),
        (ReviewTime.DECIDED, False, 0, False),
        (ReviewTime.DECIDED, True, 0, True),
        (ReviewTime.CLOSED, True, 1, False),
        (ReviewTime.CLOSED, False, 2, True),
    ],
)
def test_review_is_shown_in_its_time(time, is_decided, now, is_shown):
    found = review_depth(time=time, depth=ReviewDepth.MARKS, is_decided=is_decided, closes_at=DAYS[2], now=DAYS[now])
    assert found == (ReviewDepth.MARKS if is_shown else None)


def test_review_at_closing_of_a_quiz_that_never_closes_is_not_shown():
    assert (
        review_depth(
            time=ReviewTime.CLOSED,
            depth=ReviewDepth.REASONS,
            is_decided=True,
            closes_at=None,
            now=DAYS[0],
        )
        is None
    )


def test_track_counts_attempts_of_its_last_cycle():
    results = [AttemptResult(DAYS[0], False), AttemptResult(DAYS[1], False, cycle=2), AttemptResult(None, cycle=2)]
    track = QuizTrack(results, attempts_allowed=2)
    assert (track.is_open, track.is_tried, track.is_waiting, track.is_used_up) == (True, True, False, False)
    assert QuizTrack(results, attempts_allowed=1).is_used_up
    assert not QuizTrack(results).is_used_up


def test_track_waits_while_a_trainer_has_to_mark():
    track = QuizTrack([AttemptResult(DAYS[0], None)])
    assert (track.is_waiting, track.met_at) == (True, None)
