"""Programmes in the Wagtail admin: who keeps them, and what saving one does to people's records."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from training.models import Programme, ProgrammeCompletion
from training.tests.factories import CourseCompletionFactory, CourseFactory, ProgrammeFactory


@pytest.fixture
def course(db):
    return CourseFactory(lessons=1)


@pytest.fixture
def programme(cast, course):
    return ProgrammeFactory(title="谈心谈话技能培训", courses=[course], departments=[cast.root])


def open_as(client, user, address, **query):
    client.force_login(user)
    return client.get(address, query)


def programme_form(course, department, **changes):
    return nested_form_data(
        {
            "title": "谈心谈话技能培训",
            "description": "",
            "programme_courses": inline_formset([{"course": course.pk}]),
            "assignments": inline_formset([{"department": department.pk, "due_on": "2026-12-31"}]),
            **changes,
        }
    )


def test_trainer_makes_a_programme_and_those_who_have_finished_are_recorded(client, cast, course):
    CourseCompletionFactory(user=cast.learner, course=course)
    client.force_login(cast.trainer)

    response = client.post(reverse("wagtailsnippets_training_programme:add"), programme_form(course, cast.own))

    assert response.status_code == 302
    programme = Programme.objects.get()
    assert list(programme.courses()) == [course]
    assert [(row.department, row.due_on.isoformat()) for row in programme.assignments.all()] == [
        (cast.own, "2026-12-31")
    ]
    assert ProgrammeCompletion.objects.get().user == cast.learner


def test_trainer_drops_a_course_and_those_who_lacked_only_it_are_recorded(client, cast, course):
    programme = ProgrammeFactory(courses=[course, CourseFactory()])
    CourseCompletionFactory(user=cast.learner, course=course)
    client.force_login(cast.trainer)
    kept, dropped = programme.programme_courses.order_by("sort_order")
    courses = [{"id": kept.pk, "course": course.pk}, {"id": dropped.pk, "course": dropped.course_id, "DELETE": "on"}]
    data = programme_form(course, cast.own, title=programme.title)
    data |= nested_form_data({"programme_courses": inline_formset(courses, initial=2)})

    response = client.post(reverse("wagtailsnippets_training_programme:edit", args=[programme.pk]), data)

    assert response.status_code == 302
    assert ProgrammeCompletion.objects.get().user == cast.learner


def test_programme_needs_a_course(client, cast, course):
    client.force_login(cast.trainer)
    data = programme_form(course, cast.own) | nested_form_data({"programme_courses": inline_formset([])})

    response = client.post(reverse("wagtailsnippets_training_programme:add"), data)

    assert response.status_code == 200
    assert not Programme.objects.exists()


def test_programme_list_in_the_admin_is_open_to_trainers_and_administrators_alone(client, cast, programme):
    url = reverse("wagtailsnippets_training_programme:list")

    opened = {name for name, user in cast.people().items() if open_as(client, user, url).status_code == 200}

    assert opened == {"trainer", "administrator"}


def test_programme_list_in_the_admin_finds_by_title(client, cast, programme):
    ProgrammeFactory(title="别的")
    url = reverse("wagtailsnippets_training_programme:list")

    response = open_as(client, cast.trainer, url, q="技能")

    assert [row.pk for row in response.context["object_list"]] == [programme.pk]


def test_nobody_deletes_a_programme(client, cast, programme):
    cast.administrator.is_superuser = True
    cast.administrator.save()
    client.force_login(cast.administrator)

    response = client.post(reverse("wagtailsnippets_training_programme:delete", args=[programme.pk]))

    assert response.status_code in {302, 403}
    assert Programme.objects.get() == programme
