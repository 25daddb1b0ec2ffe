"""The home screen of the Wagtail admin: what waits for a trainer, an editor and an administrator."""

import datetime
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone, translation

from cadres.enums import Role
from cadres.models import RosterImport
from cadres.tests.factories import UserFactory
from content.enums import Visibility
from content.models import PortalPage
from guides.tests.factories import GuideFactory
from home.panels import SHOWN_AT_HOME, starts_for
from home.writing_room import QUEUES, STALE_AFTER, queues_for
from training.models import QuizDraw
from training.tests.factories import CourseFactory, LessonFactory, QuestionFactory, QuizFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
CANARY = "金丝雀"


def entries(key, user):
    queue = next(queue for queue in QUEUES if queue.key == key)
    with translation.override("en"):
        return queue.entries(queue.rows(user))


def titles(key, user) -> list[str]:
    return [entry.title for entry in entries(key, user)]


def draft(author, **fields) -> PortalPage:
    """A guide that its author saved and never published."""
    guide = GuideFactory(owner=author, live=False, **fields)
    guide.save_revision(user=author)
    return PortalPage.objects.get(pk=guide.pk)


def submitted(author, **fields) -> PortalPage:
    page = draft(author, **fields).specific
    page.get_workflow().start(page, author)
    return PortalPage.objects.get(pk=page.pk)


def published(days_ago: int, page: PortalPage) -> PortalPage:
    moment = timezone.now() - datetime.timedelta(days=days_ago)
    PortalPage.objects.filter(path__startswith=page.path).update(last_published_at=moment)
    return page


def test_each_role_has_its_own_queues(cast):
    parts = ["editor", "trainer", "administrator"]
    assert {part: [queue.key for queue in queues_for(cast.people()[part])] for part in parts} == {
        "editor": ["approvals", "submitted", "drafts", "unready", "stale"],
        "trainer": [
            "approvals",
            "short-answers",
            "markings-apart",
            "passes",
            "outside-training",
            "corrections",
            "submitted",
            "drafts",
            "question-drafts",
            "unready",
            "stale",
            "questions-to-review",
        ],
        "administrator": [
            "approvals",
            "short-answers",
            "markings-apart",
            "passes",
            "outside-training",
            "corrections",
            "rosters",
            "submitted",
            "drafts",
            "question-drafts",
            "unready",
            "stale",
            "questions-to-review",
            "people",
        ],
    }


@pytest.mark.parametrize(
    ("part", "taught"),
    [
        ("trainer", ["drafts", "stale"]),
        ("editor", ["submitted", "drafts", "stale"]),
        ("administrator", ["approvals", "drafts", "stale"]),
    ],
)
def test_empty_home_tells_a_role_what_will_stand_there(client, cast, part, taught):
    cast.visitor.groups.add(Group.objects.get(name=Role.LEARNER))  # else he would be somebody to take care of
    user = cast.people()[part]
    client.force_login(user)
    client.cookies["django_language"] = "en"
    page = unescape(client.get("/admin/").content.decode())
    assert [queue.key for queue in queues_for(user) if f'id="queue-{queue.key}"' in page] == taught
    with translation.override("en"):
        told = [queue.key for queue in queues_for(user) if str(queue.empty) in page]
    assert told == taught


@pytest.mark.parametrize(
    ("part", "offered"),
    [
        ("trainer", ["New guide", "New course", "New question", "New programme"]),
        ("editor", ["New guide", "New course"]),
        ("administrator", ["New guide", "New course", "New question", "New programme"]),
    ],
)
def test_home_offers_to_write_what_the_role_may_add(client, cast, part, offered):
    user = cast.people()[part]
    client.force_login(user)
    client.cookies["django_language"] = "en"
    page = client.get("/admin/").content.decode()
    starts = starts_for(user)
    assert [label for label in ["New guide", "New course", "New question", "New programme"] if label in page] == offered
    assert [client.get(start.url).status_code for start in starts] == [200] * len(offered)


def test_drafts_are_those_one_owns_or_edited_last(cast):
    mine = draft(cast.editor, title="我写的")
    changed = GuideFactory(title="别人的", owner=cast.trainer)
    changed.save_revision(user=cast.administrator)
    draft(cast.trainer, title="与我无关", visibility=Visibility.EVERYONE)

    entry = entries("drafts", cast.editor)
    assert [(found.title, found.icon, found.url) for found in entry] == [
        ("我写的", "portal-guide", reverse("wagtailadmin_pages:edit", args=[mine.pk]))
    ]
    assert titles("drafts", cast.administrator) == ["别人的"]
    assert titles("drafts", cast.trainer) == ["与我无关", "别人的"]
    assert [found.why for found in entries("drafts", cast.trainer)] == [
        "Not published yet",
        "Changes are not published yet",
    ]


def test_submitted_page_waits_for_the_administrator_and_its_author(cast):
    page = submitted(cast.editor, title="请审")
    assert titles("drafts", cast.editor) == []
    assert [(entry.title, entry.why) for entry in entries("submitted", cast.editor)] == [
        ("请审", "Waiting for approval")
    ]
    waiting = entries("approvals", cast.administrator)
    assert [(entry.title, entry.why, entry.url) for entry in waiting] == [
        ("请审", "Submitted by 郑某", reverse("wagtailadmin_pages:edit", args=[page.pk]))
    ]
    assert titles("approvals", cast.trainer) == titles("submitted", cast.trainer) == []

    page.current_workflow_task_state.reject(user=cast.administrator)
    later = submitted(cast.editor, title="后交的")
    assert [(entry.title, entry.why) for entry in entries("submitted", cast.editor)] == [
        ("请审", "Sent back to you: change it and submit it again"),
        ("后交的", "Waiting for approval"),
    ]
    assert titles("approvals", cast.administrator) == ["后交的"]

    later.current_workflow_task_state.approve(user=cast.administrator)
    assert titles("submitted", cast.editor) == ["请审"]


def test_guide_is_stale_after_its_review_date_or_a_year(cast):
    today = timezone.localdate()
    yesterday, tomorrow = today - datetime.timedelta(days=1), today + datetime.timedelta(days=1)
    over = STALE_AFTER.days + 1
    GuideFactory(title="过了复核日期", owner=cast.editor, review_by=yesterday)
    published(over, GuideFactory(title="没到复核日期", owner=cast.editor, review_by=tomorrow))
    published(over, GuideFactory(title="一年没动", owner=cast.editor))
    published(over - 2, GuideFactory(title="不到一年", owner=cast.editor))
    published(over, GuideFactory(title="不是我的", owner=cast.trainer))
    assert [(entry.title, entry.why) for entry in entries("stale", cast.editor)] == [
        ("一年没动", "Unchanged for a year"),
        ("过了复核日期", "The review date has passed"),
    ]
    assert set(titles("stale", cast.trainer)) == {"一年没动", "过了复核日期", "不是我的"}


def test_course_is_stale_when_none_of_its_units_was_published_for_a_year(cast):
    over = STALE_AFTER.days + 1
    published(over, CourseFactory(title="旧课程", lessons=1))
    revised = published(over, CourseFactory(title="改过一课", lessons=1))
    LessonFactory(parent=revised)
    assert titles("stale", cast.trainer) == ["旧课程"]


def test_published_course_or_quiz_without_content_is_unready(cast):
    course = CourseFactory(title="只有草稿", lessons=0)
    LessonFactory(parent=course, live=False)
    QuizFactory(parent=CourseFactory(title="有课"), title="没有题", questions=0)
    QuizFactory(parent=CourseFactory(title="也有课"), title="草稿测验", questions=0, live=False)
    CourseFactory(title="完整", lessons=1, quiz=True)
    drawn = QuizFactory(parent=CourseFactory(title="抽题的课"), title="抽题", questions=0)
    QuizDraw.objects.create(quiz=drawn)
    assert {entry.title: entry.why for entry in entries("unready", cast.trainer)} == {
        "只有草稿": "No published lesson in it",
        "没有题": "No question in it: nobody can pass",
        "也有课": "No published lesson in it",
    }


def test_own_questions_that_are_not_ready_wait_for_whoever_looks_after_them(cast):
    for status in ["draft", "ready", "retired"]:
        QuestionFactory(stem=status, status=status, owner=cast.trainer)
    QuestionFactory(stem="别人的", status="draft", owner=cast.administrator)
    assert {entry.title: entry.why for entry in entries("question-drafts", cast.trainer)} == {"draft": "Draft"}


def test_own_questions_past_their_review_date_are_to_be_looked_over(cast):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for status in ["draft", "ready", "retired"]:
        QuestionFactory(stem=status, status=status, owner=cast.trainer, review_by=yesterday)
    QuestionFactory(stem="今天", owner=cast.trainer, review_by=timezone.localdate())
    QuestionFactory(stem="别人的", owner=cast.administrator, review_by=yesterday)
    found = entries("questions-to-review", cast.trainer)
    assert {(entry.title, entry.when) for entry in found} == {("draft", yesterday), ("ready", yesterday)}
    assert {entry.why for entry in found} == {"The review date has passed"}


def test_rosters_wait_for_administrators(cast):
    for state in RosterImport.State.values:
        RosterImport.objects.create(file_name=f"{state}.csv", state=state)
    assert set(titles("rosters", cast.administrator)) == {"ready.csv", "refused.csv", "failed.csv"}
    assert titles("rosters", cast.trainer) == []


def test_people_without_post_or_role_are_told_to_administrators(cast):
    UserFactory(name="无岗", department=None, roles=[Role.LEARNER])
    UserFactory(name="离开", department=None, is_active=False)
    found = {entry.title: entry.why for entry in entries("people", cast.administrator)}
    assert found == {"无岗": "No post today: in no department", "周某": "No role: nothing is recorded"}


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.key)
@pytest.mark.parametrize("part", ["trainer", "editor"])
def test_no_queue_names_a_page_that_is_closed_to_the_reader(client, cast, part, queue):
    user = cast.people()[part]
    closed = {"owner": cast.outsider, "department": cast.other, "visibility": Visibility.SUBTREE}
    edited = GuideFactory(title=CANARY, review_by=datetime.date(2020, 1, 1), **closed)
    edited.save_revision(user=user)
    page = GuideFactory(title=CANARY, live=False, **closed)
    page.save_revision(user=user)
    page.get_workflow().start(page, user)
    published(500, CourseFactory(title=CANARY, **closed))

    client.force_login(user)
    assert CANARY not in client.get("/admin/").content.decode()
    whole = client.get(reverse("writing_room_queue", args=[queue.key]), follow=True)
    assert CANARY not in whole.content.decode()


def test_approver_is_not_told_of_a_page_that_is_closed_to_him(cast):
    """An administrator may let another group approve; that group reads no more for it."""
    closed = submitted(cast.editor, title=CANARY, department=cast.other, visibility=Visibility.SUBTREE)
    submitted(cast.editor, title="看得到", visibility=Visibility.EVERYONE)
    closed.current_workflow_task_state.task.specific.groups.add(Group.objects.get(name=Role.TRAINER))
    assert titles("approvals", cast.trainer) == ["看得到"]
    assert titles("approvals", cast.administrator) == [CANARY, "看得到"]


@pytest.mark.parametrize("key", ["approvals", "drafts", "stale", "unready"])
def test_administrator_finds_the_page_that_is_closed_to_others(cast, key):
    closed = {"owner": cast.administrator, "department": cast.other, "visibility": Visibility.PARTICIPANTS}
    {
        "approvals": lambda: submitted(cast.editor, title=CANARY, department=cast.other),
        "drafts": lambda: draft(cast.administrator, title=CANARY),
        "stale": lambda: published(500, CourseFactory(title=CANARY, lessons=1, **closed)),
        "unready": lambda: CourseFactory(title=CANARY, **closed),
    }[key]()
    assert titles(key, cast.administrator) == [CANARY]


def test_queue_shows_five_at_home_and_all_on_its_page(client, cast):
    for number in range(SHOWN_AT_HOME + 1):
        draft(cast.editor, title=f"草稿{number}")
    client.force_login(cast.editor)
    home = client.get("/admin/").content.decode()
    address = reverse("writing_room_queue", args=["drafts"])
    assert address in home
    assert sum(f"草稿{number}" in home for number in range(SHOWN_AT_HOME + 1)) == SHOWN_AT_HOME
    whole = client.get(address).content.decode()
    assert all(f"草稿{number}" in whole for number in range(SHOWN_AT_HOME + 1))


@pytest.mark.parametrize(
    ("part", "key", "status"),
    [
        ("trainer", "drafts", 200),
        ("editor", "stale", 200),
        ("administrator", "people", 200),
        ("trainer", "people", 302),
        ("editor", "rosters", 302),
        ("editor", "question-drafts", 302),
        ("overseer", "questions-to-review", 302),
        ("trainer", "questions-to-review", 200),
        ("administrator", "nothing", 302),
        ("learner", "drafts", 302),
        ("overseer", "stale", 302),
    ],
)
def test_queue_opens_to_those_who_do_the_work(client, cast, part, key, status):
    client.force_login(cast.people()[part])
    assert client.get(reverse("writing_room_queue", args=[key])).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_database_as_often_for_three_entries_as_for_one(client, cast, count, django_assert_num_queries):
    for _number in range(count):
        draft(cast.administrator)
        submitted(cast.editor)
        GuideFactory(review_by=datetime.date(2020, 1, 1))
        published(500, CourseFactory(lessons=1))
        CourseFactory()
        QuestionFactory(status="draft", owner=cast.administrator, review_by=datetime.date(2020, 1, 1))
        RosterImport.objects.create(file_name="a.csv", state=RosterImport.State.READY)
        UserFactory(department=None)
    client.force_login(cast.administrator)
    client.get("/admin/")
    with django_assert_num_queries(40):
        client.get("/admin/")
