"""My records: all that is held, one's own alone, on the page and in the file."""

import datetime
import io
import json
import zipfile

import pytest
from django.apps import apps
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from audit.held import LEFT_OUT, SECTIONS, Group, sections
from audit.held_acts import ACTS
from audit.services import record_look
from cadres.models import User
from home.own_record import FILES_AN_HOUR
from training.services.due_dates import extend_duties
from training.services.exemptions import exempt_person
from training.tests.certificate_steps import certify
from training.tests.factories import CourseFactory, ProgrammeFactory, QuizFactory
from training.tests.make_up_steps import day
from training.tests.marking_steps import RIGHT, take_test

PAGE = reverse("home:my_records")
FILE = reverse("home:download_record")
OWN_GROUPS = {Group.ACCOUNT, Group.TRAINING, Group.MESSAGES}


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def relations(targets):
    """Every relation of every model to one of `targets`, as "app.Model.field"; a child of a table is none."""
    found = set()
    for model in apps.get_models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            is_parent = getattr(field.remote_field, "parent_link", False)
            if field.is_relation and field.related_model in targets and not is_parent:
                found.add(f"{model._meta.label}.{field.name}")
    return found


def told():
    return {one for section in SECTIONS.values() for one in section.covers} | {act.relation for act in ACTS}


def taken(client, user):
    """The two files of the archive."""
    client.force_login(user)
    response = client.get(FILE)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert sorted(archive.namelist()) == ["records.html", "records.json"]
    return json.loads(archive.read("records.json")), archive.read("records.html").decode()


def test_every_relation_to_a_person_is_told_or_left_out_with_a_reason():
    assert relations({User}) - told() - LEFT_OUT.keys() == set()


def test_every_row_below_what_is_told_is_told_too():
    own = {
        apps.get_model(one.rsplit(".", 1)[0])
        for section in SECTIONS.values()
        if section.group in OWN_GROUPS
        for one in section.covers
    }
    assert relations(own - {User}) - told() - LEFT_OUT.keys() == set()


def test_nothing_is_told_that_is_not_there():
    every = relations(set(apps.get_models()))
    assert (told() | LEFT_OUT.keys()) - every == set()
    assert all(reason.endswith(".") for reason in LEFT_OUT.values())


@pytest.mark.django_db
def test_page_shows_each_section_and_what_is_withheld(client, cast):
    client.force_login(cast.learner)
    response = client.get(PAGE)
    assert response.status_code == 200
    shown = [held.section.key for _label, group in response.context["groups"] for held in group]
    assert sorted(shown) == sorted(SECTIONS)
    text = response.content.decode()
    for section in sections():
        assert str(section.label) in text
        assert set(section.withheld) <= set(response.context["withheld"])


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(SECTIONS))
def test_each_section_has_a_page_and_a_form(client, cast, key):
    client.force_login(cast.learner)
    assert client.get(reverse("home:record_section", args=[key])).status_code == 200
    assert client.get(reverse("home:ask_correction", args=[key])).status_code == 200


@pytest.mark.django_db
def test_unknown_section_is_not_found(client, cast):
    client.force_login(cast.learner)
    assert client.get(reverse("home:record_section", args=["nothing"])).status_code == 404
    assert client.get(reverse("home:ask_correction", args=["nothing"])).status_code == 404


@pytest.mark.django_db
def test_file_holds_both_forms_with_every_section(client, cast):
    data, text = taken(client, cast.learner)
    assert (data["schema"], data["schema_version"]) == ("tanxin-record", 1)
    assert data["person"] == {"staff_number": cast.learner.staff_number, "name": "林某"}
    assert sorted(data["sections"]) == sorted(SECTIONS)
    assert data["sections"]["account"][0]["roles"] == ["learner"]
    assert "<style>" in text
    assert "://" not in text
    assert "林某" in text


@pytest.mark.django_db
def test_file_may_be_taken_some_times_an_hour(client, cast):
    client.force_login(cast.learner)
    for _ in range(FILES_AN_HOUR):
        assert client.get(FILE).status_code == 200
    response = client.get(FILE)
    assert (response.status_code, response["Retry-After"]) == (429, "3600")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_entries(client, cast, count, django_assert_num_queries):
    now = timezone.now()
    for number in range(count):
        programme = ProgrammeFactory(courses=[CourseFactory(lessons=1)], departments=[cast.own])
        duty = programme.duties.get(user=cast.learner)
        extend_duties(duties=[duty], new_due_on=day(90), reason="防汛", by=cast.trainer)
        exempt_person(
            user=cast.learner, programme=programme, by=cast.trainer, reason="病假", proof="批件",
            effective_from=day(0), effective_until=day(9),
        )  # fmt: skip
        take_test(cast.learner, QuizFactory(questions=1), RIGHT)
        certify(cast.learner, programme=programme)
        record_look(viewer=cast.chief, cadre=cast.learner, at=now - datetime.timedelta(hours=2 * number))
    client.force_login(cast.learner)
    client.get(PAGE)
    with django_assert_num_queries(70):
        client.get(PAGE)
