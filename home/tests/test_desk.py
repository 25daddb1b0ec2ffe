import datetime
from decimal import Decimal

import bs4
import pytest
from django.template.defaultfilters import date as format_date
from django.urls import reverse
from django.utils import timezone, translation

from cadres.enums import RankBand
from cadres.models import User
from cadres.tests.factories import PostingFactory
from content.enums import Visibility
from home.desk import due_lines
from training.models import Duty, QuizAttempt
from training.services.assignment import assign_programme
from training.services.attempts import submit_attempt
from training.services.completion import acknowledge_lesson
from training.tests.factories import (
    CourseCompletionFactory,
    CourseFactory,
    LessonAcknowledgementFactory,
    ProgrammeFactory,
    QuizFactory,
)

DESK = reverse("home:desk")


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def attempt(user, quiz, **fields):
    return QuizAttempt.objects.create(
        user=user, quiz=quiz, quiz_title=quiz.title, pass_mark=60, multiple_marking="partial", maximum=2, **fields
    )


@pytest.fixture
def programme(cast):
    first = CourseFactory(title="谈前准备", lessons=2)
    second = CourseFactory(title="倾听提问", lessons=1)
    found = ProgrammeFactory(title="谈心谈话技能培训", courses=[first, second])
    assign_programme(programme=found, department=cast.own, due_on=in_days(10))
    return found


@pytest.fixture
def in_english(client):
    client.cookies["django_language"] = "en"


# --- due lines -----------------------------------------------------------------------------


def test_due_line_says_what_comes_next_and_by_when(programme, cast):
    first = programme.courses()[0].units()[0]

    with translation.override("en"):
        [line] = due_lines(cast.learner)

    assert (line.title, line.url) == ("谈心谈话技能培训", first.get_url())
    assert (line.due_on, line.state) == (in_days(10), "not_started")
    assert line.explanation == f"0 of 2 parts finished. Next: {first.title} (谈前准备)."


def test_due_line_moves_on_with_the_evidence(programme, cast):
    first, second = programme.courses()
    lessons = list(first.units())
    acknowledge_lesson(user=cast.learner, lesson=lessons[0])
    assert due_lines(cast.learner)[0].url == lessons[1].get_url()
    assert due_lines(cast.learner)[0].state == "in_progress"

    acknowledge_lesson(user=cast.learner, lesson=lessons[1])
    assert due_lines(cast.learner)[0].url == second.units()[0].get_url()

    acknowledge_lesson(user=cast.learner, lesson=second.units()[0])
    assert due_lines(cast.learner) == []
    assert cast.learner.programme_completions.get().programme == programme


@pytest.mark.parametrize(("days", "state"), [(-1, "overdue"), (0, "not_started"), (1, "not_started")])
def test_due_line_is_overdue_from_the_day_after(programme, cast, days, state):
    Duty.objects.update(due_on=in_days(days))

    assert due_lines(cast.learner)[0].state == state


def test_due_lines_stand_most_urgent_first_and_at_most_three(cast):
    for title, days in [("无期", None), ("后", 9), ("先", 1), ("过", -1), ("中", 5)]:
        due_on = None if days is None else in_days(days)
        programme = ProgrammeFactory(title=title, courses=[CourseFactory(lessons=1)])
        assign_programme(programme=programme, department=cast.own, due_on=in_days(30))
        Duty.objects.filter(programme=programme).update(due_on=due_on)

    assert [line.title for line in due_lines(cast.learner)] == ["过", "先", "中"]
    assert [line.title for line in due_lines(cast.learner, limit=9)] == ["过", "先", "中", "后", "无期"]


def test_due_date_is_the_earliest_of_all_assignments_that_reach_the_person(programme, cast):
    assign_programme(programme=programme, department=cast.root, due_on=in_days(3))
    assign_programme(programme=programme, department=cast.sub, due_on=in_days(1))

    assert [line.due_on for line in due_lines(cast.learner)] == [in_days(3)]
    assert [line.due_on for line in due_lines(cast.junior)] == [in_days(1)]


def test_due_lines_of_other_departments_are_absent(programme, cast):
    assert due_lines(cast.outsider) == []
    assert due_lines(cast.chief) == []


def test_due_line_of_a_course_that_is_not_open_leads_to_the_desk(programme, cast):
    for course in programme.courses():
        course.visibility = Visibility.PARTICIPANTS
        course.save()

    [line] = due_lines(cast.learner)

    assert line.url == DESK
    assert line.explanation


def test_due_line_of_a_course_that_only_has_to_be_finished_leads_to_it(cast):
    """Its last open unit was withdrawn: nothing is left to do but to press the button of the course."""
    course = CourseFactory(title="谈前准备", lessons=2)
    assign_programme(programme=ProgrammeFactory(courses=[course]), department=cast.own)
    done, withdrawn = course.units()
    acknowledge_lesson(user=cast.learner, lesson=done)
    withdrawn.unpublish()

    with translation.override("en"):
        [line] = due_lines(cast.learner)

    assert line.url == course.get_url()
    assert line.explanation == "0 of 1 part finished. Everything in “谈前准备” is done: open it and finish it."


def test_programme_that_requires_nothing_yet_asks_nothing(cast):
    assign_programme(programme=ProgrammeFactory(), department=cast.own)

    assert due_lines(cast.learner) == []


# --- the desk ------------------------------------------------------------------------------


def test_desk_is_open_to_everybody_who_is_signed_in(client, programme, cast):
    for user in cast.people().values():
        client.force_login(user)
        assert client.get(DESK).status_code == 200


def test_desk_sends_a_visitor_to_sign_in(client, db):
    assert client.get(DESK).url.startswith(reverse("cadres:sign_in"))


def test_desk_says_what_is_due_and_why(client, programme, cast, in_english):
    client.force_login(cast.junior)

    content = client.get(DESK).content.decode()

    first = programme.courses()[0].units()[0]
    assert "谈心谈话技能培训" in content
    assert "Assigned to: 组织部. Due on a fixed day: " in content
    assert "Closed as soon as 2 more parts are done." in content
    assert reverse("training:duty", args=[cast.junior.duties.get().pk]) in content
    assert f'href="{first.get_url()}"' in content
    assert f"Continue: {first.title}" in content
    assert "style=" not in content


def test_desk_shows_what_is_done_with_hours_and_version(client, programme, cast):
    first, second = programme.courses()
    for lesson in [*first.units(), *second.units()]:
        acknowledge_lesson(user=cast.learner, lesson=lesson)
    client.force_login(cast.learner)

    response = client.get(DESK)

    record = response.context["record"]
    assert response.context["due"] == []
    assert [row.programme for row in record.programme_completions] == [programme]
    assert {row.course for row in record.course_completions} == {first, second}
    assert record.hours == first.hours + second.hours
    assert record.acknowledgements == 3
    assert str(first.live_revision_id) in response.content.decode()


def test_hours_by_year_are_those_of_the_courses_listed(client, cast, in_english):
    for year, hours in [(2024, "1.50"), (2026, "2.00"), (2026, "0.50")]:
        moment = datetime.datetime(year, 6, 1, tzinfo=datetime.UTC)
        CourseCompletionFactory(user=cast.learner, course=CourseFactory(), hours=Decimal(hours), earned_at=moment)
    client.force_login(cast.learner)

    response = client.get(DESK)

    soup = bs4.BeautifulSoup(response.content, "html.parser")
    drawn = [column.get_text(" ", strip=True).split()[::2] for column in soup.select(".hours__year")]
    behind = [[cell.text for cell in row.select("th, td")] for row in soup.select(".hours__table tbody tr")]
    assert behind == [["2024", "1", "1.5"], ["2025", "0", "0"], ["2026", "2", "2.5"]]
    assert drawn == [[hours, year] for year, _courses, hours in behind]
    assert soup.select_one(".hours__figure").text == soup.select_one(".hours tfoot td").text == "4"
    assert response.context["record"].hours == sum(year.hours for year in response.context["record"].years) == 4


def test_hours_belong_to_the_year_on_the_clock_of_the_place(client, cast):
    """Earned at seven in the morning of New Year's Day here, still in the old year in universal time."""
    moment = datetime.datetime(2025, 12, 31, 23, tzinfo=datetime.UTC)
    CourseCompletionFactory(user=cast.learner, course=CourseFactory(), earned_at=moment)
    client.force_login(cast.learner)

    [year] = client.get(DESK).context["record"].years

    assert year.year == timezone.localtime(moment).year == 2026


def test_ring_counts_the_courses_of_a_programme(client, programme, cast, in_english):
    first, _second = programme.courses()
    for lesson in first.units():
        acknowledge_lesson(user=cast.learner, lesson=lesson)
    client.force_login(cast.learner)

    for address in [DESK, "/"]:
        ring = bs4.BeautifulSoup(client.get(address).content, "html.parser").select_one(".ring")
        assert (ring["aria-label"], ring.select_one(".ring__value").text) == ("1 of 2 parts finished", "1/2"), address


def test_desk_shows_each_record_that_the_privacy_notice_names(client, cast):
    User.objects.filter(pk=cast.learner.pk).update(email="lin@example.org")
    cast.learner.postings.update(rank_band=RankBand.TOWNSHIP_CHIEF)
    client.force_login(cast.learner)

    response = client.get(DESK)

    held = bs4.BeautifulSoup(response.content, "html.parser").select_one("[aria-labelledby=records]").text
    person = response.wsgi_request.user
    signed_in = format_date(timezone.localtime(person.last_login), "DATETIME_FORMAT")
    for expected in ["林某", person.staff_number, "lin@example.org", "学员", signed_in, "组织部", "干事", "乡科级正职"]:
        assert expected in held, expected


def test_head_of_the_desk_names_person_department_and_post(client, cast):
    PostingFactory(user=cast.learner, department=cast.other, is_primary=False, post="联络员")
    client.force_login(cast.learner)

    head = bs4.BeautifulSoup(client.get(DESK).content, "html.parser").select_one(".page-heading")

    assert head.h1.text == "林某"
    assert head.select_one(".page-heading__lead").text == "组织部 · 干事"


def test_desk_leads_back_into_an_open_attempt(client, cast):
    course = CourseFactory(quiz=True)
    begun = attempt(cast.learner, course.units()[0], number=2)
    done = submit_attempt(attempt=attempt(cast.learner, QuizFactory(), number=1))
    attempt(cast.learner, course.units()[0], number=1, mode="practice")
    client.force_login(cast.learner)

    response = client.get(DESK)

    assert response.context["record"].open_attempts == [begun]
    assert set(response.context["record"].attempts) == {begun, done}
    assert response.context["record"].practices == 1
    assert reverse("training:attempt", args=[begun.pk]) in response.content.decode()


def test_desk_holds_nothing_of_others(client, programme, cast):
    course = programme.courses()[0]
    quiz_course = CourseFactory(quiz=True)
    CourseCompletionFactory(user=cast.junior, course=course)
    LessonAcknowledgementFactory(user=cast.junior, lesson=course.units()[0])
    attempt(cast.junior, quiz_course.units()[0], number=1)
    client.force_login(cast.learner)

    record = client.get(DESK).context["record"]

    assert (record.course_completions, record.programme_completions, record.attempts) == ([], [], [])
    assert record.acknowledgements == 0
    assert {posting.user_id for posting in record.postings} == {cast.learner.pk}


def test_desk_keeps_posts_that_ended(client, cast):
    cast.learner.postings.update(ends_on=in_days(-1))
    PostingFactory(user=cast.learner, department=cast.other, starts_on=in_days(0))
    client.force_login(User.objects.get(pk=cast.learner.pk))

    assert [posting.department for posting in client.get(DESK).context["record"].postings] == [cast.other, cast.own]


def test_desk_with_nothing_on_it_says_what_will_come(client, cast):
    cast.visitor.postings.all().delete()
    client.force_login(cast.visitor)

    assert client.get(DESK).content.decode().count('class="empty"') == 5


@pytest.mark.parametrize("count", [1, 3])
def test_desk_takes_the_same_queries_for_any_number_of_programmes(client, cast, count, django_assert_num_queries):
    for _ in range(count):
        course = CourseFactory(lessons=count, quiz=True)
        assign_programme(programme=ProgrammeFactory(courses=[course]), department=cast.own)
        lesson, *_rest, quiz = course.units()
        acknowledge_lesson(user=cast.learner, lesson=lesson)
        attempt(cast.learner, quiz, number=1)
        finished = CourseFactory(lessons=1)
        acknowledge_lesson(user=cast.learner, lesson=finished.units()[0])
    client.force_login(cast.learner)
    client.get(DESK)

    with django_assert_num_queries(35):
        client.get(DESK)
