import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadres.enums import RankBand
from cadres.roster.checking import DepartmentRow, PersonRow, Statements
from cadres.roster.diff import NewPerson, NewPosting, PersonChange, PostingCorrection, make_plan
from cadres.roster.known import Known, KnownDepartment, KnownPerson, KnownPosting
from cadres.roster.wording import describe

from .roster_files import TODAY, check, codes, known, person, posting, row

YESTERDAY = TODAY - datetime.timedelta(days=1)
TOMORROW = TODAY + datetime.timedelta(days=1)
WANG = person()
LI = person("000124", "李某", pk=2, postings=(posting(2, "020"),))
LI_ROW = row("000124", "李某", "020")


def plan(*rows, people=(WANG, LI), is_partial=False):
    return make_plan(check(*rows), known(*people), is_partial=is_partial)


def texts(found):
    return [describe(code, params) for finding in found.findings for code, params in finding.details]


def test_make_plan_of_what_is_known_is_empty():
    found = plan(row(post="干事", rank_band="科员"), LI_ROW)
    assert (found.findings, found.unchanged, found.people_with_post) == ([], 2, 2)


def test_make_plan_creates():
    found = plan(row(), LI_ROW, row("000125", "孙某", "010", email="s@example.org", post="科长", rank_band="正科级"))
    assert codes(found.findings) == [(4, "created", "孙某 000125", ["post_begins"])]
    assert found.people_created == [NewPerson("000125", "孙某", "s@example.org")]
    assert found.postings_opened == [NewPosting("000125", "010", "科长", "township_chief", TODAY)]


def test_make_plan_creates_from_the_stated_day():
    found = plan(row(), LI_ROW, row("000125", starts_on="2026-01-31"))
    assert found.postings_opened == [NewPosting("000125", "010", "", "clerk", datetime.date(2026, 1, 31))]


def test_make_plan_changes_name_and_address():
    found = plan(row(name="汪某", email="w@example.org"), LI_ROW)
    assert codes(found.findings) == [(2, "changed", "汪某 000123", ["name_changed", "email_changed"])]
    assert found.people_changed == [PersonChange(1, "000123", "汪某", "w@example.org", True, True, True)]
    assert (found.postings_opened, found.postings_ended) == ([], [])


def test_make_plan_keeps_history_when_the_post_changes():
    found = plan(row(post="科长", rank_band="正科级"), LI_ROW)
    assert codes(found.findings) == [(2, "changed", "王某 000123", ["post_changed", "rank_changed", "post_begins"])]
    assert found.postings_ended == [(1, YESTERDAY)]
    assert found.postings_opened == [NewPosting("000123", "010", "科长", "township_chief", TODAY)]


def test_make_plan_moves_on_the_stated_day():
    found = plan(row(department_code="020", starts_on="2026-12-01"), LI_ROW)
    assert codes(found.findings) == [(2, "moved", "王某 000123", ["department_changed", "post_begins"])]
    assert found.postings_ended == [(1, datetime.date(2026, 11, 30))]
    assert found.postings_opened == [NewPosting("000123", "020", "干事", "clerk", datetime.date(2026, 12, 1))]
    assert texts(found)[0].endswith("组织部 (010) → 卫健局 (020)")


def test_make_plan_corrects_a_post_that_began_today():
    people = (person(postings=(posting(starts_on=TODAY),)), LI)
    found = plan(row(department_code="020", post="科长"), LI_ROW, people=people)
    assert codes(found.findings) == [(2, "moved", "王某 000123", ["department_changed", "post_changed"])]
    assert found.postings_corrected == [PostingCorrection(1, "020", "科长", "clerk")]
    assert (found.postings_ended, found.postings_opened) == ([], [])


def test_make_plan_corrects_a_post_that_has_not_begun():
    people = (person(postings=(posting(starts_on=TOMORROW),)), LI)
    assert plan(row(post="科长"), LI_ROW, people=people).postings_corrected == [
        PostingCorrection(1, "010", "科长", "clerk")
    ]


@pytest.mark.parametrize("day", ["2024-01-01", "2023-12-31"])
def test_make_plan_refuses_a_change_before_the_post_began(day):
    found = plan(row(post="科长", starts_on=day), LI_ROW)
    assert codes(found.findings) == [(2, "refused", "王某 000123", ["begins_too_early"])]
    assert found.is_refused


def test_make_plan_leaves_the_day_of_a_post_alone():
    found = plan(row(starts_on="2023-05-01"), LI_ROW)
    assert codes(found.findings) == [(2, "note", "王某 000123", ["date_kept"])]
    assert (found.unchanged, found.postings_opened) == (2, [])


def test_make_plan_ends_a_post_that_is_running_out():
    ending = posting(1, ends_on=datetime.date(2026, 12, 31))
    found = plan(row(department_code="020"), LI_ROW, people=(person(postings=(ending,)), LI))
    assert found.postings_ended == [(1, YESTERDAY)]


def test_make_plan_leaves_further_posts_alone_on_a_move():
    further = posting(7, "020", is_primary=False)
    found = plan(row(post="科长"), LI_ROW, people=(person(postings=(posting(), further)), LI))
    assert found.postings_ended == [(1, YESTERDAY)]


def test_make_plan_retires_who_is_missing():
    people = (person(postings=(posting(), posting(7, "020", is_primary=False), posting(8, starts_on=TOMORROW))), LI)
    found = plan(LI_ROW, people=people)
    assert codes(found.findings) == [(None, "retired", "王某 000123", ["not_in_file"])]
    assert (found.people_retired, found.postings_dropped) == ([1], [8])
    assert found.postings_ended == [(1, YESTERDAY), (7, YESTERDAY)]


def test_make_plan_retires_who_began_today():
    found = plan(LI_ROW, people=(person(postings=(posting(starts_on=TODAY),)), LI))
    assert found.postings_ended == [(1, TODAY)]


@pytest.mark.parametrize(
    "someone",
    [
        person(is_protected=True),
        person(is_active=False),
        person(postings=()),
        person(postings=(), held_until=YESTERDAY),
    ],
)
def test_make_plan_does_not_retire(someone):
    assert plan(LI_ROW, people=(someone, LI)).people_retired == []


def test_make_plan_says_that_an_administrator_stays():
    found = plan(LI_ROW, people=(person(is_protected=True), LI))
    assert codes(found.findings) == [(None, "note", "王某 000123", ["administrator_kept"])]


def test_make_plan_of_a_part_retires_nobody():
    found = plan(LI_ROW, is_partial=True)
    assert (found.findings, found.people_retired, found.people_with_post) == ([], [], 2)


def test_make_plan_does_not_retire_who_stands_in_a_refused_row():
    found = plan(row(starts_on="gestern"), LI_ROW)
    assert codes(found.findings) == [(2, "refused", "王某 000123", ["bad_date"])]


def test_make_plan_takes_people_back():
    gone = person(is_active=False, postings=(), held_until=YESTERDAY)
    found = plan(row(), LI_ROW, people=(gone, LI))
    assert codes(found.findings) == [(2, "returned", "王某 000123", ["switched_on", "post_begins"])]
    assert found.people_changed == [PersonChange(1, "000123", "王某", "", True, False, False)]
    assert found.postings_opened == [NewPosting("000123", "010", "", "clerk", TODAY)]


def test_make_plan_begins_a_new_post_after_the_last_one():
    gone = person(is_active=False, postings=(), held_until=YESTERDAY)
    found = plan(row(starts_on="2020-01-01"), LI_ROW, people=(gone, LI))
    assert found.postings_opened[0].starts_on == TODAY


def test_make_plan_does_not_switch_an_administrator_on():
    gone = person(is_active=False, is_protected=True)
    found = plan(row(name="汪某", department_code="020"), LI_ROW, people=(gone, LI))
    assert codes(found.findings) == [(2, "note", "汪某 000123", ["administrator_stays_off"])]
    assert (found.people_changed, found.postings_opened) == ([], [])


def test_make_plan_gives_a_post_to_who_had_none():
    found = plan(row(), LI_ROW, people=(person(postings=()), LI))
    assert codes(found.findings) == [(2, "changed", "王某 000123", ["post_begins"])]


def test_make_plan_refuses_an_address_of_somebody_else():
    people = (person(email="W@example.org"), LI)
    found = plan(row(), row("000124", "李某", "020", email="w@example.org"), people=people)
    assert codes(found.findings) == [(3, "refused", "李某 000124", ["email_taken"])]


def test_make_plan_lets_two_people_swap_addresses():
    people = (person(email="w@example.org"), LI._replace(email="l@example.org"))
    found = plan(row(email="l@example.org"), row("000124", "李某", "020", email="w@example.org"), people=people)
    assert (found.is_refused, len(found.people_changed)) == (False, 2)


def test_make_plan_refuses_an_address_that_a_switched_off_administrator_keeps():
    people = (person(email="w@example.org", is_active=False, is_protected=True), LI)
    found = plan(row(email="x@example.org"), row("000124", "李某", "020", email="w@example.org"), people=people)
    assert [finding.row for finding in found.findings if finding.outcome == "refused"] == [3]


def test_make_plan_refuses_a_number_without_its_zeros():
    found = plan(row("123"), LI_ROW)
    assert codes(found.findings)[0] == (2, "refused", "王某 123", ["number_zeros_lost"])


def test_make_plan_takes_a_short_number_when_the_long_one_is_there_too():
    assert not plan(row("123"), row(), LI_ROW).is_refused


def test_make_plan_reports_departments():
    found = plan(
        row(department_name="区委组织部", parent_department_code="020"), LI_ROW,
        row("", "", "030", department_name="医院", parent_department_code="020"),
        row("", "", "001", department_name="某县"),
    )  # fmt: skip
    assert codes(found.findings) == [
        (2, "department_changed", "区委组织部 (010)", ["name_changed"]),
        (2, "department_moved", "区委组织部 (010)", ["parent_changed"]),
        (4, "department_created", "医院 (030)", ["department_below"]),
        (5, "department_created", "某县 (001)", ["department_at_top"]),
    ]
    assert found.counts() == {
        "department_changed": 1, "department_moved": 1, "department_created": 2, "unchanged": 2, "people_with_post": 2
    }  # fmt: skip


def test_make_plan_refuses_the_rows_of_an_unknown_department():
    found = plan(row(department_code="099"), LI_ROW)
    assert codes(found.findings) == [(2, "refused", "王某 000123", ["unknown_department"])]


def test_fingerprint_changes_with_everything_a_plan_looks_at():
    before = known(person(), LI)
    changed = [
        known(person(name="汪某"), LI),
        known(person(email="w@example.org"), LI),
        known(person(is_active=False), LI),
        known(person(is_protected=True), LI),
        known(person(postings=(posting(post="科长"),)), LI),
        known(person(held_until=YESTERDAY), LI),
        known(person()),
        replace(before, today=TOMORROW),
        replace(before, departments={**before.departments, "030": KnownDepartment("030", "医院", None)}),
    ]
    assert len({state.fingerprint() for state in [before, *changed]}) == len(changed) + 1
    assert known(LI, person()).fingerprint() == before.fingerprint()


CODES = ["000", "010", "020", "030"]
NUMBERS = [f"{number:03}" for number in range(1, 7)]
DAYS = [None, TODAY, TOMORROW, YESTERDAY, datetime.date(2025, 6, 1)]

person_rows = st.builds(
    PersonRow,
    row=st.just(0),
    staff_number=st.just(""),
    name=st.sampled_from(["王某", "李某"]),
    department=st.sampled_from(CODES),
    email=st.none(),
    post=st.sampled_from([None, "干事", "科长"]),
    rank_band=st.sampled_from([None, RankBand.CLERK, RankBand.COUNTY]),
    starts_on=st.sampled_from(DAYS),
)
postings = st.builds(
    posting,
    department=st.sampled_from(CODES[:3]),
    starts_on=st.sampled_from([datetime.date(2024, 1, 1), TODAY, TOMORROW]),
    ends_on=st.sampled_from([None, datetime.date(2027, 1, 1)]),
)
known_people = st.builds(
    person,
    is_active=st.booleans(),
    is_protected=st.booleans(),
    postings=st.one_of(st.just(()), postings.map(lambda one: (one,))),
    held_until=st.sampled_from([None, YESTERDAY]),
)


@st.composite
def cases(draw):
    """Statements that could come from a file, and people to compare them with."""
    rows = draw(st.dictionaries(st.sampled_from(NUMBERS), person_rows))
    found = draw(st.dictionaries(st.sampled_from(NUMBERS), known_people))
    people = [replace(said, row=place, staff_number=number) for place, (number, said) in enumerate(rows.items(), 2)]
    departments = [DepartmentRow(said.row, said.department) for said in people]
    departments += [DepartmentRow(90, "030", "医院", draw(st.sampled_from(["000", "010"])))]
    statements = Statements(people=people, departments=departments, staff_numbers=set(rows))
    everybody = [
        someone._replace(pk=pk, staff_number=number, postings=tuple(held._replace(pk=pk) for held in someone.postings))
        for pk, (number, someone) in enumerate(found.items(), 1)
    ]
    return statements, known(*everybody)


def apply(plan, before: Known) -> Known:
    """What would be known after `plan`, as the database would have it."""
    departments = dict(before.departments) | {new.code: new for new in plan.departments.created}
    people = {someone.pk: someone for someone in before.people.values()}
    people |= {
        -place: KnownPerson(-place, new.staff_number, new.name, new.email, True, False)
        for place, new in enumerate(plan.people_created, 1)
    }
    for change in plan.people_changed:
        people[change.pk] = people[change.pk]._replace(name=change.name, email=change.email, is_active=True)
    for pk in plan.people_retired:
        people[pk] = people[pk]._replace(is_active=False)
    ended, right = dict(plan.postings_ended), {found.pk: found for found in plan.postings_corrected}
    opened = {new.staff_number: new for new in plan.postings_opened}
    return Known(
        before.today,
        {someone.staff_number: _with_posts(someone, ended, right, opened, plan) for someone in people.values()},
        departments,
    )


def _with_posts(someone, ended, right, opened, plan):
    held = []
    held_until = someone.held_until
    for old in someone.postings:
        if old.pk in plan.postings_dropped:
            continue
        now = old._replace(ends_on=ended.get(old.pk, old.ends_on))
        if old.pk in right:
            found = right[old.pk]
            now = now._replace(department=found.department, post=found.post, rank_band=found.rank_band)
        assert now.ends_on is None or now.ends_on >= now.starts_on
        if now.ends_on is None or now.ends_on >= TODAY:
            held.append(now)
        else:
            held_until = max(held_until or now.ends_on, now.ends_on)
    if new := opened.get(someone.staff_number):
        assert all(old.ends_on is not None and old.ends_on < new.starts_on for old in held)
        held.append(KnownPosting(1_000, new.department, new.post, new.rank_band, new.starts_on, None, True))
    return someone._replace(postings=tuple(held), held_until=held_until)


@settings(max_examples=400, deadline=None)
@given(cases())
def test_make_plan_has_nothing_left_to_do_after_it_was_applied(case):
    statements, before = case
    first = make_plan(statements, before, is_partial=False)
    if first.is_refused:
        return
    second = make_plan(statements, apply(first, before), is_partial=False)
    assert {finding.outcome.value for finding in second.findings} <= {"note"}
    assert second.unchanged == len(statements.people)


@settings(max_examples=200, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_make_plan_does_not_depend_on_the_order_of_rows(case, random):
    statements, before = case

    def result(rows):
        found = make_plan(replace(statements, people=rows), before, is_partial=False)
        lines = sorted((found.outcome, found.subject, repr(found.details)) for found in found.findings)
        return lines, found.people_created, found.people_changed, found.postings_opened, found.postings_ended

    shuffled = random.sample(statements.people, len(statements.people))
    assert result(shuffled) == result(statements.people)


@settings(max_examples=200, deadline=None)
@given(cases())
def test_make_plan_puts_everybody_somewhere_once(case):
    statements, before = case
    found = make_plan(statements, before, is_partial=False)
    of_people = [finding for finding in found.findings if not finding.outcome.startswith("department")]
    rows = [finding.row for finding in of_people if finding.row]
    notes = [finding for finding in of_people if finding.row and finding.outcome == "note"]
    assert len(rows) == len(set(rows))
    assert len(rows) - len(notes) + found.unchanged == len(statements.people)
    assert all(describe(code, params) for finding in found.findings for code, params in finding.details)
