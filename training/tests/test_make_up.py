"""Make-ups: opened by the task of the night or by a person, with a plan, closed by evidence or by the clock."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from cadres.models import User
from training.enums import MakeUpCause
from training.errors import MakeUpRefused
from training.models import DueExtension, Duty, MakeUp, MakeUpClosure, QuizCycle
from training.permissions import user_can_keep_make_up, user_can_view_make_up
from training.services.completion import acknowledge_lesson
from training.services.make_up import Opening, open_due_make_ups, open_make_up, settle_make_ups
from training.tests.factories import LessonFactory, ProgrammeFactory, SceneFactory, skill
from training.tests.make_up_steps import day, days_from_now, duty_of, make_programme, take
from training.tests.test_frozen_rows import refused

pytestmark = pytest.mark.django_db


def by_hand(duty, by, **more):
    opening = Opening(**{"cause": MakeUpCause.ABSENT, "by": by, "reason": "缺席一次", **more})
    return open_make_up(duty=duty, opening=opening)


# --- the task of the night -----------------------------------------------------------------


def test_task_opens_one_for_a_failed_quiz_with_a_plan_for_the_missed_skill_alone(cast):
    programme, course, quiz = make_programme(cast.own, practice=True)
    lesson = course.units().first()
    take(cast.learner, quiz, right=False)

    assert (open_due_make_ups(), open_due_make_ups()) == (1, 0)

    make_up = MakeUp.objects.get()
    focus = skill("focus").pk
    assert (make_up.duty, make_up.number, make_up.cause, make_up.opened_by) == (
        duty_of(cast.learner, programme), 1, MakeUpCause.FAILED, None,
    )  # fmt: skip
    assert (make_up.deadline, make_up.covers_duty) == (day(30), False)
    assert make_up.plan.as_data() == {
        "skills": [{"skill": focus, "share": 0, "needed": 60}],
        "advised": [
            {"kind": "lesson", "target": lesson.pk, "title": lesson.title, "skills": [focus]},
            {"kind": "practice", "target": quiz.pk, "title": quiz.title, "skills": [focus]},
        ],
        "checks": [{"kind": "quiz", "target": quiz.pk, "title": quiz.title, "skills": [focus]}],
    }
    assert list(QuizCycle.objects.values_list("user", "quiz", "number")) == [(cast.learner.pk, quiz.pk, 2)]


def test_plan_advises_practice_talks_of_the_missed_skill(cast):
    _programme, course, quiz = make_programme(cast.own, lessons=False)
    scene = SceneFactory(parent=course, skills=["focus"])
    SceneFactory(parent=course, skills=["timing"])
    take(cast.learner, quiz, right=False)
    open_due_make_ups()
    plan = MakeUp.objects.get().plan
    assert [(step.about.kind, step.about.target) for step in plan.advised] == [("scene", scene.pk)]


def test_task_opens_one_for_everybody_who_is_overdue_with_all_that_is_missing(cast):
    _programme, course, quiz = make_programme(cast.own, due_in=5)
    first, second = (unit for unit in course.units() if unit.pk != quiz.pk)
    acknowledge_lesson(user=cast.learner, lesson=first)

    assert open_due_make_ups(at=days_from_now(5)) == 0
    assert open_due_make_ups(at=days_from_now(6)) == Duty.objects.count() == 6

    make_up = MakeUp.objects.get(duty__user=cast.learner)
    assert (make_up.cause, make_up.covers_duty, make_up.deadline) == (MakeUpCause.OVERDUE, True, day(36))
    assert [(step.about.kind, step.about.target) for step in make_up.plan.checks] == [
        ("lesson", second.pk),
        ("quiz", quiz.pk),
    ]
    assert (make_up.plan.skills, make_up.plan.advised) == ((), ())


def test_task_leaves_alone_who_is_exempt_has_left_or_is_retired(cast):
    _programme, *_rest = make_programme(cast.own, due_in=5)
    Duty.objects.filter(user=cast.learner).update(exempt_from=day(0))
    Duty.objects.filter(user=cast.junior).update(left_on=day(1))
    User.objects.filter(pk=cast.trainer.pk).update(is_active=False)

    open_due_make_ups(at=days_from_now(6))

    reached = set(MakeUp.objects.values_list("duty__user", flat=True))
    assert reached == {cast.visitor.pk, cast.editor.pk, cast.overseer.pk}


def test_task_asks_the_database_equally_often_for_one_person_and_for_many(cast, django_assert_max_num_queries):
    make_programme(cast.own, due_in=5)
    Duty.objects.exclude(user=cast.learner).update(exempt_from=day(0))
    with django_assert_max_num_queries(60) as one:
        assert open_due_make_ups(at=days_from_now(6)) == 1
    Duty.objects.update(exempt_from=None)
    with django_assert_max_num_queries(60) as many:
        assert open_due_make_ups(at=days_from_now(6)) == 5
    assert len(many) == len(one)


def test_task_leaves_to_people_what_follows_a_missed_or_cancelled_one(cast):
    make_programme(cast.own, due_in=5)
    open_due_make_ups(at=days_from_now(6))
    closed = settle_make_ups(at=days_from_now(40))
    assert {closure.outcome for closure in closed} == {"missed"}
    assert open_due_make_ups(at=days_from_now(41)) == 0
    assert MakeUp.objects.awaiting_decision().count() == len(closed)


def test_command_closes_and_opens(cast, capsys):
    make_programme(cast.own, due_in=5)
    Duty.objects.update(due_on=day(-1))
    call_command("open_make_ups")
    call_command("open_make_ups")
    assert [line.split(": ")[-1] for line in capsys.readouterr().out.splitlines()] == [
        "6.",
        "0.",
    ] or MakeUp.objects.count() == 6


# --- by hand -------------------------------------------------------------------------------


def test_trainer_opens_one_with_own_words(cast):
    programme, *_rest = make_programme(cast.own)
    duty = duty_of(cast.learner, programme)
    made = by_hand(duty, cast.trainer, deadline=day(12), consequence="由部门负责人谈一次话。")

    assert (made.cause, made.reason, made.opened_by, made.deadline, made.consequence) == (
        MakeUpCause.ABSENT, "缺席一次", cast.trainer, day(12), "由部门负责人谈一次话。",
    )  # fmt: skip
    assert by_hand(duty, cast.trainer, deadline=day(12)) == made
    with pytest.raises(MakeUpRefused) as refusal:
        by_hand(duty, cast.trainer, cause=MakeUpCause.OVERDUE)
    assert refusal.value.code == "open_already"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"progress": "met", "earned_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)}, "met"),
        ({"exempt_from": datetime.date(2026, 1, 1)}, "not_asked"),
        ({"left_on": datetime.date(2026, 1, 1)}, "not_asked"),
    ],
)
def test_nothing_is_opened_where_nothing_is_asked(cast, change, code):
    programme, *_rest = make_programme(cast.own)
    Duty.objects.filter(user=cast.learner).update(**change)
    with pytest.raises(MakeUpRefused) as refusal:
        by_hand(duty_of(cast.learner, programme), cast.trainer)
    assert (refusal.value.code, MakeUp.objects.count()) == (code, 0)


def test_nobody_opens_one_for_themselves_or_with_a_deadline_that_has_passed(cast):
    programme, *_rest = make_programme(cast.own)
    with pytest.raises(PermissionError):
        by_hand(duty_of(cast.trainer, programme), cast.trainer)
    with pytest.raises(MakeUpRefused) as refusal:
        by_hand(duty_of(cast.learner, programme), cast.trainer, deadline=day(-1))
    assert refusal.value.code == "in_the_past"


@pytest.mark.parametrize("cause", MakeUpCause)
def test_due_date_moves_with_a_cause_for_which_one_can_do_nothing(cast, cause):
    programme, *_rest = make_programme(cast.own)
    Duty.objects.filter(user=cast.learner).update(due_on=day(-3))
    made = by_hand(duty_of(cast.learner, programme), cast.trainer, cause=cause, deadline=day(10), reason="停电")

    is_excused = cause in {MakeUpCause.LEAVE, MakeUpCause.TECHNICAL}
    extensions = [(day(-3), day(10), "停电", cast.trainer.pk)] if is_excused else []
    assert list(DueExtension.objects.values_list("old_due_on", "new_due_on", "reason", "granted_by")) == extensions
    assert duty_of(cast.learner, programme).due_on == (day(10) if is_excused else day(-3))
    assert (made.is_excused, MakeUp.objects.counting().exists()) == (is_excused, not is_excused)


# --- how it ends ---------------------------------------------------------------------------


def test_passed_recheck_closes_it_though_the_rest_of_the_programme_is_not_due(cast):
    programme, course, quiz = make_programme(cast.own)
    other = LessonFactory(parent=course)
    take(cast.learner, quiz, right=False)
    open_due_make_ups()

    take(cast.learner, quiz, right=True)

    closure = MakeUpClosure.objects.get()
    assert (closure.outcome, closure.closed_by, closure.make_up.outcome) == ("met", None, "met")
    assert not duty_of(cast.learner, programme).is_met
    assert other.pk not in [step.about.target for step in closure.make_up.plan.checks]


def test_met_duty_closes_it_at_once(cast):
    programme, course, quiz = make_programme(cast.own)
    by_hand(duty_of(cast.learner, programme), cast.trainer)
    for lesson in course.units():
        if lesson.pk != quiz.pk:
            acknowledge_lesson(user=cast.learner, lesson=lesson)
    take(cast.learner, quiz, right=True)
    assert list(MakeUp.objects.values_list("outcome", "closure__outcome")) == [("met", "met")]


@pytest.mark.parametrize(
    ("change", "days", "ending"),
    [
        ({}, 30, None),
        ({}, 31, ("missed", "deadline")),
        ({"exempt_from": datetime.date(2026, 1, 1)}, 0, ("cancelled", "not_asked")),
        ({"left_on": datetime.date(2026, 1, 1)}, 31, ("cancelled", "not_asked")),
    ],
)
def test_clock_and_exemptions_end_it(cast, change, days, ending):
    programme, *_rest = make_programme(cast.own, due_in=90)
    by_hand(duty_of(cast.learner, programme), cast.trainer)
    Duty.objects.update(**change)
    settle_make_ups(at=days_from_now(days))
    settle_make_ups(at=days_from_now(days))
    assert list(MakeUpClosure.objects.values_list("outcome", "note")) == ([ending] if ending else [])


def test_recheck_that_is_failed_too_ends_it_before_the_deadline(cast):
    programme, _course, quiz = make_programme(cast.own)
    take(cast.learner, quiz, right=False)
    open_due_make_ups()
    take(cast.learner, quiz, right=False)
    settle_make_ups()
    assert list(MakeUpClosure.objects.values_list("outcome", "note")) == [("missed", "used_up")]
    again = by_hand(duty_of(cast.learner, programme), cast.trainer, cause=MakeUpCause.FAILED)
    assert (again.number, QuizCycle.objects.current(user=cast.learner, quiz=quiz)) == (2, 3)


def test_quiz_where_only_the_first_attempt_counts_can_be_made_up(cast):
    programme, _course, quiz = make_programme(cast.own, lessons=False, grading="first")
    take(cast.learner, quiz, right=False)
    open_due_make_ups()
    take(cast.learner, quiz, right=True)
    assert duty_of(cast.learner, programme).is_met


def test_one_recheck_serves_two_programmes(cast):
    _programme, course, quiz = make_programme(cast.own, lessons=False)
    ProgrammeFactory(courses=[course], departments=[cast.own], due_on=day(60))
    take(cast.learner, quiz, right=False)
    open_due_make_ups()
    assert QuizCycle.objects.count() == 1
    take(cast.learner, quiz, right=True)
    assert set(cast.learner.duties.values_list("progress", flat=True)) == {"met"}
    assert not MakeUp.objects.open().exists()


# --- what stays ----------------------------------------------------------------------------


def test_two_open_ones_of_a_duty_are_refused_by_the_database(cast):
    programme, *_rest = make_programme(cast.own)
    made = by_hand(duty_of(cast.learner, programme), cast.trainer)
    made.pk, made.number, made._state.adding = None, 2, True
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_rows_are_frozen(cast):
    programme, *_rest = make_programme(cast.own)
    by_hand(duty_of(cast.learner, programme), cast.trainer)
    rows = MakeUp.objects.all()
    assert refused(rows)
    assert refused(rows, reason="改")
    assert refused(rows, first_deadline=day(1))
    assert refused(rows, plan_data={})
    assert not refused(rows, deadline=day(50))
    settle_make_ups(at=days_from_now(60))
    assert refused(rows, outcome="met")
    assert refused(MakeUpClosure.objects.all(), note="改")
    assert refused(MakeUpClosure.objects.all())


def test_permissions_agree_with_their_twins_for_the_whole_cast(cast):
    _programme, *_rest = make_programme(cast.root)
    Duty.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    open_due_make_ups()
    rows = list(MakeUp.objects.select_related("duty__user"))
    assert len(rows) == len(cast.people())
    for user in cast.people().values():
        seen, kept = MakeUp.objects.visible_to(user), MakeUp.objects.kept_by(user)
        assert {one.pk for one in rows if user_can_view_make_up(user, one)} == set(seen.values_list("pk", flat=True))
        assert {one.pk for one in rows if user_can_keep_make_up(user, one)} == set(kept.values_list("pk", flat=True))
    sees_all = {name for name, user in cast.people().items() if MakeUp.objects.visible_to(user).count() == len(rows)}
    keeps = {name for name, user in cast.people().items() if MakeUp.objects.kept_by(user).exists()}
    assert (sees_all, keeps) == ({"chief", "auditor", "administrator"}, {"trainer", "administrator"})
