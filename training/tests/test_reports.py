import datetime

import pytest
from django.utils import timezone

from cadres.enums import Role
from cadres.models import Department, Posting, User
from cadres.tests.factories import DepartmentFactory, PostingFactory, UserFactory
from training.enums import BoardState, DutyStatus
from training.models import Duty
from training.services import reports
from training.tally import STATUSES, Tally, roll_up
from training.tests.duty_rows import days, duty_in
from training.tests.factories import CourseFactory, ProgrammeFactory


@pytest.fixture
def programme(cast):
    return ProgrammeFactory(courses=[CourseFactory(lessons=1)], departments=[cast.root])


@pytest.fixture
def empty(cast):
    """A programme that nobody has as a duty."""
    return ProgrammeFactory(courses=[CourseFactory()])


def counted(programme, *departments, **chosen):
    duties = reports.narrow(reports.counted_duties(programme), departments=departments, **chosen)
    return [row.user for row in reports.PeopleByDepartment(duties)[:]]


# --- who counts, and where -----------------------------------------------------------------


def test_everybody_who_is_assigned_is_counted_once(programme, cast):
    assert sorted(user.name for user in counted(programme, cast.root)) == sorted(
        user.name for user in cast.people().values()
    )


@pytest.mark.parametrize("status", list(DutyStatus))
def test_every_status_is_counted_as_itself(empty, cast, status):
    duty_in(empty, cast.own, status)

    assert reports.tally_departments(reports.counted_duties(empty)) == {cast.own.path: Tally(**{status.value: 1})}


def test_a_duty_of_another_programme_does_not_count(programme, empty, cast):
    duty_in(empty, cast.own, DutyStatus.MET)

    assert counted(programme, cast.root, state="met") == []


def test_an_old_cycle_gives_way_to_the_new_one(empty, cast):
    old = duty_in(empty, cast.own, DutyStatus.MET, counts_until=days(-1))
    new = Duty.objects.create(
        user=old.user,
        programme=empty,
        version=old.version,
        cycle=2,
        department=cast.own,
        counts_from=days(0),
    )

    assert list(reports.counted_duties(empty)) == [new]
    assert list(reports.counted_duties(empty, days(-1))) == [old]


def test_who_has_moved_after_the_due_date_counts_in_the_old_department_and_shows_the_new_one(empty, cast):
    duty = duty_in(empty, cast.own, DutyStatus.OVERDUE)
    duty.user.postings.update(ends_on=days(-1))
    PostingFactory(user=duty.user, department=cast.other, starts_on=days(0), post="副主任")

    [row] = reports.PeopleByDepartment(reports.narrow(reports.counted_duties(empty), departments=[cast.own]))[:]

    assert (row.place, row.works_in, row.post) == (cast.own.pk, cast.other.pk, "副主任")


def test_a_duty_without_a_department_is_in_no_figure(empty, cast):
    duty_in(empty, cast.own, DutyStatus.MET)
    Duty.objects.update(department=None)

    assert reports.tally_departments(reports.counted_duties(empty)) == {}
    assert counted(empty, cast.root) == []


# --- figures and lists ---------------------------------------------------------------------


def test_every_figure_of_the_tree_equals_the_length_of_its_list(empty, cast):
    deep = DepartmentFactory(parent=cast.sub, code="0111")
    for place, status in enumerate(STATUSES):
        for department in [deep, cast.own, cast.other][: place % 3 + 1]:
            duty_in(empty, department, status)
    duties = reports.counted_duties(empty)
    own = reports.tally_departments(duties)
    totals = roll_up(own, Department.steplen)

    for department in Department.objects.all():
        total, direct = totals[department.path], own.get(department.path, Tally())
        for state in [*DutyStatus, *BoardState]:
            assert total.of(state) == len(counted(empty, department, state=state.value))
            assert direct.of(state) == len(counted(empty, department, directly=True, state=state.value))
        children = sum((totals[child.path] for child in department.get_children()), Tally())
        assert total == direct + children
        assert total.assigned == len(counted(empty, department))


def test_tally_is_two_queries(programme, cast, django_assert_num_queries):
    people = reports.narrow(reports.counted_duties(programme), departments=[cast.root])

    with django_assert_num_queries(2):
        assert sum(reports.tally_departments(people).values(), Tally()).assigned == len(cast.people())


def test_figures_of_today_need_the_index_alone(programme, cast, django_assert_num_queries):
    from django.db import connection

    duties = reports.narrow(reports.counted_duties(programme), departments=[cast.root])
    counts = duties.order_by().values_list("place", "status").annotate(people=reports.Count("*"))
    if connection.vendor == "sqlite":
        assert "COVERING INDEX duty_board" in counts.explain()
    assert '"cadres_department"."path"' not in str(counts.query).split("WHERE")[0]


def test_narrow_without_departments_shows_nobody(programme):
    assert counted(programme) == []
    assert counted(programme, directly=True) == []


def test_narrow_finds_names_and_numbers(programme, cast):
    assert counted(programme, cast.root, text="林") == [cast.learner]
    assert counted(programme, cast.root, text=cast.junior.staff_number) == [cast.junior]


# --- the list, department by department -----------------------------------------------------


def test_list_goes_down_the_tree_and_in_each_department_by_pinyin(programme, cast):
    assert [user.name for user in counted(programme, cast.own)] == ["林某", "王某", "吴某", "郑某", "周某", "钱某"]


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_pages_of_any_size_put_together_are_the_whole_list(empty, cast, size):
    for number in range(9):
        duty_in(empty, [cast.sub, cast.other, cast.own][number % 3], DutyStatus.MET)
    people = reports.PeopleByDepartment(reports.counted_duties(empty))
    whole = [row.pk for row in people[:]]

    pages = [[row.pk for row in people[start : start + size]] for start in range(0, 9, size)]

    assert [pk for page in pages for pk in page] == whole
    assert sorted(whole) == sorted(Duty.objects.values_list("pk", flat=True))
    assert [row.pk for chunk in people.chunks() for row in chunk] == whole
    assert people[9:12] == []


def test_chunks_hold_whole_departments_and_no_more_people_than_asked(empty, cast, monkeypatch):
    for department in [cast.own, cast.own, cast.sub, cast.other]:
        duty_in(empty, department, DutyStatus.MET)
    monkeypatch.setattr(reports, "CHUNK_PEOPLE", 3)

    chunks = [
        [row.place for row in chunk] for chunk in reports.PeopleByDepartment(reports.counted_duties(empty)).chunks()
    ]

    assert chunks == [[cast.own.pk, cast.own.pk, cast.sub.pk], [cast.other.pk]]


def test_a_page_is_one_query_however_many_departments_it_touches(empty, cast, django_assert_num_queries):
    for department in [cast.root, cast.own, cast.sub, cast.other]:
        duty_in(empty, department, DutyStatus.MET)
    people = reports.PeopleByDepartment(reports.counted_duties(empty))

    with django_assert_num_queries(1):
        assert len(people[0:4]) == 4


def test_the_post_is_that_of_the_day(empty, cast):
    duty = duty_in(empty, cast.own, DutyStatus.NOT_STARTED)
    duty.user.postings.update(ends_on=days(-5), post="干事")
    PostingFactory(user=duty.user, department=cast.own, starts_on=days(-4), post="科长")

    def post(on):
        [row] = reports.PeopleByDepartment(reports.counted_duties(empty, on), on)[:]
        return row.post

    assert [post(days(-5)), post(days(-4)), post(None)] == ["干事", "科长", "科长"]


def test_programmes_are_offered_where_there_are_no_departments(programme, empty):
    assert set(reports.programmes_by_reach([])) == {programme, empty}


# --- where a viewer enters the tree --------------------------------------------------------


def test_topmost_departments_cover_exactly_what_is_visible(cast):
    for user in cast.people().values():
        below = Department.objects.below(reports.topmost_departments(user))
        assert set(below) == set(Department.objects.visible_to(user))


def test_topmost_departments_leave_out_those_inside_another(cast):
    PostingFactory(user=cast.overseer, department=cast.sub, is_primary=False)
    PostingFactory(user=cast.overseer, department=cast.other, is_primary=False)

    assert reports.topmost_departments(User.objects.get(pk=cast.overseer.pk)) == [cast.own, cast.other]


def test_topmost_departments_of_an_overseer_who_left_are_none(cast):
    user = UserFactory(roles=[Role.OVERSEER])

    assert reports.topmost_departments(user) == []
    assert Posting.objects.filter(user=user).count() == 0


def test_a_day_to_come_is_today(programme):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    assert str(reports.counted_duties(programme, tomorrow).query) == str(reports.counted_duties(programme).query)
