"""With which programme the board opens."""

import pytest
from django.urls import reverse

from cadres.tests.factories import DepartmentFactory, PostingFactory
from training.tests.factories import CourseFactory, ProgrammeFactory

BOARD, PEOPLE = reverse("training:board"), reverse("training:board_people")


@pytest.fixture
def programme(cast):
    return ProgrammeFactory(title="谈心谈话技能培训", courses=[CourseFactory(lessons=1)], departments=[cast.root])


def open_as(client, user, address):
    client.force_login(user)
    return client.get(address)


def test_board_opens_with_a_programme_that_is_assigned(client, cast, programme):
    ProgrammeFactory(title="A draft")

    assert open_as(client, cast.chief, BOARD).context["programme"] == programme


def test_board_opens_with_a_programme_that_reaches_the_viewers_departments(client, cast, programme):
    ProgrammeFactory(title="A", courses=[CourseFactory()], departments=[cast.other])
    below = ProgrammeFactory(title="B", courses=[CourseFactory()], departments=[cast.sub])
    DepartmentFactory(parent=cast.own, code="012")
    nobody = ProgrammeFactory(title="0", courses=[CourseFactory()])
    nobody.assignments.create(department=cast.own.get_children().get(code="012"))

    assert open_as(client, cast.overseer, BOARD).context["programme"] == below
    assert open_as(client, cast.outside_overseer, BOARD).context["programme"].title == "A"
    assert open_as(client, cast.outside_overseer, PEOPLE).context["programme"].title == "A"


def test_board_opens_with_a_programme_that_reaches_people_through_a_second_post(client, cast):
    PostingFactory(user=cast.junior, department=cast.other, is_primary=False)
    ProgrammeFactory(title="A draft")
    found = ProgrammeFactory(title="B", courses=[CourseFactory()], departments=[cast.other])

    response = open_as(client, cast.overseer, BOARD)

    assert (response.context["programme"], response.context["total"].tally.assigned) == (found, 1)


def test_board_where_no_programme_reaches_the_viewer_opens_with_one_that_is_assigned(client, cast):
    ProgrammeFactory(title="A draft")
    found = ProgrammeFactory(title="B", courses=[CourseFactory()], departments=[cast.other])

    response = open_as(client, cast.overseer, BOARD)

    assert (response.context["programme"], response.context["total"].tally.assigned) == (found, 0)
    assert 'class="ring' not in response.content.decode()
