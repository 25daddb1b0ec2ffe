"""What the board hands out at once, and the record of one person."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from cadres.models import User
from training.enums import DutyStatus
from training.models import Duty, Programme
from training.tests.duty_rows import bring_into, days
from training.tests.factories import CourseCompletionFactory, CourseFactory, ProgrammeFactory

PEOPLE, EXPORT = reverse("training:board_people"), reverse("training:board_export")
OWN = {"林某", "钱某", "王某", "吴某", "郑某", "周某"}


@pytest.fixture
def course(db):
    return CourseFactory(lessons=1)


@pytest.fixture
def programme(cast, course):
    return ProgrammeFactory(title="谈心谈话技能培训", courses=[course], departments=[cast.root])


def open_as(client, user, address, **query):
    client.force_login(user)
    return client.get(address, query)


def exported(response):
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


# --- export --------------------------------------------------------------------------------


def test_export_holds_the_people_of_the_filter_and_no_others(client, cast, programme):
    duty = bring_into(Duty.objects.get(user=cast.learner), DutyStatus.MET, due_on=days(9))
    client.cookies["django_language"] = "en"

    [row] = exported(open_as(client, cast.overseer, EXPORT, state="met"))

    assert row == {
        "Name": "林某",
        "Staff number": f"{cast.learner.staff_number}\t",
        "Department": "组织部",
        "Department code": "010\t",
        "Works in": "组织部",
        "Post": "干事",
        "Programme": "谈心谈话技能培训",
        "State": "Finished",
        "Due on": days(9).isoformat(),
        "Earned on": timezone.localtime(duty.earned_at).date().isoformat(),
        "As of": days(0).isoformat(),
    }
    everybody = exported(open_as(client, cast.overseer, EXPORT))
    assert {row["Name"] for row in everybody} == OWN


def test_export_stands_in_the_order_of_the_list(client, cast, programme):
    listed = [line.duty.user.name for line in open_as(client, cast.chief, PEOPLE).context["lines"]]
    client.cookies["django_language"] = "en"

    assert [row["Name"] for row in exported(client.get(EXPORT))] == listed


def test_export_neutralises_formulas_in_every_column(client, cast, programme):
    formula = '=HYPERLINK("http://x","y")'
    User.objects.filter(pk=cast.junior.pk).update(name=formula, staff_number="@1")
    cast.junior.postings.update(post="+1")
    type(cast.sub).objects.filter(pk=cast.sub.pk).update(name="-1", code="=2")
    Programme.objects.update(title="=3")

    [row] = exported(open_as(client, cast.overseer, EXPORT, department=cast.sub.pk))

    assert list(row.values())[:7] == [f"'{formula}", "'@1", "'-1", "'=2", "'-1", "'+1", "'=3"]


def test_export_is_a_dated_download(client, cast, programme):
    headers = open_as(client, cast.chief, EXPORT).headers

    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert timezone.localdate().isoformat() in headers["Content-Disposition"]
    assert headers["Cache-Control"] == "no-store, private"


# --- one person ----------------------------------------------------------------------------


def test_person_record_is_open_to_those_who_see_the_person(client, cast, programme):
    for name, viewer in cast.people().items():
        visible = set(User.objects.visible_to(viewer))
        for cadre in cast.people().values():
            response = open_as(client, viewer, reverse("training:person_record", args=[cadre.pk]))
            assert response.status_code == (200 if cadre in visible else 404), (name, cadre.name)


def test_person_record_shows_programme_courses_and_posts(client, cast, programme, course):
    CourseCompletionFactory(user=cast.junior, course=course)
    url = reverse("training:person_record", args=[cast.junior.pk])

    response = open_as(client, cast.overseer, url)

    record = response.context["record"]
    assert [one.programme for one in record.duties] == [programme]
    assert [row.course for row in record.course_completions] == [course]
    assert course.title in response.content.decode()
    assert "干部科" in response.content.decode()


@pytest.mark.parametrize("courses", [1, 3])
def test_person_record_takes_the_same_queries_for_any_number_of_courses(
    client, cast, courses, django_assert_num_queries
):
    required = [CourseFactory(lessons=1) for _ in range(courses)]
    ProgrammeFactory(courses=required, departments=[cast.own])
    for course in required:
        CourseCompletionFactory(user=cast.junior, course=course)
    url = reverse("training:person_record", args=[cast.junior.pk])
    open_as(client, cast.overseer, url)

    with django_assert_num_queries(34):
        client.get(url)
