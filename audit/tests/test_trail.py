"""The audit trail: what is kept, what counts once, and that the database keeps it as it is."""

import datetime
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit.enums import AuditAction
from audit.models import AuditEvent
from audit.services import LONGEST_DETAILS, ONE_LOOK, record_event, record_look

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


def refused(rows, **change) -> bool:
    try:
        with transaction.atomic():
            rows.update(**change) if change else rows._raw_delete(rows.db)
    except DatabaseError as error:
        return "is evidence" in str(error)
    return False


def kept(event) -> dict:
    """The event as it stands in the database, without its id."""
    return {name: value for name, value in AuditEvent.objects.filter(pk=event.pk).values()[0].items() if name != "id"}


def test_event_keeps_people_and_object_as_plain_values(cast):
    event = record_event(
        action=AuditAction.PEOPLE_EXPORTED,
        actor=cast.overseer,
        subject=cast.learner,
        about=cast.own,
        details={"people": 3},
        at=NOON,
    )
    assert kept(event) == {
        "at": NOON,
        "action": "people_exported",
        "actor_id": cast.overseer.pk,
        "actor_name": "王某",
        "subject_id": cast.learner.pk,
        "subject_name": "林某",
        "object_type": "cadres.department",
        "object_id": str(cast.own.pk),
        "object_label": "组织部",
        "details": {"people": 3},
    }


def test_event_of_the_portal_itself_has_no_actor(db):
    event = record_event(action=AuditAction.PEOPLE_EXPORTED, actor=None)
    assert (event.actor_id, event.actor_name, event.subject_id, event.object_type, event.details) == (
        None,
        "",
        None,
        "",
        {},
    )


def test_unknown_action_is_refused(cast):
    with pytest.raises(ValueError, match="tea_made"):
        record_event(action="tea_made", actor=cast.overseer)
    assert not AuditEvent.objects.exists()


def test_details_that_copy_a_record_are_refused(cast):
    with pytest.raises(ValueError, match="too long"):
        record_event(action=AuditAction.PEOPLE_EXPORTED, actor=cast.overseer, details={"text": "字" * LONGEST_DETAILS})
    assert not AuditEvent.objects.exists()


def test_label_of_an_action_that_is_no_longer_done_is_its_key():
    assert AuditEvent(action="tea_made").action_label == "tea_made"
    assert AuditEvent(action="record_viewed").action_label == str(AuditAction.RECORD_VIEWED.label)


def test_event_is_neither_changed_nor_deleted(cast):
    event = record_event(action=AuditAction.PEOPLE_EXPORTED, actor=cast.overseer)
    before = kept(event)
    for field in before:
        assert refused(AuditEvent.objects.filter(pk=event.pk), **{field: before[field]}), field
    assert refused(AuditEvent.objects.all())
    assert kept(event) == before


def test_migrations_find_no_triggers_and_leave_them_behind(cast):
    record_event(action=AuditAction.PEOPLE_EXPORTED, actor=cast.overseer)
    signal = {"verbosity": 0, "interactive": False, "db": "default"}
    emit_pre_migrate_signal(**signal)
    assert not refused(AuditEvent.objects.all(), actor_name="别人")
    emit_post_migrate_signal(**signal)
    assert refused(AuditEvent.objects.all(), actor_name="再别人")


def test_trail_outlives_the_person(cast):
    record_look(viewer=cast.overseer, cadre=cast.visitor)
    pk = cast.visitor.pk
    cast.visitor.postings.all().delete()
    cast.visitor.delete()
    assert [event.subject_name for event in AuditEvent.objects.about(SimpleNamespace(pk=pk))] == ["周某"]


def test_look_at_the_own_record_is_not_kept(cast):
    assert record_look(viewer=cast.overseer, cadre=cast.overseer) is None
    assert not AuditEvent.objects.exists()


def test_looks_within_an_hour_count_once(cast):
    first = record_look(viewer=cast.overseer, cadre=cast.learner, at=NOON)
    assert record_look(viewer=cast.overseer, cadre=cast.learner, at=NOON + ONE_LOOK - SECOND) is None
    later = record_look(viewer=cast.overseer, cadre=cast.learner, at=NOON + ONE_LOOK)
    assert list(AuditEvent.objects.about(cast.learner)) == [later, first]


def test_looks_of_others_and_at_others_count_for_themselves(cast):
    looks = [(cast.overseer, cast.learner), (cast.chief, cast.learner), (cast.overseer, cast.junior)]
    for viewer, cadre in looks:
        record_look(viewer=viewer, cadre=cadre, at=NOON)
    events = AuditEvent.objects.values_list("actor_id", "subject_id")
    assert list(events) == [(viewer.pk, cadre.pk) for viewer, cadre in looks]


def test_look_before_the_clock_went_back_hides_no_other(cast):
    record_look(viewer=cast.overseer, cadre=cast.learner, at=NOON + ONE_LOOK)
    assert record_look(viewer=cast.overseer, cadre=cast.learner, at=NOON) is not None


@given(minutes=st.lists(st.integers(0, 600), max_size=12).map(sorted))
def test_no_two_kept_looks_lie_within_an_hour(minutes):
    with transaction.atomic():
        people = [SimpleNamespace(pk=pk, name="某") for pk in (1, 2)]
        for minute in minutes:
            record_look(viewer=people[0], cadre=people[1], at=NOON + datetime.timedelta(minutes=minute))
        moments = list(AuditEvent.objects.order_by("at").values_list("at", flat=True))
        transaction.set_rollback(True)
    assert bool(moments) == bool(minutes)
    assert all(after - before >= ONE_LOOK for before, after in pairwise(moments))
