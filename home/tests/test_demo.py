"""The demo organisation: complete, the same each time, and never beside real people."""

import datetime
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cadres.enums import Role
from cadres.models import Department, Posting, User
from guides.models import GuidePage
from home.demo.loading import load_demo
from home.demo.people import make_rosters
from home.models import CorrectionRequest
from training.enums import QuestionKind, RoundState
from training.models import (
    Answer,
    Attendance,
    Certificate,
    CertificateRevocation,
    CommendationEntry,
    CommendationRound,
    CourseCompletion,
    CoursePage,
    LessonPage,
    MakeUp,
    MarkChange,
    OutsideTraining,
    Programme,
    ProgrammeCompletion,
    Question,
    QuestionVersion,
    QuizAttempt,
    QuizPage,
    Regrade,
    RubricMark,
    ScenePage,
    SceneRun,
    SpotCheck,
    SpotCheckMember,
    SpotCheckReview,
)
from training.services.drawing import draw_versions
from training.services.spot_checks import verify_draw

NOW = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC)


class Undo(Exception):
    pass


def load_and_describe(seed):
    """Loads the demo, says in plain data what became of whom, and takes it back."""
    try:
        with transaction.atomic():
            load_demo(seed=seed, password="for-a-trial-1", now=NOW)
            description = describe()
            raise Undo
    except Undo:
        return description


def describe():
    """Sorted, because the order of rows written together follows their ids, and those are drawn anew."""
    lists = {
        "people": User.objects.values_list("staff_number", "name", "is_active"),
        "postings": Posting.objects.values_list("user__staff_number", "department__code", "starts_on", "ends_on"),
        "guides": GuidePage.objects.values_list("slug", "review_by"),
        "lessons": LessonPage.objects.values_list("slug", "title"),
        "courses": CourseCompletion.objects.values_list("user__staff_number", "course_title", "earned_at"),
        "certificates": Certificate.objects.values_list("serial", "user__staff_number", "issued_at", "valid_until"),
        "spot_checks": SpotCheckMember.objects.values_list("staff_number", "rank_value", "attempt__points"),
        "honours": CommendationEntry.objects.values_list("name", "grounds"),
        "make_ups": MakeUp.objects.values_list("duty__user__staff_number", "number", "cause", "outcome", "deadline"),
        "attempts": QuizAttempt.objects.values_list("user__staff_number", "quiz_title", "number", "points"),
        "runs": SceneRun.objects.values_list("user__staff_number", "scene_title", "started_at", "ending", "points"),
    }
    return {name: sorted(rows, key=repr) for name, rows in lists.items()}


def test_rosters_of_the_same_seed_are_the_same():
    day = NOW.date()
    assert make_rosters(Random(1), today=day) == make_rosters(Random(1), today=day)
    assert make_rosters(Random(1), today=day) != make_rosters(Random(2), today=day)


def check_oversight() -> None:
    """A spot check with all it can show, and a commendation."""
    check = SpotCheck.objects.get()
    assert verify_draw(check).is_same
    assert 0 < check.members.waiting().count() < check.members.count()
    assert SpotCheckReview.objects.open().count() == 1
    assert CommendationRound.objects.get().state == RoundState.PUBLISHED
    assert CommendationEntry.objects.count() == 2


def test_demo_is_the_same_each_time_and_has_something_for_every_page(db):
    """One test for both: a demo takes half a minute to load."""
    before = load_and_describe(1)
    accounts = load_demo(seed=1, password="for-a-trial-1", now=NOW)
    assert describe() == before
    programme = Programme.objects.get()
    counted = User.objects.filter(duties__programme=programme)
    statuses = set(programme.duties.counted(NOW.date()).with_status(NOW.date()).values_list("status", flat=True))
    finished = ProgrammeCompletion.objects.filter(user__in=counted).count()
    begun = counted.filter(quiz_attempts__isnull=False).distinct().count()

    assert {Role(role) for role in accounts} == set(Role)
    assert all(User.objects.get(staff_number=number).check_password("for-a-trial-1") for number in accounts.values())
    assert (counted.count(), Department.objects.count(), max(d.depth for d in Department.objects.all())) == (240, 30, 3)
    assert (GuidePage.objects.count(), CoursePage.objects.count()) == (13, 4)
    assert all(course.get_children().type(LessonPage).count() >= 4 for course in CoursePage.objects.all())
    assert Question.objects.ready().count() >= 120
    assert set(Question.objects.ready().values_list("kind", flat=True)) == set(QuestionKind.values)
    for quiz in QuizPage.objects.all():
        assert len(draw_versions(quiz)) == quiz.question_count >= 10
    assert QuizAttempt.objects.to_be_marked().exists()
    assert sorted(one.is_waiting for one in CorrectionRequest.objects.select_related("answer")) == [False, True]
    assert RubricMark.objects.exists()
    short = (
        Answer.objects.filter(version__kind=QuestionKind.SHORT_ANSWER).exclude(response=[]).select_related("version")
    )
    assert len({answer.response[0] for answer in short}) > 24
    assert not any(part["criterion"] in answer.response[0] for answer in short for part in answer.version.parts)
    assert not any(version.reason.startswith("参考答案") for version in QuestionVersion.objects.all())
    for scene in ScenePage.objects.all():
        assert (scene.missing_to_play, 6 <= len(scene.moments) <= 9) == ([], True)
        assert {len(moment.replies) for moment in scene.plain_scene().moments} <= {3, 4}
    assert (ScenePage.objects.count(), SceneRun.objects.open().exists()) == (1, False)
    assert set(SceneRun.objects.values_list("passed", flat=True)) == {True, False}
    assert SceneRun.objects.filter(passed=True).values("user").distinct().count() >= finished
    assert not SceneRun.objects.filter(finished_at__gt=NOW).exists()
    assert Regrade.objects.count() == 2
    assert 0 < MarkChange.objects.to_be_decided().count() <= 3
    assert 20 < finished < begun < 220
    assert {"met", "in_progress", "not_started", "overdue", "exempt"} <= statuses
    assert Certificate.objects.count() == ProgrammeCompletion.objects.count()
    assert CertificateRevocation.objects.count() == 1
    assert not Certificate.objects.filter(issued_at__gt=NOW).exists()
    assert set(MakeUp.objects.values_list("outcome", flat=True)) >= {"", "met", "missed"}
    assert MakeUp.objects.filter(cause="technical", duty__extensions__isnull=False).exists()
    assert MakeUp.objects.appealed().exists()
    assert set(OutsideTraining.objects.values_list("review__is_accepted", flat=True)) == {None, True, False}
    assert Attendance.objects.count() - Attendance.objects.valid().count() == 1
    assert Attendance.objects.filter(user__staff_number=accounts[Role.LEARNER]).exists()
    check_oversight()
    assert Posting.objects.filter(ends_on__isnull=False).count() >= 9
    assert User.objects.filter(is_active=False).count() == 4
    assert not QuizAttempt.objects.filter(submitted_at__gt=NOW).exists()


def test_load_demo_outside_a_trial_is_refused(db):
    with pytest.raises(CommandError, match="TRIAL=1"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_load_demo_beside_people_is_refused(cast, settings):
    settings.TRIAL = True
    before = list(User.objects.values_list("pk", flat=True))
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert list(User.objects.values_list("pk", flat=True)) == before
