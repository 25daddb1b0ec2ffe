"""Versions of a rule: what a new one would change, and whom it reaches."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from training.enums import DutyStatus, RuleEffect
from training.errors import RuleRefused
from training.models import Duty, Programme, ProgrammeAssignment, RuleVersion
from training.services.completion import acknowledge_lesson
from training.services.rules import apply_rule, plan_rule
from training.tests.factories import CourseFactory, ProgrammeFactory, QuizFactory
from training.tests.requirements import all_of, any_of, course_entry, quiz_entry, require


@pytest.fixture
def courses(db):
    return [CourseFactory(title=title, lessons=1) for title in ("甲课", "乙课", "丙课")]


@pytest.fixture
def programme(cast, courses):
    """The first course is required; the learner has finished it, the junior has not begun."""
    found = ProgrammeFactory(courses=courses[:1], departments=[cast.own])
    finish(cast.learner, courses[0])
    return found


def finish(user, course):
    for lesson in course.units():
        acknowledge_lesson(user=user, lesson=lesson)


def ask(programme, *courses) -> Programme:
    require(programme, *[{**course_entry(one), "id": f"course-{one.pk}"} for one in courses])
    return Programme.objects.get(pk=programme.pk)


def statuses(cast, programme) -> dict[str, str]:
    users = {"learner": cast.learner, "junior": cast.junior}
    return {name: programme.duties.counted().get(user=user).status_on().value for name, user in users.items()}


# --- what a rule may ask -------------------------------------------------------------------


def test_rule_reads_what_the_editor_wrote(db, courses):
    quiz = QuizFactory(parent=courses[0], title="综合测验")
    programme = require(
        ProgrammeFactory(),
        course_entry(courses[0]),
        any_of(quiz_entry(quiz, skill_minimum=50), all_of(course_entry(courses[1]), course_entry(courses[2]))),
    )

    first, either = programme.draft_rule().root.parts

    assert (first.kind, first.target, first.title) == ("course", courses[0].pk, "甲课")
    assert either.needed == 1
    strict, both = either.parts
    assert (strict.kind, strict.target, strict.skill_minimum) == ("quiz", quiz.pk, 50)
    assert [(part.target, both.needed) for part in both.parts] == [(courses[1].pk, None), (courses[2].pk, None)]


def test_either_way_meets_an_any_of(cast, courses):
    programme = require(ProgrammeFactory(), any_of(course_entry(courses[0]), all_of(*map(course_entry, courses[1:]))))
    ProgrammeAssignment.objects.create(programme=programme, department=cast.own, due_rule="none")
    apply_rule(programme=programme)

    finish(cast.learner, courses[1])
    finish(cast.junior, courses[0])
    assert statuses(cast, programme) == {"learner": "in_progress", "junior": "met"}

    finish(cast.learner, courses[2])
    assert statuses(cast, programme) == {"learner": "met", "junior": "met"}


# --- effect --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effect", "after", "reached"),
    [
        (RuleEffect.NEW_PEOPLE, {"learner": "met", "junior": "not_started"}, 0),
        (RuleEffect.NOT_MET, {"learner": "met", "junior": "not_started"}, 5),
        (RuleEffect.EVERYBODY, {"learner": "in_progress", "junior": "not_started"}, 6),
    ],
)
def test_harder_rule_reaches_whom_its_effect_says(cast, programme, effect, after, reached):
    programme = ask(programme, *programme.courses(), CourseFactory(lessons=1))

    plan = plan_rule(programme=programme, effect=effect)
    version = apply_rule(programme=programme, effect=effect, by=cast.trainer, note="新增一课")

    assert plan.reached == reached
    assert {change.duty.user.name: (change.before, change.after) for change in plan.changes} == (
        {cast.learner.name: (DutyStatus.MET, DutyStatus.IN_PROGRESS)} if effect == RuleEffect.EVERYBODY else {}
    )
    assert statuses(cast, programme) == after
    assert (version.number, version.effect, version.applied_by, version.note) == (2, effect, cast.trainer, "新增一课")
    assert version.duties.count() == {0: 0, 5: 5, 6: 6}[reached]


def test_preview_writes_nothing(cast, programme, courses):
    programme = ask(programme, courses[1])
    before = list(Duty.objects.order_by("pk").values())

    plan_rule(programme=programme, effect=RuleEffect.EVERYBODY)

    assert list(Duty.objects.order_by("pk").values()) == before
    assert RuleVersion.objects.count() == 1


def test_preview_tells_what_applying_does(cast, programme, courses):
    """For each effect: what the plan says of everybody is what is there afterwards."""
    finish(cast.junior, courses[1])
    programme = ask(programme, courses[1])

    for effect in [RuleEffect.NOT_MET, RuleEffect.EVERYBODY]:
        before = {duty.user_id: duty.status_on() for duty in programme.duties.counted()}
        plan = plan_rule(programme=programme, effect=effect)
        told = before | {change.duty.user_id: change.after for change in plan.changes}
        apply_rule(programme=programme, effect=effect)
        assert {duty.user_id: duty.status_on() for duty in programme.duties.counted()} == told
        programme = ask(programme, courses[1], courses[2])


def test_easier_rule_closes_the_duties_of_those_who_lacked_nothing_else(cast, programme, courses):
    programme = ask(programme, *courses)
    apply_rule(programme=programme, effect=RuleEffect.NOT_MET)
    finish(cast.junior, courses[1])
    programme = ask(programme, courses[1])

    [change] = plan_rule(programme=programme, effect=RuleEffect.NOT_MET).changes
    apply_rule(programme=programme, effect=RuleEffect.NOT_MET)

    assert (change.duty.user, change.before, change.after) == (cast.junior, DutyStatus.IN_PROGRESS, DutyStatus.MET)
    assert statuses(cast, programme)["junior"] == "met"


def test_who_begins_again_keeps_the_old_cycle_and_its_date(cast, programme, courses):
    old = programme.duties.get(user=cast.learner)
    due_on = timezone.localdate() + datetime.timedelta(days=20)
    apply_rule(programme=ask(programme, *courses[:2]), effect=RuleEffect.EVERYBODY, due_on=due_on)

    first, second = programme.duties.filter(user=cast.learner).order_by("cycle")
    assert (first.pk, first.earned_at, first.status_on()) == (old.pk, old.earned_at, DutyStatus.MET)
    assert (second.cycle, second.due_on, second.progress) == (2, due_on, "in_progress")
    assert [duty.pk for duty in Duty.objects.counted().filter(user=cast.learner)] == [second.pk]

    finish(cast.learner, courses[1])
    second.refresh_from_db()
    assert second.status_on() == DutyStatus.MET
    assert list(cast.learner.programme_completions.order_by("cycle").values_list("cycle", flat=True)) == [1, 2]


# --- refusals ------------------------------------------------------------------------------


def test_nothing_is_applied_that_is_not_there_or_not_new(cast, programme):
    with pytest.raises(RuleRefused) as unchanged:
        apply_rule(programme=programme)
    with pytest.raises(RuleRefused) as empty:
        apply_rule(programme=ProgrammeFactory())

    assert (unchanged.value.code, empty.value.code) == ("unchanged", "empty")
    assert RuleVersion.objects.count() == 1


def test_rule_that_was_changed_since_the_preview_is_not_applied(cast, programme, courses):
    seen = ask(programme, courses[1]).draft_rule().as_data()
    programme = ask(programme, courses[2])

    with pytest.raises(RuleRefused) as refusal:
        apply_rule(programme=programme, expected=seen)

    assert refusal.value.code == "changed_meanwhile"
    assert RuleVersion.objects.count() == 1


def test_version_never_changes(programme):
    with pytest.raises(TypeError):
        programme.current_version.save()


# --- the page ------------------------------------------------------------------------------


@pytest.fixture
def page(programme, courses):
    ask(programme, *courses[:2])
    return reverse("training:rule_preview", args=[programme.pk])


def test_preview_page_is_for_who_keeps_programmes(client, cast, page):
    answers = {}
    for name, user in cast.people().items():
        client.force_login(user)
        answers[name] = client.get(page).status_code

    allowed = {name for name, status in answers.items() if status == 200}
    assert allowed == {"trainer", "administrator"}
    assert {answers[name] for name in set(answers) - allowed} == {403}


def test_preview_page_names_only_people_whom_the_reader_may_see(client, cast, courses):
    programme = ProgrammeFactory(courses=courses[:1], departments=[cast.own, cast.other])
    for user in (cast.learner, cast.outsider):
        finish(user, courses[0])
    ask(programme, *courses[:2])
    client.force_login(cast.trainer)

    answer = client.get(reverse("training:rule_preview", args=[programme.pk]), {"effect": "everybody"})

    assert sum(line.people for line in answer.context["departments"]) == 2
    assert cast.outsider.staff_number not in answer.content.decode()
    assert [change.duty.user for change in answer.context["page_obj"]] == [cast.learner]
    assert answer.context["unnamed"] == 1


def test_preview_page_shows_what_would_change_and_applies_it(client, cast, programme, page):
    client.cookies["django_language"] = "en"
    client.force_login(cast.trainer)

    shown = client.get(page, {"effect": "everybody"})
    assert [line.people for line in shown.context["departments"]] == [1]
    form = shown.context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"note": "新增一课"}
    answer = client.post(f"{page}?effect=everybody", data)

    assert answer.status_code == 302
    assert programme.rule_versions.count() == 2
    assert programme.duties.counted().get(user=cast.learner).status_on() == DutyStatus.IN_PROGRESS


def test_preview_page_refuses_what_was_changed_in_between(client, cast, programme, courses, page):
    client.force_login(cast.trainer)
    form = client.get(page).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"note": "新增一课"}
    ask(programme, *courses)

    client.post(page, data)

    assert programme.rule_versions.count() == 1


def test_preview_page_of_a_rule_that_holds_already_leads_back(client, cast, programme):
    client.force_login(cast.trainer)

    answer = client.get(reverse("training:rule_preview", args=[programme.pk]))

    assert answer.url == reverse("wagtailsnippets_training_programme:edit", args=[programme.pk])
