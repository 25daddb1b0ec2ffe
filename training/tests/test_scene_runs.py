"""Practice talks as rows: what is frozen, what a run records, when it counts."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from training.enums import ProgressState
from training.errors import ReplyRefused, SceneNotReady
from training.learning import FAILED_RETRY, course_standing
from training.models import CourseCompletion, SceneChoice, ScenePage, SceneRun, SceneVersion
from training.permissions import scenes_open_to, user_can_play_scene, user_can_view_run, user_can_view_unit
from training.retention import pages_on_record
from training.scenes import check
from training.services.completion import record_course_completion
from training.services.scenes import choose_reply, freeze_scene, start_run
from training.tests.factories import CourseFactory, LessonFactory, SceneFactory, play_run, scene_moments
from training.tests.test_frozen_rows import refused

pytestmark = pytest.mark.django_db
PASSING, FAILING = (0, 0), (2,)
POINTS = {"timing": 1, "focus": 2, "method": 1, "art": 2}
MAXIMUM = {"timing": 1, "focus": 2, "method": 2, "art": 2}


@pytest.fixture
def scene(cast):
    return SceneFactory()


def publish(scene, **changes):
    for name, value in changes.items():
        setattr(scene, name, value)
    scene.save_revision().publish()
    return ScenePage.objects.get(pk=scene.pk)


# --- Versions ------------------------------------------------------------------------------


def test_published_scene_is_frozen_as_it_is_written(scene):
    version = scene.versions.get()
    assert (version.number, version.content) == (1, scene.plain_scene())
    assert check(version.content) == []
    assert [moment.key for moment in version.content.moments] == ["一", "二"]


def test_publishing_the_same_again_makes_no_version(scene):
    publish(scene, summary="另一句话")
    assert freeze_scene(scene=scene) == scene.versions.get()


def test_publishing_something_else_makes_a_version_for_later_runs_only(scene, cast):
    run = start_run(user=cast.learner, scene=scene)
    changed = publish(scene, pass_mark=80)
    assert run.version.content.rule.percent == 60
    assert start_run(user=cast.learner, scene=changed) == run
    assert start_run(user=cast.junior, scene=changed).version.content.rule.percent == 80
    assert list(scene.versions.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_scene_with_faults_keeps_its_last_sound_version(scene, cast):
    changed = publish(scene, moments=[("moment", scene_moments()[0])])
    assert changed.faults
    assert changed.versions.count() == 1
    assert start_run(user=cast.learner, scene=changed).version.number == 1


def test_scene_without_a_sound_version_cannot_be_played(cast):
    scene = SceneFactory(moments=[])
    with pytest.raises(SceneNotReady):
        start_run(user=cast.learner, scene=scene)
    assert not SceneRun.objects.exists()


def test_blank_replies_are_no_replies(cast):
    blank = {"text": " ", "leads_to": "", "why": ""}
    moments = scene_moments()
    moments[0]["replies"].append(blank)
    assert [len(moment.replies) for moment in SceneFactory(moments=moments).plain_scene().moments] == [3, 3]


# --- Runs ----------------------------------------------------------------------------------


def test_run_records_every_choice_and_what_it_came_to(scene, cast):
    at = timezone.now() - datetime.timedelta(days=3)
    run = play_run(cast.learner, scene, *PASSING, at=at)
    assert (run.started_at, run.finished_at, run.ending, run.passed) == (at, at, "好", True)
    assert (run.points, run.maximum, run.total, run.most, str(run.score)) == (POINTS, MAXIMUM, 6, 7, "85.7")
    assert (run.scene_title, run.content_version, run.cycle) == (scene.title, scene.live_revision_id, 1)
    assert list(run.choices.values_list("position", "moment", "reply")) == [(1, "一", 0), (2, "二", 0)]


def test_failed_run_is_kept_and_another_one_may_follow(scene, cast):
    first, second = play_run(cast.learner, scene, *FAILING), play_run(cast.learner, scene, *PASSING)
    assert (first.passed, first.ending, first.total, second.passed) == (False, "断", 0, True)
    assert SceneRun.objects.filter(user=cast.learner).count() == 2


def test_choice_that_was_made_is_not_recorded_again(scene, cast):
    run = start_run(user=cast.learner, scene=scene)
    assert [choose_reply(run=run, position=1, reply=reply) for reply in (0, 0, 2)] == [True, False, False]
    assert not choose_reply(run=run, position=3, reply=0)
    assert list(run.choices.values_list("reply", flat=True)) == [0]


def test_choice_after_the_end_is_not_recorded(scene, cast):
    run = play_run(cast.learner, scene, *FAILING)
    assert not choose_reply(run=run, position=2, reply=0)
    assert run.choices.count() == 1


@pytest.mark.parametrize("reply", [3, -1, 99])
def test_reply_that_is_not_offered_is_refused(scene, cast, reply):
    run = start_run(user=cast.learner, scene=scene)
    with pytest.raises(ReplyRefused):
        choose_reply(run=run, position=1, reply=reply)
    assert not SceneChoice.objects.exists()


def test_one_person_has_one_open_run_of_a_scene(scene, cast):
    run = start_run(user=cast.learner, scene=scene)
    assert start_run(user=cast.learner, scene=scene) == run
    with pytest.raises(IntegrityError, match=r"one_open_run|scenerun"), transaction.atomic():
        SceneRun.objects.create(user=cast.learner, scene=scene, version=run.version, scene_title="x")


def test_finished_run_has_a_result(scene, cast):
    run = start_run(user=cast.learner, scene=scene)
    with pytest.raises(IntegrityError, match="finished_run_has_result"), transaction.atomic():
        SceneRun.objects.filter(pk=run.pk).update(finished_at=timezone.now())


# --- What the database refuses -------------------------------------------------------------


def test_finished_run_its_choices_and_its_version_never_change(scene, cast):
    run = play_run(cast.learner, scene, *PASSING)
    rows = SceneRun.objects.filter(pk=run.pk)
    changes = [{"passed": False}, {"points": {}}, {"scene_title": "x"}, {"cycle": 2}, {}]
    assert [refused(rows, **change) for change in changes] == [True] * 5
    assert [refused(SceneChoice.objects.all(), **change) for change in ({"reply": 1}, {})] == [True] * 2
    assert [refused(SceneVersion.objects.all(), **change) for change in ({"data": {}}, {})] == [True] * 2


def test_open_run_may_go_on_and_an_unplayed_version_may_be_deleted(scene, cast):
    other = SceneFactory()
    run = start_run(user=cast.learner, scene=scene)
    assert not refused(SceneRun.objects.filter(pk=run.pk), cycle=2)
    other.delete()
    assert list(SceneVersion.objects.values_list("scene", flat=True)) == [scene.pk]


def test_page_of_a_played_scene_is_on_record(scene, cast):
    assert not pages_on_record([scene])
    start_run(user=cast.learner, scene=scene)
    assert pages_on_record([scene.get_parent()])
    with pytest.raises(ProtectedError):
        scene.delete()


# --- What it counts for --------------------------------------------------------------------


def test_scene_is_met_by_the_first_run_that_passes(scene, cast):
    now = timezone.now()
    moments = [now - datetime.timedelta(days=days) for days in (9, 6, 3)]
    seen = [course_standing(user=cast.learner, course=scene.course).units[0].state]
    for at, choices in zip(moments, [FAILING, PASSING, PASSING], strict=True):
        play_run(cast.learner, scene, *choices, at=at)
        seen.append(course_standing(user=cast.learner, course=scene.course).units[0].state)
    start_run(user=cast.learner, scene=scene)
    standing = course_standing(user=cast.learner, course=scene.course)
    assert seen == [ProgressState.NOT_STARTED, FAILED_RETRY, ProgressState.MET, ProgressState.MET]
    assert standing.units[0].met_at == moments[1] == standing.completion.earned_at


def test_open_run_is_progress(scene, cast):
    start_run(user=cast.learner, scene=scene)
    standing = course_standing(user=cast.learner, course=scene.course)
    assert (standing.units[0].state, standing.state) == (ProgressState.IN_PROGRESS, ProgressState.IN_PROGRESS)


def test_course_is_complete_only_when_its_scene_is_passed(scene, cast):
    course = scene.course
    LessonFactory(parent=course)
    play_run(cast.learner, scene, *PASSING)
    assert not CourseCompletion.objects.exists()
    play_run(cast.junior, scene, *FAILING)
    course.units().last().unpublish()
    assert record_course_completion(user=cast.learner, course=course) is not None
    assert record_course_completion(user=cast.junior, course=course) is None


def test_passed_scene_completes_the_course_at_once(scene, cast):
    run = play_run(cast.learner, scene, *PASSING)
    completion = CourseCompletion.objects.get(user=cast.learner, course=scene.course)
    assert completion.earned_at == run.finished_at


# --- Who may -------------------------------------------------------------------------------


def test_scene_opens_for_whom_the_list_names(cast):
    course = CourseFactory(visibility="subtree", department=cast.own)
    scene, hidden = SceneFactory(parent=course), SceneFactory(live=False)
    for person in cast.people().values():
        assert (scene in scenes_open_to(person)) == user_can_view_unit(person, scene)
        assert hidden not in scenes_open_to(person)
    players = {name for name, person in cast.people().items() if user_can_play_scene(person, scene)}
    assert players == {"learner", "junior", "trainer", "editor", "overseer", "chief", "administrator"}


def test_run_is_open_to_its_own_person_only(scene, cast):
    run = start_run(user=cast.learner, scene=scene)
    for person in [*cast.people().values(), AnonymousUser()]:
        assert SceneRun.objects.visible_to(person).contains(run) == user_can_view_run(person, run)
        assert user_can_view_run(person, run) == (person == cast.learner)


def test_run_is_closed_to_a_retired_person(scene, cast):
    run = start_run(user=cast.learner, scene=scene)
    cast.learner.is_active = False
    cast.learner.save()
    assert not user_can_view_run(cast.learner, run)
    assert not SceneRun.objects.visible_to(cast.learner).exists()
