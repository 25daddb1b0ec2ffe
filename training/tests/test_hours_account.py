"""Hours without a database: what the rules ask in which years, and how an account stands."""

import datetime
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.enums import HoursCategory, HoursState
from training.hours.account import Earned, account_for, add_up
from training.hours.terms import Period, Terms, terms_in_force

ONLINE, WORKSHOP, OUTSIDE = HoursCategory
YEARLY = Terms(frozenset({"clerk"}), Decimal(90), datetime.date(2023, 8, 31), 1, Decimal(50), 12)
FIVE_YEARS = Terms(frozenset({"county"}), Decimal(550), datetime.date(2023, 8, 31), 5, Decimal(50))
SIX_A_DAY = Terms(frozenset({"clerk"}), Decimal(90), datetime.date(2023, 8, 31), 1, Decimal(0), 12, Decimal(6))
THIS_YEAR = 2026


def earned(category, hours, year=2026, month=6):
    return Earned(datetime.date(year, month, 1), category, Decimal(hours))


# --- which rule holds, and for which years -------------------------------------------------


def test_newest_rule_in_effect_by_the_end_of_the_year_holds_for_all_of_it():
    older = Terms(frozenset({"clerk"}), Decimal(80), datetime.date(2018, 1, 1))
    newer = Terms(frozenset({"clerk"}), Decimal(100), datetime.date(2026, 12, 31))
    table = [older, newer, YEARLY, FIVE_YEARS]

    assert [terms_in_force(table, "clerk", year) for year in (2017, 2018, 2022, 2023, 2025, 2026, 2030)] == [
        None,
        older,
        older,
        YEARLY,
        YEARLY,
        newer,
        newer,
    ]
    assert terms_in_force(table, "village", 2026) is None


@pytest.mark.parametrize(
    ("year", "period"),
    [(2023, (2023, 2027)), (2026, (2023, 2027)), (2027, (2023, 2027)), (2028, (2028, 2032)), (2033, (2033, 2037))],
)
def test_period_of_several_years_begins_with_the_year_of_the_rule(year, period):
    assert FIVE_YEARS.period(year) == Period(*period)


def test_period_of_one_year_is_that_year():
    assert YEARLY.period(2026) == Period(2026, 2026)
    assert YEARLY.period(2026).is_one_year


# --- worked examples -----------------------------------------------------------------------

EXAMPLES = [
    ("nothing earned, the year runs", YEARLY, 2026, [], "under_way", "90", "50"),
    ("nothing earned, the year is over", YEARLY, 2025, [], "missed", "90", "50"),
    ("exactly enough", YEARLY, 2026, [(ONLINE, 50), (WORKSHOP, 40)], "met", "0", "0"),
    ("enough, but too little online", YEARLY, 2026, [(ONLINE, "49.5"), (WORKSHOP, 60)], "under_way", "0", "0.5"),
    ("enough online, too little in all", YEARLY, 2026, [(ONLINE, 60), (OUTSIDE, "29.75")], "under_way", "0.25", "0"),
    ("online alone is enough where it suffices", YEARLY, 2026, [(ONLINE, 90)], "met", "0", "0"),
    ("what another year brought does not count", YEARLY, 2026, [(ONLINE, 90, 2025)], "under_way", "90", "50"),
    ("twelve days of six hours instead of ninety hours", SIX_A_DAY, 2026, [(OUTSIDE, 72)], "met", "0", None),
    ("days come from both kinds face to face", SIX_A_DAY, 2026, [(OUTSIDE, 69), (WORKSHOP, 3)], "met", "0", None),
    ("hours online make no days", SIX_A_DAY, 2026, [(ONLINE, 6), (OUTSIDE, 66)], "under_way", "18", None),
    ("five years: nothing is missed before the last", FIVE_YEARS, 2025, [(ONLINE, 50, 2025)], "under_way", "500", "0"),
    ("five years: but online is asked each year", FIVE_YEARS, 2025, [(OUTSIDE, 200, 2025)], "missed", "350", "50"),
    (
        "five years: all years up to this one count",
        FIVE_YEARS,
        2026,
        [(OUTSIDE, 300, 2023), (OUTSIDE, 200, 2025), (ONLINE, 50, 2026)],
        "met",
        "0",
        "0",
    ),
    (
        "five years: what comes after the year does not count for it yet",
        FIVE_YEARS,
        2025,
        [(OUTSIDE, 500, 2024), (ONLINE, 50, 2025), (ONLINE, 50, 2026)],
        "met",
        "0",
        "0",
    ),
    (
        "five years: the period before is over",
        FIVE_YEARS,
        2028,
        [(OUTSIDE, 550, 2027)],
        "under_way",
        "550",
        "50",
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example[0] for example in EXAMPLES])
def test_worked_example(example):
    _name, terms, year, rows, state, missing, missing_online = example
    account = account_for([earned(row[0], row[1], *(row[2:] or [year])) for row in rows], year, terms)

    assert account.state(THIS_YEAR) == state
    assert account.hours.missing == Decimal(missing)
    assert (account.online.missing if account.online else None) == (missing_online and Decimal(missing_online))


def test_where_nothing_is_asked_sums_are_told_all_the_same():
    account = account_for([earned(ONLINE, "1.5")], 2026, None)

    assert (account.state(THIS_YEAR), account.sums.total, account.demands) == (HoursState.NOT_ASKED, Decimal("1.5"), [])
    assert not account.is_met


def test_days_are_shown_with_one_decimal_rounded_down():
    assert account_for([earned(OUTSIDE, 89)], 2026, YEARLY).days == Decimal("11.8")
    assert account_for([earned(OUTSIDE, 89)], 2026, FIVE_YEARS).days is None


# --- for any entries -----------------------------------------------------------------------

HOURS = st.decimals(0, 300, places=2)
ENTRIES = st.lists(
    st.builds(
        Earned,
        st.dates(datetime.date(2022, 12, 1), datetime.date(2028, 2, 1)),
        st.sampled_from(HoursCategory),
        HOURS,
    ),
    max_size=12,
)
TERMS = st.builds(
    Terms,
    st.just(frozenset({"clerk"})),
    st.decimals("0.01", 600, places=2),
    st.dates(datetime.date(2020, 1, 1), datetime.date(2026, 12, 31)),
    st.integers(1, 5),
    st.just(Decimal(0)) | HOURS,
    st.none() | st.integers(1, 30),
    st.decimals(1, 10, places=2),
)
YEAR = st.integers(2023, 2027)


@given(ENTRIES, YEAR)
def test_categories_add_up_to_the_total_and_nothing_is_lost(entries, year):
    sums = add_up(entries, Period(year, year))

    assert set(sums.by_category) == set(HoursCategory)
    assert sums.total == sums.online + sums.face == sum(one.hours for one in entries if one.on.year == year)


@given(ENTRIES, YEAR, TERMS, st.randoms())
def test_order_of_entries_does_not_matter(entries, year, terms, random: Random):
    shuffled = list(entries)
    random.shuffle(shuffled)

    assert account_for(entries, year, terms) == account_for(shuffled, year, terms)


@given(ENTRIES, ENTRIES, YEAR, TERMS)
def test_more_entries_never_take_anything_away(entries, more, year, terms):
    before, after = account_for(entries, year, terms), account_for(entries + more, year, terms)

    assert after.sums.total >= before.sums.total
    assert after.is_met >= before.is_met
    assert all(new.missing <= old.missing for new, old in zip(after.demands, before.demands, strict=True))


@given(ENTRIES, YEAR, TERMS, st.integers(2023, 2030))
def test_state_says_the_same_as_the_demands(entries, year, terms, this_year):
    account = account_for(entries, year, terms)
    state = account.state(this_year)

    assert (state == HoursState.MET) == account.is_met == all(demand.is_met for demand in account.demands)
    assert all((demand.missing == 0) == demand.is_met for demand in account.demands)
    if state == HoursState.UNDER_WAY:
        assert all(demand.is_met or demand.period.last >= this_year for demand in account.demands)
