"""Who stands on the list of those at risk, why, and what is suggested."""

import csv
import io

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cadres.tests.factories import PostingFactory, UserFactory
from training.enums import DutyStatus, ProgressState
from training.models import AssignmentException, ProgrammeAssignment
from training.risks import NextAct, Risk, RiskFacts, next_act
from training.services.risk_list import Place, every_risk_line, risk_lines
from training.tests.duty_rows import days, duty_in
from training.tests.factories import CourseFactory, ProgrammeFactory

RISKS, EXPORT = reverse("training:board_risks"), reverse("training:risks_export")
STATES, STATUSES = ProgressState, DutyStatus


@pytest.fixture
def programme(cast):
    return ProgrammeFactory(title="谈心谈话技能培训", courses=[CourseFactory()])


def lines(programme, *departments, limit=50, **chosen):
    return risk_lines(programme=programme, departments=departments, limit=limit, **chosen)


def wait(programme, user, **columns):
    assignment = ProgrammeAssignment.objects.create(programme=programme, due_on=days(2))
    values = {"due_on": days(2), "realistic_on": days(9), "minutes": 240, **columns}
    return AssignmentException.objects.create(assignment=assignment, user=user, **values)


# --- what is suggested ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "act"),
    [
        (RiskFacts(STATUSES.EXPIRED, STATES.MET), NextAct.RENEW),
        (RiskFacts(STATUSES.FAILED, STATES.FAILED), NextAct.MAKE_UP),
        (RiskFacts(STATUSES.FAILED, STATES.FAILED, was_exempt=True), NextAct.MAKE_UP),
        (RiskFacts(STATUSES.OVERDUE, STATES.NOT_STARTED, days(-1)), NextAct.TALK),
        (RiskFacts(STATUSES.OVERDUE, STATES.NOT_STARTED, days(-1), was_exempt=True), NextAct.EXTEND),
        (RiskFacts(STATUSES.OVERDUE, STATES.IN_PROGRESS, days(-14)), NextAct.REMIND),
        (RiskFacts(STATUSES.OVERDUE, STATES.IN_PROGRESS, days(-15)), NextAct.MAKE_UP),
        (RiskFacts(STATUSES.OVERDUE, STATES.FAILED_RETRY, days(-1)), NextAct.MAKE_UP),
        (RiskFacts(STATUSES.NOT_STARTED, STATES.NOT_STARTED, days(5)), NextAct.REMIND),
        (RiskFacts(STATUSES.NOT_STARTED, STATES.NOT_STARTED, days(5), was_exempt=True), NextAct.EXTEND),
    ],
)
def test_next_act_follows_from_status_progress_and_dates(facts, act):
    assert next_act(facts, days(0)) == act


# --- who stands on it ----------------------------------------------------------------------


def test_list_holds_the_statuses_that_need_attention_and_no_others(programme, cast):
    for status in DutyStatus:
        duty_in(programme, cast.own, status)

    assert {line.risk for line in lines(programme, cast.root)} == {Risk.OVERDUE, Risk.FAILED, Risk.EXPIRED}


@pytest.mark.parametrize(("due_in", "is_listed"), [(0, True), (14, True), (15, False)])
def test_who_has_not_begun_is_listed_two_weeks_before(programme, cast, due_in, is_listed):
    duty_in(programme, cast.own, DutyStatus.NOT_STARTED, due_on=days(due_in))
    duty_in(programme, cast.own, DutyStatus.IN_PROGRESS, due_on=days(due_in))

    assert [line.risk for line in lines(programme, cast.root)] == [Risk.SOON] * is_listed


def test_how_early_is_a_setting(programme, cast, settings):
    settings.AT_RISK_DAYS = 3
    duty_in(programme, cast.own, DutyStatus.NOT_STARTED, due_on=days(4))

    assert lines(programme, cast.root) == []


@pytest.mark.parametrize("risk", ["overdue", "failed", "expired", "soon"])
def test_list_is_narrowed_to_one_risk(programme, cast, risk):
    for status in ["overdue", "failed", "expired"]:
        duty_in(programme, cast.own, status)
    duty_in(programme, cast.own, DutyStatus.NOT_STARTED, due_on=days(1))

    assert [line.risk for line in lines(programme, cast.root, risk=risk)] == [risk]


def test_who_waits_for_a_decision_is_a_list_of_its_own(programme, cast):
    wait(programme, cast.junior)
    wait(programme, cast.outsider, decision="leave_out")

    [line] = lines(programme, cast.root, risk="waiting")

    assert (line.user, line.department, line.risk, line.act) == (
        cast.junior,
        cast.sub,
        Risk.WAITING,
        NextAct.DECIDE,
    )
    assert lines(programme, cast.other, risk="waiting") == []
    assert lines(programme, cast.root) == []


def test_who_was_exempt_for_a_part_of_the_time_is_to_be_given_more(programme, cast):
    duty = duty_in(programme, cast.own, STATUSES.OVERDUE, exempt_from=days(-30), exempt_until=days(-5))
    assert lines(programme, cast.root)[0].act == NextAct.EXTEND

    duty.extensions.create(old_due_on=days(-9), new_due_on=duty.due_on, reason="借调", granted_by=cast.trainer)
    assert lines(programme, cast.root)[0].act == NextAct.REMIND


# --- order and pages -----------------------------------------------------------------------


def test_order_is_department_then_date_then_id_and_no_date_comes_last(programme, cast):
    later = duty_in(programme, cast.own, STATUSES.OVERDUE, due_on=days(-1))
    first = duty_in(programme, cast.own, STATUSES.OVERDUE, due_on=days(-9))
    twin = duty_in(programme, cast.own, STATUSES.OVERDUE, due_on=days(-9))
    undated = duty_in(programme, cast.own, STATUSES.FAILED)
    above = duty_in(programme, cast.root, STATUSES.FAILED)
    below = duty_in(programme, cast.sub, STATUSES.OVERDUE)

    expected = [duty.pk for duty in [above, first, twin, later, undated, below]]
    assert [line.duty for line in lines(programme, cast.root)] == expected


@pytest.mark.parametrize("size", [1, 2, 7])
def test_pages_put_together_are_the_whole_list(programme, cast, size):
    for number in range(7):
        department = [cast.sub, cast.own, cast.other][number % 3]
        duty_in(programme, department, STATUSES.OVERDUE if number % 2 else STATUSES.FAILED, due_on=days(-1 - number))
    whole = [line.duty for line in lines(programme, cast.root)]

    found, after = [], None
    while page := lines(programme, cast.root, limit=size, after=after):
        found += [line.duty for line in page]
        after = Place.read(str(page[-1].place))

    assert found == whole
    assert len(whole) == 7
    assert [line.duty for line in every_risk_line(programme=programme, departments=[cast.root])] == whole


@given(st.text(max_size=40))
def test_a_place_that_is_none_is_none(text):
    place = Place.read(text)
    assert place is None or Place.read(str(place)) == place


# --- the page ------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [RISKS, EXPORT])
def test_list_is_open_to_those_who_see_the_board_and_refused_to_others(client, cast, programme, address):
    may = {"trainer", "editor", "overseer", "outside_overseer", "chief", "administrator"}
    for name, user in cast.people().items():
        client.force_login(user)
        assert client.get(address).status_code == (200 if name in may else 403), name


def test_list_shows_the_own_subtree_alone(client, cast, programme):
    duty_in(programme, cast.sub, STATUSES.OVERDUE)
    duty_in(programme, cast.other, STATUSES.OVERDUE)
    client.force_login(cast.overseer)

    assert [line.department for line in client.get(RISKS).context["lines"]] == [cast.sub]
    assert client.get(RISKS, {"department": cast.other.pk}).status_code == 404
    assert "卫健局" not in client.get(RISKS).content.decode()


def test_next_page_begins_behind_the_last_line(client, cast, programme):
    for _ in range(52):
        duty_in(programme, cast.sub, STATUSES.OVERDUE)
    client.force_login(cast.overseer)

    first = client.get(RISKS, {"risk": "overdue"})
    second = client.get(first.context["next_url"])

    assert (len(first.context["lines"]), len(second.context["lines"])) == (50, 2)
    assert (first.context["start_url"], second.context["next_url"]) == ("", "")
    assert "risk=overdue" in second.context["start_url"]


def test_a_name_that_the_viewer_may_not_see_any_more_has_no_link(client, cast, programme):
    duty = duty_in(programme, cast.own, STATUSES.OVERDUE)
    duty.user.postings.update(ends_on=days(-1))
    PostingFactory(user=duty.user, department=cast.other, starts_on=days(0))
    client.force_login(cast.overseer)

    [line] = client.get(RISKS).context["lines"]

    assert (line.user, line.is_open) == (duty.user, False)


def test_list_leads_to_those_who_wait(client, cast, programme):
    wait(programme, cast.junior)
    client.force_login(cast.overseer)

    response = client.get(RISKS)
    assert response.context["waiting"] == 1
    assert [line.user for line in client.get(response.context["waiting_url"]).context["lines"]] == [cast.junior]


@pytest.mark.parametrize("people", [1, 3])
def test_list_takes_the_same_queries_for_any_number_of_people(
    client, cast, programme, people, django_assert_num_queries
):
    for _ in range(people):
        duty_in(programme, cast.sub, STATUSES.OVERDUE)
    client.force_login(cast.chief)
    client.get(RISKS)

    with django_assert_num_queries(16):
        client.get(RISKS)


def test_export_holds_the_lines_and_what_to_do(client, cast, programme):
    duty_in(programme, cast.sub, STATUSES.FAILED, due_on=days(3))
    duty_in(programme, cast.other, STATUSES.FAILED)
    client.cookies["django_language"] = "en"
    client.force_login(cast.overseer)

    content = client.get(EXPORT).getvalue().decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(content, newline=""))

    assert (row["Department"], row["Due on"], row["What is wrong"], row["What to do next"]) == (
        "干部科",
        days(3).isoformat(),
        "Not passed, no attempt left",
        "Open a make-up training",
    )


def test_people_of_other_programmes_are_not_on_it(programme, cast):
    other = ProgrammeFactory(courses=[CourseFactory()])
    duty_in(other, cast.own, STATUSES.OVERDUE)
    UserFactory(department=cast.own)

    assert lines(programme, cast.root) == []
