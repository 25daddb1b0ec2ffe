import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from cadres.models import User
from cadres.tests.factories import DepartmentFactory, PostingFactory, UserFactory
from training.models import Programme, ProgrammeAssignment, ProgrammeCompletion
from training.services.assignment import assign_programme
from training.services.programmes import record_programme_completions, record_programme_completions_for
from training.tests.factories import CourseCompletionFactory, CourseFactory, ProgrammeFactory

DUE = datetime.date(2026, 12, 31)


def moment(day: int) -> datetime.datetime:
    return datetime.datetime(2026, 11, day, 9, 30, tzinfo=datetime.UTC)


@pytest.fixture
def courses(db):
    return [CourseFactory(title="谈前准备", hours=Decimal("0.5")), CourseFactory(title="倾听提问", hours=Decimal(1))]


def test_courses_stand_in_the_order_of_the_programme_whatever_other_programmes_say(courses):
    first, second = courses
    programme = ProgrammeFactory(courses=[second, first])
    ProgrammeFactory(courses=[first, second])

    assert list(programme.courses()) == [second, first]


def test_units_are_the_published_lessons_and_quizzes_of_the_required_courses(db):
    course = CourseFactory(lessons=2, quiz=True)
    CourseFactory(lessons=1)
    programme = ProgrammeFactory(courses=[course])
    withdrawn, *_kept = course.units()
    withdrawn.unpublish()

    assert {page.pk for page in programme.units()} == {unit.pk for unit in course.units()}
    assert withdrawn.pk not in {page.pk for page in programme.units()}


def test_assignment_reaches_the_department_and_everything_below(cast):
    programme = ProgrammeFactory(departments=[cast.own])

    reached = {name for name, user in cast.people().items() if ProgrammeAssignment.objects.reaching(user).exists()}

    assert reached == {"learner", "junior", "visitor", "trainer", "editor", "overseer"}
    assert {user.pk for user in programme.cadres()} == {cast.people()[name].pk for name in reached}


def test_several_assignments_of_one_programme_may_reach_a_person(cast):
    ProgrammeFactory(departments=[cast.root, cast.own, cast.sub])

    assert ProgrammeAssignment.objects.reaching(cast.junior).count() == 3
    assert ProgrammeAssignment.objects.reaching(cast.learner).count() == 2


def test_assigned_leaves_out_drafts(cast):
    programme = ProgrammeFactory(departments=[cast.own, cast.sub])
    ProgrammeFactory()

    assert list(Programme.objects.assigned()) == [programme]


def test_a_person_who_left_the_department_is_not_reached(cast):
    programme = ProgrammeFactory(departments=[cast.own])
    cast.learner.postings.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    assert list(ProgrammeAssignment.objects.reaching(User.objects.get(pk=cast.learner.pk))) == []
    assert cast.learner not in programme.cadres()


# --- assigning -----------------------------------------------------------------------------


def test_assign_programme_twice_changes_nothing(cast):
    programme = ProgrammeFactory()

    first = assign_programme(programme=programme, department=cast.own, due_on=DUE)
    again = assign_programme(programme=programme, department=cast.own, due_on=DUE)

    assert first.pk == again.pk
    assert list(programme.assignments.values_list("department", "due_on")) == [(cast.own.pk, DUE)]


def test_assign_programme_without_a_date_keeps_the_date(cast):
    programme = ProgrammeFactory()
    assign_programme(programme=programme, department=cast.own, due_on=DUE)

    assert assign_programme(programme=programme, department=cast.own).due_on == DUE


def test_assign_programme_with_another_date_moves_the_date(cast):
    programme = ProgrammeFactory()
    assign_programme(programme=programme, department=cast.own, due_on=DUE)
    later = DUE + datetime.timedelta(days=30)

    assign_programme(programme=programme, department=cast.own, due_on=later)

    assert ProgrammeAssignment.objects.get().due_on == later


def test_assign_programme_records_those_who_have_finished_before(cast, courses):
    programme = ProgrammeFactory(courses=courses)
    for course in courses:
        CourseCompletionFactory(user=cast.learner, course=course)

    assign_programme(programme=programme, department=cast.own)

    assert ProgrammeCompletion.objects.get().user == cast.learner


# --- completion ----------------------------------------------------------------------------


def test_completion_keeps_the_latest_date_the_hours_and_what_was_required(courses):
    first, second = courses
    programme = ProgrammeFactory(title="谈心谈话技能培训", courses=courses)
    user = UserFactory()
    CourseCompletionFactory(user=user, course=second, earned_at=moment(3), content_version=7)
    CourseCompletionFactory(user=user, course=first, earned_at=moment(9), content_version=5)

    record_programme_completions(user=user, course=second)

    row = ProgrammeCompletion.objects.get()
    assert (row.user, row.programme, row.programme_title) == (user, programme, "谈心谈话技能培训")
    assert (row.earned_at, row.hours) == (moment(9), Decimal("1.5"))
    assert row.required == [
        {"course": first.pk, "title": "谈前准备", "content_version": 5},
        {"course": second.pk, "title": "倾听提问", "content_version": 7},
    ]


def test_completion_waits_for_every_course(courses):
    ProgrammeFactory(courses=courses)
    user = UserFactory()
    CourseCompletionFactory(user=user, course=courses[0])
    CourseCompletionFactory(course=courses[1])

    assert record_programme_completions(user=user, course=courses[0]) == []
    assert not ProgrammeCompletion.objects.exists()


def test_completion_of_a_programme_without_courses_never_comes(cast):
    programme = ProgrammeFactory(departments=[cast.root])

    assert record_programme_completions_for(programme=programme) == 0


def test_completion_is_recorded_once_and_never_moved(courses):
    programme = ProgrammeFactory(courses=courses)
    user = UserFactory()
    for course in courses:
        CourseCompletionFactory(user=user, course=course, earned_at=moment(2))
    record_programme_completions(user=user, course=courses[0])
    before = ProgrammeCompletion.objects.values().get()

    user.course_completions.update(earned_at=moment(20))
    record_programme_completions(user=user, course=courses[1])

    assert record_programme_completions_for(programme=programme) == 0
    assert ProgrammeCompletion.objects.values().get() == before


def test_completion_covers_each_programme_that_requires_the_course(courses):
    both = ProgrammeFactory(courses=courses)
    one = ProgrammeFactory(courses=courses[:1])
    ProgrammeFactory(courses=[CourseFactory()])
    user = UserFactory()
    for course in courses:
        CourseCompletionFactory(user=user, course=course)

    recorded = record_programme_completions(user=user, course=courses[0])

    assert {row.programme for row in recorded} == {both, one}
    assert set(user.programme_completions.values_list("programme", flat=True)) == {both.pk, one.pk}


def test_a_course_added_later_takes_no_completion_away(courses):
    programme = ProgrammeFactory(courses=courses[:1])
    row = CourseCompletionFactory(course=courses[0])
    record_programme_completions(user=row.user, course=courses[0])

    programme.programme_courses.create(course=courses[1], sort_order=9)
    record_programme_completions_for(programme=programme)

    assert ProgrammeCompletion.objects.get().user == row.user


@pytest.mark.parametrize("people", [1, 3])
def test_completions_of_many_people_take_the_same_queries(courses, people, django_assert_num_queries):
    programme = ProgrammeFactory(courses=courses)
    for user in UserFactory.create_batch(people):
        for course in courses:
            CourseCompletionFactory(user=user, course=course)

    with django_assert_num_queries(5):
        assert record_programme_completions_for(programme=programme) == people


def test_completion_reaches_retired_people_too_because_evidence_is_evidence(courses):
    programme = ProgrammeFactory(courses=courses[:1])
    department = DepartmentFactory()
    row = CourseCompletionFactory(course=courses[0], user=PostingFactory(department=department).user)
    User.objects.filter(pk=row.user.pk).update(is_active=False)

    assert record_programme_completions_for(programme=programme) == 1
