"""Dates of duties: due, valid, renewable, realistic."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.duties.dates import DueTerms, Validity, add_months, days_needed, realistic_due, renewal_opens
from training.enums import DueRule, ValidityRule

D = datetime.date


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (D(2026, 1, 31), 1, D(2026, 2, 28)),
        (D(2028, 1, 31), 1, D(2028, 2, 29)),
        (D(2026, 11, 30), 3, D(2027, 2, 28)),
        (D(2026, 12, 1), 12, D(2027, 12, 1)),
        (D(2026, 5, 5), 0, D(2026, 5, 5)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (DueTerms(DueRule.NONE), None),
        (DueTerms(DueRule.FIXED, on=D(2026, 12, 31)), D(2026, 12, 31)),
        (DueTerms(DueRule.AFTER_ASSIGNMENT, days=30), D(2026, 4, 9)),
        (DueTerms(DueRule.AFTER_JOINING, months=3), D(2026, 6, 10)),
        (DueTerms(DueRule.AFTER_PROMOTION, months=12), D(2027, 3, 10)),
    ],
)
def test_due_date_follows_the_rule(terms, expected):
    assert terms.due(D(2026, 3, 10)) == expected


def test_relative_date_without_a_basis_is_none():
    assert DueTerms(DueRule.AFTER_PROMOTION, months=12).due(None) is None


YEAR = 12


@pytest.mark.parametrize(
    ("validity", "earned", "previous", "until"),
    [
        (Validity(), D(2026, 3, 1), None, None),
        (Validity(ValidityRule.FROM_COMPLETION, YEAR), D(2026, 3, 1), D(2026, 4, 1), D(2027, 3, 1)),
        # renewed in time: the year is reckoned from the old end
        (Validity(ValidityRule.FROM_EXPIRY, YEAR), D(2026, 3, 1), D(2026, 4, 1), D(2027, 4, 1)),
        (Validity(ValidityRule.FROM_EXPIRY, YEAR), D(2026, 4, 1), D(2026, 4, 1), D(2027, 4, 1)),
        # renewed late, or for the first time: from the completion
        (Validity(ValidityRule.FROM_EXPIRY, YEAR), D(2026, 4, 2), D(2026, 4, 1), D(2027, 4, 2)),
        (Validity(ValidityRule.FROM_EXPIRY, YEAR), D(2026, 3, 1), None, D(2027, 3, 1)),
        # a fixed day, but six months at least
        (Validity(ValidityRule.FIXED_DATE, 6), D(2026, 3, 1), None, D(2026, 12, 31)),
        (Validity(ValidityRule.FIXED_DATE, 6), D(2026, 8, 1), None, D(2027, 12, 31)),
        (Validity(ValidityRule.FIXED_DATE, 0, 2, 30), D(2026, 2, 28), None, D(2026, 2, 28)),
    ],
)
def test_validity(validity, earned, previous, until):
    assert validity.until(earned, previous) == until


@given(st.dates(D(2020, 1, 1), D(2040, 1, 1)), st.integers(1, 60), st.integers(1, 12), st.integers(1, 31))
def test_fixed_date_keeps_the_shortest_period_and_comes_within_a_year_after_it(earned, months, month, day):
    until = Validity(ValidityRule.FIXED_DATE, months, month, day).until(earned)

    assert add_months(earned, months) <= until <= add_months(earned, months + 12)


@given(st.dates(D(2020, 1, 1), D(2040, 1, 1)), st.integers(1, 2000), st.integers(5, 480))
def test_realistic_date_is_the_first_that_gives_enough_minutes(start, minutes, a_day):
    due = realistic_due(start, minutes, a_day)

    days = (due - start).days + 1
    assert days * a_day >= minutes > (days - 1) * a_day


def test_begun_days_count_whole():
    assert [days_needed(minutes, 30) for minutes in (0, 1, 30, 31)] == [0, 1, 1, 2]


def test_renewal_opens_some_days_before_the_end():
    assert renewal_opens(D(2026, 12, 31), 60) == D(2026, 11, 1)
