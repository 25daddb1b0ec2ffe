import datetime

import pytest
from django.utils import timezone

from cadres.enums import Role
from cadres.models import Department, Posting, User
from cadres.tests.factories import DepartmentFactory, PostingFactory, UserFactory
from training.enums import ProgressState
from training.models import QuizAttempt
from training.services import reports
from training.services.programmes import record_programme_completions
from training.services.records import read_progress
from training.tally import Tally, roll_up
from training.tests.factories import (
    CourseCompletionFactory,
    CourseFactory,
    LessonAcknowledgementFactory,
    ProgrammeFactory,
)

TODAY = timezone.localdate
MET, BEGUN, NOT_STARTED = ProgressState.MET, ProgressState.IN_PROGRESS, ProgressState.NOT_STARTED


@pytest.fixture
def course(db):
    return CourseFactory(lessons=2, quiz=True)


@pytest.fixture
def programme(course, cast):
    return ProgrammeFactory(courses=[course, CourseFactory(lessons=1)], departments=[cast.root])


def finish(user, programme):
    for course in programme.courses():
        CourseCompletionFactory(user=user, course=course)
        record_programme_completions(user=user, course=course)


def begin(user, programme):
    LessonAcknowledgementFactory(user=user, lesson=programme.courses()[0].units()[0])


def states(programme):
    return dict(reports.counted_people(programme).values_list("user__name", "state"))


def state_of(user, programme):
    return reports.counted_people(programme).get(user=user).state


def open_attempt(user, quiz):
    return QuizAttempt.objects.create(
        user=user, quiz=quiz, number=1, quiz_title=quiz.title, pass_mark=60, multiple_marking="partial", maximum=2
    )


# --- states --------------------------------------------------------------------------------


def test_everybody_who_is_assigned_is_counted_once(programme, cast):
    assert states(programme) == {user.name: NOT_STARTED for user in cast.people().values()}


def test_a_lesson_acknowledged_is_in_progress(programme, cast):
    begin(cast.learner, programme)

    assert state_of(cast.learner, programme) == BEGUN


def test_an_open_attempt_is_in_progress(programme, course, cast):
    open_attempt(cast.learner, course.units()[2])

    assert state_of(cast.learner, programme) == BEGUN


def test_a_course_finished_is_in_progress_until_all_are(programme, course, cast):
    CourseCompletionFactory(user=cast.learner, course=course)

    assert state_of(cast.learner, programme) == BEGUN


def test_a_programme_completion_is_met(programme, cast):
    finish(cast.learner, programme)

    assert state_of(cast.learner, programme) == MET


def test_evidence_in_a_course_that_is_not_required_does_not_count(programme, cast):
    elsewhere = CourseFactory(lessons=1, quiz=True)
    LessonAcknowledgementFactory(user=cast.learner, lesson=elsewhere.units()[0])
    open_attempt(cast.learner, elsewhere.units()[1])
    CourseCompletionFactory(user=cast.learner, course=elsewhere)

    assert state_of(cast.learner, programme) == NOT_STARTED


def test_the_completion_of_another_programme_does_not_count(programme, cast):
    other = ProgrammeFactory(courses=[CourseFactory()], departments=[cast.root])
    finish(cast.learner, other)

    assert state_of(cast.learner, programme) == NOT_STARTED
    assert state_of(cast.learner, other) == MET


def test_the_board_and_the_desk_say_the_same_of_everybody(programme, course, cast):
    finish(cast.learner, programme)
    begin(cast.junior, programme)
    open_attempt(cast.outsider, course.units()[2])
    CourseCompletionFactory(user=cast.trainer, course=course)
    withdrawn = course.units()[1]
    LessonAcknowledgementFactory(user=cast.editor, lesson=withdrawn)
    withdrawn.unpublish()

    for posting in reports.counted_people(programme).select_related("user"):
        [progress] = read_progress(user=posting.user)
        assert progress.state == posting.state, posting.user.name


# --- who counts, and where -----------------------------------------------------------------


def test_only_the_departments_to_which_it_is_assigned_count(course, cast):
    programme = ProgrammeFactory(courses=[course], departments=[cast.sub])

    assert set(states(programme)) == {cast.junior.name}


def test_assignments_that_overlap_count_a_person_once(course, cast):
    programme = ProgrammeFactory(courses=[course], departments=[cast.root, cast.own, cast.sub])

    assert reports.counted_people(programme).filter(user=cast.junior).count() == 1


def test_retired_people_do_not_count(programme, cast):
    User.objects.filter(pk=cast.learner.pk).update(is_active=False)

    assert cast.learner.name not in states(programme)


def test_a_person_with_two_posts_counts_in_the_primary_one_alone(course, cast):
    programme = ProgrammeFactory(courses=[course], departments=[cast.own])
    PostingFactory(user=cast.outsider, department=cast.own, is_primary=False)

    people = reports.counted_people(programme)

    assert people.get(user=cast.outsider).department == cast.other
    assert reports.narrow(people, departments=[cast.own]).filter(user=cast.outsider).count() == 0


def test_two_primary_posts_at_once_count_in_the_later_one(programme, cast):
    cast.learner.postings.update(ends_on=TODAY() + datetime.timedelta(days=3))
    PostingFactory(user=cast.learner, department=cast.other, starts_on=TODAY() - datetime.timedelta(days=1))

    found = reports.counted_people(programme).get(user=cast.learner)

    assert found.department == cast.other
    assert found == User.objects.get(pk=cast.learner.pk).current_posting


def test_past_and_future_posts_do_not_count(programme, cast):
    cast.learner.postings.update(ends_on=TODAY() - datetime.timedelta(days=1))
    PostingFactory(user=cast.learner, department=cast.other, starts_on=TODAY() + datetime.timedelta(days=1))

    assert cast.learner.name not in states(programme)


def test_the_last_day_in_a_post_still_counts(programme, cast):
    cast.learner.postings.update(ends_on=TODAY())

    assert cast.learner.name in states(programme)


# --- figures and lists ---------------------------------------------------------------------


def test_every_figure_of_the_tree_equals_the_length_of_its_list(programme, cast):
    deep = DepartmentFactory(parent=cast.sub, code="0111")
    finished, begun, *_idle = UserFactory.create_batch(4, department=deep)
    for user in [finished, cast.learner]:
        finish(user, programme)
    for user in [begun, cast.outsider]:
        begin(user, programme)
    people = reports.counted_people(programme)
    own = reports.tally_departments(people)
    totals = roll_up(own, Department.steplen)

    for department in Department.objects.all():
        total, direct = totals[department.path], own.get(department.path, Tally())
        for state in ProgressState:
            inside = reports.narrow(people, departments=[department], state=state)
            exactly = reports.narrow(people, departments=[department], directly=True, state=state)
            assert getattr(total, state.value) == len(reports.with_results(inside, programme))
            assert getattr(direct, state.value) == len(reports.with_results(exactly, programme))
        children = sum((totals[child.path] for child in department.get_children()), Tally())
        assert total == direct + children
        assert total.assigned == reports.narrow(people, departments=[department]).count()


def test_tally_is_one_query(programme, cast, django_assert_num_queries):
    people = reports.narrow(reports.counted_people(programme), departments=[cast.root])

    with django_assert_num_queries(1):
        assert sum(reports.tally_departments(people).values(), Tally()).assigned == len(cast.people())


def test_narrow_without_departments_shows_nobody(programme):
    assert not reports.narrow(reports.counted_people(programme), departments=[]).exists()
    assert not reports.narrow(reports.counted_people(programme), departments=[], directly=True).exists()


def test_narrow_finds_names_and_numbers(programme, cast):
    people = reports.counted_people(programme)

    by_name = reports.narrow(people, departments=[cast.root], text="林")
    by_number = reports.narrow(people, departments=[cast.root], text=cast.junior.staff_number)

    assert [row.user for row in by_name] == [cast.learner]
    assert [row.user for row in by_number] == [cast.junior]


def test_results_stand_in_pinyin_order_with_courses_and_date(programme, course, cast):
    finish(cast.learner, programme)
    CourseCompletionFactory(user=cast.junior, course=course)
    CourseCompletionFactory(user=cast.junior, course=CourseFactory())

    people = reports.narrow(reports.counted_people(programme), departments=[cast.own])
    rows = list(reports.with_results(people, programme))

    assert [row.user.name for row in rows] == ["林某", "钱某", "王某", "吴某", "郑某", "周某"]
    completion = cast.learner.programme_completions.get()
    found = [(row.courses_finished, row.earned_at, row.department.name) for row in rows[:2]]
    assert found == [(2, completion.earned_at, "组织部"), (1, None, "干部科")]


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
