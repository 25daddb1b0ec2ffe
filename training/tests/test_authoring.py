"""A trainer writes a course, its lessons and a quiz in the Wagtail admin, through the forms as they are."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content.blocks import PROSE_FEATURES
from guides.tests.factories import GuideFactory
from training.models import CoursePage, LessonPage, QuizPage
from training.tests.authoring import list_block, preview, sign_in
from training.tests.factories import (
    CourseFactory,
    LessonFactory,
    QuestionFactory,
    QuizFactory,
    choices,
    course_index,
    skill,
)

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture
def trainer(cast) -> Client:
    return sign_in(cast.trainer)


def add_url(model, parent, route="add") -> str:
    return reverse(f"wagtailadmin_pages:{route}", args=["training", model._meta.model_name, parent.pk])


def course_form(cast, guide, **changes) -> dict:
    return nested_form_data(
        {
            "title": "备人备时",
            "slug": "bei-ren",
            "summary": "谈前的两门功课。",
            "audience": "新来的同志",
            "outcomes": streamfield([("outcome", "能开好头")]),
            "hours": "1.5",
            "guide_links": inline_formset([{"guide": str(guide.pk)}]),
            "department": str(cast.own.pk),
            "visibility": "everyone",
            **changes,
        }
    ) | {"skills": [str(skill("focus").pk), str(skill("timing").pk)]}


def lesson_form(**changes) -> dict:
    body = [
        ("section", {"heading": "先想清楚", "html": rich_text("<p>为什么<b>谈</b>。</p>", features=PROSE_FEATURES)}),
        ("think", {"question": "怎么准备？", "answer": "分开办。"}),
        ("key_points", {"items": list_block("先写一句话", "一次一件事")}),
    ]
    return nested_form_data(
        {
            "title": "先写下一句话",
            "slug": "yi-ju-hua",
            "summary": "先写目的。",
            "body": streamfield(body),
            "minutes": "9",
            "guide": "",
            **changes,
        }
    ) | {"skills": [str(skill("focus").pk)]}


def quiz_form(questions, **changes) -> dict:
    return nested_form_data(
        {
            "title": "课后测验",
            "slug": "ce-yan",
            "introduction": "想一想再选。",
            "pass_mark": "70",
            "multiple_marking": "exact",
            "grading": "best",
            "wait_hours": "0",
            "review_time": "submitted",
            "review_depth": "reasons",
            "draws": inline_formset([]),
            "quiz_questions": inline_formset([{"question": str(question.pk)} for question in questions]),
            **changes,
        }
    )


def test_trainer_creates_and_publishes_a_course(cast, trainer, site_tree):
    guide = GuideFactory()
    assert trainer.get(add_url(CoursePage, course_index())).status_code == 200
    response = trainer.post(add_url(CoursePage, course_index()), course_form(cast, guide) | PUBLISH)
    assert response.status_code == 302, response.context["form"].errors
    course = CoursePage.objects.get(slug="bei-ren")
    assert (course.live, str(course.hours), course.department, course.owner) == (True, "1.50", cast.own, cast.trainer)
    assert [outcome.value for outcome in course.outcomes] == ["能开好头"]
    assert [link.guide for link in course.guide_links.all()] == [guide]
    assert {topic.slug for topic in course.skills.all()} == {"focus", "timing"}


def test_trainer_creates_a_lesson_and_a_quiz_in_order(cast, trainer, site_tree):
    course, question = CourseFactory(), QuestionFactory()
    first = trainer.post(add_url(LessonPage, course), lesson_form() | PUBLISH)
    assert first.status_code == 302, first.context["form"].errors
    second = trainer.post(add_url(QuizPage, course), quiz_form([question]) | PUBLISH)
    assert second.status_code == 302, second.context["form"].errors
    lesson, quiz = CoursePage.objects.get().units()
    assert (type(lesson), lesson.minutes, lesson.visibility) == (LessonPage, 9, course.visibility)
    assert (type(quiz), quiz.pass_mark, quiz.multiple_marking) == (QuizPage, 70, "exact")
    assert [link.question for link in quiz.quiz_questions.all()] == [question]


def test_units_have_no_readers_of_their_own_in_the_editor(trainer, site_tree):
    course = CourseFactory()
    for model in [LessonPage, QuizPage]:
        fields = trainer.get(add_url(model, course)).context["form"].fields
        assert not {"visibility", "department"} & set(fields)


def test_same_question_twice_in_a_quiz_is_refused(trainer, site_tree):
    course, question = CourseFactory(), QuestionFactory()
    response = trainer.post(add_url(QuizPage, course), quiz_form([question, question]) | PUBLISH)
    assert response.status_code == 200
    assert not QuizPage.objects.exists()


def test_trainer_previews_a_new_course(cast, trainer, site_tree):
    CourseFactory(lessons=1)
    text = preview(
        trainer,
        add_url(CoursePage, course_index(), "preview_on_add"),
        course_form(cast, GuideFactory(title="开头指南")),
    )
    for expected in ["备人备时", "能开好头", "No lessons yet", "开头指南"]:
        assert expected in text


def test_trainer_previews_a_course_that_is_being_changed(cast, trainer, site_tree):
    course = CourseFactory(lessons=2)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[course.pk])
    text = preview(trainer, url, course_form(cast, GuideFactory(), title="草稿里的题目"))
    assert "草稿里的题目" in text
    assert "0 of 2" in text


@pytest.mark.parametrize("lessons", [0, 2])
def test_trainer_previews_a_new_lesson(trainer, site_tree, lessons):
    text = preview(trainer, add_url(LessonPage, CourseFactory(lessons=lessons), "preview_on_add"), lesson_form())
    for expected in ["先写下一句话", "怎么准备？", "When this lesson is published"]:
        assert expected in text


def test_trainer_previews_a_lesson_that_is_being_changed(trainer, site_tree):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[LessonFactory().pk])
    assert "草稿里的题目" in preview(trainer, url, lesson_form(title="草稿里的题目"))


def test_trainer_previews_a_quiz_as_a_learner_sees_it(trainer, site_tree):
    question = QuestionFactory(stem="预览的题？", reason="金丝雀理由", parts=choices("选项甲", "选项乙"))
    url = add_url(QuizPage, CourseFactory(), "preview_on_add")
    text = preview(trainer, url, quiz_form([question]))
    for expected in ["预览的题？", "选项甲", "选项乙"]:
        assert expected in text
    assert "金丝雀" not in text
    assert "option--key" not in text
    before = trainer.get(url, {"mode": ""}).content.decode()
    assert "70 percent" in before
    assert "选项甲" not in before


def test_trainer_previews_a_quiz_that_is_being_changed(trainer, site_tree):
    quiz, added = QuizFactory(), QuestionFactory(stem="新加的题？")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[quiz.pk])
    assert "新加的题？" in preview(trainer, url, quiz_form([added]))


# --- Owner ---------------------------------------------------------------------------------


def departments_offered(client, author, course):
    client.force_login(author)
    form = client.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).context["form"]
    return set(form.fields["department"].queryset)


@pytest.mark.parametrize(
    ("part", "offered"),
    [("editor", {"own", "sub"}), ("trainer", {"own", "sub"}), ("administrator", {"root", "own", "sub", "other"})],
)
def test_author_names_as_owner_a_department_they_see(client, cast, part, offered):
    author = cast.people()[part]
    course = CourseFactory(owner=author, department=cast.own)
    assert departments_offered(client, author, course) == {getattr(cast, name) for name in offered}


def test_edit_by_somebody_else_keeps_an_owner_they_do_not_see(client, cast):
    course = CourseFactory(owner=cast.outsider, department=cast.other)
    assert departments_offered(client, cast.trainer, course) == {cast.own, cast.sub, cast.other}
