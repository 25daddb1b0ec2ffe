import re
from urllib.parse import parse_qs, urlsplit

import bs4
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from cadres.tests.factories import DepartmentFactory, PostingFactory
from training.enums import BoardState, DutyStatus
from training.models import Duty
from training.permissions import user_can_keep_bank, user_can_view_board
from training.tests.duty_rows import bring_into, days, duty_in
from training.tests.factories import CourseFactory, ProgrammeFactory

BOARD, PEOPLE, EXPORT = reverse("training:board"), reverse("training:board_people"), reverse("training:board_export")
QUARTERS = reverse("training:board_quarters")
ADDRESSES = [BOARD, PEOPLE, EXPORT, QUARTERS]
SEES_BOARD = {"trainer", "editor", "overseer", "outside_overseer", "chief", "administrator"}
OWN = {"林某", "钱某", "王某", "吴某", "郑某", "周某"}


@pytest.fixture
def course(db):
    return CourseFactory(lessons=1)


@pytest.fixture
def programme(cast, course):
    return ProgrammeFactory(title="谈心谈话技能培训", courses=[course], departments=[cast.root])


def put(user, status, **columns):
    """The one duty of `user` as it would stand with such evidence."""
    return bring_into(Duty.objects.get(user=user), status, **columns)


def open_as(client, user, address, **query):
    client.force_login(user)
    return client.get(address, query)


def names(response):
    return {line.duty.user.name for line in response.context["lines"]}


def table(response):
    """The lines of the board as (label, [assigned, finished, under way, missed, expired, not started, out])."""
    rows = [*response.context["rows"], response.context["total"]]
    return [(row.label, [figure.value for figure in row.figures]) for row in rows]


# --- who may look --------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
def test_board_is_open_to_those_who_see_a_subtree_and_refused_to_others(client, cast, programme, address):
    answers = {name: open_as(client, user, address).status_code for name, user in cast.people().items()}

    assert answers == {name: 200 if name in SEES_BOARD else 403 for name in cast.people()}
    assert {name for name, user in cast.people().items() if user_can_view_board(user)} == SEES_BOARD


@pytest.mark.parametrize("address", ADDRESSES)
def test_board_sends_a_visitor_to_sign_in(client, programme, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response.url.startswith(reverse("cadres:sign_in"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_board_takes_no_post(client, cast, programme, address):
    client.force_login(cast.chief)

    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ADDRESSES)
def test_departments_outside_the_own_subtree_are_not_there(client, cast, programme, address):
    seen = {"overseer": {"own", "sub"}, "outside_overseer": {"other"}, "chief": {"root", "own", "sub", "other"}}

    for name, departments in seen.items():
        for department in ["root", "own", "sub", "other"]:
            response = open_as(client, getattr(cast, name), address, department=getattr(cast, department).pk)
            assert response.status_code == (200 if department in departments else 404), (name, department)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "query", [{"programme": 999}, {"programme": "x"}, {"department": "x"}, {"department": 0}, {"state": "unknown"}]
)
def test_a_filter_that_means_nothing_is_not_found(client, cast, programme, address, query):
    assert open_as(client, cast.chief, address, **query).status_code == 404


# --- the board -----------------------------------------------------------------------------


def test_board_of_the_chief_starts_at_the_top_and_adds_up(client, cast, programme, course):
    put(cast.learner, DutyStatus.MET)
    put(cast.outsider, DutyStatus.OVERDUE)

    response = open_as(client, cast.chief, BOARD)

    direct = response.context["rows"][0].label
    assert table(response) == [
        (direct, [4, 0, 0, 0, 0, 4, 0]),
        ("组织部", [6, 1, 0, 0, 0, 5, 0]),
        ("卫健局", [2, 0, 0, 1, 0, 1, 0]),
        ("某区", [12, 1, 0, 1, 0, 10, 0]),
    ]
    assert "某区" in direct
    assert response.context["total"].tally.percent == 8


def test_board_of_an_overseer_starts_at_the_own_department(client, cast, programme, course):
    put(cast.outsider, DutyStatus.OVERDUE)

    response = open_as(client, cast.overseer, BOARD)

    assert [values[0] for _label, values in table(response)] == [5, 1, 6]
    assert "卫健局" not in response.content.decode()


def test_board_of_an_overseer_with_two_departments_lists_both_and_their_sum(client, cast, programme):
    PostingFactory(user=cast.overseer, department=cast.other, is_primary=False)

    response = open_as(client, cast.overseer, BOARD)

    assert [row[0] for row in table(response)[:2]] == ["组织部", "卫健局"]
    assert [values[0] for _label, values in table(response)] == [6, 2, 8]


@pytest.mark.parametrize("back", [0, 1])
def test_each_figure_opens_the_list_of_exactly_its_people(client, cast, programme, back):
    for number, status in enumerate(DutyStatus):
        duty_in(programme, [cast.sub, cast.own, cast.other][number % 3], status)
    board = open_as(client, cast.chief, BOARD, on=days(-back).isoformat())

    assert board.context["total"].tally.assigned == (21 if back == 0 else 9)
    for row in [*board.context["rows"], board.context["total"]]:
        for figure in [*row.figures, *row.statuses]:
            assert client.get(figure.url).context["page_obj"].paginator.count == figure.value, figure


def test_head_of_the_board_is_the_last_line_of_its_table(client, cast, programme, course):
    put(cast.learner, DutyStatus.MET)

    response = open_as(client, cast.chief, BOARD)

    soup = bs4.BeautifulSoup(response.content, "html.parser")
    head = {figure["data-figure"]: figure.a["href"] for figure in soup.select("[data-figure]") if figure.a}
    values = {
        figure["data-figure"]: int(figure.select_one(".sum__value").text) for figure in soup.select("[data-figure]")
    }
    nobody = dict.fromkeys([state.value for state in BoardState], 0)
    assert values == {"assigned": 12, **nobody, "met": 1, "not_started": 11}
    assert list(values.values()) == [int(cell.text) for cell in soup.select("tfoot td.num")]
    assert list(head.values()) == [cell.a["href"] for cell in soup.select("tfoot td.num") if cell.a]
    assert "8%" in soup.select_one(".ring").text


def test_bar_of_a_department_leads_below_it_where_something_lies_below(client, cast, programme):
    soup = bs4.BeautifulSoup(open_as(client, cast.chief, BOARD).content, "html.parser")

    bars = {row.th.text.strip(): row.select_one(".share__bar") for row in soup.select("tbody tr")}
    assert {label: one.name for label, one in bars.items() if label in {"组织部", "卫健局"}} == {
        "组织部": "a",
        "卫健局": "span",
    }
    assert f"department={cast.own.pk}" in bars["组织部"]["href"]


def test_each_column_says_how_it_is_counted(client, cast, programme):
    soup = bs4.BeautifulSoup(open_as(client, cast.chief, BOARD).content, "html.parser")

    opened = [button["popovertarget"] for button in soup.select("thead button")]
    assert opened == [f"formula-{key}" for key in ["percent", "assigned", *BoardState.values]]
    assert [text["id"] for text in soup.select("[popover]")] == opened
    assert {button["popovertarget"] for button in soup.select(".sum button")} <= set(opened)


def test_three_clicks_lead_from_the_whole_organisation_to_one_name(client, cast, programme):
    def links(response):
        return [link.replace("&amp;", "&") for link in re.findall(r'href="(/board/[^"]*)"', response.content.decode())]

    client.force_login(cast.chief)
    [into_own] = [
        url
        for url in set(links(client.get(BOARD)))
        if url.startswith(f"{BOARD}?") and f"department={cast.own.pk}" in url
    ]
    figures = [
        url for url in links(client.get(into_own)) if url.startswith(PEOPLE) and f"department={cast.sub.pk}" in url
    ]
    name = reverse("training:duty", args=[Duty.objects.get(user=cast.junior).pk])

    assert f'href="{name}"' in client.get(figures[0]).content.decode()
    assert client.get(name).status_code == 200


def test_board_prints_formula_and_date(client, cast, programme):
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        content = open_as(client, cast.chief, BOARD).content.decode()

    assert "Percent finished = finished ÷ (assigned - exempt - left before due)" in content
    assert "finished 0 ÷ (assigned 12 - exempt 0 - left before due 0) = 0 ÷ 12" in " ".join(content.split())
    assert "As of " in content
    assert "style=" not in content


def test_board_leads_those_who_keep_the_bank_to_the_statistics(client, cast, programme):
    led = {
        name
        for name in SEES_BOARD
        if f'href="{reverse("training:quizzes_statistics")}"'
        in open_as(client, cast.people()[name], BOARD).content.decode()
    }
    assert led == {name for name in SEES_BOARD if user_can_keep_bank(cast.people()[name])}
    assert led


def test_board_shows_the_programme_that_was_chosen(client, cast, programme):
    other = ProgrammeFactory(title="A", courses=[CourseFactory()], departments=[cast.sub])

    assert open_as(client, cast.chief, BOARD, programme=other.pk).context["total"].tally.assigned == 1
    assert open_as(client, cast.chief, BOARD, programme=programme.pk).context["total"].tally.assigned == 12


@pytest.mark.parametrize("address", ADDRESSES)
def test_board_without_programmes_says_who_brings_them(client, cast, address):
    response = open_as(client, cast.chief, address)

    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


def test_trail_stops_at_the_top_of_what_the_viewer_sees(client, cast, programme):
    trail = open_as(client, cast.overseer, BOARD, department=cast.sub.pk).context["trail"]

    assert [step["title"] for step in trail[1:]] == ["组织部", "干部科"]


@pytest.mark.parametrize("departments", [1, 3])
def test_board_takes_the_same_queries_for_any_number_of_departments(
    client, cast, programme, departments, django_assert_num_queries
):
    for _ in range(departments):
        duty_in(programme, DepartmentFactory(parent=cast.root), DutyStatus.MET)
    open_as(client, cast.chief, BOARD)

    # Two of them ask what the viewer may do beside the board.
    with django_assert_num_queries(14):
        client.get(BOARD)


# --- the people behind a figure ------------------------------------------------------------


def test_people_of_an_overseer_are_those_of_the_own_subtree(client, cast, programme):
    assert names(open_as(client, cast.overseer, PEOPLE)) == OWN
    assert len(names(open_as(client, cast.chief, PEOPLE))) == 12


def test_people_are_narrowed_by_department_state_and_text(client, cast, programme, course):
    put(cast.learner, DutyStatus.MET)

    assert names(open_as(client, cast.overseer, PEOPLE, department=cast.sub.pk)) == {"钱某"}
    assert names(open_as(client, cast.overseer, PEOPLE, department=cast.own.pk, directly="on")) == OWN - {"钱某"}
    assert names(open_as(client, cast.overseer, PEOPLE, state="met")) == {"林某"}
    assert names(open_as(client, cast.overseer, PEOPLE, state="not_started", text="钱")) == {"钱某"}
    assert names(open_as(client, cast.overseer, PEOPLE, text="孙")) == set()


def test_people_offer_only_visible_departments(client, cast, programme):
    form = open_as(client, cast.overseer, PEOPLE).context["form"]

    assert set(form.fields["department"].queryset) == {cast.own, cast.sub}


def test_people_pages_keep_the_filter(client, cast, programme):
    for _ in range(60):
        duty_in(programme, cast.sub, DutyStatus.NOT_STARTED)
    first = open_as(client, cast.overseer, PEOPLE, state="not_started", department=cast.sub.pk)
    query = parse_qs(urlsplit(f"?{first.context['query']}").query)
    second = client.get(PEOPLE, {**query, "page": 2})

    assert (len(first.context["page_obj"]), len(second.context["page_obj"])) == (50, 11)
    assert query["state"] == ["not_started"]
    assert not names(first) & names(second)


@pytest.mark.parametrize("people", [1, 3])
def test_people_take_the_same_queries_for_any_number_of_people(
    client, cast, programme, people, django_assert_num_queries
):
    for _ in range(people):
        duty_in(programme, cast.sub, DutyStatus.MET)
    open_as(client, cast.chief, PEOPLE)

    with django_assert_num_queries(14):
        client.get(PEOPLE)


def test_who_moved_away_is_named_without_a_link(client, cast, programme):
    cast.junior.postings.update(ends_on=days(-1))
    PostingFactory(user=cast.junior, department=cast.other, starts_on=days(0))

    [line] = open_as(client, cast.overseer, PEOPLE, department=cast.sub.pk).context["lines"]

    assert (line.duty.user, line.department, line.elsewhere, line.is_open) == (cast.junior, cast.sub, cast.other, False)


# --- another day ---------------------------------------------------------------------------


def test_board_of_an_earlier_day_shows_what_stood_then_and_so_do_its_lists(client, cast, programme):
    Duty.objects.update(counts_from=days(-100))
    since = timezone.now() - timezone.timedelta(days=3)
    put(cast.learner, DutyStatus.MET, earned_at=since, since=since).steps.create(progress="met", since=since)

    then, now = (open_as(client, cast.chief, BOARD, **query) for query in [{"on": days(-5).isoformat()}, {}])

    assert [response.context["total"].tally.met for response in (then, now)] == [0, 1]
    assert f"on={days(-5).isoformat()}" in then.context["total"].assigned.url
    assert names(open_as(client, cast.chief, PEOPLE, state="met", on=days(-3).isoformat())) == {"林某"}


def test_today_is_now(client, cast, programme):
    assert open_as(client, cast.chief, BOARD, on=days(0).isoformat()).context["chosen"].on is None


@pytest.mark.parametrize("day", ["soon", days(1).isoformat()])
def test_a_day_that_is_none_is_told_beside_its_field_and_now_is_shown(client, cast, programme, day):
    response = open_as(client, cast.chief, BOARD, on=day)

    assert response.context["chosen"].on is None
    assert list(response.context["form"].errors) == ["on"]
    assert 'aria-invalid="true"' in response.content.decode()


def test_quarters_stand_side_by_side_with_now(client, cast, programme):
    rows = open_as(client, cast.chief, QUARTERS).context["rows"]

    assert [row.people.on is None for row in rows] == [False] * 4 + [True]
    assert [row.tally.assigned for row in rows] == [0, 0, 0, 0, 12]
    assert rows[-1].assigned.url == open_as(client, cast.chief, BOARD).context["total"].assigned.url


@pytest.mark.parametrize("departments", [1, 3])
def test_quarters_take_the_same_queries_for_any_number_of_departments(
    client, cast, programme, departments, django_assert_num_queries
):
    for _ in range(departments):
        duty_in(programme, DepartmentFactory(parent=cast.root), DutyStatus.MET)
    open_as(client, cast.chief, QUARTERS)

    with django_assert_num_queries(20):
        client.get(QUARTERS)
