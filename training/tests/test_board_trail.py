"""What the audit trail keeps of those who look at other people's training."""

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cadres.models import User
from training.tests.factories import CourseFactory, ProgrammeFactory
from training.tests.spot_steps import drawn_all

EXPORT = reverse("training:board_export")


def open_as(client, user, address, **query):
    client.force_login(user)
    return client.get(address, query)


def record_of(cadre):
    return reverse("training:person_record", args=[cadre.pk])


def kept():
    return list(AuditEvent.objects.values_list("action", "actor_name", "subject_name", "object_label", "details"))


def test_look_at_another_record_is_kept_once(client, cast):
    for _look in range(2):
        open_as(client, cast.overseer, record_of(cast.learner))
    assert kept() == [("record_viewed", "王某", "林某", "", {})]


def test_look_at_the_own_record_is_not_kept(client, cast):
    assert open_as(client, cast.learner, record_of(cast.learner)).status_code == 200
    assert kept() == []


def test_every_look_that_is_answered_is_kept_and_no_other(client, cast):
    for viewer in cast.people().values():
        open_as(client, viewer, record_of(cast.junior))
    looked = [user.name for user in cast.people().values() if user.name != "钱某" and sees(user, cast.junior)]
    assert [name for _action, name, *_rest in kept()] == looked
    assert len(looked) >= 4


def sees(user, cadre) -> bool:
    return User.objects.visible_to(user).filter(pk=cadre.pk).exists()


def test_export_of_people_is_kept_with_its_choice(client, cast):
    programme = ProgrammeFactory(title="谈心谈话技能培训", courses=[CourseFactory(lessons=1)], departments=[cast.root])
    open_as(client, cast.overseer, EXPORT, department=cast.sub.pk, state="not_started")
    details = {"people": 1, "department": cast.sub.pk, "state": "not_started"}
    assert kept() == [("people_exported", "王某", "", "谈心谈话技能培训", details)]
    assert AuditEvent.objects.get().object_id == str(programme.pk)


def test_population_of_a_spot_check_is_kept_when_it_is_taken(client, cast):
    check = drawn_all(cast)
    url = reverse("training:spot_check_population", args=[check.pk])
    assert open_as(client, cast.learner, url).status_code in {403, 404}
    assert kept() == []
    assert open_as(client, cast.auditor, url).status_code == 200
    assert kept() == [("people_exported", "卫某", "", str(check), {"people": check.population_count})]


@pytest.mark.parametrize("part", ["learner", "reviewer", "auditor"])
def test_export_that_is_refused_leaves_no_trace_of_one(client, cast, part):
    ProgrammeFactory(departments=[cast.root])
    assert open_as(client, cast.people()[part], EXPORT).status_code == 403
    assert kept() == []
