"""Practice talks: freeze what is played, begin a run, choose a reply. Each may be repeated and does nothing twice."""

import datetime

from django.db import transaction
from django.utils import timezone

from cadres.models import User
from training.errors import ReplyRefused, SceneNotReady
from training.models import SceneChoice, ScenePage, SceneRun, SceneVersion
from training.scenes import ImpossibleChoice, Play, play
from training.services.completion import record_unit_evidence


def freeze_scene(*, scene: ScenePage) -> SceneVersion | None:
    """The version that holds what `scene` says now; a new one if the last says something else.

    A scene with faults is not frozen: the last sound version stays the one that is played, None if there is none.
    """
    with transaction.atomic():
        # Two who publish at once must not give the same number twice.
        ScenePage.objects.select_for_update(of=("self",), no_key=True).get(pk=scene.pk)
        current = scene.current_version()
        content = scene.plain_scene()
        if scene.faults or (current is not None and current.content == content):
            return current
        number = current.number + 1 if current else 1
        return SceneVersion.objects.create(scene=scene, number=number, data=content.plain)


def start_run(*, user: User, scene: ScenePage, at: datetime.datetime | None = None) -> SceneRun:
    """The open run of `user` in `scene`; a new one, if there is none. Raises SceneNotReady."""
    with transaction.atomic():
        # Two windows of one person queue here; no_key, because a choice that finishes a run holds a shared lock on the
        # person through its foreign key.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        run = SceneRun.objects.open().filter(user=user, scene=scene).first()
        if run is not None:
            return run
        version = scene.current_version()
        if version is None:
            raise SceneNotReady
        return SceneRun.objects.create(
            user=user,
            scene=scene,
            version=version,
            scene_title=scene.title,
            content_version=scene.live_revision_id,
            started_at=at or timezone.now(),
        )


def choose_reply(*, run: SceneRun, position: int, reply: int, at: datetime.datetime | None = None) -> bool:
    """Records that the person chose `reply` (from 0) as their choice number `position`; an ending finishes the run.

    False when that choice has been made already, here or in another window: then nothing is recorded. Raises
    ReplyRefused when the moment has no such reply.
    """
    at = at or timezone.now()
    with transaction.atomic():
        own = SceneRun.objects.select_for_update(of=("self",)).select_related("user", "scene", "version")
        locked = own.get(pk=run.pk)
        now = locked.play
        if now.moment is None or position != len(now.steps) + 1:
            return False
        try:
            following = play(now.scene, [*(step.index for step in now.steps), reply])
        except ImpossibleChoice as error:
            raise ReplyRefused from error
        SceneChoice.objects.create(run=locked, position=position, moment=now.moment.key, reply=reply, chosen_at=at)
        if following.ending is not None:
            _finish(locked, following, at)
        return True


def _finish(run: SceneRun, ended: Play, at: datetime.datetime) -> None:
    outcome = ended.outcome
    run.finished_at, run.ending, run.passed = at, ended.ending.key, outcome.passed
    run.points, run.maximum = dict(outcome.points), dict(outcome.maximum)
    run.save()
    record_unit_evidence(user=run.user, course=run.scene.course, tested=run.scene)
