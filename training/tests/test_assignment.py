"""Who is reached by an assignment, with which date, and who would not have the time."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cadres.enums import RankBand
from cadres.models import Posting, User
from cadres.tests.factories import PostingFactory, UserFactory
from training.enums import DueRule, DutyStatus
from training.models import (
    AssignmentException,
    Audience,
    AudienceLine,
    Duty,
    DutyClaim,
    Programme,
    ProgrammeAssignment,
    ProgrammeCompletion,
)
from training.services.assignment import assign_people, assign_programme, decide_exceptions
from training.services.completion import acknowledge_lesson
from training.tests.factories import CourseCompletionFactory, CourseFactory, LessonFactory, ProgrammeFactory

OWN = {"learner", "junior", "visitor", "trainer", "editor", "overseer"}


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def course(db):
    return CourseFactory(title="谈前准备", lessons=2)


@pytest.fixture
def programme(course):
    return ProgrammeFactory(title="谈心谈话技能培训", courses=[course])


def reached(cast, programme) -> set[str]:
    users = set(programme.duties.values_list("user", flat=True))
    return {name for name, user in cast.people().items() if user.pk in users}


def assign(programme, **fields) -> ProgrammeAssignment:
    assignment = ProgrammeAssignment(programme=programme, **{"due_rule": DueRule.NONE, **fields})
    assignment.full_clean()
    assignment.save()
    assign_people(programme=Programme.objects.get(pk=programme.pk))
    return assignment


# --- whom ----------------------------------------------------------------------------------


def test_assignment_reaches_the_department_and_everything_below(cast, programme):
    assign(programme, department=cast.own)

    assert reached(cast, programme) == OWN
    assert {duty.department for duty in programme.duties.exclude(user=cast.junior)} == {cast.own}
    assert programme.duties.get(user=cast.junior).department == cast.sub


def test_assignment_without_conditions_reaches_everybody_with_a_post(cast, programme):
    UserFactory(name="没有任职")

    assign(programme)

    assert reached(cast, programme) == set(cast.people())
    assert programme.duties.count() == len(cast.people())


def test_assignment_by_rank_band_and_post(cast, programme):
    cast.learner.postings.update(rank_band=RankBand.TOWNSHIP_CHIEF, post="干部科科长")
    cast.junior.postings.update(rank_band=RankBand.TOWNSHIP_CHIEF, post="驻村干部")
    cast.outsider.postings.update(rank_band=RankBand.TOWNSHIP_CHIEF, post="办公室主任")

    assign(programme, department=cast.own, rank_bands=[RankBand.TOWNSHIP_CHIEF], post_words="科长，主任")

    assert reached(cast, programme) == {"learner"}


def test_assignment_by_audience_reaches_who_fulfils_one_of_its_lines(cast, programme):
    cast.outsider.postings.update(post="办公室主任")
    audience = Audience.objects.create(title="骨干")
    AudienceLine.objects.create(audience=audience, department=cast.sub)
    AudienceLine.objects.create(audience=audience, post_words="主任")

    assign(programme, audience=audience)

    assert reached(cast, programme) == {"junior", "outsider"}


def test_assignment_to_one_person(cast, programme):
    assign(programme, person=cast.outsider)

    assert reached(cast, programme) == {"outsider"}


def test_retired_people_and_ended_posts_are_not_reached(cast, programme):
    User.objects.filter(pk=cast.learner.pk).update(is_active=False)
    cast.junior.postings.update(ends_on=in_days(-1))

    assign(programme, department=cast.own)

    assert reached(cast, programme) == OWN - {"learner", "junior"}


def test_person_with_several_posts_has_one_duty_where_they_are_counted(cast, programme):
    PostingFactory(user=cast.learner, department=cast.sub, is_primary=False)

    assign(programme, department=cast.root)

    assert programme.duties.get(user=cast.learner).department == cast.own


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"audience": True, "department": True}, "audience"),
        ({"person": True, "department": True}, "person"),
        ({"person": True, "audience": True}, "person"),
        ({"due_rule": DueRule.FIXED}, "due_on"),
        ({"due_rule": DueRule.AFTER_JOINING}, "due_months"),
    ],
)
def test_contradictory_assignment_is_refused(cast, programme, fields, wrong):
    values = {"department": cast.own, "person": cast.learner, "audience": Audience.objects.create(title="骨干")}
    given = {name: values[name] if value is True else value for name, value in fields.items()}

    with pytest.raises(ValidationError) as refusal:
        ProgrammeAssignment(programme=programme, **{"due_rule": DueRule.NONE, **given}).full_clean()

    assert set(refusal.value.message_dict) == {wrong}


# --- again and again -----------------------------------------------------------------------


def test_assigning_twice_changes_nothing(cast, programme):
    first = assign_programme(programme=programme, department=cast.own, due_on=in_days(90))
    before = list(Duty.objects.order_by("pk").values())

    assert assign_programme(programme=programme, department=cast.own, due_on=in_days(90)) == first
    assert assign_people(programme=programme).assigned == 0
    assert list(Duty.objects.order_by("pk").values()) == before
    assert DutyClaim.objects.count() == len(before) == len(OWN)


def test_newcomers_are_reached_the_next_time(cast, programme):
    assign(programme, department=cast.own)
    newcomer = UserFactory(department=cast.sub)

    report = assign_people(programme=programme)

    assert (report.assigned, report.exceptions) == (1, 0)
    assert programme.duties.get(user=newcomer).department == cast.sub


def test_assignment_that_has_ended_reaches_no_newcomers(cast, programme):
    assign(programme, department=cast.own, ends_on=in_days(-1))

    assert reached(cast, programme) == set()


def test_draft_that_was_not_applied_asks_nothing_of_anybody(cast):
    programme = ProgrammeFactory()

    assign(programme, department=cast.own)

    assert not Duty.objects.exists()


def test_who_finished_before_is_met_at_once_with_the_date_of_the_evidence(cast, course, programme):
    earned_at = timezone.now() - datetime.timedelta(days=200)
    CourseCompletionFactory(user=cast.learner, course=course, earned_at=earned_at)

    assign(programme, department=cast.own)

    duty = programme.duties.get(user=cast.learner)
    assert (duty.status_on(), duty.earned_at) == (DutyStatus.MET, earned_at)
    assert ProgrammeCompletion.objects.get().earned_at == earned_at


# --- by when -------------------------------------------------------------------------------


def test_relative_date_after_joining_counts_from_the_post_that_is_reached(cast, programme):
    cast.learner.postings.update(starts_on=in_days(-10))

    assign(programme, person=cast.learner, due_rule=DueRule.AFTER_JOINING, due_days=40)

    duty = programme.duties.get()
    assert duty.due_on == in_days(30)
    assert duty.claims.get().reason == {
        "rule": "after_joining",
        "basis": in_days(-10).isoformat(),
        "whom": cast.learner.name,
        "months": 0,
        "days": 40,
    }


def test_relative_date_after_a_promotion_reaches_only_who_was_promoted(cast, programme):
    promoted, moved = UserFactory(), UserFactory()
    for user, later in [(promoted, RankBand.TOWNSHIP_CHIEF), (moved, RankBand.CLERK)]:
        start, change = in_days(-900), in_days(-20)
        PostingFactory(user=user, department=cast.own, rank_band=RankBand.CLERK, starts_on=start, ends_on=change)
        day = change + datetime.timedelta(days=1)
        PostingFactory(user=user, department=cast.own, rank_band=later, starts_on=day)

    assign(programme, department=cast.own, due_rule=DueRule.AFTER_PROMOTION, due_months=12)

    duty = programme.duties.get()
    assert duty.user == promoted
    assert duty.claims.get().reason["basis"] == in_days(-19).isoformat()


def test_the_earliest_of_several_claims_rules_and_all_are_kept(cast, programme):
    assign(programme, department=cast.root, due_rule=DueRule.FIXED, due_on=in_days(60))
    assign(programme, department=cast.own, due_rule=DueRule.FIXED, due_on=in_days(30))
    assign(programme, department=cast.sub, due_rule=DueRule.FIXED, due_on=in_days(90))

    dates = {user: programme.duties.get(user=user).due_on for user in (cast.outsider, cast.learner, cast.junior)}
    assert dates == {cast.outsider: in_days(60), cast.learner: in_days(30), cast.junior: in_days(30)}
    assert programme.duties.get(user=cast.junior).claims.count() == 3


def test_a_later_change_of_the_assignment_moves_no_duty(cast, programme):
    assignment = assign(programme, department=cast.own, due_rule=DueRule.FIXED, due_on=in_days(30))

    assignment.due_on = in_days(60)
    assignment.save()
    assign_people(programme=programme)

    assert set(programme.duties.values_list("due_on", flat=True)) == {in_days(30)}


# --- too little time -----------------------------------------------------------------------


@pytest.fixture
def long_programme(db):
    course = CourseFactory()
    for _ in range(3):
        LessonFactory(parent=course, minutes=40)
    return ProgrammeFactory(courses=[course])


def test_who_would_not_have_the_time_waits_for_a_decision(cast, long_programme):
    """120 minutes at 30 a day are four days, today counted in."""
    assign(long_programme, person=cast.learner, due_rule=DueRule.FIXED, due_on=in_days(2))

    waiting = AssignmentException.objects.get()
    assert not long_programme.duties.exists()
    assert (waiting.minutes, waiting.due_on, waiting.realistic_on) == (120, in_days(2), in_days(3))
    assert assign_people(programme=long_programme).exceptions == 0


def test_a_date_that_is_just_enough_is_assigned(cast, long_programme):
    assign(long_programme, person=cast.learner, due_rule=DueRule.FIXED, due_on=in_days(3))

    assert not AssignmentException.objects.exists()
    assert long_programme.duties.get().due_on == in_days(3)


def test_what_is_done_already_takes_no_time(cast, long_programme):
    for lesson in long_programme.courses()[0].units():
        acknowledge_lesson(user=cast.learner, lesson=lesson)

    assign(long_programme, person=cast.learner, due_rule=DueRule.FIXED, due_on=in_days(0))

    assert long_programme.duties.get().status_on() == DutyStatus.MET


@pytest.mark.parametrize(
    ("decision", "due_on"),
    [("as_it_is", in_days(1)), ("realistic", in_days(3)), ("leave_out", None)],
)
def test_decision_about_an_exception(cast, long_programme, decision, due_on):
    assign(long_programme, person=cast.learner, due_rule=DueRule.FIXED, due_on=in_days(1))
    waiting = AssignmentException.objects.all()

    for _twice in range(2):
        decide_exceptions(exceptions=waiting, decision=decision, by=cast.trainer)
        assign_people(programme=long_programme)

    assert [duty.due_on for duty in long_programme.duties.all()] == ([due_on] if due_on else [])
    assert (waiting.get().decision, waiting.get().decided_by) == (decision, cast.trainer)


@pytest.mark.parametrize("people", [1, 3])
def test_assigning_takes_the_same_queries_for_any_number_of_people(cast, programme, people, django_assert_num_queries):
    Posting.objects.exclude(user__in=[user.pk for user in list(cast.people().values())[:people]]).delete()
    ProgrammeAssignment.objects.create(programme=programme, due_rule=DueRule.NONE)

    with django_assert_num_queries(28):
        assert assign_people(programme=programme).assigned == people
