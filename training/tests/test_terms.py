import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.terms import QuizTerms, StartRefusal, TermsChange, longer, refuse_start, resolve_terms

NOON = datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC)
MOMENTS = st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2026, 12, 31), timezones=st.just(datetime.UTC))
CHANGES = st.lists(st.builds(TermsChange, st.integers(0, 3), st.integers(100, 300), st.none() | MOMENTS), max_size=3)
TERMS = st.builds(
    QuizTerms,
    limit=st.none() | st.integers(1, 90).map(lambda minutes: datetime.timedelta(minutes=minutes)),
    attempts=st.none() | st.integers(1, 5),
    closes_at=st.none() | MOMENTS,
)


def after(**delta) -> datetime.datetime:
    return NOON + datetime.timedelta(**delta)


def test_deadline_is_the_earlier_of_limit_and_closing():
    hour = datetime.timedelta(hours=1)
    assert QuizTerms(limit=hour).deadline(NOON) == after(hours=1)
    assert QuizTerms(limit=hour, time_percent=150).deadline(NOON) == after(minutes=90)
    assert QuizTerms(limit=hour, closes_at=after(minutes=20)).deadline(NOON) == after(minutes=20)
    assert QuizTerms(closes_at=after(minutes=20)).deadline(NOON) == after(minutes=20)
    assert QuizTerms().deadline(NOON) is None


def test_override_of_the_person_goes_before_those_of_departments_field_by_field():
    terms = QuizTerms(limit=datetime.timedelta(hours=1), attempts=2, closes_at=NOON)
    own = [TermsChange(extra_attempts=1)]
    departments = [TermsChange(5, 120, after(days=1)), TermsChange(0, 150, after(days=3))]
    found = resolve_terms(terms, own, departments)
    assert (found.attempts, found.time_percent, found.closes_at) == (3, 150, after(days=3))


@given(TERMS, CHANGES, CHANGES)
def test_override_never_narrows_a_limit(terms, own, departments):
    found = resolve_terms(terms, own, departments)
    assert (found.attempts is None) == (terms.attempts is None)
    assert found.attempts is None or found.attempts >= terms.attempts
    assert (found.closes_at is None) == (terms.closes_at is None)
    assert longer(found.deadline(NOON), terms.deadline(NOON)) == found.deadline(NOON)


def test_longer_of_two_deadlines_is_none_without_one():
    assert (longer(NOON, after(hours=1)), longer(None, NOON), longer(NOON, None)) == (after(hours=1), None, None)


@pytest.mark.parametrize(
    ("terms", "ended", "refusal"),
    [
        ({}, [], None),
        ({"opens_at": after(hours=1)}, [], StartRefusal("not_open", after(hours=1))),
        ({"opens_at": NOON}, [], None),
        ({"closes_at": NOON}, [], StartRefusal("closed", NOON)),
        ({"closes_at": after(seconds=1)}, [], None),
        ({"attempts": 2}, [after(hours=-9)], None),
        ({"attempts": 2}, [after(hours=-9), after(hours=-8)], StartRefusal("used_up")),
        (
            {"wait": datetime.timedelta(hours=24)},
            [after(hours=-30), after(hours=-9)],
            StartRefusal("wait", after(hours=15)),
        ),
        ({"wait": datetime.timedelta(hours=9)}, [after(hours=-9)], None),
        ({}, [after(seconds=5)], None),
    ],
)
def test_start_is_refused_by_the_first_limit_that_stands_against_it(terms, ended, refusal):
    assert refuse_start(QuizTerms(**terms), ended, NOON) == refusal
