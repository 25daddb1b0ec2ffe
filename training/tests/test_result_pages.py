"""What a quiz says before the start and after the end, to the person who takes it."""

import datetime
from decimal import Decimal

import bs4
import pytest
from django.utils import timezone

from content.enums import Visibility
from guides.tests.factories import GuideFactory
from training.enums import Grading, QuestionKind, ReviewDepth, ReviewTime
from training.models import QuizAttempt, QuizOverride, RubricMark
from training.services.attempts import save_answer, settle_result, start_attempt, submit_attempt
from training.tests.factories import (
    CourseFactory,
    LessonFactory,
    ProgrammeFactory,
    QuestionFactory,
    QuizFactory,
    choices,
    skill,
)
from training.tests.test_attempt_views import address
from training.tests.test_attempts import answer_all, keys, wrong

pytestmark = pytest.mark.django_db
CLOSING = datetime.datetime(2090, 3, 1, 4, tzinfo=datetime.UTC)


def see(client, where) -> bs4.BeautifulSoup:
    return bs4.BeautifulSoup(client.get(where).content, "html.parser").select_one("main")


def words(part) -> str:
    return " ".join(part.get_text(" ").split())


def facts(page) -> dict[str, str]:
    names = [words(name) for name in page.select(".facts dt")]
    return dict(zip(names, [words(value) for value in page.select(".facts dd")], strict=True))


def answer(attempt, position, values) -> None:
    save_answer(attempt=attempt, position=position, values=values, sequence=1)


def test_result_shows_score_receipt_reasons_and_lessons_by_skill(learner, cast):
    course = CourseFactory()
    LessonFactory(parent=course, title="再读这一课", skills=["timing"])
    LessonFactory(parent=course, title="不必再读", skills=["art"])
    first, second = QuestionFactory(skill=skill("timing")), QuestionFactory(skill=skill("art"))
    quiz = QuizFactory(parent=course, questions=[first, second])
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    answer(attempt, 2, keys(attempt.answers.get(position=2)))
    submitted = submit_attempt(attempt=attempt)
    page = see(learner, address(attempt))
    text = words(page)
    for expected in ["50 percent (pass mark 60)", submitted.receipt, first.reason, second.reason, "再读这一课"]:
        assert expected in text
    assert "不必再读" not in text
    assert (text.count("Right choice"), text.count("Your answer")) == (2, 1)
    assert [section["aria-labelledby"] for section in page.select("section")][1:] == ["skill-timing", "skill-art"]


def test_result_names_the_skills_below_their_minimum(learner, cast):
    asked = [QuestionFactory(skill=skill("timing")), QuestionFactory(skill=skill("art"))]
    quiz = QuizFactory(questions=asked, pass_mark=50, skill_minimum=40, review_time=ReviewTime.NEVER)
    attempt = start_attempt(user=cast.learner, quiz=quiz)
    answer(attempt, 2, keys(attempt.answers.get(position=2)))
    submit_attempt(attempt=attempt)
    page = see(learner, address(attempt))
    assert words(page.select_one("#verdict")) == "Not passed yet"
    assert "Each skill needs at least 40 percent." in words(page)
    assert len(page.select(".verdict .skill--timing")) == 1
    assert page.select(".verdict .skill--art") == []


@pytest.mark.parametrize(("grading", "is_said"), [(Grading.BEST, True), (Grading.LAST, False)])
def test_failed_attempt_tells_of_a_pass_only_where_that_one_counts(learner, cast, grading, is_said):
    quiz = QuizFactory(grading=grading)
    passed = start_attempt(user=cast.learner, quiz=quiz)
    answer_all(passed)
    submit_attempt(attempt=passed)
    failed = submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    said = "You have passed this quiz with another attempt" in words(see(learner, address(failed)))
    assert said == is_said


def test_points_are_shown_with_two_places_and_the_ring_says_the_score(learner, cast):
    question = QuestionFactory(kind=QuestionKind.MULTIPLE, parts=choices("甲", "乙", "丙", "丁", keys=3))
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=[question]))
    answer(attempt, 1, keys(attempt.answers.get())[:2])
    assert submit_attempt(attempt=attempt).points == Decimal("0.666")
    page = see(learner, address(attempt))
    assert facts(page)["Points"] == "0.67 of 1"
    assert "Partly right: 0.67 of 1 point" in words(page)
    assert facts(page)["Result"] == "66.6 percent (pass mark 60)"
    assert words(page.select_one(".ring__value")) == "66.6%"


def test_score_just_below_the_pass_mark_is_never_shown_as_the_pass_mark(learner, cast):
    attempt = submit_attempt(attempt=start_attempt(user=cast.learner, quiz=QuizFactory()))
    QuizAttempt.objects.filter(pk=attempt.pk).update(points=Decimal("11.999"), maximum=20)
    page = see(learner, address(attempt))
    assert words(page.select_one("#verdict")) == "Not passed yet"
    assert facts(page)["Result"] == "59.9 percent (pass mark 60)"
    assert words(page.select_one(".ring__value")) == "59.9%"


def test_result_waits_for_a_trainer_and_then_shows_points_and_comment(learner, cast):
    question = QuestionFactory(kind=QuestionKind.SHORT_ANSWER)
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=[question]))
    answer(attempt, 1, ["我会先听。"])
    waiting = submit_attempt(attempt=attempt)
    page = see(learner, address(attempt))
    assert words(page.select_one("#verdict")) == "Submitted: a trainer still has to mark it"
    assert facts(page).keys() == {"Submitted", "Receipt code"}
    assert "Waits to be marked" in words(page)
    assert "of 5" not in words(page)

    given = waiting.answers.get()
    RubricMark.objects.create(answer=given, marker=cast.trainer, points=[2, 1], comment="理由再具体一点。")
    given.mark = Decimal("0.6")
    given.save(update_fields=["mark"])
    settle_result(attempt=waiting, at=timezone.now())
    page = see(learner, address(attempt))
    assert words(page.select_one("#verdict")) == "Passed"
    assert facts(page)["Points"] == "0.6 of 1"
    for expected in ["2 of 2 points", "1 of 3 points", "理由再具体一点。", "我会先听。", question.reason]:
        assert expected in words(page)


def test_result_by_the_clock_says_so(learner, cast):
    attempt = start_attempt(
        user=cast.learner, quiz=QuizFactory(time_limit=20), at=timezone.now() - datetime.timedelta(minutes=21)
    )
    page = see(learner, address(attempt))
    assert "The time was up: what had been saved was submitted by itself." in words(page)
    assert QuizAttempt.objects.get().is_timed_out


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"review_time": ReviewTime.NEVER}, "This quiz shows the result alone"),
        (
            {"review_time": ReviewTime.DECIDED, "attempts_allowed": 2},
            "when you have passed the quiz or no attempt is left",
        ),
        (
            {"review_time": ReviewTime.CLOSED, "closes_at": CLOSING},
            "when the quiz has closed, from March 1, 2090, noon on",
        ),
    ],
)
def test_result_without_questions_says_when_they_are_shown(learner, cast, settings, said):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(**settings))
    submit_attempt(attempt=attempt)
    page = see(learner, address(attempt))
    assert said in words(page)
    assert page.select(".question--reviewed") == []


def test_questions_are_shown_when_the_quiz_is_passed_by_another_attempt(learner, cast):
    quiz = QuizFactory(review_time=ReviewTime.DECIDED)
    failed = submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    assert see(learner, address(failed)).select(".question--reviewed") == []
    passed = start_attempt(user=cast.learner, quiz=quiz)
    answer_all(passed)
    submit_attempt(attempt=passed)
    assert len(see(learner, address(failed)).select(".question--reviewed")) == 2


def test_review_with_marks_alone_tells_right_from_wrong_without_the_key(learner, cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(review_depth=ReviewDepth.MARKS))
    answer(attempt, 1, keys(attempt.answers.get(position=1)))
    answer(attempt, 2, wrong(attempt.answers.get(position=2))[:1])
    submit_attempt(attempt=attempt)
    page = see(learner, address(attempt))
    assert [words(one) for one in page.select(".question--reviewed .status")] == ["Right", "Not right"]
    assert len(page.select(".option--chosen")) == 2
    assert page.select(".option--key, .question__reason") == []


def test_review_names_the_guide_only_to_who_may_open_it(learner, cast):
    told = GuideFactory(title="可读的指南")
    closed = GuideFactory(title="别人的指南", visibility=Visibility.SUBTREE, department=cast.other)
    withdrawn = GuideFactory(title="撤下的指南", live=False)
    asked = [QuestionFactory(guide=guide) for guide in (told, closed, withdrawn, None)]
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(questions=asked))
    submit_attempt(attempt=attempt)
    page = see(learner, address(attempt))
    assert [link["href"] for link in page.select(".question--reviewed a")] == [told.get_url()]
    assert "别人的指南" not in words(page)
    assert "撤下的指南" not in words(page)


def test_review_says_what_a_regrade_left_out(learner, cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    submit_attempt(attempt=attempt)
    attempt.answers.filter(position=1).update(is_dropped=True)
    page = see(learner, address(attempt))
    assert [words(one) for one in page.select(".question--reviewed .status")] == [
        "Left out: it does not count",
        "Not answered",
    ]


def test_practice_result_says_that_it_is_no_evidence(learner, cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory(practice=True), mode="practice")
    answer_all(attempt)
    submit_attempt(attempt=attempt)
    page = see(learner, address(attempt))
    assert words(page.select_one("#verdict")) == "Practised"
    assert facts(page).keys() == {"Points", "Ended"}
    assert QuizAttempt.objects.get().receipt not in words(page)
    assert "Practice is no evidence" in words(page)
    assert "Practice 1" in words(page.select_one(".page-heading"))
    assert len(page.select(".question--reviewed")) == 2


def test_practice_that_nobody_can_mark_has_no_score(learner, cast):
    quiz = QuizFactory(questions=[QuestionFactory(kind=QuestionKind.SHORT_ANSWER)], practice=True)
    attempt = start_attempt(user=cast.learner, quiz=quiz, mode="practice")
    answer(attempt, 1, ["我会先听。"])
    submit_attempt(attempt=attempt)
    page = see(learner, address(attempt))
    assert facts(page).keys() == {"Ended"}
    assert "percent" not in words(page) + words(see(learner, quiz.get_url()).select_one("tbody"))


def test_result_outlives_a_quiz_that_is_withdrawn(learner, cast):
    attempt = start_attempt(user=cast.learner, quiz=QuizFactory())
    answer_all(attempt)
    submit_attempt(attempt=attempt)
    attempt.quiz.unpublish()
    assert learner.get(address(attempt)).status_code == 200


def test_result_after_a_finished_course_leads_on_to_what_is_due_next(learner, cast):
    done, following = CourseFactory(quiz=True, title="先学"), CourseFactory(title="后学")
    LessonFactory(parent=following)
    ProgrammeFactory(courses=[done, following], departments=[cast.own])
    attempt = start_attempt(user=cast.learner, quiz=done.units()[0])
    answer_all(attempt)
    submit_attempt(attempt=attempt)
    page = see(learner, address(attempt))
    assert [words(one) for one in page.select(".actions .button:not(.button--quiet)")] == ["Next: “后学”"]


def test_quiz_tells_its_limits(learner, cast):
    quiz = QuizFactory(
        questions=3, skill_minimum=40, time_limit=20, attempts_allowed=3, wait_hours=24, closes_at=CLOSING
    )
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz, at=timezone.now() - datetime.timedelta(days=2)))
    assert facts(see(learner, quiz.get_url())) == {
        "Questions": "3",
        "Pass mark": "60 percent, and at least 40 percent in each skill",
        "Time limit": "20 minutes",
        "Closes": "March 1, 2090, noon",
        "Attempts": "3, of which 2 left, the next one 24 hours after the end of the last",
        "Which one counts": "The best one",
        "Questions shown again": "As soon as the attempt is submitted",
    }


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"time_limit": 20, "closes_at": CLOSING}, "The clock starts when you begin"),
        ({"closes_at": CLOSING}, "No time limit, but an end"),
        ({}, "Take your time"),
    ],
)
def test_quiz_tells_whether_something_is_submitted_by_itself(learner, site_tree, settings, said):
    text = words(see(learner, QuizFactory(**settings).get_url()))
    assert said in text
    assert text.count("Every answer is saved as you give it") == 1


def test_quiz_tells_the_limits_of_the_person_who_asks(learner, cast):
    quiz = QuizFactory(time_limit=20, attempts_allowed=1)
    QuizOverride.objects.create(
        quiz=quiz, user=cast.learner, time_percent=150, extra_attempts=1, reason="眼疾", granted_by=cast.trainer
    )
    told = facts(see(learner, quiz.get_url()))
    assert (told["Time limit"], told["Attempts"]) == ("30 minutes (yours; for others 20 minutes)", "2, of which 2 left")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"attempts_allowed": 1}, "All attempts are used up."),
        ({"wait_hours": 24}, "You can begin the next attempt on"),
        ({"closes_at": timezone.now() - datetime.timedelta(hours=1)}, "The quiz closed on"),
        ({"opens_at": timezone.now() + datetime.timedelta(days=1)}, "The quiz opens on"),
    ],
)
def test_quiz_that_may_not_begin_says_why_instead_of_the_button(learner, cast, settings, said):
    quiz = QuizFactory(practice=True, **settings)
    earlier = timezone.now() - datetime.timedelta(hours=2)
    if "opens_at" not in settings:
        submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz, at=earlier), at=earlier)
    page = see(learner, quiz.get_url())
    assert said in words(page)
    assert [button.get("value") for button in page.select('form[action$="/start/"] button')] == ["practice"]


def test_quiz_tells_practice_and_tests_apart(learner, cast):
    quiz = QuizFactory(practice=True, attempts_allowed=2)
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz, mode="practice"))
    start_attempt(user=cast.learner, quiz=quiz, mode="practice")
    submit_attempt(attempt=start_attempt(user=cast.learner, quiz=quiz))
    page = see(learner, quiz.get_url())
    rows = {words(row.select_one("th")): words(row.select("td")[-1]) for row in page.select("tbody tr")}
    assert rows == {
        "Practice 1": "Practice: no evidence",
        "Practice 2": "Practice: no evidence",
        "Attempt 1": "Not passed yet",
    }
    assert [words(button) for button in page.select('form[action$="/start/"] button')] == [
        "Take the quiz again",
        "Go on practising",
    ]
    assert facts(page)["Attempts"] == "2, of which 1 left"


def test_quiz_without_practice_offers_none(learner, cast):
    page = see(learner, QuizFactory().get_url())
    assert [words(button) for button in page.select('form[action$="/start/"] button')] == ["Take the quiz"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("state", ["open", "submitted", "practice"])
def test_attempt_asks_the_database_equally_often(client, cast, django_assert_num_queries, count, state):
    # In practice two are for an open test: whether there is one, and which of these questions it asks.
    queries = {"open": 8, "submitted": 31, "practice": 14}[state]
    course = CourseFactory(lessons=count)
    asked = [QuestionFactory(guide=GuideFactory()) for _ in range(count)]
    quiz = QuizFactory(parent=course, questions=asked, skill_minimum=50, practice=True)
    attempt = start_attempt(user=cast.learner, quiz=quiz, mode="practice" if state == "practice" else "test")
    client.force_login(cast.learner)
    if state == "submitted":
        submit_attempt(attempt=attempt)
    if state == "practice":
        attempt.answers.update(revealed_at=timezone.now())
    client.get(address(attempt))
    with django_assert_num_queries(queries):
        client.get(address(attempt))
