"""The plan of a make-up: what is missed and missing, nothing else, nothing twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.duties.make_up_plan import (
    FailedQuiz,
    MissedSkill,
    Step,
    Target,
    Unit,
    draw_plan,
    lacking_leaves,
    read_plan,
)
from training.duties.rule import Group, Requirement, Rule
from training.duties.standing import Fact, evaluate
from training.enums import ProgressState

SKILLS = st.integers(1, 4)
PERCENT = st.integers(0, 100)
COURSES = st.integers(1, 3)
LESSONS = st.builds(
    Unit,
    st.builds(Target, st.sampled_from(["lesson", "scene"]), st.integers(1, 8), st.just("一课")),
    COURSES,
    st.frozensets(SKILLS),
)
MISSING = st.builds(Target, st.sampled_from(["lesson", "attendance", "quiz"]), st.integers(1, 8), st.just("一课"))


@st.composite
def failed_quizzes(draw):
    shares = draw(st.dictionaries(SKILLS, PERCENT, max_size=4))
    pass_mark = draw(st.integers(1, 100))
    minimum = draw(st.one_of(st.just(0), st.integers(1, 100)))
    # What was failed is either below the pass mark, and then in some skill too, or below the minimum in one.
    below_pass = any(share < pass_mark for share in shares.values())
    reached = not below_pass or (draw(st.booleans()) and any(share < minimum for share in shares.values()))
    about = Target("quiz", draw(st.integers(1, 8)), "测验")
    return FailedQuiz(about, draw(COURSES), shares, pass_mark, minimum, reached, has_practice=draw(st.booleans()))


QUIZZES = st.lists(failed_quizzes(), max_size=3, unique_by=lambda quiz: quiz.about)


def missed_in(quizzes):
    return {skill for quiz in quizzes for skill in quiz.missed()}


@given(QUIZZES, st.lists(LESSONS, max_size=8), st.lists(MISSING, max_size=5))
def test_plan_names_only_missed_skills_and_each_of_them(failed, units, missing):
    plan = draw_plan(failed=failed, units=units, missing=missing)
    named = {skill for step in [*plan.advised, *plan.checks] for skill in step.skills}
    assert named <= missed_in(failed) == {one.skill for one in plan.skills}
    assert all(one.share < one.needed for one in plan.skills)
    assert all(step.skills for step in plan.advised)


@given(st.lists(LESSONS, max_size=8))
def test_plan_is_empty_when_nothing_is_missing(units):
    assert draw_plan(failed=[], units=units, missing=[]).as_data() == {"skills": [], "advised": [], "checks": []}


@given(QUIZZES, st.lists(LESSONS, max_size=8), st.lists(MISSING, max_size=5))
def test_plan_says_nothing_twice_and_checks_all_that_is_missing(failed, units, missing):
    plan = draw_plan(failed=failed, units=units, missing=missing)
    steps = [step.about for step in [*plan.advised, *plan.checks]]
    assert len(steps) == len(set(steps))
    assert {step.about for step in plan.checks} == {*missing, *(quiz.about for quiz in failed)}


@given(QUIZZES, st.lists(LESSONS, max_size=8), st.lists(MISSING, max_size=5))
def test_plan_advises_something_for_each_missed_skill_that_a_unit_trains(failed, units, missing):
    plan = draw_plan(failed=failed, units=units, missing=missing)
    open_ones = set(missing)
    trained = {skill for unit in units if unit.about not in open_ones for skill in unit.skills}
    advised = {skill for step in plan.advised for skill in step.skills}
    served_by_missing = {skill for unit in units if unit.about in open_ones for skill in unit.skills}
    assert missed_in(failed) & trained <= advised | served_by_missing


@given(QUIZZES, st.lists(LESSONS, max_size=8), st.lists(MISSING, max_size=5))
def test_plan_is_stored_and_read_again(failed, units, missing):
    plan = draw_plan(failed=failed, units=units, missing=missing)
    assert read_plan(plan.as_data()) == plan


def quiz(shares, **more):
    return FailedQuiz(Target("quiz", 1, "测验"), 1, shares, **{"pass_mark": 60, **more})


@pytest.mark.parametrize(
    ("failed", "missed"),
    [
        (quiz({1: 20, 2: 80}), {1: (20, 60)}),
        (quiz({1: 20, 2: 59}), {1: (20, 60), 2: (59, 60)}),
        (quiz({1: 50, 2: 90}, skill_minimum=55, reached_pass_mark=True), {1: (50, 55)}),
        (quiz({1: 58, 2: 40}, skill_minimum=50), {1: (58, 60), 2: (40, 60)}),
        (quiz({}), {}),
    ],
)
def test_skills_are_missed_below_what_was_needed(failed, missed):
    assert failed.missed() == {skill: MissedSkill(skill, *values) for skill, values in missed.items()}


def test_plan_takes_lessons_of_the_own_course_and_of_others_only_where_that_has_none():
    own, foreign, only = (
        Unit(Target("lesson", number, "课"), course, frozenset({skill}))
        for number, course, skill in [(1, 1, 1), (2, 2, 1), (3, 2, 2)]
    )
    plan = draw_plan(failed=[quiz({1: 0, 2: 0, 3: 90}, has_practice=True)], units=[own, foreign, only], missing=[])
    assert plan.advised == (Step(own.about, (1,)), Step(only.about, (2,)), Step(Target("practice", 1, "测验"), (1, 2)))
    assert plan.checks == (Step(Target("quiz", 1, "测验"), (1, 2)),)


def test_lacking_leaves_of_a_choice_are_those_that_are_nearest():
    parts = [Requirement(key, "quiz", number) for number, key in enumerate("abc", start=1)]
    rule = Rule(Group("root", (Group("choice", tuple(parts), needed=2), Requirement("d", "course", 9))))
    facts = {"a": Fact(ProgressState.FAILED), "b": Fact(ProgressState.FAILED_RETRY)}
    assert [leaf.part.key for leaf in lacking_leaves(evaluate(rule, facts))] == ["b", "c", "d"]
