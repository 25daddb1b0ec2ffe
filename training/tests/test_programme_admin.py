"""Programmes in the Wagtail admin: who keeps them, and what saving one does to people's records."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

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
            "requirements": streamfield([("course", {"page": course.pk})]),
            "validity_rule": "always",
            "validity_months": "0",
            "validity_month": "12",
            "validity_day": "31",
            "renewal_days": "60",
            "make_up_days": "30",
            "minutes_per_day": "30",
            "issues_certificate": "on",
            "assignments": inline_formset([assignment(department=department.pk)]),
            **changes,
        }
    )


def assignment(**fields):
    """One row of the form: to whom, and by the end of a year that is far enough."""
    return {
        "department": "",
        "post_words": "",
        "audience": "",
        "person": "",
        "due_rule": "fixed",
        "due_on": "2099-12-31",
        "due_months": "0",
        "due_days": "0",
        "ends_on": "",
        **fields,
    }


def test_trainer_makes_a_programme_and_those_who_have_finished_are_recorded(client, cast, course):
    CourseCompletionFactory(user=cast.learner, course=course)
    client.force_login(cast.trainer)

    response = client.post(reverse("wagtailsnippets_training_programme:add"), programme_form(course, cast.own))

    assert response.status_code == 302
    programme = Programme.objects.get()
    assert programme.courses() == [course]
    assert (programme.current_version.number, programme.current_version.applied_by) == (1, cast.trainer)
    assert ProgrammeCompletion.objects.get().user == cast.learner
    duties = programme.duties.all()
    assert {duty.due_on.isoformat() for duty in duties} == {"2099-12-31"}
    assert {duty.user for duty in duties} == {
        cast.learner,
        cast.junior,
        cast.visitor,
        cast.trainer,
        cast.editor,
        cast.overseer,
    }
    assert {duty.user for duty in duties if duty.is_met} == {cast.learner}


def test_trainer_assigns_to_one_person_by_staff_number(client, cast, course):
    client.force_login(cast.trainer)
    row = assignment(person=cast.outsider.staff_number)
    data = programme_form(course, cast.own) | nested_form_data({"assignments": inline_formset([row])})

    client.post(reverse("wagtailsnippets_training_programme:add"), data)

    assert [duty.user for duty in Programme.objects.get().duties.all()] == [cast.outsider]


def test_unknown_staff_number_is_refused_and_nothing_is_kept(client, cast, course):
    client.force_login(cast.trainer)
    data = programme_form(course, cast.own)
    data |= nested_form_data({"assignments": inline_formset([assignment(person="nobody")])})

    response = client.post(reverse("wagtailsnippets_training_programme:add"), data)

    assert response.status_code == 200
    assert not Programme.objects.exists()


def test_change_of_what_is_required_waits_until_it_is_applied(client, cast, course):
    programme = ProgrammeFactory(title="谈心谈话技能培训", courses=[course], departments=[cast.own])
    client.force_login(cast.trainer)
    more = CourseFactory(lessons=1)
    courses = [("course", {"page": one.pk}) for one in (course, more)]
    data = programme_form(course, cast.own) | nested_form_data(
        {"requirements": streamfield(courses), "assignments": inline_formset([])}
    )

    response = client.post(reverse("wagtailsnippets_training_programme:edit", args=[programme.pk]), data)

    assert response.url == reverse("training:rule_preview", args=[programme.pk])
    programme = Programme.objects.get()
    assert programme.has_unapplied_changes
    assert programme.courses() == [course]


def test_programme_needs_a_requirement(client, cast, course):
    client.force_login(cast.trainer)
    data = programme_form(course, cast.own) | nested_form_data({"requirements": streamfield([])})

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
