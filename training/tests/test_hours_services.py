"""Hours from the rows of evidence: what counts, for one person and for many, always the same."""

import datetime
import statistics
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadres.enums import RankBand
from cadres.models import Department, Posting, User
from cadres.tests.factories import DepartmentFactory, PostingFactory, UserFactory
from training.enums import HoursCategory, HoursState
from training.hours.account import Earned, YearAccount, account_for
from training.hours.tally import TENTH, roll_up_hours
from training.hours.terms import Period, terms_in_force
from training.hours_board import PeopleWithHours
from training.hours_forms import HoursFilter
from training.models import CourseCompletion, HoursRule
from training.services.hours import counted_posts, in_order, narrow_posts, read_account, read_hours, tally_hours
from training.services.hours_entries import read_entries
from training.tests.factories import CourseFactory
from training.tests.hours_rows import attend, complete, go_outside

TODAY = datetime.date(2026, 11, 23)
ONLINE, WORKSHOP, OUTSIDE = HoursCategory
pytestmark = pytest.mark.django_db


def account_of(user, year=2026):
    return read_account(user=user, year=year, today=TODAY)


def hours_of(user, year=2026):
    return [account_of(user, year).sums.by_category[category] for category in HoursCategory]


# --- what counts ---------------------------------------------------------------------------


def test_each_source_counts_in_its_category_and_nothing_else_counts(cast):
    complete(cast.learner, "1.25", datetime.date(2026, 3, 1))
    attend(cast.learner, "3", datetime.date(2026, 4, 1))
    attend(cast.learner, "3", datetime.date(2026, 4, 2), is_withdrawn=True)
    go_outside(cast.learner, "24", datetime.date(2026, 5, 1))
    go_outside(cast.learner, "24", datetime.date(2026, 5, 1), is_accepted=False)
    go_outside(cast.learner, "24", datetime.date(2026, 5, 1), is_accepted=None)
    complete(cast.junior, "9", datetime.date(2026, 3, 1))

    assert hours_of(cast.learner) == [Decimal("1.25"), 3, 24]
    assert account_of(cast.learner).sums.total == Decimal("28.25")
    # What was refused counts no hours, and is no line of the registration form either.
    entries = read_entries(user=cast.learner, period=Period(2026, 2026))
    assert [(entry.category, entry.hours) for entry in entries] == [
        (ONLINE, Decimal("1.25")),
        (WORKSHOP, 3),
        (OUTSIDE, 24),
    ]


def test_accepted_hours_are_those_of_the_review_on_the_last_day_of_the_training(cast):
    go_outside(cast.learner, "40", datetime.date(2026, 1, 2), claimed="60", began_on=datetime.date(2025, 12, 28))

    assert (hours_of(cast.learner, 2025), hours_of(cast.learner, 2026)) == ([0, 0, 0], [0, 0, 40])


def test_year_changes_at_midnight_on_the_clock_of_the_place(cast):
    last = datetime.datetime(2025, 12, 31, 23, 59, 59, tzinfo=timezone.get_default_timezone())
    for number, moment in enumerate([last, last + datetime.timedelta(seconds=1)]):
        CourseCompletion.objects.create(
            user=cast.learner, course=CourseFactory(), course_title="课", hours=number + 1, earned_at=moment
        )

    assert (hours_of(cast.learner, 2025), hours_of(cast.learner, 2026)) == ([1, 0, 0], [2, 0, 0])


def test_many_small_parts_add_up_exactly(cast):
    for _ in range(10):
        attend(cast.learner, "0.1", datetime.date(2026, 4, 1))
    HoursRule.objects.create(
        rank_bands=[RankBand.CLERK], hours=1, effective_from=datetime.date(2026, 1, 1), source="本区规定"
    )

    assert account_of(cast.learner).state(2026) == HoursState.MET


# --- of whom what is asked -----------------------------------------------------------------


def test_rules_come_with_the_portal(db):
    found = {
        (tuple(rule.rank_bands), rule.hours, rule.years, rule.days, rule.online_hours)
        for rule in HoursRule.objects.all()
    }

    assert found == {
        (("county",), 550, 5, None, 50),
        (("township_chief", "township_deputy", "clerk"), 90, 1, 12, 50),
    }
    assert all(rule.source for rule in HoursRule.objects.all())


def test_band_is_that_of_the_post_on_the_last_day_of_the_year_or_today(cast):
    cast.learner.postings.update(ends_on=datetime.date(2026, 3, 31))
    PostingFactory(
        user=cast.learner, department=cast.other, rank_band=RankBand.COUNTY, starts_on=datetime.date(2026, 4, 1)
    )

    assert [account_of(cast.learner, year).terms.hours for year in (2025, 2026)] == [90, 550]


def test_a_band_without_a_rule_and_a_person_without_a_post_are_not_asked(cast):
    cast.junior.postings.update(rank_band=RankBand.VILLAGE)
    cast.learner.postings.update(ends_on=datetime.date(2026, 1, 31))
    complete(cast.learner, "2", datetime.date(2026, 1, 5))

    assert [account_of(user).state(2026) for user in (cast.junior, cast.learner)] == [HoursState.NOT_ASKED] * 2
    assert account_of(cast.learner).sums.total == 2


def test_who_retires_is_no_part_of_this_year_but_of_earlier_ones(cast):
    User.objects.filter(pk=cast.learner.pk).update(is_active=False)

    assert [counted_posts(year, TODAY).filter(user=cast.learner).count() for year in (2025, 2026)] == [1, 0]


def test_second_post_counts_nobody_twice(cast):
    PostingFactory(user=cast.learner, department=cast.other, is_primary=False)
    PostingFactory(user=cast.junior, department=cast.other, is_primary=True, ends_on=datetime.date(2026, 12, 31))

    people = [one.user for one in read_hours(counted_posts(2026, TODAY), year=2026, today=TODAY)]

    assert len(people) == len(set(people)) == len(cast.people())


def test_what_one_department_shows_is_told_of_its_people_alone(cast):
    posts = narrow_posts(counted_posts(2026, TODAY), departments=[cast.own])

    assert set(posts.values_list("user__name", flat=True)) == {"林某", "钱某", "王某", "吴某", "郑某", "周某"}
    assert narrow_posts(counted_posts(2026, TODAY), departments=[cast.own], directly=True).count() == 5
    assert narrow_posts(counted_posts(2026, TODAY), departments=[cast.own], text="钱").count() == 1
    assert narrow_posts(counted_posts(2026, TODAY), departments=[]).count() == 0


@pytest.mark.parametrize("people", [1, 3])
def test_hours_take_the_same_queries_for_any_number_of_people(cast, people, django_assert_num_queries):
    for _ in range(people):
        complete(UserFactory(department=cast.sub), "2", datetime.date(2026, 3, 1))

    with django_assert_num_queries(6):
        tally_hours(counted_posts(2026, TODAY), year=2026, today=TODAY)


@pytest.mark.parametrize("chosen", ["own", "root"])
def test_many_people_are_read_as_few_are(cast, monkeypatch, chosen):
    for number, user in enumerate(cast.people().values(), start=1):
        for write in (complete, attend, go_outside):
            write(user, number, datetime.date(2026, 3, 1))
    posts = in_order(narrow_posts(counted_posts(2026, TODAY), departments=[getattr(cast, chosen)]))
    few = {one.posting: one.account for one in read_hours(posts, year=2026, today=TODAY)}
    monkeypatch.setattr("training.services.hours.FEW", 0)

    assert {one.posting: one.account for one in read_hours(posts, year=2026, today=TODAY)} == few
    assert len({account.sums.total for account in few.values()}) == len(few) == posts.count()


# --- the same by brute force ---------------------------------------------------------------

BANDS = [*RankBand.values]
ENTRY = st.tuples(
    st.sampled_from(HoursCategory),
    st.decimals("0.01", "99.99", places=2),
    st.dates(datetime.date(2022, 12, 30), datetime.date(2026, 11, 23)),
)
PEOPLE = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(BANDS), st.lists(ENTRY, max_size=5)), min_size=1, max_size=6
)
WRITE = {ONLINE: complete, WORKSHOP: attend, OUTSIDE: go_outside}


def figures(tally):
    return [tally.of(state) for state in HoursState], tally.hours, tally.average, tally.median


def counted_by_hand(accounts):
    """The figures of some people, each looked at by itself."""
    hours = [one.sums.total for one in accounts if one.state(TODAY.year) != HoursState.NOT_ASKED]
    states = [sum(one.state(TODAY.year) == state for one in accounts) for state in HoursState]
    if not hours:
        return states, 0, None, None
    average, median = (
        one.quantize(TENTH, ROUND_HALF_UP) for one in (sum(hours) / len(hours), statistics.median(hours))
    )
    return states, sum(hours), average, median


def check_lists(department, year, expected):
    """The list behind each figure, page by page and as it is taken away, has its people in order."""
    for state in ["", *HoursState]:
        people = PeopleWithHours(HoursFilter(year, department, state=state), [], TODAY)
        pages = [one for start in range(0, people.count(), 2) for one in people[start : start + 2]]
        taken = [one for part in people.chunks() for one in part]
        wanted = [one.posting for one in expected if state in {"", one.state}]
        assert [one.posting for one in pages] == [one.posting for one in taken] == wanted


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(people=PEOPLE, year=st.integers(2022, 2026), limit=st.decimals("0.5", 150, places=2))
def test_departments_and_people_say_the_same_as_counting_by_hand(cast, people, year, limit):
    Posting.objects.all().delete()
    HoursRule.objects.create(
        rank_bands=["clerk"], hours=limit, years=2, days=3, effective_from=datetime.date(2024, 5, 1), source="本区规定"
    )
    root = DepartmentFactory(code=f"R{Department.objects.count()}")
    tree = [root, DepartmentFactory(parent=root), DepartmentFactory(parent=root)]
    tree = [Department.objects.get(pk=one.pk) for one in [*tree, DepartmentFactory(parent=tree[1])]]
    by_hand: dict[str, list[YearAccount]] = defaultdict(list)
    accounts = {}
    for place, band, entries in people:
        user = UserFactory()
        PostingFactory(user=user, department=tree[place], rank_band=band, starts_on=datetime.date(2020, 1, 1))
        for category, hours, on in entries:
            WRITE[category](user, hours, on)
        terms = terms_in_force(HoursRule.objects.as_terms(), band, year)
        account = account_for([Earned(on, category, hours) for category, hours, on in entries], year, terms)
        accounts[user.pk] = account
        for end in range(len(root.path), len(tree[place].path) + 1, Department.steplen):
            by_hand[tree[place].path[:end]].append(account)

    posts = counted_posts(year, TODAY)
    found = read_hours(in_order(posts), year=year, today=TODAY)
    totals = roll_up_hours(tally_hours(posts, year=year, today=TODAY), Department.steplen)

    assert {one.user: one.account for one in found} == accounts
    assert {pk: read_account(user=User.objects.get(pk=pk), year=year, today=TODAY) for pk in accounts} == accounts
    assert {path: figures(tally) for path, tally in totals.items()} == {
        path: counted_by_hand(theirs) for path, theirs in by_hand.items()
    }
    assert totals[root.path].people == len(people)
    check_lists(root, year, found)
    Posting.objects.all().delete()
    HoursRule.objects.filter(effective_from=datetime.date(2024, 5, 1)).delete()
